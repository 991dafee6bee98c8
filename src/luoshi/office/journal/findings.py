"""What an examination of the journal found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MOST = 200
"""So many findings of one kind are told one by one; all are counted."""

KINDS = {
    "changed": "内容被改动",
    "missing": "记事缺失",
    "link": "链值不符",
    "inserted": "事后补入",
    "head": "链头不符",
    "unsealed": "尚未入链",
    "clock": "时钟拨回",
    "file": "链头文件",
}
"""The last three are told, but are no sign that anyone tampered."""
HARMLESS = frozenset({"unsealed", "clock", "file"})


@dataclass(frozen=True)
class Finding:
    """One thing that was found: of which kind, at which entry and place of the chain, in words."""

    kind: str
    what: str
    entry: int | None = None
    n: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding as data."""
        return {"kind": self.kind, "entry": self.entry, "n": self.n, "what": self.what}


@dataclass
class Verification:
    """What came of examining the whole journal.

    Attributes:
        entries: how many entries of the chain were examined.
        head: the place and link of the last of them; worth writing down elsewhere.
        counts: how many findings of each kind.
        findings: the first of each kind.
    """

    entries: int = 0
    head: tuple[int, str] = (0, "")
    counts: Counter[str] = field(default_factory=Counter[str])
    findings: list[Finding] = field(default_factory=list[Finding])

    def found(
        self,
        kind: str,
        what: str,
        *,
        entry: int | None = None,
        n: int | None = None,
        times: int = 1,
    ) -> None:
        """Count a finding, and keep it where there is room."""
        if self.counts[kind] < MOST:
            self.findings.append(Finding(kind, what, entry, n))
        self.counts[kind] += times

    @property
    def sound(self) -> bool:
        """Whether nothing was changed, removed, put in or cut off."""
        return not any(self.counts[kind] for kind in KINDS if kind not in HARMLESS)

    @property
    def problems(self) -> list[Finding]:
        """What should not be."""
        return [each for each in self.findings if each.kind not in HARMLESS]

    @property
    def notes(self) -> list[Finding]:
        """What is told besides."""
        return [each for each in self.findings if each.kind in HARMLESS]

    def as_json(self) -> dict[str, Any]:
        """The examination as data."""
        return {
            "sound": self.sound,
            "entries": self.entries,
            "head": {"n": self.head[0], "link": self.head[1]},
            "counts": {kind: self.counts[kind] for kind in KINDS},
            "problems": [each.as_json() for each in self.problems],
            "notes": [each.as_json() for each in self.notes],
        }

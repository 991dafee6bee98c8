"""A policy (政策): one encoded document, from ``policy.yaml`` and ``parameters.yaml`` of its folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from luoshi.rules.errors import BadPolicy, UnknownReading
from luoshi.rules.nodes import Text
from luoshi.rules.parameters import Definition, Parameters, load
from luoshi.rules.yamlio import read_mapping

StateName = Literal["not_yet", "in_force", "expired", "gap"]
STATES: dict[StateName, str] = {
    "not_yet": "尚未施行",
    "in_force": "施行中",
    "expired": "已经失效",
    "gap": "空档：旧文件已废止，本文件尚未施行",
}


@dataclass(frozen=True, slots=True)
class State:
    """Whether a document is in force on a day, and why."""

    name: StateName
    why: str
    clause: str = ""

    @property
    def in_force(self) -> bool:
        """Whether it is."""
        return self.name == "in_force"


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading (读法) of an ambiguous or damaged passage: its options, one of them the default."""

    name: str
    label: str
    clause: str
    why: str
    options: Mapping[str, str]
    default: str


@dataclass(frozen=True, slots=True)
class OpenTerm:
    """What a document leaves to another paper (由…另行制定)."""

    clause: str
    what: str
    left_to: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Policy:
    """An encoded document.

    Attributes:
        starts: the first day in force; ``ends`` the last, None where the text states none.
        stated: whether the text states the first day (else it is the day of signature).
        idle: clauses with nothing to execute, and why; ``pending`` those not executable yet, and why.
        declared_numbers: numbers of the text that are no parameter: clause, text, why.
        exceptions: parameters that verify cannot find as printed, and why.
        key: ``<place>.<name>``, the first two parts of the keys of its rules.
    """

    key: str
    folder: Path
    number: str
    title: str
    place: str
    issuers: tuple[str, ...]
    signed: date | None
    starts: date
    ends: date | None
    stated: bool
    force_clause: str
    repeals: tuple[Mapping[str, Any], ...]
    based_on: tuple[str, ...]
    gist: str
    readings: Mapping[str, Reading]
    open_terms: tuple[OpenTerm, ...]
    idle: Mapping[str, str]
    pending: Mapping[str, str]
    declared_numbers: tuple[Mapping[str, str], ...]
    exceptions: Mapping[str, str]
    parameters: Parameters

    @classmethod
    def beside(cls, file: str) -> Policy:
        """The policy whose folder holds this file; for ``Policy.beside(__file__)`` in ``rules.py``.

        From then on it fills the open terms of other documents that it says it fills.
        """
        policy = cls.load(Path(file).parent)
        for definition in policy.parameters:
            if definition.fills:
                _FILLERS[definition.fills] = (policy, definition)
        return policy

    @classmethod
    def load(cls, folder: Path) -> Policy:
        """Read a folder.

        Raises:
            BadPolicy: a file is missing or wrong.
        """
        raw = read_mapping(folder / "policy.yaml")
        try:
            policy = _policy(raw, folder)
        except KeyError as error:
            raise BadPolicy(f"{folder.name}/policy.yaml 缺 {error}") from error
        return policy

    def reading(self, name: str) -> Text:
        """The symbol of a declared reading."""
        if name not in self.readings:
            raise BadPolicy(f"{self.number} 没有声明读法 {name}")
        found = self.readings[name]
        return Text("reading", (Text("name", (), name),), found.options, found.label, found.clause)

    def read_readings(self, given: Mapping[str, str]) -> dict[str, str]:
        """The option of every reading: as chosen, else the default.

        Raises:
            UnknownReading: no such reading, or no such option.
        """
        for name, option in given.items():
            if name not in self.readings:
                raise UnknownReading(
                    f"{self.number} 没有读法“{name}”",
                    fact=name,
                    remedy=f"有：{'、'.join(self.readings) or '（无）'}",
                )
            reading = self.readings[name]
            if option not in reading.options:
                options = "、".join(f"{key}（{label}）" for key, label in reading.options.items())
                raise UnknownReading(
                    f"读法“{reading.label}”没有选项“{option}”", fact=name, given=option,
                    clause=self.address(reading.clause), remedy=f"可选：{options}",
                )  # fmt: skip
        return {name: given.get(name, each.default) for name, each in self.readings.items()}

    def state_on(self, day: date) -> State:
        """Whether the document is in force on a day; a gap where what it repeals ended before."""
        clause = self.address(self.force_clause)
        if day < self.starts:
            for repealed in self.repeals:
                ended = repealed.get("from")
                if isinstance(ended, date) and ended <= day:
                    why = f"{repealed['number']} 自 {ended} 起废止，本文件自 {self.starts} 起施行，其间没有规定"
                    return State("gap", why, self.address(str(repealed.get("clause", ""))))
            return State("not_yet", f"自 {self.starts} 起施行", clause)
        if self.ends and day > self.ends:
            return State("expired", f"有效期至 {self.ends}", clause)
        why = f"自 {self.starts} 起施行"
        if not self.stated:
            why = f"原文未写明施行日期，按成文日期 {self.starts}"
        return State("in_force", why + (f"，有效期至 {self.ends}" if self.ends else ""), clause)

    def address(self, clause: str) -> str:
        """The whole address of a clause of this document; addresses of other documents stay."""
        if not clause or "〕" in clause or clause.startswith(("《", self.number)):
            return clause
        return f"{self.number} {clause}"

    @cached_property
    def version(self) -> str:
        """A hash of the encoding: its rules, parameters and policy file."""
        digest = hashlib.sha256()
        for name in ("policy.yaml", "parameters.yaml", "rules.py"):
            digest.update((self.folder / name).read_bytes())
        return digest.hexdigest()[:16]


_FILLERS: dict[str, tuple[Policy, Definition]] = {}


def filler(definition: Definition) -> tuple[Policy, Definition] | None:
    """The encoded document that fills an open parameter (由…另行制定), and its parameter."""
    return _FILLERS.get(f"{definition.document}#{definition.name}")


def _policy(raw: Mapping[str, Any], folder: Path) -> Policy:
    force = raw["in_force"]
    starts: date = force["from"]
    number = str(raw["number"])
    if force.get("basis") == "signed" and raw.get("signed") not in (None, starts):
        raise BadPolicy(f"{number} 按成文日期施行，但 in_force 的 from 不是 signed")
    clauses: Mapping[str, Mapping[str, str]] = raw.get("clauses") or {}
    readings: Mapping[str, Any] = raw.get("readings") or {}
    written = read_mapping(folder / "parameters.yaml")
    return Policy(
        key=f"{folder.parent.name}.{folder.name}",
        folder=folder,
        number=number,
        title=str(raw["title"]),
        place=str(raw["place"]),
        issuers=tuple(raw["issuers"]),
        signed=raw.get("signed"),
        starts=starts,
        ends=force.get("until"),
        stated=force.get("basis") != "signed",
        force_clause=str(force.get("clause", "")),
        repeals=tuple(raw.get("repeals") or ()),
        based_on=tuple(raw.get("based_on") or ()),
        gist=str(raw["gist"]),
        readings={name: _reading(name, each) for name, each in readings.items()},
        open_terms=tuple(
            OpenTerm(
                str(t["clause"]),
                str(t["what"]),
                str(t["left_to"]),
                tuple(t.get("parameters") or ()),
            )
            for t in raw.get("open_terms") or ()
        ),
        idle={str(c): str(why["nothing"]) for c, why in clauses.items() if "nothing" in why},
        pending={str(c): str(why["not_yet"]) for c, why in clauses.items() if "not_yet" in why},
        declared_numbers=tuple(raw.get("numbers") or ()),
        exceptions={str(e["parameter"]): str(e["why"]) for e in raw.get("exceptions") or ()},
        parameters=Parameters(load(written, number, starts)),
    )


def _reading(name: str, raw: Mapping[str, Any]) -> Reading:
    options = {str(key): str(label) for key, label in raw["options"].items()}
    if raw["default"] not in options or len(options) < 2:
        raise BadPolicy(f"读法 {name} 的默认不在选项里，或只有一个选项")
    return Reading(
        name, str(raw["label"]), str(raw["clause"]), str(raw["why"]), options, str(raw["default"])
    )

"""What verifying finds: values for the faces and for receipts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Fault = Literal["clause", "printed", "value", "unit", "comparator", "index"]
FAULTS: dict[Fault, str] = {
    "clause": "文件中没有这一条款",
    "printed": "条款中没有 printed 所写的文字，或其中没有这个值",
    "value": "条款中没有这个数",
    "unit": "有这个数，单位不同",
    "comparator": "有这个数和单位，旁边的限度用语不同",
    "index": "有这个数，但属于另一类别",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Words where the document prints them."""

    clause: str
    """Address of the clause, without the document."""
    start: int
    end: int
    text: str
    around: str
    """The words around, with these in 【】."""
    limits: tuple[str, ...] = ()
    """The words of limits beside a number."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A parameter with the place where it stands."""

    parameter: str
    sought: str
    place: Place


@dataclass(frozen=True, slots=True)
class Missed:
    """A parameter that does not stand in its clause as declared."""

    parameter: str
    clause: str
    sought: str
    fault: Fault
    found: str
    """The words of the clause around the nearest number, or its beginning; else empty."""
    excepted: str = ""
    """Why policy.yaml excepts it; empty where it does not."""


@dataclass(frozen=True, slots=True)
class Accounted:
    """A number of the text that is accounted for, and by what."""

    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A number of the text that nothing accounts for."""

    place: Place
    same_as: str = ""
    """The parameter that has the same number in another place of the clause."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A declaration in policy.yaml that nothing needs."""

    declared: str
    why: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying one policy against its document found."""

    number: str
    title: str
    fingerprint: str
    verified: tuple[Verified, ...]
    excepted: tuple[Missed, ...]
    missed: tuple[Missed, ...]
    covered: tuple[Accounted, ...]
    declared: tuple[Accounted, ...]
    uncovered: tuple[Uncovered, ...]
    stale: tuple[Stale, ...]

    @property
    def sound(self) -> bool:
        """Whether every parameter and every number is accounted for, and no declaration is stale."""
        return not (self.missed or self.uncovered or self.stale)

    def as_json(self) -> dict[str, Any]:
        """The finding as data."""
        return {
            "number": self.number,
            "title": self.title,
            "fingerprint": self.fingerprint,
            "sound": self.sound,
            "parameters": {
                "verified": len(self.verified),
                "excepted": len(self.excepted),
                "not_found": len(self.missed),
            },
            "numbers": {
                "covered": len(self.covered),
                "declared": len(self.declared),
                "uncovered": len(self.uncovered),
            },
            "not_found": [_missed(each) for each in self.missed],
            "excepted": [_missed(each) for each in self.excepted],
            "uncovered": [asdict(each) for each in self.uncovered],
            "stale": [asdict(each) for each in self.stale],
            "declared": [asdict(each) for each in self.declared],
            "covered": [asdict(each) for each in self.covered],
            "verified": [asdict(each) for each in self.verified],
        }


def _missed(each: Missed) -> dict[str, Any]:
    return {**asdict(each), "why": FAULTS[each.fault]}

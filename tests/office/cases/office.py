"""A small office for the tests: the specimen city's offices, one applicant, and how a case goes through."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from luoshi.office import clock
from luoshi.office.cases import service
from luoshi.office.cases.models import Case
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit, UnitRole

SUBSIDY = "specimen.rent_subsidy.subsidy"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
APPLICATION: dict[str, Any] = {
    "name": "甲", "card": "6200 0001", "graduate": True, "born": "1998-05-01", "first_job": "2025-03-01",
    "applied": "2026-01-08", "work": "与用人单位签订劳动合同", "contract": 24, "business": 0,
    "insured": 10, "owns_home": False, "public_rental": False, "lease_filed": True,
    "degree": "硕士研究生", "in_raised_county": False, "months_received": 0,
}  # fmt: skip


def moment(written: str) -> datetime:
    """A moment in the office's time zone."""
    return datetime.fromisoformat(written).replace(tzinfo=clock.HERE)


def unit(code: str, name: str, kind: str = "agency", *roles: str) -> Unit:
    """A unit with roles of the specimen's procedures."""
    made = Unit.objects.create(code=code, name=name, kind=kind)
    UnitRole.objects.bulk_create(UnitRole(unit=made, role=role) for role in roles)
    return made


def person(of: Unit, may: str = "officer") -> Actor:
    """Somebody who acts for a unit."""
    return Actor("person", f"{of.name}经办人", of, may=may)


class Office:
    """The units of the specimen city that the rent subsidy needs, each with an officer."""

    def __init__(self) -> None:
        of = "specimen.rent_subsidy."
        self.applicant = person(unit("jia", "甲", "person"))
        self.stranger = person(unit("yi", "乙", "person"))
        self.county = person(unit("hefeng-hr", "禾丰县人社局", "agency", of + "county_hr"))
        self.other_county = person(unit("songbei-hr", "松陂县人社局", "agency", of + "county_hr"))
        self.city = person(unit("yunlu-hr", "云麓市人社局", "agency", of + "city_hr"))
        self.finance = person(unit("yunlu-czj", "云麓市财政局", "agency", of + "finance"))

    def begun(self) -> Case:
        """A draft with its materials, not handed in."""
        case = service.start(SUBSIDY, self.applicant, parties={"county_hr": "hefeng-hr"})
        for material in ("id", "lease"):
            service.attach(case.key, "apply", material, self.applicant, f"{material}.pdf", PDF)
        return case

    def applied(self, **other: object) -> Case:
        """A case that was handed in."""
        case = self.begun()
        return service.act(
            case.key, "apply", "submit", self.applicant, data={**APPLICATION, **other}
        )

    def published(self) -> Case:
        """A case whose result is being published."""
        case = self.applied()
        service.act(case.key, "first_review", "pass", self.county)
        return service.act(case.key, "second_review", "pass", self.city)

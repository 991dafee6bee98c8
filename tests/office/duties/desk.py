"""A supervision office for tests: who registers, who leads and assists, who is below and above; a found duty.

    desk = Desk()
    item = desk.assigned(due=date(2026, 6, 10))   # 立项、交办, led by 市建设局, assisted by 市财政局
    desk.until(item, "reported")                  # 签收、跟踪、报告, as people do it

Stand at a day with ``clock.at(moment("2026-06-01T09:00"))``.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from luoshi.office import clock
from luoshi.office.archive.models import Issue
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Unit, UnitRole
from luoshi.office.directory.roles import DUTIES_OFFICE
from luoshi.office.duties import service
from luoshi.office.duties.models import Found, Item
from tests.office.cases.office import PDF, moment, person

__all__ = ["PAPER", "Desk", "moment"]

PAPER = ("样例验收单.pdf", PDF)
_CYCLE = ("assigned", "accepted", "tracked", "reported", "closed", "evaluated")


class Desk:
    """Units by what they are here, and an officer of each; ``desk.office`` is the supervision office's."""

    def __init__(self, *, sample: bool = False) -> None:
        tag = "s" if sample else ""
        self._sample, self._tag = sample, tag
        government = self._unit("gov", "云麓市政府")
        self.units = {
            "gov": government,
            "office": self._unit("dc", "云麓市政府督查室"),
            "build": self._unit("js", "云麓市建设局", government),
            "money": self._unit("cz", "云麓市财政局", government),
            "school": self._unit("jy", "云麓市教育局", government),
        }
        self.units["station"] = self._unit("jsz", "云麓市建设质量站", self.units["build"])
        UnitRole.objects.create(unit=self.units["office"], role=DUTIES_OFFICE)
        self.actors = {key: person(each) for key, each in self.units.items()}
        self.office = self.actors["office"]

    def _unit(self, code: str, name: str, parent: Unit | None = None) -> Unit:
        return Unit.objects.create(
            code=self._tag + code, name=("样例" if self._sample else "") + name, kind="agency",
            parent=parent, sample=self._sample,
        )  # fmt: skip

    def viewer(self, key: str) -> Actor:
        """Somebody there who may only look."""
        return person(self.units[key], "viewer")

    def fields(self, due: date | None = date(2026, 6, 10), **more: Any) -> service.Fields:
        """What an officer would write by hand."""
        given: dict[str, Any] = {
            "text": "样例：修缮三处老旧校舍", "lead": self.units["build"],
            "assist": (self.units["money"],), "due": due, "clause": "样例条款",
            "document": "样政发〔2026〕1号", "address": "样政发〔2026〕1号 第一条",
        }  # fmt: skip
        return service.Fields(**{**given, **more})

    def assigned(self, due: date | None = date(2026, 6, 10), **more: Any) -> Item:
        """An item that its units know of."""
        return service.assign(self.office, service.register(self.office, self.fields(due, **more)))

    def until(self, item: Item, stage: str) -> Item:
        """Go on with it as people do, up to a stage."""
        lead = Actor("person", "样例经办人", item.lead, may="officer")
        steps = {
            "assigned": lambda: service.assign(self.office, item),
            "accepted": lambda: service.accept(lead, item),
            "tracked": lambda: service.track(lead, item, 50, "样例：已开工"),
            "reported": lambda: service.report(lead, item, "样例：已完工", [PAPER]),
            "closed": lambda: service.close(self.office, item, "属实"),
            "evaluated": lambda: service.evaluate(self.office, item, "好"),
        }
        current = Item.objects.get(pk=item.pk)
        at = "accepted" if current.stage in ("divided", "returned") else current.stage
        done = _CYCLE.index(at) + 1 if at in _CYCLE else 0
        for each in _CYCLE[done : _CYCLE.index(stage) + 1]:
            steps[each]()
        return Item.objects.get(pk=item.pk)

    def found(self, state: str = "confirmed", **data: Any) -> Found:
        """A duty that was found in a document, and reviewed."""
        issue, _ = Issue.objects.get_or_create(
            slug="sample", key="sample", defaults={"title": "样例"}
        )
        number = Found.objects.count()
        value: dict[str, Any] = {
            "text": "样例：修缮老旧校舍", "lead": [], "assist": [], "deadline": None, "deadlines": [],
            "units": ["云麓市建设局", "云麓市财政局"],
        }  # fmt: skip
        return Found.objects.create(
            kind="duty", key=f"k{number}", issue=issue, document="样政发〔2026〕1号", title="样例",
            position=number, address=f"样政发〔2026〕1号 第{number + 1}条", data={**value, **data},
            confidence=0.9, state=state, reviewed=clock.now(),
        )  # fmt: skip


def deadline(day: date) -> dict[str, Any]:
    """A fixed day, as a finding tells it."""
    return {"words": str(day), "kind": "date", "day": day.isoformat(), "rule": None}

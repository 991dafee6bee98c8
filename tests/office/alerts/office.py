"""The specimen's flood office for tests: units, posts, people, channels, readings, and an alert in force.

    office = FloodOffice()
    alert = office.issued("orange")        # readings, draft, signature: as people do it
    office.answer("hefeng")                # the call to 禾丰县 is answered
    alert = office.lifted(alert)           # hours without rain, proposed, signed

The clock is the test's: set it with ``clock.at(moment("2026-06-10T08:00"))`` around all of it, and
move it on by a second ``clock.at``.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from luoshi.office import clock
from luoshi.office.alerts import calling, readings
from luoshi.office.alerts.models import Alert, Calling, Channel, Contact, Relay, Shift
from luoshi.office.cases import service
from luoshi.office.cases.models import Case
from luoshi.office.directory.actors import Actor
from luoshi.office.directory.models import Post, Unit
from luoshi.procedures.plans import RECEIVERS
from tests.office.cases.office import moment, person, unit

__all__ = ["MESSAGE", "PLAN", "RAIN", "FloodOffice", "moment"]

POLICY = "specimen.flood_calls"
PLAN = f"{POLICY}.warning"
RAIN = f"{POLICY}.hour_rain"
HEADS = "主要负责人"
MILLIMETRES = {"red": 80, "orange": 50, "blue": 30}
"""Rain of an hour with which a level is reached; blue needs two such hours."""
LABELS = {"red": "红色预警", "orange": "橙色预警", "blue": "蓝色预警"}
MESSAGE = {
    "areas": "样例：禾丰县、松陂县", "lasts": "样例：至今日22时",
    "advice": "样例：低洼地带人员尽快转移", "phone": "0000-0000",
}  # fmt: skip

_UNITS = {
    "flood": ("防汛抗旱指挥部办公室", "flood_office"),
    "director": ("市防办主任室", "director"),
    "mayor": ("分管副市长室", "vice_mayor"),
    "government": ("云麓市政府", "government"),
    "hydrology": ("云麓市水文中心", "hydrology"),
    "hefeng": ("禾丰县", "county"),
    "songbei": ("松陂县", "county"),
    "water": ("云麓市水利局", "water"),
    "emergency": ("云麓市应急管理局", "emergency"),
    "city": ("云麓市城市管理局", "city_management"),
    "education": ("云麓市教育局", "education"),
}  # fmt: skip
RECEIVING = ("hefeng", "songbei", "water", "emergency", "city", "education")
"""Units that are called: each has somebody at its post 预警接收人, with WeChat and a telephone, and a deputy."""


class FloodOffice:
    """The units by what they are in the tests, an officer of each, their posts and contacts, the channels.

    ``office.units["hefeng"]``, ``office.actors["hefeng"]``; ``office.contact("hefeng")`` is tried first.
    ``sample``: whether all of it is sample data, of which nothing is really sent.
    """

    def __init__(self, *, sample: bool = False) -> None:
        self.units: dict[str, Unit] = {}
        for code, (name, role) in _UNITS.items():
            self.units[code] = unit(code, name, "agency", f"{POLICY}.{role}")
        Unit.objects.filter(pk__in=[each.pk for each in self.units.values()]).update(sample=sample)
        for each in self.units.values():
            each.sample = sample
        self.actors: dict[str, Actor] = {code: person(of) for code, of in self.units.items()}
        self.channels()
        for code in RECEIVING:
            self.staff(code, RECEIVERS)
        for code in ("hefeng", "songbei"):
            self.staff(code, HEADS)

    # --- people

    def channels(self) -> None:
        """WeChat first, then the telephone; nothing is listening at the address."""
        Channel.objects.create(
            key="wechat", kind="wechat", label="企业微信", order=0,
            target="http://127.0.0.1:9/{address}", patience=180,
        )  # fmt: skip
        Channel.objects.create(key="phone", kind="phone", label="电话", order=1)

    def staff(self, code: str, post: str) -> Post:
        """A post of a unit with somebody who has both channels, and a deputy who has a telephone."""
        of = self.units[code]
        made = Post.objects.create(unit=of, name=post)
        day = clock.today()
        Contact.objects.create(
            unit=of, post=made, name=f"{of.name}值班员", order=0, confirmed=day,
            addresses={"wechat": f"{code}-{made.pk}", "phone": f"0000-{made.pk:04}"},
        )  # fmt: skip
        Contact.objects.create(
            unit=of, post=made, name=f"{of.name}副班", order=1, confirmed=day,
            addresses={"phone": f"0001-{made.pk:04}"},
        )  # fmt: skip
        return made

    def contact(self, code: str, post: str = RECEIVERS) -> Contact:
        """Whoever is tried first at a unit."""
        return Contact.objects.filter(unit=self.units[code], post__name=post).order_by("order")[0]

    def on_duty(self, code: str, who: Contact, hours: int = 12) -> Shift:
        """Somebody is on duty from now on."""
        now = clock.now()
        return Shift.objects.create(
            unit=self.units[code], post=who.post, contact=who, begins=now, ends=now + timedelta(hours=hours)
        )  # fmt: skip

    def passes_on(self, code: str, to: Post) -> Relay:
        """A unit passes every alert on to a post."""
        return Relay.objects.create(unit=self.units[code], post=to)

    # --- readings

    def rain(
        self, millimetres: float, at: datetime | None = None, place: str = "样例一号站"
    ) -> readings.Taken:
        """A station reports the rain of an hour; the present one where none is given."""
        when = (at or clock.now()).replace(minute=0, second=0, microsecond=0)
        row = readings.NewReading(RAIN, millimetres, when, place, source="样例")
        return readings.take([row], self.actors["hydrology"])

    def raining(self, level: str) -> readings.Taken:
        """As much rain as a level takes."""
        if level == "blue":
            self.rain(MILLIMETRES["blue"], clock.now() - timedelta(hours=1))
        return self.rain(MILLIMETRES[level])

    # --- the life of an alert

    def drafted(self, level: str = "red") -> Case:
        """It rains so much that the office opens a case, which is to be drafted."""
        self.raining(level)
        return self._case()

    def proposed(self, level: str = "red") -> Case:
        """A case that waits for whoever signs."""
        case = self.drafted(level)
        way = "to_mayor" if level == "red" else "to_director"
        return service.act(case.key, "draft", way, self.actors["flood"], data=self.message(level))

    def issued(self, level: str = "red") -> Alert:
        """An alert in force: drafted, signed, told."""
        case = self.proposed(level)
        step, who = ("sign_red", "mayor") if level == "red" else ("sign", "director")
        service.act(case.key, step, "publish", self.actors[who])
        return Alert.objects.get(case=case)

    def adjusted(self, alert: Alert, level: str) -> Alert:
        """Another level of an alert in force."""
        key = alert.case.key
        service.act(key, "in_force", "adjust", self.actors["flood"])
        way = "to_mayor" if level == "red" else "to_director"
        service.act(key, "adjust", way, self.actors["flood"], data=self.message(level))
        step, who = ("adjust_sign_red", "mayor") if level == "red" else ("adjust_sign", "director")
        service.act(key, step, "publish", self.actors[who])
        alert.refresh_from_db()
        return alert

    def lifted(self, alert: Alert, hours: int = 6) -> Alert:
        """The alert is lifted, as after so many hours below every limit."""
        key = alert.case.key
        service.act(key, "in_force", "lift", self.actors["flood"])
        data = {"all_below": True, "calm": hours}
        service.act(key, "lift", "propose", self.actors["flood"], data=data)
        was_red = alert.turns.filter(level="red").exists()
        outcome = "lift_red" if was_red else "lift"
        service.act(key, "lift_sign", outcome, self.actors["director"])
        alert.refresh_from_db()
        return alert

    @staticmethod
    def message(level: str) -> dict[str, str]:
        """What the form of a draft takes."""
        return {"level": LABELS[level], **MESSAGE}

    @staticmethod
    def _case() -> Case:
        return Case.objects.filter(procedure=f"{POLICY}.warning").order_by("-pk")[0]

    # --- calls

    def call(self, code: str, post: str = RECEIVERS) -> Calling:
        """The last call to a post of a unit."""
        return Calling.objects.filter(unit=self.units[code], wanted=post).order_by("-pk")[0]

    def answer(self, code: str, post: str = RECEIVERS) -> calling.Heard:
        """Somebody answers the step of that call which is under way, by its link."""
        found = self.call(code, post)
        token = found.attempts.get(step=found.step).token
        return calling.answer([calling.Said(token)], clock.now())

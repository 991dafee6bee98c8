"""Random people do random things to cases, in any order: what must hold holds after every step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from luoshi.office import clock
from luoshi.office.cases import access, home, service, shapes
from luoshi.office.cases.errors import CaseError
from luoshi.office.cases.firing import fire
from luoshi.office.cases.models import Act, Attachment, Case, Participant, Task
from luoshi.office.directory.actors import Actor
from luoshi.office.ledgers.models import Leg
from luoshi.policies import acting
from tests.office.cases.office import APPLICATION, PDF, SUBSIDY, Office, moment
from tests.office.cases.sound import faults

PEOPLE = ("applicant", "stranger", "county", "other_county", "city", "finance")
PARTIES = st.sampled_from(["hefeng-hr", "songbei-hr"])
FIELDS: dict[str, Any] = {
    **APPLICATION, "amount": "3000元", "changed": "2026-02-01", "what": "离职", "overpaid": "1000元",
}  # fmt: skip
BAD = st.sampled_from([{}, {"amount": "-5元"}, {"amount": "一大笔"}, {"born": "昨天"}, {"owns_home": True}])  # fmt: skip


class City(RuleBasedStateMachine):
    """The specimen's office, from its first case on; all of it is undone at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.office, self.now = Office(), moment("2026-01-08T09:00")
        self.done = self.tokens = self.looked = 0

    def teardown(self) -> None:
        """Leave nothing."""
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    # --- what people do

    def somebody(self, who: str) -> Actor:
        """One of the people."""
        return getattr(self.office, who)

    def some_case(self, number: int) -> Case:
        """One of the cases, whoever's it is."""
        rows = list(Case.objects.order_by("pk"))
        return rows[number % len(rows)]

    def tried(self, act: Any) -> None:
        """Do it, or be refused: with what to do, and with nothing changed."""
        before = self.everything()
        with clock.at(self.now):
            refusal: CaseError | None = None
            try:
                act()
                self.done += 1
            except CaseError as error:
                refusal = error
        if refusal is not None:
            assert refusal.what
            assert self.everything() == before, f"{refusal} changed something"

    def everything(self) -> list[Any]:
        """What a refusal must leave alone."""
        return [
            list(Case.objects.order_by("pk").values_list("key", "state", "version", "data", "events")),
            list(Task.objects.order_by("pk").values_list("pk", "state", "draft", "unit")),
            Act.objects.count(), Leg.objects.count(), Attachment.objects.filter(removed=None).count(),
            list(Participant.objects.order_by("pk").values_list("case", "role", "unit")),
        ]  # fmt: skip

    @rule(who=st.sampled_from(["applicant", "applicant", "stranger", "county"]), county=PARTIES, whole=st.booleans())  # fmt: skip
    def begin(self, who: str, county: str, whole: bool) -> None:
        """A draft, mostly with its materials."""
        actor = self.somebody(who)

        def act() -> None:
            case = service.start(SUBSIDY, actor, parties={"county_hr": county})
            for material in ("id", "lease") if whole else ("id",):
                service.attach(case.key, "apply", material, actor, f"{material}.pdf", PDF)

        self.tried(act)

    @precondition(lambda self: Case.objects.exists())
    @rule(number=st.integers(0, 9), who=st.sampled_from(PEOPLE), way=st.integers(0, 9), step=st.integers(0, 9), bad=BAD, version=st.sampled_from([None, 0, 1, 2]))  # fmt: skip
    def anything(
        self, number: int, who: str, way: int, step: int, bad: dict[str, Any], version: int | None
    ) -> None:
        """Any person takes any way of any step of any case."""
        case = self.some_case(number)
        steps = acting.procedure(case.procedure).steps
        wanted = steps[step % len(steps)]
        outcome = wanted.outcomes[way % len(wanted.outcomes)].key
        self.tried(
            lambda: service.act(
                case.key, wanted.key, outcome, self.somebody(who), data=bad, reasons="理由", version=version
            )
        )  # fmt: skip

    @precondition(lambda self: Task.objects.filter(state="open").exists())
    @rule(number=st.integers(0, 9), way=st.integers(0, 9), again=st.booleans())
    def work(self, number: int, way: int, again: bool) -> None:
        """Whose turn it is does what can be done, perhaps sending it twice."""
        tasks = list(
            Task.objects.filter(state="open").select_related("case", "unit").order_by("pk")
        )
        task = tasks[number % len(tasks)]
        step = acting.procedure(task.case.procedure).step(task.step)
        actor = next(each for who in PEOPLE if (each := self.somebody(who)).unit == task.unit)
        outcome = step.outcomes[way % len(step.outcomes)].key
        self.tokens += 1
        token, key = f"token-{self.tokens}", task.case.key
        names = set(step.form.declared()) if step.form else set()
        data = {name: value for name, value in FIELDS.items() if name in names}

        def act() -> None:
            for _ in range(2 if again else 1):
                service.act(key, task.step, outcome, actor, data=data, reasons="理由", token=token)

        self.tried(act)
        assert Act.objects.filter(token=token).count() <= 1

    @precondition(lambda self: Case.objects.filter(ended="已拨付").exists())
    @rule(number=st.integers(0, 9))
    def change(self, number: int) -> None:
        """The person who receives a subsidy reports a change; what was too much is paid back."""
        paid = list(Case.objects.filter(ended="已拨付").order_by("pk"))
        case = paid[number % len(paid)]
        starter = next(each for who in PEOPLE if (each := self.somebody(who)).unit == case.starter)
        key = case.subject.key if case.subject else ""
        self.tried(
            lambda: service.start("specimen.rent_subsidy.change", starter, subject=key)
        )  # fmt: skip

    @precondition(lambda self: Attachment.objects.filter(removed=None).exists())
    @rule(number=st.integers(0, 9), who=st.sampled_from(PEOPLE), back=st.booleans())
    def material(self, number: int, who: str, back: bool) -> None:
        """A material is taken back, or sent back."""
        rows = list(Attachment.objects.filter(removed=None).select_related("case").order_by("pk"))
        row, actor = rows[number % len(rows)], self.somebody(who)
        if back:
            self.tried(lambda: service.send_back(row.case.key, row.pk, actor, "看不清"))
        else:
            self.tried(lambda: service.withdraw_attachment(row.case.key, row.pk, actor))

    @precondition(lambda self: Case.objects.filter(state="draft").exists())
    @rule(number=st.integers(0, 9), who=st.sampled_from(PEOPLE))
    def discard(self, number: int, who: str) -> None:
        """A draft is thrown away, by whoever may."""
        case = self.some_case(number)
        self.tried(lambda: service.discard(case.key, self.somebody(who)))

    # --- what time does

    @rule(hours=st.sampled_from([1, 30, 24 * 8, 24 * 40, -24 * 20]), look=st.booleans())
    def pass_(self, hours: int, look: bool) -> None:
        """Time passes, or the clock is set back; the worker looks, or sleeps."""
        self.now += timedelta(hours=hours)
        if look:
            with clock.at(self.now):
                told = fire(self.now)
                assert not told.failed
                assert not fire(self.now).anything

    # --- what holds

    @invariant()
    def sound(self) -> None:
        """No case is undefined, nothing is lost, nothing done twice."""
        assert faults(journal=False) == []

    @invariant()
    def private(self) -> None:
        """Everybody sees the cases they take part in, a draft only whoever began it; nobody any other."""
        self.looked += 1
        if self.looked % 4:
            return  # looking everywhere costs more than all the rest
        for who in PEOPLE:
            actor = self.somebody(who)
            rows = Participant.objects.filter(unit=actor.unit).select_related("case")
            mine = {
                row.case.key for row in rows
                if row.case.state != "draft" or row.case.starter == actor.unit
            }  # fmt: skip
            assert set(access.cases(actor).values_list("key", flat=True)) == mine
            seen = home.home(actor)
            named = {each["case"] for each in (*seen.todo, *seen.waiting, *seen.notices)} - {""}
            assert named <= mine
            assert {each["case"] for each in home.due_rows(actor, state="")} <= mine
            for key in mine:
                assert shapes.whole(access.case(actor, key), actor)["key"] == key


def test_whatever_people_do_what_must_hold_holds(store: str) -> None:
    """Bounded: some random lives of an office, each of some twenty steps."""
    with clock.at(moment("2026-01-08T09:00")):
        run_state_machine_as_test(
            City,
            settings=settings(
                max_examples=4, stateful_step_count=25, deadline=None,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
            ),
        )  # fmt: skip

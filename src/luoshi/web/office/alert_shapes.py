"""Alerts on the office's pages (预警): their level, their life, whom they reached, what the readings say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from luoshi.office import clock
from luoshi.office.alerts import access
from luoshi.office.alerts.models import Alert, Calling, MeasureTask, Message, Standing
from luoshi.office.cases import access as case_access
from luoshi.office.cases import calendar, shapes
from luoshi.office.cases.models import Act, Case, Deadline, Task
from luoshi.office.directory.actors import Actor
from luoshi.policies import acting, alerting
from luoshi.procedures.plans import COLOURS, Level, Plan
from luoshi.web.office import listing, wording

KINDS = {"issue": "发布", "adjust": "调整", "lift": "解除", "review": "评估", "relay": "转达"}
COLUMNS = [
    "编号", "预警或响应", "级别", "地区", "状态", "发布", "最近变动", "解除", "评估", "应答", "叫应",
    "已落实", "措施", "逾期", "文号", "依据", "样例",
]  # fmt: skip
AFTER = timedelta(days=30)
"""How long after an alert was lifted cases of its document still belong to it on its page."""


class AlertKey:
    """The key of an alert in an address: no page of the office begins with a capital letter."""

    regex = "[A-Z][A-Z0-9-]{3,23}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


def minute(moment: datetime | None) -> str:
    """A moment as it stands in a spreadsheet."""
    return moment.astimezone(clock.HERE).strftime("%Y-%m-%d %H:%M:%S") if moment else ""


# --- levels


def levelled(plan: Plan, key: str) -> dict[str, str]:
    """A level by its key; words for none."""
    found = next((each for each in plan.levels if each.key == key), None)
    if found is None:
        return {"level": "", "level_label": "未达到任何一级", "colour": "none", "colour_label": "", "response": ""}  # fmt: skip
    return _level(found)


def _level(of: Level) -> dict[str, str]:
    return {
        "level": of.key, "level_label": of.label, "colour": of.colour,
        "colour_label": COLOURS[of.colour], "response": of.response,
    }  # fmt: skip


# --- alerts


def line(alert: Alert) -> dict[str, Any]:
    """An alert in a list."""
    plan = alerting.plan(alert.plan)
    return {
        "key": alert.key, "plan": alert.plan, "plan_label": plan.label, "area": alert.area,
        **levelled(plan, alert.level), "state": alert.state, "state_label": Alert.STATES[alert.state],
        "in_force": alert.state == "in_force", "ordered": alert.ordered,
        "issued": shapes.local(alert.issued), "changed": shapes.local(alert.changed),
        "until": shapes.local(alert.until), "lifted": shapes.local(alert.lifted),
        "reviewed": shapes.local(alert.reviewed), "case": alert.case.key,
        "document": plan.policy.number, "title": plan.policy.title,
        "clause": plan.policy.address(plan.clause), "sample": alert.sample,
    }  # fmt: skip


def in_force(actor: Actor) -> list[dict[str, Any]]:
    """The alerts in force that concern an actor's unit with their numbers, the highest level first."""
    rows = access.alerts(actor).filter(state="in_force").select_related("case")
    found = sorted(
        rows.order_by("issued", "pk"), key=lambda each: -alerting.plan(each.plan).rank(each.level)
    )
    return [{**line(each), **counted(each, actor)} for each in found]


def counted(alert: Alert, actor: Actor) -> dict[str, int]:
    """How many were reached and how much is done, of what the actor may see; without what units passed on."""
    calls = access.calls(actor, alert).filter(message__overtaken=None)
    direct = calls.exclude(message__kind="relay")
    states = by_state(direct)
    tasks = access.tasks(actor, alert).exclude(state="ended")
    now = clock.now()
    return {
        "called": sum(states.values()), "answered": states["answered"], "waiting": states["open"],
        "lost": states["exhausted"] + states["unreachable"], "measures": tasks.count(),
        "done": tasks.exclude(state="open").count(),
        "overdue": tasks.filter(state="open", due__lte=now).count(),
    }  # fmt: skip


def by_state(calls: QuerySet[Calling]) -> Counter[str]:
    """How many calls are in each state."""
    rows = calls.order_by().values_list("state").annotate(n=Count("pk"))
    return Counter({str(state): int(n) for state, n in rows})


def as_row(told: Mapping[str, Any]) -> list[object]:
    """An alert as a row of a spreadsheet."""
    return [
        told["key"], told["plan_label"], told["level_label"], told["area"], told["state_label"],
        *(told[name][:16].replace("T", " ") for name in ("issued", "changed", "lifted", "reviewed")),
        told["answered"], told["called"], told["done"], told["measures"], told["overdue"],
        told["document"], told["clause"], "样例" if told["sample"] else "",
    ]  # fmt: skip


# --- what the readings say


def standing(row: Standing) -> dict[str, Any]:
    """What the readings of a classifier say at a place: level, since when, why, and where to ask again."""
    plan, classifier = alerting.classifiers()[row.classifier]
    receipt, facts = cast("dict[str, Any]", row.receipt), cast("dict[str, object]", row.facts)
    return {
        "classifier": row.classifier, "label": classifier.label, "plan": plan.whole_key,
        "plan_label": plan.label, "place": row.place, **levelled(plan, row.level),
        "since": shapes.local(row.since), "at": shapes.local(row.at), "judged": shapes.local(row.judged),
        "why": reason(receipt, row.level != ""), "facts": facts,
        "explanation": receipt.get("explanation"), "refused": receipt.get("refused", ""),
        "rule": classifier.rule.key, "rule_label": classifier.rule.label,
        "rule_page": asked(classifier.rule.key, facts),
        "document": plan.policy.number, "clause": plan.policy.address(classifier.clause),
        "sample": row.sample,
    }  # fmt: skip


def asked(rule: str, facts: Mapping[str, object]) -> str:
    """The page of a rule with facts filled in."""
    given = {f"f.{name}": _fact(value) for name, value in facts.items() if value is not None}
    return f"{reverse('rule', args=[rule])}?{urlencode({'on': clock.today().isoformat(), **given})}"


def _fact(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def reason(receipt: Mapping[str, Any], reached: bool) -> str:
    """Why a level stands, in one line: the conditions that were met, with what was measured and the limit."""
    if refused := receipt.get("refused"):
        return str(refused)
    found = list(_met(receipt.get("explanation")))
    if found:
        return "；".join(dict.fromkeys(found))
    result = receipt.get("result")
    if not reached:
        return str(result) if isinstance(result, str) else "没有达到任何一级的条件"
    return f"{receipt.get('label', '')}：{result}" if result else ""


def _met(step: object) -> Iterable[str]:
    """The lowest steps that were answered with yes, each with its numbers."""
    if isinstance(step, list):
        for each in cast("list[object]", step):
            yield from _met(each)
        return
    if not isinstance(step, dict):
        return
    told = cast("dict[str, Any]", step)
    children = cast("list[dict[str, Any]]", told.get("children") or [])
    below = [words for each in children for words in _met(each)]
    if below:
        yield from below
    elif told.get("kind") == "step" and told.get("value") == "是":
        measured = [str(each["value"]) for each in children if each.get("kind") == "fact"]
        limits = [str(each["value"]) for each in children if each.get("kind") == "parameter"]
        numbers = "，".join(
            [*(f"现为{each}" for each in measured[:1]), *(f"标准{each}" for each in limits[:1])]
        )
        yield f"{told.get('label', '')}（{numbers}）" if numbers else str(told.get("label", ""))


def standings(actor: Actor) -> list[dict[str, Any]]:
    """What the readings say, the highest level first."""
    rows = list(access.standings(actor).order_by("classifier", "place"))
    ranks = {each.pk: alerting.classifiers()[each.classifier][0].rank(each.level) for each in rows}
    return [standing(each) for each in sorted(rows, key=lambda each: -ranks[each.pk])]


# --- drafts


def drafting(actor: Actor) -> QuerySet[Case]:
    """The open cases that lead to an alert that is not in force yet."""
    keys = {each.whole_procedure for each in alerting.plans().values()}
    rows = case_access.cases(actor).filter(procedure__in=keys, alert=None)
    return rows.exclude(state="closed").order_by("opened")


def drafts(actor: Actor) -> list[dict[str, Any]]:
    """These cases with what is open and until when."""
    return listing.lines(list(drafting(actor).select_related("subject")[:50]))


# --- one alert


def message_fields(alert: Alert) -> list[dict[str, str]]:
    """What the alert says now, by the fields of its plan."""
    plan = alerting.plan(alert.plan)
    content = cast("dict[str, object]", alert.content)
    return [
        {
            "key": each.key, "label": each.label, "text": str(content[each.key]),
            "clause": plan.policy.address(each.clause) if each.clause else "",
        }
        for each in plan.fields
        if content.get(each.key) not in (None, "")
    ]  # fmt: skip


def fans(alert: Alert, actor: Actor) -> list[dict[str, Any]]:
    """Each message with its numbers, the last first; one that was passed on below what it came from."""
    calls = access.calls(actor, alert)
    counts: dict[int, Counter[str]] = {}
    rows = calls.order_by().values_list("message_id", "state").annotate(n=Count("pk"))
    for message, state, n in rows:
        counts.setdefault(int(message), Counter())[str(state)] = int(n)
    messages = Message.objects.filter(pk__in=list(counts)).select_related("by", "parent__unit")
    plan = alerting.plan(alert.plan)
    labels = {each.key: each.label for each in plan.calls}
    return [
        {
            "id": each.pk, "kind": each.kind, "kind_label": KINDS.get(each.kind, each.kind),
            "call_label": labels.get(each.call, each.call), "title": each.title, "text": each.text,
            "at": shapes.local(each.at), "by": each.by.name if each.by else "", "clause": each.clause,
            "relay": each.kind == "relay", "overtaken": shapes.local(each.overtaken),
            "total": sum(counts[each.pk].values()), **_states(counts[each.pk]),
        }
        for each in messages.order_by("-at", "pk")
    ]  # fmt: skip


def _states(found: Counter[str]) -> dict[str, int]:
    return {state: found[state] for state in Calling.STATES}


def life(alert: Alert, actor: Actor) -> list[dict[str, Any]]:
    """What happened, in its order: acts of the case with their deadlines, turns of the alert, what is open."""
    turns = {each.at: each for each in alert.turns.order_by("pk").select_related("unit")}
    plan = alerting.plan(alert.plan)
    found: list[dict[str, Any]] = []
    if case_access.cases(actor).filter(pk=alert.case_id).exists():
        found = _acts(alert, plan)
    for at, turn in turns.items():
        mark = f"{KINDS[turn.kind]}{levelled(plan, turn.level)['level_label']}"
        acts = [each for each in found if each["when"] == at and each["kind"] == "act"]
        if acts:
            acts[-1]["turn"] = mark
            continue
        found.append({
            "when": at, "at": shapes.local(at), "kind": "turn", "label": mark, "turn": mark,
            "who": turn.who, "unit": turn.unit.name if turn.unit else "", "deadline": None,
            "clause": plan.policy.address(plan.clause), "reasons": "", "open": False,
        })  # fmt: skip
    found.sort(key=lambda each: (each["open"], each["when"]))
    return [{name: value for name, value in each.items() if name != "when"} for each in found]


def _acts(alert: Alert, plan: Plan) -> list[dict[str, Any]]:
    procedure = acting.procedure(alert.case.procedure)
    clauses = {each.key: plan.policy.address(each.clause) for each in procedure.steps}
    labels = {each.key: each.label for each in procedure.steps}
    tasks = list(Task.objects.filter(case=alert.case).select_related("unit").order_by("pk"))
    work = calendar.present()
    dues = {
        each.task_id: shapes.deadline(each, work)
        for each in Deadline.objects.filter(case=alert.case).order_by("pk")
    }
    ended = {(each.step, each.done): each.pk for each in tasks if each.done}
    found: list[dict[str, Any]] = [
        {
            "when": act.at, "at": shapes.local(act.at), "kind": act.kind, "label": act.label, "turn": "",
            "who": act.who, "unit": act.unit.name if act.unit else "", "reasons": act.reasons,
            "deadline": dues.get(ended.get((act.step, act.at), 0)), "open": False,
            "clause": clauses.get(act.step, ""),
        }
        for act in Act.objects.filter(case=alert.case).select_related("unit").order_by("pk")
    ]  # fmt: skip
    found += [
        {
            "when": task.opened, "at": shapes.local(task.opened), "kind": "task", "turn": "",
            "label": labels.get(task.step, task.step), "who": "", "reasons": "",
            "unit": task.unit.name if task.unit else "", "deadline": dues.get(task.pk), "open": True,
            "clause": clauses.get(task.step, ""),
        }
        for task in tasks
        if task.state == "open"
    ]  # fmt: skip
    return found


STATIONS = (("issue", "发布"), ("adjust", "调整"), ("lift", "解除"), ("review", "评估"))


def stations(alert: Alert) -> list[dict[str, Any]]:
    """How far the alert has come, from the draft to its evaluation: each with its moment, if it came."""
    turns = list(alert.turns.order_by("pk"))
    found: list[dict[str, Any]] = [
        {"label": "拟稿", "at": shapes.local(alert.case.opened), "count": 1},
    ]
    for kind, label in STATIONS:
        of = [each for each in turns if each.kind == kind]
        if kind == "adjust" and not of:
            continue
        found.append(
            {"label": label, "at": shapes.local(of[-1].at) if of else "", "count": len(of)}
        )
    return found


def to_do(alert: Alert, actor: Actor) -> list[dict[str, Any]]:
    """The open steps of the case that are the actor's, with the ways out of them."""
    procedure = acting.procedure(alert.case.procedure)
    rows = Task.objects.filter(case=alert.case, state="open", unit=actor.unit).order_by("pk")
    return [
        {
            "step": each.step, "label": procedure.step(each.step).label,
            "ways": [way.label for way in procedure.step(each.step).outcomes],
        }
        for each in rows
    ]  # fmt: skip


def reports(alert: Alert, actor: Actor) -> list[dict[str, Any]]:
    """Reports and rounds: the other cases of the plan's document since the alert was issued."""
    plan = alerting.plan(alert.plan)
    rows = case_access.cases(actor).filter(
        procedure__startswith=f"{plan.policy.key}.", opened__gte=alert.issued
    )
    rows = rows.exclude(procedure=plan.whole_procedure).exclude(pk=alert.case_id)
    if alert.lifted:
        rows = rows.filter(opened__lte=alert.lifted + AFTER)
    found: Sequence[Case] = list(rows.select_related("subject").order_by("-opened")[:100])
    return listing.lines(found)


def asks(alert: Alert) -> list[dict[str, str]]:
    """Where to ask what may run now (还能不能): the plan's rules with the level filled in."""
    plan = alerting.plan(alert.plan)
    label = levelled(plan, alert.level)["level_label"]
    return [
        {
            "rule": each.key, "label": each.label,
            "page": asked(each.key, {plan.level_fact: label} if plan.level_fact in each.facts else {}),
            "clause": plan.policy.address(each.clauses[0]) if each.clauses else "",
        }
        for each in plan.asks
    ]  # fmt: skip


# --- measures


def task(row: MeasureTask, actor: Actor | None = None) -> dict[str, Any]:
    """A measure that a unit owes."""
    plan = alerting.plan(row.alert.plan)
    measure = next((each for each in plan.measures if each.key == row.measure), None)
    now = clock.now()
    late = bool(
        row.due and (row.due <= now if row.state == "open" else (row.done or now) > row.due)
    )
    return {
        "id": row.pk, "alert": row.alert.key, "plan_label": plan.label,
        **levelled(plan, row.alert.level), "measure": row.measure,
        "label": measure.label if measure else row.measure, "kind": measure.kind if measure else "",
        "clause": plan.policy.address(measure.clause) if measure else "", "document": plan.policy.number,
        "optional": bool(measure and measure.optional), "unit": row.unit.code, "unit_name": row.unit.name,
        "day": row.day.isoformat() if row.day else "", "state": row.state,
        "state_label": MeasureTask.STATES[row.state], "opened": shapes.local(row.opened),
        "due": shapes.local(row.due), "overdue": row.state == "open" and late, "late": late,
        "done": shapes.local(row.done), "who": row.who, "evidence": row.evidence,
        "sample": row.alert.sample,
        "mine": bool(actor and actor.acts and actor.unit and row.unit_id == actor.unit.pk and row.state == "open"),
        "rule_page": asked(measure.ask.key, _asked_level(plan, measure.ask.facts, row.alert.level))
        if measure and measure.ask
        else "",
    }  # fmt: skip


def _asked_level(plan: Plan, facts: Mapping[str, object], level: str) -> dict[str, object]:
    return (
        {plan.level_fact: levelled(plan, level)["level_label"]} if plan.level_fact in facts else {}
    )


TASK_COLUMNS = [
    "预警", "预案", "级别", "措施", "分组", "单位", "日期", "状态", "时限", "是否逾期", "落实于", "登记人",
    "落实情况或理由", "依据", "样例",
]  # fmt: skip


def task_row(told: Mapping[str, Any]) -> list[object]:
    """A measure as a row of a spreadsheet."""
    return [
        told["alert"], told["plan_label"], told["level_label"], told["label"], told["kind"],
        told["unit_name"], told["day"], told["state_label"], told["due"][:16].replace("T", " "),
        "逾期" if told["late"] else "", told["done"][:16].replace("T", " "), told["who"], told["evidence"],
        told["clause"], "样例" if told["sample"] else "",
    ]  # fmt: skip


# --- how long


def passed(since: datetime | None, now: datetime) -> str:
    """How long ago, as a clock shows it: 2:05, 1:02:05; days in words."""
    if since is None:
        return ""
    return spelled(now - since)


def spelled(length: timedelta) -> str:
    """A length of time as a clock shows it."""
    seconds = max(0, round(length.total_seconds()))
    if seconds >= 2 * 86400:
        return f"{seconds // 86400} 天"
    hours, rest = divmod(seconds, 3600)
    short = f"{rest // 60}:{rest % 60:02}"
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else short


def remaining(iso: str, now: datetime) -> str:
    """What is left until a moment; or by how much it is over."""
    at = wording.moment(iso)
    if at is None:
        return ""
    return spelled(at - now) if at > now else f"已过 {spelled(now - at)}"

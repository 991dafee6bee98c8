"""A small plan, and alerts of it that were published, for tests of CAP and of the public page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from luoshi.office.alerts.models import Alert, Turn
from luoshi.office.cases.models import Case
from luoshi.office.directory.models import Unit
from luoshi.policies import alerting
from luoshi.policies.specimen.rent_subsidy.rules import DOC
from luoshi.procedures.plans import Field, Indicator, Level, Measure, Plan
from tests.office.cases.office import moment

WARNING = Plan(
    "warning", "重污染天气预警", DOC, "第三条", "样例预案。",
    levels=(
        Level("red", "红色预警", "red", "第三条", "一级应急响应"),
        Level("orange", "橙色预警", "orange", "第三条", "二级应急响应"),
        Level("yellow", "黄色预警", "yellow", "第三条", "三级应急响应"),
        Level("blue", "蓝色预警", "blue", "第三条"),
        Level("plain", "关注", "none", "第三条"),
    ),
    procedure="warning",
    fields=(
        Field("begins", "起始时间", "第四条"),
        Field("areas", "影响范围", "第四条"),
        Field("advice", "防范建议", "第四条"),
        Field("words", "警情", "第四条"),
    ),
    measures=(
        Measure("stay", "儿童和老年人减少户外活动", "第五条", ("red", "orange"), kind="健康防护引导措施", public=True),
        Measure("bus", "尽量乘公共交通", "第五条", ("red",), kind="建议性减排措施", public=True),
        Measure("stop", "工地停止土方作业", "第五条", ("red", "orange"), kind="强制性减排措施"),
    ),
    public="第六条",
)  # fmt: skip
SAID = {
    "begins": "2026-01-10T08:00", "areas": "全部城区", "advice": "请关好门窗", "words": "持续静稳",
    "secret": "不在发布内容里的话",
}  # fmt: skip
BEGAN = moment("2026-01-09T16:00")

_NONE = "无"
COLOURS = (_NONE, "蓝色", "黄色", "橙色", "红色")
RAIN = Indicator("rain", "暴雨预警", "第二条", "choice", options=COLOURS, holds=True)
GUST = Indicator(
    "gust", "雷暴大风预警信号", "第二条", "choice", options=(_NONE, "雷暴大风橙色预警", "雷暴大风红色预警"),
)  # fmt: skip
ANY = Indicator("any", "气象灾害预警", "第二条", "choice", options=COLOURS, item="灾种")
PLACED = Indicator("placed", "暴雪预警", "第二条", "choice", options=COLOURS, per="县区")
LEVEL = Indicator("level", "省厅通报的级别", "第二条", "choice", options=COLOURS)


def with_plans(patch: pytest.MonkeyPatch, *plans: Plan) -> None:
    """Have only these plans."""
    patch.setattr(alerting, "plans", lambda: {each.whole_key: each for each in plans})


def with_indicators(patch: pytest.MonkeyPatch, *indicators: Indicator) -> None:
    """Have only these indicators, and nothing that looks at them."""
    known = {f"{DOC.key}.{each.key}": (each, DOC) for each in indicators}
    patch.setattr(alerting, "indicators", lambda: known)
    patch.setattr(alerting, "watching", dict)


def unit() -> Unit:
    """Who publishes."""
    return Unit.objects.get_or_create(
        code="yunlu-hb", defaults={"name": "云麓市生态环境局", "kind": "agency"}
    )[0]


def alert(
    number: int = 1, level: str = "orange", *, sample: bool = False, area: str = "", **said: Any
) -> Alert:
    """An alert as it was first published; one of a place stands at a time."""
    case = Case.objects.create(
        key=f"2026-{number:06}", procedure=WARNING.whole_procedure, title="样例", opened=BEGAN,
        changed=BEGAN, sample=sample,
    )  # fmt: skip
    made = Alert.objects.create(
        key=f"2026-{number:04}", plan=WARNING.whole_key, area=area, case=case, level=level,
        content={**SAID, **said}, issued=BEGAN, changed=BEGAN, sample=sample,
    )  # fmt: skip
    turn(made, "issue", level, 0, **said)
    return made


def turn(of: Alert, kind: str, level: str, hours: int, **said: Any) -> Turn:
    """What happened to it, so many hours later."""
    at = BEGAN + timedelta(hours=hours)
    of.level, of.changed = level or of.level, at
    if kind == "lift":
        of.state, of.lifted = "lifted", at
    elif kind == "review":
        of.state, of.reviewed = "reviewed", at
    of.save()
    return Turn.objects.create(
        alert=of, kind=kind, level=level, content={**SAID, **said} if kind != "lift" else said,
        who="密探某甲", unit=unit(), at=at,
    )  # fmt: skip

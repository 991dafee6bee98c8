"""济政字〔2022〕83号 二第二段、五、六第一段、七: warnings, inspections, unfiled cards, systems, complaints."""

from collections.abc import Mapping, Sequence
from typing import Any

from luoshi.policies.jinan.prepaid_cards import rules
from luoshi.policies.jinan.prepaid_cards.filing import WATCHING
from luoshi.policies.jinan.prepaid_cards.forms import (
    ONLINE,
    AnomalyForm,
    Answer,
    ComplaintForm,
    Draw,
    Found,
    Identified,
    Removal,
    Report,
    Result,
    RiskNotice,
    Supervised,
    SystemChoice,
    SystemForm,
    Unfiled,
    day_of,
    issuer_of,
    launch,
    name_of,
    own,
    plain,
    rest_days,
    under,
    workday_number,
)
from luoshi.policies.jinan.prepaid_cards.registers import (
    AGENT,
    AUTHORITY,
    CARDS,
    CITY,
    CONSUMER,
    ENDED,
    EXITING,
    FILED,
    FILINGS,
    INSPECTIONS,
    ISSUER,
    ISSUERS,
    NON_COMPLIANT,
    RED,
    RED_DONE,
    RISK_NOTICES,
    SHOWN,
    SUPERIOR,
    SYSTEM,
    SYSTEM_USES,
    SYSTEMS,
    UNDER_REVIEW,
    WARNINGS,
)
from luoshi.policies.jinan.prepaid_cards.rules import DOC, System
from luoshi.procedures import (
    Decide,
    Enter,
    Notify,
    Outcome,
    Paper,
    Procedure,
    Require,
    Start,
    Step,
    View,
    Within,
)
from luoshi.procedures.model import Effect

# --- 二第二段：消费风险警示、双随机检查


def _notice(c: View) -> Mapping[str, object]:
    return {
        "name": c.data["sector"], "content": c.data["content"], "issued_on": c.today.isoformat(),
        "authority_name": c.party("authority").name,
    }  # fmt: skip


def _sector(c: View) -> dict[str, object]:
    return {name: c.data[name] for name in ("concentrated", "common", "prominent")}


RISK_NOTICE = Procedure(
    key="risk_notice",
    label="消费风险警示",
    policy=DOC,
    clause="二第二段",
    gist="投诉举报集中的行业领域，以及共性、突出问题，及时发布警示",
    subject=RISK_NOTICES,
    creates=True,
    watches=WATCHING,
    title=lambda c: f"消费风险警示：{c.data.get('sector', '')}",
    steps=(
        Step(
            "warn", "拟定并发布", AUTHORITY, "二第二段", form=RiskNotice, gist="原文只写及时，没有写明几日内",
            outcomes=(
                Outcome(
                    "publish", "发布", ends="已发布",
                    checks=(
                        Decide(
                            "due", rules.risk_warning_due, _sector, expect=True,
                            why="没有投诉集中、共性或者突出问题，不必发布",
                        ),
                    ),
                    effects=(Enter(RISK_NOTICES, lambda c: c.key, _notice, state="已发布"),),
                ),
            ),
        ),
    ),
)  # fmt: skip


def _inspected(c: View) -> Mapping[str, object]:
    return {
        "name": name_of(c), "partners": c.data["partners"], "checked_on": c.today.isoformat(),
        "result": c.data["result"],
    }  # fmt: skip


INSPECTION = Procedure(
    key="inspection",
    label="双随机、一公开检查",
    policy=DOC,
    clause="二第二段",
    gist="统一抽样、随机抽选、联合执法，结果公开；频次原文未写明，由备案管理机关发起",
    subject=ISSUERS,
    watches=WATCHING,
    title=lambda c: f"双随机检查：{name_of(c)}",
    steps=(
        Step(
            "draw", "抽选", AUTHORITY, "二第二段", form=Draw,
            outcomes=(
                Outcome(
                    "drawn", "抽中，开展检查", to=("inspect",),
                    checks=(
                        under("二第一段"),
                        Require(lambda c: c.data["sampled"] is True, "检查对象应由抽样产生", "二第二段"),
                        Decide("manner", rules.inspection, lambda c: {}),
                    ),
                ),
            ),
        ),
        Step(
            "inspect", "检查并公开结果", AUTHORITY, "二第二段", form=Found,
            outcomes=(
                Outcome(
                    "publish", "公开结果", ends="已公开",
                    effects=(Enter(INSPECTIONS, lambda c: c.key, _inspected, state="已公开"),),
                ),
            ),
        ),
    ),
)  # fmt: skip


# --- 五：公共基础业务处理系统


def _fit(c: View) -> dict[str, object]:
    return {name: c.data[name] for name in System.declared()}


SYSTEM_CONNECTION = Procedure(
    key="system_connection",
    label="业务处理系统接入",
    policy=DOC,
    clause="五",
    gist="有第三方结算资质的企业建设，功能和安全符合要求；由谁审核原文未写明，这里由市商务部门办理",
    subject=SYSTEMS,
    creates=True,
    title=lambda c: f"业务处理系统接入：{c.data.get('name', '')}",
    steps=(
        Step(
            "apply", "申请接入", SYSTEM, "五", form=SystemForm,
            outcomes=(
                Outcome(
                    "submit", "提交", to=("connect",),
                    checks=(Decide("fit", rules.system_fit, _fit, expect=True),),
                ),
            ),
        ),
        Step(
            "connect", "核对并接入", CITY, "五",
            outcomes=(
                Outcome(
                    "connect", "接入", ends="已接入",
                    effects=(
                        Enter(
                            SYSTEMS, lambda c: c.party("system").code,
                            lambda c: {"name": c.data["name"], "certificate": c.data["certificate"]},
                            state="已接入",
                        ),
                    ),
                ),
                Outcome("decline", "不接入", reasons=True, ends="未接入"),
            ),
        ),
    ),
)  # fmt: skip


def _user(c: View) -> Mapping[str, object]:
    return {
        "issuer": issuer_of(c), "name": name_of(c), "system_name": c.party("system").name,
        "since": c.today.isoformat(),
    }  # fmt: skip


SYSTEM_USE = Procedure(
    key="system_use",
    label="选用业务处理系统",
    policy=DOC,
    clause="五",
    gist="小型企业、个体工商户没有自主发卡系统的，自主选择、免费使用",
    subject=ISSUERS,
    watches=WATCHING,
    title=lambda c: f"选用业务处理系统：{name_of(c)}",
    steps=(
        Step(
            "choose", "选用", ISSUER, "五", form=SystemChoice, parties=(SYSTEM,),
            outcomes=(
                Outcome(
                    "use", "开始使用", ends="使用中",
                    checks=(
                        own("五"),
                        Require(
                            lambda c: c.entry("systems", c.party("system").code) is not None,
                            "请选择已接入的业务处理系统", "五",
                        ),
                        Decide(
                            "free", rules.system_free,
                            lambda c: {"size": c.data["size"], "own_system": c.data["own_system"]},
                            expect=True, why="免费使用限于没有自主发卡系统的小型企业和个体工商户",
                        ),
                    ),
                    effects=(
                        Enter(
                            SYSTEM_USES, issuer_of, _user, state="使用中",
                            roles={"authority": lambda c: str(c.subject["authority"])},
                        ),
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip


def _anomaly_letter(c: View) -> Sequence[str]:
    return (
        f"{name_of(c)}：业务处理系统发现异常：{c.data['anomaly']}。",
        "现提醒贵单位，并停止服务；有关情况已反馈备案平台。",
    )


ANOMALY = Procedure(
    key="anomaly",
    label="业务处理系统发现异常",
    policy=DOC,
    clause="五",
    gist="提醒经营者、停止服务、向备案平台反馈，三件事一起办",
    subject=SYSTEM_USES,
    watches=WATCHING,
    title=lambda c: f"发卡异常：{name_of(c)}",
    steps=(
        Step(
            "stop", "提醒、停止服务并反馈", SYSTEM, "五", form=AnomalyForm,
            outcomes=(
                Outcome(
                    "stopped", "已停止服务", to=("look",),
                    checks=(Decide("duties", rules.anomaly_duties, lambda c: {"abnormal": True}),),
                    effects=(Enter(SYSTEM_USES, lambda c: c.subject_key, state="已停止服务"),),
                    papers=(Paper("anomaly", "发卡异常提醒", SYSTEM, (ISSUER, AUTHORITY), _anomaly_letter, "五"),),
                ),
            ),
        ),
        Step(
            "look", "核查反馈的情况", AUTHORITY, "五", form=Result, gist="恢复服务的条件原文未写明",
            outcomes=(
                Outcome(
                    "resume", "可以恢复服务", ends="已恢复",
                    effects=(
                        Enter(SYSTEM_USES, lambda c: c.subject_key, state="使用中"),
                        Notify((ISSUER,), lambda c: f"{name_of(c)}可以恢复使用业务处理系统", "五"),
                    ),
                ),
                Outcome(
                    "keep", "不恢复", reasons=True, ends="未恢复",
                    effects=(Notify((ISSUER,), lambda c: f"业务处理系统不恢复服务：{c.reasons}", "五"),),
                ),
            ),
        ),
    ),
)  # fmt: skip


# --- 六第一段：逾期未备案


def _of_the_same(c: View, rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Of filings, the one of the operator that is verified: by its code, else by its name."""
    code = c.party("issuer").code
    if not code and c.data.get("namesake"):
        return {}
    name = plain(c.data["name"])
    same = [row for row in rows if (row["issuer"] == code if code else plain(row["name"]) == name)]
    return same[-1] if same else {}


def _what_the_platform_knows(c: View) -> dict[str, object]:
    """Whether the operator is filed, or its papers lie with an authority: the registers say it."""
    filed = _of_the_same(
        c, [*c.entries(ISSUERS.key, state=FILED), *c.entries(ISSUERS.key, state=EXITING)]
    )
    pending = _of_the_same(c, c.entries(FILINGS.key, state=UNDER_REVIEW))
    return {
        "filed": bool(filed), "filed_on": filed.get("filed_on"), "pending": bool(pending),
        "handed_on": (filed or pending).get("handed_on"),
    }  # fmt: skip


def _unfiled(c: View) -> dict[str, object]:
    return {
        **{name: c.data[name] for name in ("launch_on", "issued_on", "filed_offline")},
        "rest_days": rest_days(c, c.data.get("plain_last")), "asked_on": c.today.isoformat(),
        **_what_the_platform_knows(c),
    }  # fmt: skip


def _deadline(c: View) -> dict[str, object]:
    names = ("launch_on", "issued_on", "filed_offline", "rest_days")
    return {name: _unfiled(c)[name] for name in names}


def _published(c: View) -> Mapping[str, object]:
    names = ("name", "address", "launch_on", "issued_on", "filed_offline", "situation")
    return {
        **{name: c.data[name] for name in names}, "last_day": c.data["last_day"],
        "issuer": c.party("issuer").code, "verified_on": c.today.isoformat(), "authority_name": c.party("authority").name,
    }  # fmt: skip


UNFILED = Procedure(
    key="unfiled",
    label="核实逾期未备案，公示非合规预付卡",
    policy=DOC,
    clause="六第一段",
    gist="过了备案期限仍未备案的，一经核实视为非合规预付卡，在平台实时公示",
    subject=NON_COMPLIANT,
    creates=True,
    watches=WATCHING,
    title=lambda c: f"非合规核实：{c.data.get('name', '')}",
    steps=(
        Step(
            "verify", "核实", AUTHORITY, "六第一段", form=Unfiled, parties=(ISSUER,), optional=("namesake",),
            gist="由谁核实、多久核实原文未写明；经营者有单位账号的请选出，没有的按名称核对平台上的备案",
            offers=lambda c: {"launch_on": launch(c).get("launch_on", "")},
            outcomes=(
                Outcome(
                    "publish", "核实属实，公示", ends="已公示",
                    checks=(
                        ONLINE,
                        Require(
                            lambda c: c.party("issuer").name == "" or plain(c.party("issuer").name) == plain(c.data["name"]),
                            "所填名称与所选的经营者不一致", "六第一段",
                        ),
                        Decide("situation", rules.filing_situation, lambda c: {
                            name: c.data[name] for name in ("launch_on", "issued_on", "filed_offline")
                        }),
                        Decide("plain_last", rules.filing_deadline, lambda c: {**_deadline(c), "rest_days": "0日"}),
                        Decide("last_day", rules.filing_deadline, _deadline),
                        Decide(
                            "status", rules.filing_status, _unfiled, expect="逾期未备案",
                            why="备案期限还没有到，或者平台上已经备案、已按期提交材料；确是同名的另一家的，请注明",
                        ),
                        Decide(
                            "non_compliant", rules.non_compliant, lambda c: {**_unfiled(c), "verified": True}, expect=True
                        ),
                    ),
                    effects=(
                        Enter(NON_COMPLIANT, lambda c: c.key, _published, state=SHOWN),
                        Notify(
                            (ISSUER,), lambda c: f"{c.data['name']}逾期未备案，已核实并公示为非合规预付卡；补办备案后可以撤下",
                            "六第一段",
                        ),
                    ),
                ),
                Outcome("unfounded", "不属实", reasons=True, incomplete=True, ends="不属实"),
            ),
        ),
    ),
)  # fmt: skip


def _plain(c: View) -> dict[str, object]:
    names = ("launch_on", "issued_on", "filed_offline")
    return {**{name: c.subject[name] for name in names}, "rest_days": "0日"}


def _filed_late(c: View) -> dict[str, object]:
    """The facts of an operator that filed after all."""
    entry, filed = c.subject, c.entry("issuers", str(c.data["filed_issuer"])) or {}
    return {
        **{name: entry[name] for name in ("launch_on", "issued_on", "filed_offline")},
        "rest_days": rest_days(c, c.data.get("plain_last")), "asked_on": c.today.isoformat(),
        "filed": True, "handed_on": filed.get("handed_on"), "filed_on": filed.get("filed_on"),
        "verified": True,
    }  # fmt: skip


def _filed_is_shown(c: View) -> bool:
    """Whether the operator that filed is the one that is shown: by code, by name, or as was examined."""
    wanted, shown = str(c.data["filed_issuer"]), c.subject
    if shown.get("issuer"):
        return shown["issuer"] == wanted
    filed = c.entry("issuers", wanted) or {}
    return plain(filed.get("name", "")) == plain(shown["name"]) or bool(c.data.get("same_as"))


def _removed(c: View) -> Mapping[str, object]:
    return {
        "removed_on": c.today.isoformat(),
        "removed_why": c.reasons or c.data.get("same_as", ""),
    }


DELISTING = Procedure(
    key="delisting",
    label="撤下非合规公示",
    policy=DOC,
    clause="六第一段",
    gist="补办备案的，按默认的读法撤下；公示有误的，核实的机关说明理由撤下。两者原文都没有写明",
    subject=NON_COMPLIANT,
    watches=WATCHING,
    title=lambda c: f"撤下公示：{c.subject.get('name', '')}",
    steps=(
        Step(
            "remove", "核对并撤下", AUTHORITY, "六第一段", form=Removal, optional=("same_as",),
            outcomes=(
                Outcome(
                    "remove", "撤下", ends="已撤下",
                    checks=(
                        Require(lambda c: c.subject.get("state") == SHOWN, "没有在公示", "六第一段"),
                        Require(
                            lambda c: (c.entry("issuers", str(c.data["filed_issuer"])) or {}).get("state")
                            not in (None, ENDED),
                            "这个经营者还没有完成备案", "六第一段",
                        ),
                        Require(
                            _filed_is_shown, "备案的不是公示的这一家；名称不同而确是同一家的，请写明怎样核对", "六第一段"
                        ),
                        Decide("plain_last", rules.filing_deadline, _plain),
                        Decide("still", rules.non_compliant, _filed_late, expect=False, why="按选定的读法，补办后仍然公示"),
                    ),
                    effects=(
                        Enter(NON_COMPLIANT, lambda c: c.subject_key, _removed, state="已撤下"),
                        Notify((ISSUER,), lambda c: f"{c.subject.get('name', '')}的非合规公示已撤下", "六第一段"),
                    ),
                ),
                Outcome(
                    "withdraw", "公示有误，撤下", ends="公示有误，已撤下", reasons=True, incomplete=True,
                    checks=(Require(lambda c: c.subject.get("state") == SHOWN, "没有在公示", "六第一段"),),
                    effects=(
                        Enter(NON_COMPLIANT, lambda c: c.subject_key, _removed, state="公示有误，已撤下"),
                        Notify(
                            (ISSUER,), lambda c: f"{c.subject.get('name', '')}的非合规公示有误，已撤下：{c.reasons}", "六第一段"
                        ),
                    ),
                ),
            ),
        ),
    ),
)  # fmt: skip


# --- 七：黄灯、红灯


def _lit(since: str, settled: bool) -> Decide:
    """The light now, from which working day after the transfer this is."""

    def facts(c: View) -> dict[str, object]:
        moved = day_of(c, since)
        return {
            "elapsed": workday_number(c, moved), "moved_on_workday": c.next_workday(moved) == moved,
            "settled": settled,
        }  # fmt: skip

    expected = "已妥善处理，不亮红灯" if settled else "红灯"
    why = "已过处理期限，应亮红灯" if settled else "处理期限还没有过"
    return Decide("light", rules.light, facts, expect=expected, why=why)


def _accused(c: View) -> str:
    """The operator that a complaint is about."""
    return str(c.subject.get("issuer_name") or c.party("issuer").name or c.data.get("name", ""))


UNKNOWN = "发卡经营者尚未认明"
"""Published instead of a name that somebody typed in a report and nobody has examined."""


def _published_name(c: View) -> str:
    known = c.subject.get("issuer_name") or c.party("issuer").name or c.event("forward")
    return _accused(c) if known else UNKNOWN


def _named(c: View) -> Mapping[str, object]:
    return {"name": _published_name(c)}


def _yellow(c: View) -> Mapping[str, object]:
    return {
        "name": _published_name(c), "yellow_on": c.today.isoformat(),
        "authority_name": c.party("authority").name,
    }  # fmt: skip


def _settled(c: View) -> Mapping[str, object]:
    return {"result": c.data["result"]}


def _red(c: View) -> Mapping[str, object]:
    return {"red_on": c.today.isoformat()}


# Above the city's own department the text names nobody, and nobody supervises himself.
_TURN_RED: tuple[Effect, ...] = (
    Enter(WARNINGS, lambda c: c.key, _red, state=RED),
    Start(
        "supervision",
        lambda c: {"accused": _accused(c), "complaint_case": c.key},
        when=lambda c: c.party("superior").code not in ("", c.party("authority").code),
    ),
    Notify(
        (CONSUMER, AGENT),
        lambda c: f"对{_accused(c)}的投诉举报没有在规定的工作日内妥善处理，已亮红灯",
        "七",
    ),
)


def _red_letter(c: View) -> Sequence[str]:
    claimed = "（举报所称，尚未认明）" if _published_name(c) == UNKNOWN else ""
    return (
        f"对{_accused(c)}{claimed}的投诉举报（办件{c.key}）在规定的工作日内未能妥善处理，已自动发布全网警示（亮红灯）。",
        "请上级主管部门介入督办。",
    )


def _forward_letter(c: View) -> Sequence[str]:
    wanted = f"希望：{c.data['wanted']}。" if c.data.get("wanted") else ""
    return (
        f"备案平台收到消费者对{_accused(c)}的投诉举报：{c.data['complaint']}。{wanted}",
        "现即转接（亮黄灯）。规定的工作日内未能妥善处理的，将自动发布全网警示（亮红灯）。",
    )


_RED_PAPER = Paper("red_light", "红灯警示通报", AUTHORITY, (SUPERIOR, ISSUER), _red_letter, "七")
_SETTLE = Enter(WARNINGS, lambda c: c.key, _settled, state="已妥善处理")


def _settling(
    since: str, by_hand: str, closes: tuple[str, ...], paper: Paper
) -> tuple[Outcome, ...]:
    """In time: settled. Out of time: the red light, by the clock or by hand; then the superior's turn."""
    return (
        Outcome(
            "settled", "已妥善处理", ends="已妥善处理", closes=closes,
            checks=(_lit(since, settled=True),),
            effects=(
                _SETTLE,
                Notify((ISSUER, AGENT), lambda c: f"对{_accused(c)}的投诉举报已妥善处理：{c.data['result']}", "七"),
            ),
        ),
        Outcome(
            "red", "亮红灯", to=(by_hand,), incomplete=True, checks=(_lit(since, settled=False),),
            effects=_TURN_RED, papers=(paper,),
        ),
    )  # fmt: skip


def _finish(closes: tuple[str, ...]) -> Step:
    return Step(
        "finish", "亮红灯以后的处理", AUTHORITY, "七", form=Result,
        gist="原文未写明红灯何时熄灭，处理完毕后公示仍保留红灯的记录",
        outcomes=(
            Outcome(
                "done", "处理完毕", ends="亮红灯后处理完毕", closes=closes,
                effects=(
                    Enter(WARNINGS, lambda c: c.key, _settled),
                    Notify((ISSUER, AGENT), lambda c: f"亮红灯的投诉举报已处理完毕：{c.data['result']}", "七"),
                ),
            ),
        ),
    )  # fmt: skip


_ANSWERED = Outcome(
    "answered", "报告处理情况",
    effects=(
        Notify((AUTHORITY, CONSUMER), lambda c: f"{_accused(c)}报告了处理情况：{c.data['answer']}", "七"),
    ),
)  # fmt: skip

_FORWARDED_TO = Decide(
    "forwarded_to", rules.forwarded_to, lambda c: {"has_agent": bool(c.party("agent").code)}
)

COMPLAINT = Procedure(
    key="complaint",
    label="消费投诉",
    policy=DOC,
    clause="七",
    gist="投诉即亮黄灯并转接经营者、代理机构、备案管理机关；3个工作日内没有妥善处理的自动亮红灯，上级督办",
    subject=CARDS,
    watches=WATCHING,
    title=lambda c: f"投诉：{_accused(c)}",
    steps=(
        Step(
            "complain", "投诉", CONSUMER, "七", form=ComplaintForm, gist="凭单卡二维码或者购卡人的账号",
            outcomes=(
                Outcome(
                    "send", "提交，亮黄灯", to=("handle", "settle"),
                    checks=(
                        _FORWARDED_TO,
                    ),
                    effects=(Enter(WARNINGS, lambda c: c.key, _yellow, state="黄灯"),),
                    papers=(
                        Paper("forward", "投诉转接单", AUTHORITY, (ISSUER, AGENT, AUTHORITY), _forward_letter, "七"),
                    ),
                ),
            ),
        ),
        Step(
            "handle", "处理投诉", ISSUER, "七", form=Answer, due=Within("light_within", "complain"),
            outcomes=(_ANSWERED,),
        ),
        Step(
            "settle", "认定是否妥善处理", AUTHORITY, "七", form=Result,
            due=Within("light_within", "complain"), late="red",
            gist="由谁认定原文未写明，这里由备案管理机关认定",
            outcomes=_settling("complain", "finish", ("handle",), _RED_PAPER),
        ),
        _finish(("handle",)),
    ),
)  # fmt: skip


_IDENTIFY = Step(
    "forward", "认明经营者并转接", AUTHORITY, "七", form=Identified, parties=(ISSUER, AGENT),
    offers=lambda c: {"name": c.data.get("name", "")},
    gist="举报里的名称是消费者所写，由谁认明原文未写明，这里由备案管理机关认明；认明以前公示不写名称",
    outcomes=(
        Outcome(
            "forwarded", "转接给经营者、代理机构", to=("handle",),
            checks=(
                Require(lambda c: bool(c.party("issuer").code), "请选出发卡经营者；平台上没有的，请选另一种办法", "七"),
                _FORWARDED_TO,
            ),
            effects=(Enter(WARNINGS, lambda c: c.key, _named),),
            papers=(Paper("forward", "投诉转接单", AUTHORITY, (ISSUER, AGENT), _forward_letter, "七"),),
        ),
        Outcome(
            "absent", "平台上没有这个经营者，已用别的办法转接", reasons=True,
            effects=(Enter(WARNINGS, lambda c: c.key, _named),),
        ),
    ),
)  # fmt: skip

REPORT_UNFILED = Procedure(
    key="report_unfiled",
    label="扫码举报（卡面二维码无法扫描）",
    policy=DOC,
    clause="七",
    gist="扫不出来的卡提示谨慎购买，消费者可以退卡并一键举报；举报同样进入预警系统",
    watches=WATCHING,
    title=lambda c: f"举报：{c.data.get('name', '')}",
    steps=(
        Step(
            "report", "一键举报", CONSUMER, "七", form=Report, parties=(AUTHORITY, ISSUER, AGENT),
            gist="经营者、代理发卡机构在平台上找得到的请选出，同时转接；找不到的可以不选",
            outcomes=(
                Outcome(
                    "send", "举报，亮黄灯", to=("forward", "verify"),
                    checks=(
                        Decide("shown", rules.scan_result, lambda c: {"scannable": False}),
                        Decide("choices", rules.scan_choices, lambda c: {"scannable": False}),
                        _FORWARDED_TO,
                    ),
                    effects=(Enter(WARNINGS, lambda c: c.key, _yellow, state="黄灯"),),
                    papers=(
                        Paper("forward", "投诉转接单", AUTHORITY, (ISSUER, AGENT, AUTHORITY), _forward_letter, "七"),
                    ),
                ),
            ),
        ),
        _IDENTIFY,
        Step(
            "handle", "处理举报", ISSUER, "七", form=Answer, due=Within("light_within", "report"),
            outcomes=(_ANSWERED,),
        ),
        Step(
            "verify", "核查举报", AUTHORITY, "七", form=Result, due=Within("light_within", "report"), late="red",
            gist="属于逾期未备案的，另行核实并公示非合规预付卡",
            outcomes=_settling("report", "finish", ("forward", "handle"), _RED_PAPER),
        ),
        _finish(("forward", "handle")),
    ),
)  # fmt: skip


SUPERVISION = Procedure(
    key="supervision",
    label="红灯督办",
    policy=DOC,
    clause="七",
    gist="亮红灯以后由上级主管部门介入督办；督办的期限和办法原文未写明",
    subject=WARNINGS,
    watches=WATCHING,
    clock_only=True,
    title=lambda c: f"红灯督办：{c.subject.get('name', '')}",
    steps=(
        Step(
            "supervise", "介入督办", SUPERIOR, "七", form=Supervised,
            outcomes=(
                Outcome(
                    "done", "督办完毕", ends="已督办",
                    effects=(Enter(WARNINGS, lambda c: c.subject_key, _settled, state=RED_DONE),),
                ),
            ),
        ),
    ),
)  # fmt: skip

SUPERVISION_PROCEDURES = (
    RISK_NOTICE,
    INSPECTION,
    SYSTEM_CONNECTION,
    SYSTEM_USE,
    ANOMALY,
    UNFILED,
    DELISTING,
    COMPLAINT,
    REPORT_UNFILED,
    SUPERVISION,
)
"""In the order of the document."""

"""济政字〔2022〕83号 三、四、六第一段: launch, channels, filing of operators, risk contracts, the ratio."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from luoshi.policies.jinan.prepaid_cards import rules
from luoshi.policies.jinan.prepaid_cards.forms import (
    BUYERS,
    ONLINE,
    BankConnection,
    Declaration,
    DepositContract,
    InsurancePolicy,
    InsurerConnection,
    Launch,
    TrustConnection,
    TrustContract,
    Week,
    earned,
    issuer_of,
    launch,
    means,
    name_of,
    own,
    prepaid,
    previous_balance,
    rest_days,
    secured,
    secured_now,
    under,
)
from luoshi.policies.jinan.prepaid_cards.registers import (
    AUTHORITY,
    BANK,
    CITY,
    DEPOSITS,
    ENDED,
    FILED,
    FILINGS,
    INSURANCES,
    INSURER,
    ISSUER,
    ISSUERS,
    LAUNCHES,
    PROVIDERS,
    REPORTS,
    TRUSTEE,
    TRUSTS,
    UNDER_REVIEW,
)
from luoshi.policies.jinan.prepaid_cards.rules import DOC, Display
from luoshi.procedures import (
    Decide,
    Each,
    Enter,
    Every,
    Mark,
    Material,
    Notify,
    OpenAccount,
    Outcome,
    Paper,
    Procedure,
    Register,
    Require,
    Role,
    Step,
    Transfer,
    View,
    Within,
    fen,
    yuan,
)
from luoshi.procedures.model import Effect
from luoshi.rules import Facts

WATCHING = (CITY,)
"""The city's commerce department answers for the filing of the whole city, and so sees every case."""


def _intact(*materials: str) -> Require:
    """Nothing that was handed in stands sent back."""
    return Require(lambda c: all(map(c.provided, materials)), "有材料已被退回，请选退回补正", "三")


# --- 上线公告


_ANNOUNCER = Decide(
    "may_announce",
    rules.may_announce,
    lambda c: {"whole_city": c.party("city").code == c.party("authority").code},
    expect=True,
    why="备案平台全市只有一个，上线时间由市商务部门公布",
)


def _announcement(c: View) -> Mapping[str, object]:
    return {
        "launch_on": c.data["launch_on"],
        "way": c.data["way"],
        "announced_by": c.party("authority").name,
    }


LAUNCH = Procedure(
    key="launch",
    label="公布备案平台上线时间",
    policy=DOC,
    clause="六第一段",
    gist="上线日一经公布，各经营者的备案期限从它起算；公告公开",
    subject=LAUNCHES,
    creates=True,
    watches=WATCHING,
    steps=(
        Step(
            "announce", "公布上线时间", AUTHORITY, "六第一段", form=Launch,
            gist="以新闻发布会、新闻媒体、政府网站等形式公布",
            outcomes=(
                Outcome(
                    "publish", "公布", ends="已公布",
                    checks=(
                        Require(
                            lambda c: not launch(c), "上线时间已经公布过；公布错了的，由公布的机关更正", "六第一段"
                        ),
                        _ANNOUNCER,
                        Decide("ways", rules.launch_notice, lambda c: {}),
                    ),
                    effects=(Enter(LAUNCHES, lambda c: "platform", _announcement, state="已公布"),),
                ),
            ),
        ),
    ),
)  # fmt: skip


def _corrected(c: View) -> Mapping[str, object]:
    return {**_announcement(c), "corrected_on": c.today.isoformat()}


LAUNCH_CORRECTION = Procedure(
    key="launch_correction",
    label="更正备案平台上线时间的公告",
    policy=DOC,
    clause="六第一段",
    gist="公布的上线日有误的，由公布的机关说明理由更正；原文没有写更正，以后的判断都按更正后的日子",
    subject=LAUNCHES,
    watches=WATCHING,
    steps=(
        Step(
            "correct", "更正上线时间", AUTHORITY, "六第一段", form=Launch,
            offers=lambda c: {"way": c.subject.get("way", "")},
            outcomes=(
                Outcome(
                    "correct", "更正并公布", ends="已更正", reasons=True,
                    checks=(
                        _ANNOUNCER,
                        Require(
                            lambda c: c.data["launch_on"] != c.subject.get("launch_on"),
                            "所填的上线日与公告相同，不用更正", "六第一段",
                        ),
                        Decide("ways", rules.launch_notice, lambda c: {}),
                    ),
                    effects=(Enter(LAUNCHES, lambda c: c.subject_key, _corrected, state="已公布"),),
                ),
            ),
        ),
    ),
)  # fmt: skip


# --- 二级平台接入


@dataclass(frozen=True)
class Channel:
    """One kind of risk control: who provides it, what is filled in, and where its contracts stand."""

    key: str
    name: str
    role: Role
    connection: type[Facts]
    contract: type[Facts]
    register: Register
    paper: str


CHANNELS = (
    Channel("bank", rules.BANK, BANK, BankConnection, DepositContract, DEPOSITS, "存管合同"),
    Channel("insurance", rules.INSURANCE, INSURER, InsurerConnection, InsurancePolicy, INSURANCES, "保单"),
    Channel("trust", rules.TRUST, TRUSTEE, TrustConnection, TrustContract, TRUSTS, "信托合同"),
)  # fmt: skip


def _provides(channel: Channel, given: Mapping[str, Any]) -> dict[str, object]:
    names = (
        "special_account",
        "watches_rate",
        "linked",
        "founded_jointly",
        "approved",
        "trust_account",
    )
    return {"channel": channel.name, **{name: given[name] for name in names if name in given}}  # fmt: skip


def _connection(channel: Channel) -> Procedure:
    def written(c: View) -> Mapping[str, object]:
        held = {"name": c.data["name"], "approval": c.data.get("approval", "")}
        return {**held, **_provides(channel, c.data)}

    return Procedure(
        key=f"{channel.key}_connection",
        label=f"{channel.name}接入备案平台",
        policy=DOC,
        clause="四",
        gist="二级平台具备原文所列的条件才能接入；由谁审核原文未写明，这里由管理全市备案的市商务部门办理",
        subject=PROVIDERS,
        creates=True,
        title=lambda c: f"{channel.name}接入：{c.data.get('name', '')}",
        steps=(
            Step(
                "apply", "申请接入", channel.role, "四", form=channel.connection,
                outcomes=(
                    Outcome(
                        "submit", "提交", to=("connect",),
                        checks=(
                            Decide(
                                "fit", rules.may_provide, lambda c: _provides(channel, c.data),
                                expect=True, why="还不具备这种风控模式所需的条件",
                            ),
                        ),
                    ),
                ),
            ),
            Step(
                "connect", "核对并接入", CITY, "四",
                outcomes=(
                    Outcome(
                        "connect", "接入", ends="已接入",
                        effects=(
                            Enter(PROVIDERS, lambda c: c.party(channel.role.key).code, written, state="已接入"),
                        ),
                    ),
                    Outcome("decline", "不接入", reasons=True, ends="未接入"),
                ),
            ),
        ),
    )  # fmt: skip


# --- 风控合同：三种模式，资质备案和以后增加都一样


def _contract(channel: Channel) -> Callable[[View], Mapping[str, object]]:
    def written(c: View) -> Mapping[str, object]:
        data, provider = c.data, c.party(channel.role.key)
        number = (
            data.get("bank_account")
            or data.get("policy_number")
            or data.get("trust_account_number")
        )
        return {
            "issuer": issuer_of(c), "name": name_of(c), "provider": provider.code,
            "provider_name": provider.name, "number": number, "signed_on": c.today.isoformat(),
            "account": f"{secured(issuer_of(c))}:{provider.code}" if channel.role is BANK else "",
            "agreed_rate": data.get("agreed_rate", "") if channel.role is not INSURER else "",
            "cover": data.get("cover", "") if channel.role is INSURER else "",
            "until": data.get("cover_until", "") if channel.role is INSURER else "",
        }  # fmt: skip

    return written


def _keep(channel: Channel) -> tuple[Effect, ...]:
    """Register the contract; a bank's account of the operator is opened."""
    kept = Enter(
        channel.register,
        lambda c: f"{issuer_of(c)}-{c.party(channel.role.key).code}-{c.key}",
        _contract(channel),
        state="有效",
    )
    if channel.role is not BANK:
        return (kept,)
    account = OpenAccount(
        lambda c: f"{secured(issuer_of(c))}:{c.party('bank').code}",
        lambda c: f"{name_of(c)}预收资金管理专户（{c.party('bank').name}）",
        ISSUER, "预收资金存管", "四", parent=lambda c: secured(issuer_of(c)), seen_by=(BANK, AUTHORITY),
    )  # fmt: skip
    return (account, kept)


def _sign(channel: Channel) -> Step:
    """The operator signs with one provider that is connected, and uploads the contract."""

    def provider(c: View) -> Mapping[str, object]:
        found = c.entry("providers", c.party(channel.role.key).code) or {}
        return _provides(channel, found)

    return Step(
        f"{channel.key}_contract", f"签订并上传{channel.paper}", ISSUER, "四",
        form=channel.contract, parties=(channel.role,),
        materials=(Material(f"{channel.key}_paper", channel.paper, "四"),),
        outcomes=(
            Outcome(
                "submit", "提交", to=(f"{channel.key}_review",),
                checks=(
                    Require(
                        lambda c: c.entry("providers", c.party(channel.role.key).code) is not None,
                        f"请选择已接入备案平台的{channel.name}", "四",
                    ),
                    Decide("provider_fit", rules.may_provide, provider, expect=True),
                    Decide("paper", rules.channel_paper, lambda c: {"channel": channel.name}),
                ),
            ),
            Outcome("other", "改用别的风控模式", to=("choose",), incomplete=True),
        ),
    )  # fmt: skip


def _risk_review(channel: Channel, accept: Outcome) -> Step:
    return Step(
        f"{channel.key}_review", f"风控审核（{channel.paper}）", AUTHORITY, "三",
        gist="原文未写明审核期限",
        outcomes=(
            accept,
            Outcome("return", "退回补正", to=(f"{channel.key}_contract",), reasons=True),
        ),
    )  # fmt: skip


def _choose(checks: Sequence[Require] = ()) -> Step:
    return Step(
        "choose", "选择风控模式", ISSUER, "四",
        gist="银行、保险、信托可选一种或几种，先选一种，其余另行增加",
        outcomes=tuple(
            Outcome(each.key, each.name, to=(f"{each.key}_contract",), checks=tuple(checks))
            for each in CHANNELS
        ),
    )  # fmt: skip


# --- 资质备案


CHARTER = Material("charter", "预付卡发行章程", "三")
AGREEMENT = Material("agreement", "预付卡销售协议", "三")


def _issue(c: View) -> dict[str, object]:
    """The facts of the filing situation, by the day of the launch as it is announced now."""
    return {
        "launch_on": launch(c).get("launch_on") or c.data.get("launch_on"),
        "issued_on": c.data.get("issued_on"), "filed_offline": c.data.get("filed_offline", False),
    }  # fmt: skip


def _standing(c: View) -> dict[str, object]:
    return {**_issue(c), "issued": bool(c.data.get("issued_on")), "rest_days": "0日"}


def _filed_today(c: View) -> dict[str, object]:
    today = c.today.isoformat()
    return {
        **_standing(c), "rest_days": rest_days(c, c.data.get("plain_last")), "asked_on": today,
        "filed": True, "handed_on": _handed_on(c), "filed_on": today,
    }  # fmt: skip


def _handed_on(c: View) -> str:
    """The day on which the papers were handed in first."""
    return str((c.entry(FILINGS.key, c.key) or {}).get("handed_on") or c.today.isoformat())


def _handed(c: View) -> Mapping[str, object]:
    return {
        "issuer": c.party("issuer").code, "name": c.party("issuer").name,
        "address": c.data.get("address", ""), "handed_on": _handed_on(c),
    }  # fmt: skip


_UNDER_REVIEW = Enter(FILINGS, lambda c: c.key, _handed, state=UNDER_REVIEW)


def _stands(state: str) -> Enter:
    """What became of the papers that were handed in."""
    return Enter(FILINGS, lambda c: c.key, state=state)


_NOT_TWICE = Require(
    lambda c: (c.entry(ISSUERS.key, c.party("issuer").code) or {}).get("state") in (None, ENDED),
    "本单位已经备案；增加风控合同、申请发卡另有程序",
    "三",
)


def _place(c: View) -> dict[str, object]:
    names = ("area", "zone_authorised", "several")
    return {name: c.data[name] for name in names if name in c.data}


def _situation(key: str, label: str, situation: str, to: str) -> Outcome:
    return Outcome(
        key, label, to=(to,), clause="六第一段",
        checks=(
            _NOT_TWICE,
            ONLINE,
            Require(lambda c: bool(c.data.get("issued_on")), "请填写首次发行预付卡之日", "六第一段"),
            Require(
                lambda c: str(c.data.get("issued_on")) <= c.today.isoformat(), "发行之日不能晚于今天", "六第一段"
            ),
            Decide("authority_kind", rules.filing_authority, _place),
            Decide("situation", rules.filing_situation, _issue, expect=situation, why="与所填的发行日和线下备案情况不符"),
        ),
    )  # fmt: skip


DECLARE = Step(
    "declare", "说明发卡情况", ISSUER, "六第一段", form=Declaration, parties=(AUTHORITY,),
    optional=("zone_authorised", "issued_on", "filed_offline"),
    gist="选定属地的备案管理机关；区县与功能区重叠的，以区县商务主管部门为主",
    offers=lambda c: {"launch_on": launch(c).get("launch_on", ""), "name": c.party("issuer").name},
    outcomes=(
        _situation("convert", "上线前已发行、已线下备案：转线上", rules.CONVERT, "upload_convert"),
        _situation("catch_up", "上线前已发行、未线下备案：补备案", rules.CATCH_UP, "upload_catch_up"),
        _situation("new", "上线后发行：办理备案", rules.NEW, "upload_new"),
        Outcome(
            "first", "还没有发行：先备案再发行", to=("upload_first",), clause="六第一段",
            checks=(
                _NOT_TWICE,
            ONLINE,
                Require(lambda c: not c.data.get("issued_on"), "已经发行的，请按发行情况选择", "六第一段"),
                Decide("authority_kind", rules.filing_authority, _place),
            ),
        ),
    ),
)  # fmt: skip


def _upload(key: str, label: str, due: Within | None) -> Step:
    return Step(
        key, label, ISSUER, "三", materials=(CHARTER, AGREEMENT), due=due,
        outcomes=(Outcome("submit", "提交", to=("review",), effects=(_UNDER_REVIEW,)),),
    )  # fmt: skip


REVIEW = Step(
    "review", "资质审核", AUTHORITY, "三", gist="原文未写明审核期限",
    outcomes=(
        Outcome(
            "pass", "审核通过", to=("choose",), effects=(Mark("reviewed"),), checks=(_intact("charter", "agreement"),)
        ),
        Outcome(
            "supplement", "退回补正", to=("supplement",), reasons=True, incomplete=True,
            effects=(_stands("待补正"),),
        ),
        Outcome(
            "elsewhere", "不归本机关备案", to=("declare",), reasons=True, incomplete=True, clause="二第一段",
            effects=(_stands("待转交"),),
        ),
        Outcome(
            "refuse", "不予备案", reasons=True, incomplete=True, ends="不予备案", effects=(_stands("不予备案"),)
        ),
    ),
)  # fmt: skip


def _qualified(channel: Channel) -> Callable[[View], Mapping[str, object]]:
    def facts(c: View) -> Mapping[str, object]:
        return {
            "charter": c.provided("charter"), "agreement": c.provided("agreement"),
            "reviewed": c.event("reviewed") is not None,
            "contract": c.provided(f"{channel.key}_paper"),
        }  # fmt: skip

    return facts


def _issuer_entry(channel: Channel) -> Callable[[View], Mapping[str, object]]:
    def written(c: View) -> Mapping[str, object]:
        issuer, authority = c.party("issuer"), c.party("authority")
        return {
            "issuer": issuer.code, "name": issuer.name, "address": c.data["address"],
            "authority": authority.code, "authority_name": authority.name,
            "situation": _situation_of(c), "filing": c.data["filing"], "handed_on": _handed_on(c),
            "filed_on": c.today.isoformat(), "funds": channel.name, "star": "未评",
        }  # fmt: skip

    return written


_OUTSIDE = OpenAccount(
    lambda c: BUYERS, lambda c: "购卡人（外部）", None, "购卡款的来处和退款的去处", "四", floor=None
)
"""Opened before the case has its subject: accounts that are opened after it are shown to the entry's units."""


def _accounts() -> tuple[OpenAccount, ...]:
    """The operator's prepaid and secured money, and the world outside."""

    def named(words: str) -> Callable[[View], str]:
        return lambda c: f"{c.party('issuer').name}{words}"

    def code(of: Callable[[str], str]) -> Callable[[View], str]:
        return lambda c: of(c.party("issuer").code)

    return (
        OpenAccount(code(prepaid), named("预收资金"), ISSUER, "预收资金余额，其下一卡一户", "三", seen_by=(AUTHORITY,)),
        OpenAccount(code(secured), named("风控资金"), ISSUER, "专户存款和信托资金", "四", seen_by=(AUTHORITY,)),
        OpenAccount(code(earned), named("已兑付"), ISSUER, "已消费而归经营者的资金", "四", floor=None),
        OpenAccount(code(means), named("自有资金（外部）"), ISSUER, "存入和收回风控资金", "四", floor=None),
    )  # fmt: skip


def _told_standing(c: View) -> str:
    return "；".join(each for each in (_situation_of(c), str(c.data["filing"])) if each)


def _situation_of(c: View) -> str:
    """The filing situation; empty while nothing was issued."""
    return str(c.data["situation"]) if c.data.get("issued_on") else ""


def _code_letter(channel: Channel) -> Paper:
    def body(c: View) -> Sequence[str]:
        return (
            f"{c.party('issuer').name}的预付卡发行章程、销售协议和{channel.paper}已经审核，现核发主体二维码。",
            f"备案情形：{_told_standing(c)}。",
            "请在经营场所和网站首页显著位置明示主体二维码、资金保障方式和信用承诺。",
        )

    return Paper("subject_code", "主体二维码核发通知书", AUTHORITY, (ISSUER,), body, "三")


def _issue_code(channel: Channel) -> Outcome:
    return Outcome(
        "accept", "审核通过，核发主体二维码", to=("display",), clause="四",
        checks=(
            Decide("code_ready", rules.subject_code_ready, _qualified(channel), expect=True),
            Decide("plain_last", rules.standing_deadline, _standing),
            Decide("filing", rules.filing_standing, _filed_today),
        ),
        effects=(
            _OUTSIDE,
            Enter(ISSUERS, lambda c: c.party("issuer").code, _issuer_entry(channel), state=FILED),
            _stands(FILED),
            *_accounts(),
            *_keep(channel),
        ),
        papers=(_code_letter(channel),),
    )  # fmt: skip


DISPLAY = Step(
    "display", "明示二维码、资金保障方式和信用承诺", ISSUER, "六第二段", form=Display,
    optional=("all_on_site",), gist="没有网站的只在经营场所明示",
    outcomes=(
        Outcome(
            "shown", "已经明示", ends="已备案",
            checks=(
                Decide(
                    "displayed", rules.display_kept,
                    lambda c: {n: c.data.get(n) for n in Display.declared()},
                    expect=True, why="告知义务还没有全部履行",
                ),
            ),
        ),
    ),
)  # fmt: skip

ISSUER_FILING = Procedure(
    key="issuer_filing",
    label="经营者资质备案",
    policy=DOC,
    clause="三",
    gist="上传章程和协议，经资质审核、风控审核后核发主体二维码；按发行情况在30日、90日或30日内办理",
    subject=ISSUERS,
    creates=True,
    watches=WATCHING,
    title=lambda c: f"资质备案：{c.data.get('name', '')}",
    steps=(
        DECLARE,
        _upload("upload_convert", "上传材料，转为线上备案", Within("converted_within", "data:launch_on")),
        _upload("upload_catch_up", "上传材料，完成线上备案", Within("unfiled_within", "data:launch_on")),
        _upload("upload_new", "上传材料，办理线上备案", Within("new_within", "data:issued_on")),
        _upload("upload_first", "上传材料，先行备案", None),
        REVIEW,
        _upload("supplement", "补正材料", None),
        _choose(),
        *(step for each in CHANNELS for step in (_sign(each), _risk_review(each, _issue_code(each)))),
        DISPLAY,
    ),
)  # fmt: skip


# --- 增加或更换风控合同


def _add(channel: Channel) -> Outcome:
    def funds(c: View) -> Mapping[str, object]:
        had = [each for each in str(c.subject.get("funds", "")).split("、") if each]
        return {"funds": "、".join(dict.fromkeys([*had, channel.name]))}

    return Outcome(
        "accept", "审核通过", ends="已生效", clause="四",
        checks=(under("三"), _intact(f"{channel.key}_paper")),
        effects=(*_keep(channel), Enter(ISSUERS, lambda c: c.subject_key, funds)),
    )  # fmt: skip


RISK_CONTRACT = Procedure(
    key="risk_contract",
    label="增加风控合同",
    policy=DOC,
    clause="四",
    gist="已备案的经营者再选一种风控模式，上传合同或保单",
    subject=ISSUERS,
    watches=WATCHING,
    title=lambda c: f"增加风控合同：{name_of(c)}",
    steps=(
        _choose((own("四"),)),
        *(step for each in CHANNELS for step in (_sign(each), _risk_review(each, _add(each)))),
    ),
)


# --- 风控比例


def _balances(c: View) -> dict[str, object]:
    """Secured money after this week's payments, and the balance of the business day before."""
    moved = fen(c.data.get("paid_in", "0元")) - fen(c.data.get("paid_out", "0元"))
    return {
        "secured": yuan(secured_now(c) + moved),
        "previous_balance": previous_balance(c),
    }


def _ratio_checks(kept: bool) -> tuple[Decide, ...]:
    return (
        Decide("ratio", rules.risk_ratio, _balances),
        Decide("star", rules.stars, _balances),
        Decide("shortfall", rules.shortfall, _balances),
        Decide(
            "ratio_kept", rules.risk_ratio_kept, _balances, expect=kept,
            why="资金风控比例低于下限，请选“比例不足”" if kept else "资金风控比例没有低于下限",
        ),
    )  # fmt: skip


STARS = ("三星", "四星", "五星")


def _rating(c: View) -> Mapping[str, object]:
    """What is shown of a ratio: the stars; that it is too low is not ordered to be published."""
    star = str(c.data.get("star", ""))
    return {
        "ratio": c.data.get("ratio", ""),
        "star": star if star in STARS else "无星级",
        "checked_on": c.today.isoformat(),
    }


def _reported(c: View) -> Mapping[str, object]:
    return {
        "issuer": issuer_of(c), "name": name_of(c), "period": c.data.get("period", c.today.isoformat()),
        "paid_in": c.data.get("paid_in", ""), "paid_out": c.data.get("paid_out", ""),
        "secured": yuan(secured_now(c)), "previous_balance": previous_balance(c),
        "ratio": c.data.get("ratio", ""), "star": c.data.get("star", ""),
    }  # fmt: skip


_RATED: tuple[Effect, ...] = (
    Enter(REPORTS, lambda c: c.key, _reported, state="已核定"),
    Enter(ISSUERS, issuer_of, _rating),
)


def _paid(c: View) -> Sequence[Effect]:
    """What the bank took in and paid out during the week."""
    account, outside = str(c.subject["account"]), means(issuer_of(c))
    return (
        Transfer(lambda c: outside, lambda c: account, lambda c: fen(c.data["paid_in"]), "存入专户", "四"),
        Transfer(lambda c: account, lambda c: outside, lambda c: fen(c.data["paid_out"]), "从专户支取", "四"),
    )  # fmt: skip


def _how_short(c: View) -> str:
    ratio, lacking = c.data.get("ratio", ""), c.data.get("shortfall", "")
    balance = (c.entry(REPORTS.key, c.key) or {}).get("previous_balance", "")
    return (
        f"上一个营业日预收资金余额{balance}，资金风控比例{ratio}，低于规定的下限，还差{lacking}。"
    )


def _order_body(c: View) -> Sequence[str]:
    return (
        f"{name_of(c)}：{_how_short(c)}",
        "请补足风控资金。",
        "实施意见没有写明比例不足的后果和补足的期限，本通知不据此设定。",
    )


ORDER = Step(
    "order", "通知补足风控资金", AUTHORITY, "四",
    gist="原文只规定比例下限，没有写明不足的后果和补足的期限",
    outcomes=(
        Outcome(
            "told", "发出通知", ends="比例不足，已通知补足",
            papers=(Paper("top_up", "补足风控资金通知书", AUTHORITY, (ISSUER,), _order_body, "四"),),
        ),
    ),
)  # fmt: skip

WEEKLY_REPORT = Procedure(
    key="weekly_report",
    label="银行每周报送资金存缴情况",
    policy=DOC,
    clause="四",
    gist="每周一次，每份存管合同一件；按上一个营业日的余额核定风控比例和星级",
    subject=DEPOSITS,
    watches=WATCHING,
    every=Every("week", over=DEPOSITS, live=("有效",)),
    clock_only=True,
    sums=("paid_in", "paid_out"),
    steps=(
        Step(
            "report", "报送本周存缴情况", BANK, "四", form=Week,
            gist="只填存入和支取；余额由平台的账簿给出。原文只说每周一次，没有写明周后几日内报",
            outcomes=(
                Outcome(
                    "kept", "比例达到下限", ends="已报送", checks=_ratio_checks(True),
                    effects=(Each(_paid), *_RATED),
                ),
                Outcome(
                    "short", "比例不足", to=("order",), checks=_ratio_checks(False),
                    effects=(
                        Each(_paid), *_RATED,
                        Notify((ISSUER, AUTHORITY), lambda c: f"{name_of(c)}资金风控比例{c.data.get('ratio', '')}，低于下限", "四"),
                    ),
                ),
            ),
        ),
        ORDER,
    ),
)  # fmt: skip

RISK_CHECK = Procedure(
    key="risk_check",
    label="核定资金风控比例",
    policy=DOC,
    clause="四",
    gist="不用银行存管的经营者，由备案管理机关按平台上的数据核定比例和星级",
    subject=ISSUERS,
    watches=WATCHING,
    title=lambda c: f"核定风控比例：{name_of(c)}",
    steps=(
        Step(
            "measure", "核定", AUTHORITY, "四",
            gist="次数原文未写明",
            outcomes=(
                Outcome("kept", "比例达到下限", ends="已核定", checks=(under("三"), *_ratio_checks(True)), effects=_RATED),
                Outcome("short", "比例不足", to=("order",), checks=(under("三"), *_ratio_checks(False)), effects=_RATED),
            ),
        ),
        ORDER,
    ),
)  # fmt: skip

FILING = (
    LAUNCH,
    LAUNCH_CORRECTION,
    *(_connection(each) for each in CHANNELS),
    ISSUER_FILING,
    RISK_CONTRACT,
    WEEKLY_REPORT,
    RISK_CHECK,
)
"""In the order in which an operator meets them."""

"""第八条至第十一条: opening an account, the agreement, the plan, the permit, publication, changes."""

from unicodedata import normalize

from luoshi.policies.shuozhou.presale_funds.banks import directory_key
from luoshi.policies.shuozhou.presale_funds.common import (
    ACCOUNTS,
    BANK,
    BUILDINGS,
    CITY,
    DEVELOPER,
    FILING,
    LIVE,
    NEW_BANK,
    OURS,
    SUPERVISED,
    SUPERVISOR,
    buildings,
    is_set,
    ledger,
    project,
    reserved,
)
from luoshi.policies.shuozhou.presale_funds.rules import (
    DOC,
    NODE_0,
    Budget,
    Plan,
    account_stated,
    agreement_complete,
    agreement_concluded,
    change_allowed,
    key_floor,
    key_sufficient,
    may_open_account,
    plan_complete,
    publication_missing,
)
from luoshi.procedures import (
    Decide,
    Enter,
    Floor,
    Material,
    Notify,
    OpenAccount,
    Outcome,
    Paper,
    Procedure,
    Require,
    Role,
    Step,
    View,
    fen,
    taken,
)
from luoshi.rules import Facts, choice, money, truth, words


class Opening(Facts):
    """开立监管账户。"""

    project = words("项目名称", clause="第八条")
    scope = words("开户范围", clause="第十一条", gist="这个预售许可证的楼栋")
    before_permit = truth("在申请商品房预售许可之前开立", clause="第八条")


class Opened(Facts):
    """银行开立的账户。"""

    account_name = words("账户名称", clause="第十条第二款（三）")
    account_number = words("账号", clause="第十条第二款（三）")


class Terms(Facts):
    """监管协议的内容。"""

    has_duties = truth("写明各方权利、义务和责任", clause="第九条")
    has_deposit = truth("写明预售资金收存方式", clause="第九条")
    has_use = truth("写明预售资金使用方式", clause="第九条")
    has_amount = truth("写明监管额度", clause="第九条")
    has_breach = truth("写明违约责任", clause="第九条")
    other_terms = truth("另有约定全额拨付或者解除监管的条件", clause="第十五条（七）")
    agreed_terms = words("另有约定的内容", clause="第十五条（七）", gist="有另外约定的填写")


class PlanForm(Budget, Plan):
    """预售资金监管计划。"""


class BuildingForm(Facts):
    """监管计划中的一个单体工程。"""

    building = words("单体工程名称", clause="第十条第二款（一）")
    building_key = money("单体工程重点监管额度", clause="第十条第二款（一）")


class Permit(Facts):
    """商品房预售许可。"""

    permit_number = words("商品房预售许可证号", clause="第八条")
    key_total = money("监管部门确定的重点监管资金总额", clause="第十四条")
    in_permit = truth("账户在《商品房预售许可证》中载明", clause="第八条")
    in_contract = truth("账户在《商品房买卖合同》中载明", clause="第八条")


class Shown(Facts):
    """公示。"""

    at_site = truth("已在商品房销售场所显著位置公示", clause="第十条第三款")
    on_portal = truth("已在监管部门门户网站公示", clause="第十条第三款")


def _same_permit(v: View) -> str:
    live = [
        e
        for e in v.entries("accounts", project=v.data["project"], scope=v.data["scope"])
        if e["key"] != v.key and e["state"] != "未开成"
    ]
    return f"{len(live) + 1}个"


def _bare(number: object) -> str:
    """A permit's number as two people write it alike: no spaces, one form of every sign."""
    return "".join(normalize("NFKC", str(number)).split()).casefold()


def _one_account(v: View) -> bool:
    """No other account states this permit: only now its number is known."""
    return all(
        _bare(e.get("permit_number", "")) != _bare(v.data["permit_number"])
        for e in v.entries("accounts")
        if e["key"] != v.key and e["state"] != "未开成"
    )


def _in_directory(v: View) -> bool:
    entry = v.entry("banks", directory_key(v))
    return entry is not None and entry["state"] == "在册"


def _opened(v: View) -> dict[str, object]:
    kept = ("project", "scope", "account_name", "account_number")
    return {
        **{name: v.data[name] for name in kept},
        "developer_name": v.party("developer").name,
        "bank_name": v.party("bank").name,
        **{f"{role}_code": v.party(role).code for role in ("supervisor", "bank", "developer")},
    }


def _sum_of_buildings(v: View) -> int:
    return sum(fen(each["building_key"]) for each in buildings(v, v.key))


def _account(
    suffix: str, label: str, owner: Role | None, floor: int | None = None, below: bool = False
) -> OpenAccount:
    return OpenAccount(
        lambda v: ledger(v.key, suffix), lambda v: f"{v.data['project']} {label}", owner, label, "第八条",
        parent=(lambda v: ledger(v.key)) if below else None, floor=floor,
    )  # fmt: skip


OPEN_LEDGER = (
    OpenAccount(lambda v: ledger(v.key), lambda v: f"{v.data['project']} 商品房预售资金监管账户", DEVELOPER, "预售资金监管账户", "第八条"),
    _account("key", "重点监管资金", DEVELOPER, 0, True),
    _account("free", "非重点监管资金", DEVELOPER, 0, True),
    _account("buyers", "购房人自付款（账外）", None),
    _account("loans", "按揭和公积金贷款（账外）", None),
    _account("developer", "付给房地产开发企业（账外）", None),
    _account("suppliers", "付给施工、供应和专业经营单位（账外）", None),
    _account("court", "人民法院执行（账外）", None),
    _account("bank", "监管银行擅自拨付待追回（账外）", None),
)  # fmt: skip
"""The supervised account with its two parts, and where money comes from and goes to."""

ENOUGH = Decide(
    "key_sufficient", key_sufficient, taken(key_sufficient), expect=True,
    why="重点监管资金总额低于工程建设预算总额的法定比例",
)  # fmt: skip


def signature(key: str, label: str, by: Role, then: str, *checks: Decide) -> Step:
    """One party signs the agreement, or hands it back."""
    return Step(
        key, label, by, "第九条",
        (
            Outcome("sign", "签订", (then,), checks=checks),
            Outcome("return", "退回修改", ("agreement",), reasons=True),
        ),
    )  # fmt: skip


ACCOUNT = Procedure(
    "account", "开立监管账户和预售许可", DOC, "第八条",
    (
        Step(
            "open", "选择银行、申请开户", DEVELOPER, "第八条",
            (
                Outcome(
                    "submit", "提交", ("confirm",),
                    checks=(
                        Decide(
                            "may_open", may_open_account,
                            taken(may_open_account, in_directory=_in_directory, accounts=_same_permit),
                            expect=True,
                            why="要在申请预售许可之前、在当地监管银行名录中的银行开立，一证一户",
                        ),
                    ),
                ),
            ),
            form=Opening, parties=(SUPERVISOR, BANK),
        ),
        Step(
            "confirm", "开立账户", BANK, "第八条",
            (
                Outcome("opened", "已开立", ("agreement",), effects=(Enter(ACCOUNTS, lambda v: v.key, _opened, "开户"),)),
                Outcome("refuse", "不予开立", ends="未开户", reasons=True),
            ),
            form=Opened,
        ),
        Step(
            "agreement", "签订三方监管协议：企业", DEVELOPER, "第九条",
            (
                Outcome(
                    "sign", "签订", ("agreement_bank",),
                    checks=(
                        Decide("complete", agreement_complete, taken(agreement_complete), expect=True, why="监管协议的内容不全"),
                        Require(lambda v: v.data["other_terms"] is not True or bool(v.data.get("agreed_terms")), "请写明监管协议另有约定的内容", "第十五条（七）"),
                    ),
                ),
                Outcome("abandon", "不再开户", ends="未开成", reasons=True, incomplete=True,
                        effects=(Enter(ACCOUNTS, lambda v: v.key, None, "未开成"),)),
            ),
            form=Terms, optional=("agreed_terms",), materials=(Material("agreement", "商品房预售资金监管协议", "第九条"),),
        ),
        signature("agreement_bank", "签订三方监管协议：银行", BANK, "agreement_supervisor"),
        signature(
            "agreement_supervisor", "签订三方监管协议：监管部门", SUPERVISOR, "plan",
            Decide(
                "concluded", agreement_concluded,
                taken(
                    agreement_concluded, signed_supervisor=lambda _: True,
                    signed_bank=lambda v: v.event("agreement_bank") is not None,
                    signed_developer=lambda v: v.event("agreement") is not None,
                ),
                expect=True,
            ),
        ),
        Step(
            "plan", "编制监管计划", DEVELOPER, "第十条",
            (
                Outcome(
                    "submit", "提交", ("building",),
                    checks=(
                        Decide("plan_complete", plan_complete, taken(plan_complete), expect=True, why="监管计划或者监管协议不齐备"),
                        Decide("least", key_floor, taken(key_floor)),
                        ENOUGH,
                    ),
                ),
            ),
            form=PlanForm, optional=("fitout",),
            materials=(
                Material("scheme", "预售方案（含预售资金监管计划）", "第十条"),
                Material("use_plan", "项目用款计划", "第十条第二款（二）"),
                Material("details", "单体工程重点监管额度明细", "第十条第二款（一）"),
            ),
        ),
        Step(
            "building", "填写单体工程", DEVELOPER, "第十条第二款（一）",
            (
                Outcome(
                    "add", "记入，再填下一个", ("building",),
                    effects=(
                        Enter(
                            BUILDINGS, lambda v: f"{v.key}/{v.data['building']}",
                            lambda v: {
                                "name": v.data["building"], "account": v.key, "building_key": v.data["building_key"],
                                "node": NODE_0, "share": "100%", "required": v.data["building_key"],
                            },
                            "在建",
                        ),
                    ),
                ),
                Outcome(
                    "done", "填完，申请预售许可", ("permit",), incomplete=True,
                    checks=(
                        Require(
                            lambda v: _sum_of_buildings(v) == fen(v.data["key_total"]),
                            "各单体工程重点监管额度之和不等于项目重点监管额度", "第十条第二款（一）",
                        ),
                    ),
                ),
            ),
            form=BuildingForm,
        ),
        Step(
            "permit", "核定额度、颁发预售许可", SUPERVISOR, "第十条",
            (
                Outcome(
                    "grant", "准予预售", ("publish",),
                    checks=(
                        ENOUGH,
                        Require(
                            lambda v: _sum_of_buildings(v) == fen(v.data["key_total"]),
                            "核定的总额不等于各单体工程重点监管额度之和，请退回修改", "第十条第二款（一）",
                        ),
                        Require(_one_account, "这个预售许可证已经有一个监管账户，一证只能一户", "第八条"),
                        Decide("stated", account_stated, taken(account_stated), expect=True, why="监管账户还没有在许可证和合同中载明"),
                    ),
                    effects=(
                        *OPEN_LEDGER,
                        Enter(
                            ACCOUNTS, lambda v: v.key,
                            lambda v: {
                                "permit_number": v.data["permit_number"], "key_total": v.data["key_total"],
                                "required": v.data["key_total"], "other_terms": v.data["other_terms"],
                                "agreed_terms": v.data.get("agreed_terms", ""),
                                "adjustment": "0%", "filed": False, "registered": False, "transferable": False,
                                "suspended": False, "presale_suspended": False, "frozen": False, "taken_over": False,
                            },
                            LIVE,
                        ),
                        Floor(lambda v: ledger(v.key), lambda v: fen(v.data["key_total"]), "key_total", "第十七条"),
                    ),
                ),
                Outcome("return", "退回修改", ("plan",), reasons=True, incomplete=True),
                Outcome("refuse", "不予许可", ends="不予许可", reasons=True, incomplete=True,
                        effects=(Enter(ACCOUNTS, lambda v: v.key, None, "未开成"),)),
            ),
            form=Permit, parties=(FILING,),
            offers=lambda v: {"key_total": v.data.get("key_total", "")},
        ),
        Step(
            "publish", "公示监管银行和账户", DEVELOPER, "第十条第三款",
            (
                Outcome(
                    "shown", "已公示",
                    checks=(
                        Decide(
                            "unpublished", publication_missing,
                            taken(publication_missing, permit_held=lambda _: True), expect=[],
                            why="销售场所和门户网站都要公示",
                        ),
                    ),
                    effects=(Enter(ACCOUNTS, lambda v: v.key, lambda _: {"at_site": True}),), ends="已公示",
                ),
            ),
            form=Shown, gist="门户网站上的公示见监管账户台账的公开页。",
        ),
    ),
    "企业在名录银行开一证一户，三方签协议，监管计划的额度够了才许可预售，许可后两处公示。",
    subject=ACCOUNTS, creates=True, watches=(CITY,), sums=("key_total",),
    title=lambda v: f"开立监管账户：{v.data.get('project', '')}",
)  # fmt: skip


class ChangeForm(Facts):
    """要变更的信息。"""

    item = choice("变更的信息", ["监管账号", "开户范围", "企业名称", "项目名称", "其他相关信息"], clause="第十一条")  # fmt: skip
    new_value = words("变更为", clause="第十一条")


FIELD = {
    "监管账号": "account_number", "开户范围": "scope", "企业名称": "developer_name", "项目名称": "project",
    "其他相关信息": "other_info",
}  # fmt: skip


def _changed(v: View) -> dict[str, object]:
    return {FIELD[v.data["item"]]: v.data["new_value"]}


def _consents(item: str = "") -> Decide:
    """Both agree: the bank did when this step opened, the supervisor does now."""
    return Decide(
        "allowed", change_allowed,
        lambda v: {"item": item or v.data["item"], "bank_agrees": v.event("bank") is not None, "supervisor_agrees": True},
        expect=True,
    )  # fmt: skip


CHANGED = Paper(
    "changed", "监管账户信息变更同意书", SUPERVISOR, (DEVELOPER, BANK),
    lambda v: (f"同意{v.subject.get('project', '')}变更{v.data['item']}。", f"变更为：{v.data['new_value']}。"), "第十一条",
)  # fmt: skip
BANK_CHANGED = Paper(
    "bank_changed", "监管银行变更同意书", SUPERVISOR, (DEVELOPER, BANK, NEW_BANK),
    lambda v: (
        f"同意{v.subject.get('project', '')}的监管银行由{v.party('bank').name}变更为{v.party('new_bank').name}。",
        "请新的监管银行开立账户；原监管银行把没有办结的收款和退款移交新的监管银行。",
    ),
    "第十一条",
)  # fmt: skip


def _consent_steps(last: Outcome) -> tuple[Step, Step]:
    refuse = Outcome("refuse", "不同意", ends="不予变更", reasons=True)
    return (
        Step("bank", "监管银行审核变更", BANK, "第十一条", (Outcome("agree", "同意", ("supervisor",)), refuse)),
        Step("supervisor", "监管部门审核变更", SUPERVISOR, "第十一条", (last, refuse)),
    )  # fmt: skip


CHANGE = Procedure(
    "change", "变更监管账户信息", DOC, "第十一条",
    (
        Step("request", "申请变更", DEVELOPER, "第十一条", (Outcome("submit", "提交", ("bank",), checks=(OURS, SUPERVISED)),), form=ChangeForm),
        *_consent_steps(
            Outcome(
                "agree", "同意并变更", checks=(_consents(),), papers=(CHANGED,),
                effects=(Enter(ACCOUNTS, lambda v: v.subject_key, _changed),), ends="已变更",
            )
        ),
    ),
    "账号、开户范围、企业和项目名称的变更，监管银行和监管部门都同意才办理。",
    subject=ACCOUNTS, watches=(CITY,), title=project("变更账户信息"),
)  # fmt: skip


def _new_bank_listed(v: View) -> bool:
    entry = v.entry("banks", f"{v.party('supervisor').code}-{v.party('new_bank').code}")
    return entry is not None and entry["state"] == "在册"


def _nothing_open(v: View) -> bool:
    return not any(
        each["state"] == "open"
        for procedure in ("free_withdrawal", "lifting")
        for each in v.others(procedure)
    )


NOTHING_PENDING = (
    Require(lambda v: reserved(v) == 0, "还有已准予而没有拨付的款项，请先办结再换银行", "第二十条"),
    Require(
        lambda v: not is_set(v, "frozen"),
        "人民法院已保全、执行账户资金，措施结束前不能换银行",
        "第二十六条第二款",
    ),
    Require(
        _nothing_open,
        "还有原监管银行在办的提取或者解除监管，请先办结再换银行",
        "第十一条",
    ),
)
"""What arrives and what goes back to buyers is handed over; what the old bank alone can end is ended first."""

BANK_CHANGE = Procedure(
    "bank_change", "变更监管银行", DOC, "第十一条",
    (
        Step(
            "request", "申请变更监管银行", DEVELOPER, "第十一条",
            (
                Outcome(
                    "submit", "提交", ("bank",),
                    checks=(OURS, SUPERVISED, Require(_new_bank_listed, "变更后的银行不在当地的监管银行名录", "第八条")),
                ),
            ),
            parties=(NEW_BANK,),
        ),
        *_consent_steps(Outcome("agree", "同意", ("reopen",), checks=(_consents("监管银行"), *NOTHING_PENDING), papers=(BANK_CHANGED,))),
        Step(
            "reopen", "新的监管银行开立账户", NEW_BANK, "第八条",
            (
                Outcome(
                    "opened", "已开立，资金转入", checks=NOTHING_PENDING,
                    effects=(
                        Enter(
                            ACCOUNTS, lambda v: v.subject_key,
                            lambda v: {
                                "bank_name": v.party("new_bank").name, "account_name": v.data["account_name"],
                                "account_number": v.data["account_number"], "bank_code": v.party("new_bank").code,
                            },
                            roles={"bank": lambda v: v.party("new_bank").code},
                        ),
                        Notify((DEVELOPER, SUPERVISOR), lambda v: f"监管银行已变更为{v.party('new_bank').name}，请重新公示", "第十条第三款"),
                        Notify((BANK,), lambda v: f"监管银行已变更为{v.party('new_bank').name}，没有办结的收款和退款请移交", "第十一条"),
                    ),
                    ends="已变更",
                ),
            ),
            form=Opened,
        ),
    ),
    "换一家名录中的银行，原银行和监管部门都同意，新银行开户后更新台账。",
    subject=ACCOUNTS, watches=(CITY,), title=project("变更监管银行"),
)  # fmt: skip

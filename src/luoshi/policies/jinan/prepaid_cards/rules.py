"""济政字〔2022〕83号 单用途商业预付卡规范管理的实施意见, in article order."""

from luoshi.rules import (
    Day,
    Facts,
    Number,
    Policy,
    Record,
    Text,
    Texts,
    Truth,
    all_of,
    always,
    any_of,
    capped,
    checklist,
    choice,
    choose,
    day,
    days_between,
    labelled,
    money,
    never,
    not_stated,
    number,
    positive,
    quantity,
    rate,
    record,
    rounded,
    rule,
    same,
    step,
    text,
    truth,
    unless,
    warn_when,
    when,
)

DOC = Policy.beside(__file__)
p = DOC.parameters

CITY, DISTRICT, ZONE = "市商务部门", "区县商务主管部门", "功能区管理机构"
BANK, INSURANCE, TRUST = "商业银行", "商业保险共保体", "服务信托"
CHANNELS = [BANK, INSURANCE, TRUST]
CONVERT = "上线前已发行且已完成线下备案"
CATCH_UP = "上线前已发行、尚未线下备案"
NEW = "上线后发行"
SITUATIONS = [CONVERT, CATCH_UP, NEW]


class Asked(Facts):
    """只问文件本身，不需要事实。"""


class AskedDay(Facts):
    """一个日期。"""

    asked = day("所问日期", clause="第二段")


# --- 第一段


class Voucher(Facts):
    """一种预付凭证。"""

    trade = choice(
        "经营者的行业", ["商业零售", "餐饮住宿", "居民服务", "其他行业"], clause="第一段"
    )
    issuer_kind = choice("经营者的类型", ["法人企业", "个体工商户", "其他经营者"], clause="第一段")
    redeemed = choice(
        "在哪里兑付",
        ["只在经营者自己处", "只在经营者所属集团经营体系内", "也能在体系以外兑付"],
        clause="第一段",
    )
    pays_for = choice("兑付什么", ["商品或服务", "现金或其他"], clause="第一段")
    one_off = truth("一次性兑付特定的商品或服务", clause="第一段")


@rule(DOC, "第一段", label="是不是本意见所说的单用途商业预付卡")
def is_prepaid_card(v: Voucher) -> Truth:
    """Three trades, the issuer or its group, goods or services; physical or digital alike.

    A voucher that is used up at once for one particular thing is excluded.
    """
    issuer = any_of(
        v.issuer_kind.is_in("法人企业", "个体工商户"), DOC.reading("issuer_kinds").is_("open")
    )
    return unless(
        all_of(
            labelled(v.trade.is_in("商业零售", "餐饮住宿", "居民服务"), "属于三类行业", "第一段"),
            labelled(issuer, "属于所列经营者", "第一段"),
            labelled(
                v.redeemed.is_in("只在经营者自己处", "只在经营者所属集团经营体系内"),
                "仅在经营者或其集团内兑付",
                "第一段",
            ),
            v.pays_for.is_("商品或服务"),
        ),
        when(v.one_off, never, "第一段", "一次性兑付特定商品或服务的除外"),
    )


@rule(
    DOC,
    ("登记号", "主送", "落款", "日期", "附注"),
    label="谁在何时签署、印发，发给谁",
    any_day=True,
)
def issuance(a: Asked) -> Record:
    """Who signed and when, under which registration, to whom."""
    return record(
        issuer=("签署机关", text("济南市人民政府")),
        signed_on=("签署日", p.signed_on),
        issued_on=("印发日", p.issued_on),
        registration=("登记号", text("JNCR-2022-0010009")),
        to=("主送", checklist("各区县人民政府", "市政府各部门（单位）")),
    )


@rule(DOC, "第一段", label="依据哪些文件制定", any_day=True)
def basis(a: Asked) -> Texts:
    """The national and the provincial paper it rests on."""
    return checklist(
        "商建发〔2020〕190号《关于促进单用途预付卡规范发展的意见》",
        "鲁政发〔2020〕6号《关于加强和规范事中事后监管的实施意见》",
    )


# --- 二、管理职责


class Place(Facts):
    """经营者所在的区域。"""

    area = choice(
        "经营者所在区域",
        ["只在区县行政区域内", "只在功能区内", "区县与功能区重叠"],
        clause="二第一段",
    )
    zone_authorised = truth("该功能区管理机构已获得授权", clause="二第一段")
    several = truth("在两个以上区县或功能区经营", clause="二第一段")


@rule(DOC, "二第一段", label="由谁负责备案管理")
def filing_authority(s: Place) -> Text:
    """Which authority files: the district, the authorised zone, and where both reach the district.

    Who files for an operator with shops in several areas is not in the text.
    """
    single = choose(
        (s.area.is_("只在区县行政区域内"), text(DISTRICT)),
        (s.area.is_("区县与功能区重叠"), text(DISTRICT)),
        (s.zone_authorised, text(ZONE)),
        otherwise=text(DISTRICT),
    )
    return choose(
        (s.several, not_stated("原文未写明跨区县、功能区经营的由哪一家备案", "二第一段")),
        otherwise=single,
    )


class Office(Facts):
    """一家备案管理机关。"""

    authority = choice("备案管理机关", [CITY, DISTRICT, ZONE], clause="二第一段")


@rule(DOC, "二第一段", label="备案管理机关管哪个范围")
def authority_scope(o: Office) -> Text:
    """The area that each kind of authority is responsible for."""
    return choose(
        (o.authority.is_(CITY), text("全市")),
        (o.authority.is_(DISTRICT), text("本行政区域")),
        otherwise=text("本功能区"),
    )


@rule(DOC, "二第一段", label="哪些功能区管理机构负责备案")
def zones(a: Asked) -> Texts:
    """The zones that the text names, where they are authorised."""
    return checklist(
        "省级以上高新技术开发区", "经济开发区", "自贸试验区济南片区", "新旧动能转换起步区"
    )


class Sector(Facts):
    """一个行业领域的投诉举报。"""

    concentrated = truth("投诉举报集中", clause="二第二段")
    common = truth("有共性问题", clause="二第二段")
    prominent = truth("有突出问题", clause="二第二段")


@rule(DOC, "二第二段", label="应否开展消费风险警示")
def risk_warning_due(s: Sector) -> Truth:
    """A warning to consumers is due for a trade with many complaints, and for common or grave problems."""
    return any_of(s.concentrated, s.common, s.prominent)


@rule(DOC, "二第二段", label="双随机、一公开检查怎样开展")
def inspection(a: Asked) -> Record:
    """How inspections are carried out; how often is not in the text."""
    return record(
        manner=("方式", checklist("统一抽样", "随机抽选", "联合执法")),
        by=("由谁开展", checklist("各级商务主管部门", "备案管理机关")),
        frequency=("频次", not_stated("原文未写明检查的频次", "二第二段")),
    )


# --- 三、备案管理


@rule(DOC, "三", label="备案平台的窗口、业务和两次备案")
def platform(a: Asked) -> Record:
    """Two levels of windows, what the platform does, and the two filings."""
    return record(
        levels=("窗口级数", p.window_levels),
        windows=("窗口", checklist("市", "区县（功能区）")),
        business=(
            "业务",
            checklist("资质备案", "风控审核", "发行管理", "消费提示", "投诉处理"),
        ),
        filings=("双备案", checklist("资质备案", "发行备案")),
        sees=("实时掌握", text("每个备案经营者的预收资金余额")),
    )


class Qualification(Facts):
    """一次资质备案。"""

    charter = truth("已上传预付卡发行章程", clause="三")
    agreement = truth("已上传预付卡销售协议", clause="三")
    reviewed = truth("备案平台已完成资质审核", clause="三")
    contract = truth("已签订并上传风控合同或保单", clause="四")


@rule(DOC, "三", label="资质备案要上传什么")
def qualification_papers(a: Asked) -> Texts:
    """What the operator uploads for the first filing."""
    return checklist("预付卡发行章程", "预付卡销售协议")


@rule(DOC, ("三", "四"), label="可否核发经营者主体二维码")
def subject_code_ready(q: Qualification) -> Truth:
    """Papers uploaded, review done, and a risk contract uploaded; the last two are a reading."""
    papers = labelled(all_of(q.charter, q.agreement), "章程和协议齐备", "三")
    return choose(
        (DOC.reading("code_after").is_("both"), all_of(papers, q.reviewed, q.contract)),
        (DOC.reading("code_after").is_("review"), all_of(papers, q.reviewed)),
        otherwise=all_of(papers, q.contract),
    )


class CardKind(Facts):
    """一次发卡申请。"""

    subject_code = truth("经营者已有主体二维码", clause="三")
    sample = truth("已上传卡样", clause="三")
    cards = quantity("申请数量（张）", "", max=10_000_000, clause="三")
    exiting = truth("已公示终止预付卡业务", clause="六第二段")


@rule(DOC, ("三", "六第二段"), label="可否核发单卡二维码")
def card_codes_ready(k: CardKind) -> Truth:
    """A filed operator uploads a sample and a number; none who has announced the end of its business."""
    return unless(
        all_of(k.subject_code, k.sample, k.cards > number(0)),
        when(k.exiting, never, "六第二段", "终止业务的停止销售新卡"),
    )


@rule(DOC, "三", label="核发几个单卡二维码")
def card_codes(k: CardKind) -> Number:
    """One code for each card of the application, where it may be granted; else none."""
    return choose((card_codes_ready(k), k.cards), otherwise=number(0))


class Sale(Facts):
    """销售一张卡。"""

    subject_filed = truth("经营者已完成资质备案", clause="三")
    has_code = truth("该卡有核发的单卡二维码", clause="三")
    activated = truth("该卡的二维码已经激活", clause="三")
    exiting = truth("已公示终止预付卡业务", clause="六第二段")


@rule(DOC, ("三", "六第二段"), label="这张卡可否销售（激活）")
def may_sell(s: Sale) -> Truth:
    """Filed, with a code of its own that was not activated before, and no end of business announced."""
    return unless(
        all_of(s.subject_filed, s.has_code, ~s.activated),
        when(s.exiting, never, "六第二段", "终止业务的停止销售新卡"),
    )


@rule(DOC, "三", label="每销售一张卡要做什么")
def sale_duties(a: Asked) -> Texts:
    """What each sale calls for."""
    return checklist("激活单卡二维码", "消费数据纳入预付卡大数据库")


# --- 四、资金保障


class Use(Facts):
    """预收资金的一项用途。"""

    use = choice(
        "预收资金的用途",
        [
            "主营业务",
            "不动产投资",
            "股权投资",
            "证券投资",
            "其他投资",
            "借贷",
            "主营业务以外的其他支出",
        ],
        clause="四",
    )


@rule(DOC, "四", label="预收资金可否这样用")
def use_of_money(u: Use) -> Text:
    """Main business only; investment and lending are forbidden by name, the rest by 只能."""
    return choose(
        (u.use.is_("主营业务"), text("可以")),
        (
            u.use.is_in("不动产投资", "股权投资", "证券投资", "其他投资", "借贷"),
            text("明文禁止"),
        ),
        otherwise=text("不得：只能用于主营业务"),
    )


class Channel(Facts):
    """一种风控模式。"""

    channel = choice("风控模式", CHANNELS, clause="四")


@rule(DOC, "四", label="有几种风控模式，可以选几种")
def channels(a: Asked) -> Record:
    """The three kinds; the operator chooses one or several."""
    return record(
        count=("类型数", p.channel_kinds),
        kinds=("类型", checklist(BANK, INSURANCE, TRUST)),
        choice=("选用", text("经营者自主选择，单用合用都可以")),
    )


@rule(DOC, "四", label="某种风控模式要做哪些事")
def channel_duties(c: Channel) -> Texts:
    """What a bank, the insurers' pool and a trust each have to do."""
    return choose(
        (
            c.channel.is_(BANK),
            checklist(
                "开设预收资金管理专户",
                "对资金存管比例实施监督",
                "与备案平台建立定期数据连接",
                "每周提供资金存缴情况",
            ),
        ),
        (
            c.channel.is_(INSURANCE),
            checklist(
                "共同发起组建共保体", "经国家银保监机构批准", "开展预付卡保险业务", "直连备案平台"
            ),
        ),
        otherwise=checklist(
            "信托公司经国家银保监机构批准",
            "设立信托账户",
            "购卡款按风控比例存入",
            "每消费一笔按比例转入经营者",
        ),
    )


class Provider(Facts):
    """一家风控功能平台。"""

    channel = choice("风控模式", CHANNELS, clause="四")
    special_account = truth("开设了经营者预收资金管理专户", clause="四")
    watches_rate = truth("对资金存管比例实施监督", clause="四")
    linked = truth("与备案平台建立了数据连接", clause="四")
    founded_jointly = truth("由商业保险公司共同发起组建", clause="四")
    approved = truth("经国家银保监机构批准", clause="四")
    trust_account = truth("设立了信托账户", clause="四")


@rule(DOC, "四", label="可否作为这种风控模式的二级平台")
def may_provide(c: Provider) -> Truth:
    """What each kind needs: an account, supervision and a link; approval of the pool and of the trust."""
    return choose(
        (c.channel.is_(BANK), all_of(c.special_account, c.watches_rate, c.linked)),
        (c.channel.is_(INSURANCE), all_of(c.founded_jointly, c.approved, c.linked)),
        otherwise=all_of(c.approved, c.trust_account),
    )


@rule(DOC, "四", label="某种风控模式要上传什么")
def channel_paper(c: Channel) -> Text:
    """A policy for insurance, a contract for the others."""
    return choose((c.channel.is_(INSURANCE), text("保单")), otherwise=text("商业合同"))


@rule(DOC, "四", label="商业银行多久提供一次资金存缴情况")
def bank_report(a: Asked) -> Record:
    """How often the bank reports, and at whose demand."""
    return record(
        times=("每周次数", p.weekly_reports),
        content=("内容", text("资金存缴情况")),
        demanded_by=("按谁的要求", text("备案管理机关")),
    )


class Balance(Facts):
    """经营者的预收资金和已落实的风控资金。"""

    secured = money("已落实的风控资金", clause="四", gist="专户存款、保单保额、信托余额合计")
    previous_balance = money("上一个营业日的预收资金余额", clause="四")


def _divisor(balance: Number) -> Number:
    """A balance to divide by: a whole table divides in every row, those without a balance too."""
    return choose((same(balance, number(0, "元")), number(1, "元")), otherwise=balance)


def _ratio(b: Balance) -> Number:
    return step("风控比例", b.secured / _divisor(b.previous_balance), "四")


@rule(DOC, "四", label="资金风控比例", unit="%", rounding="0.01%")
def risk_ratio(b: Balance) -> Number:
    """Secured money over the balance of the business day before; none where nothing was prepaid.

    What is beyond the second place is cut off: a ratio that does not reach a mark is not shown as if it did.
    """
    return choose(
        (
            same(b.previous_balance, number(0, "元")),
            not_stated("上一个营业日没有预收资金余额，比例无从计算", "四"),
        ),
        otherwise=rounded(_ratio(b), "0.01%", "down"),
    )


@rule(DOC, "四", label="资金风控比例是否达到下限")
def risk_ratio_kept(b: Balance) -> Truth:
    """At least the floor, on the exact ratio; with nothing prepaid there is nothing to secure."""
    return choose(
        (same(b.previous_balance, number(0, "元")), always),
        otherwise=p.risk_floor.admits(_ratio(b)),
    )


@rule(DOC, "四", label="至少要落实多少风控资金", unit="元", rounding="分")
def required_secured(b: Balance) -> Number:
    """The floor times the balance of the business day before."""
    return p.risk_floor * b.previous_balance


@rule(DOC, "四", label="风控资金还差多少", unit="元", rounding="分")
def shortfall(b: Balance) -> Number:
    """What is missing to the floor; nothing where it is reached."""
    return positive(p.risk_floor * b.previous_balance - b.secured)


@rule(DOC, "四", label="信用等级")
def stars(b: Balance) -> Text:
    """Three, four or five stars above the floor; below, that it is not allowed.

    More than the highest step reaches it (达到); the other reading keeps five stars for the exact figure.
    """
    ratio = _ratio(b)
    full = choose(
        (DOC.reading("above_full").is_("five"), p.five_stars.admits(ratio)),
        otherwise=same(ratio, p.five_stars),
    )
    return choose(
        (
            same(b.previous_balance, number(0, "元")),
            not_stated("上一个营业日没有预收资金余额，不评星级", "四"),
        ),
        (full, text("五星")),
        (p.four_stars.admits(ratio), text("四星")),
        (p.three_stars.admits(ratio), text("三星")),
        (p.risk_floor.admits(ratio), text("合规，无星级")),
        otherwise=text("低于下限"),
    )


@rule(DOC, "四", label="风控比例不足有什么后果")
def shortfall_consequence(a: Asked) -> Text:
    """What follows on too low a ratio: the text does not say."""
    return not_stated("原文未写明风控比例不足的后果", "四")


class TrustDeposit(Facts):
    """以服务信托担保的一张卡的购卡款。"""

    paid = money("购卡款", max=10_000_000, clause="四")
    deposit_rate = rate("合同约定的风控比例", clause="四")


@rule(DOC, "四", label="购卡时存入信托账户多少", unit="元", rounding="分")
def trust_deposit(d: TrustDeposit) -> Number:
    """The price at the agreed rate; a rate below the floor is warned of, since another channel may add."""
    return warn_when(
        ~p.risk_floor.admits(d.deposit_rate),
        d.paid * d.deposit_rate,
        "约定的比例低于下限，须有其他风控模式补足",
        "四",
    )


class TrustTransfer(Facts):
    """以服务信托担保的一笔消费。"""

    consumed = money("本笔消费", max=10_000_000, clause="四")
    deposit_rate = rate("存入时的风控比例", clause="四")
    trust_balance = money("消费前的信托余额", clause="四")
    balance_before = money("消费前的预收资金余额", clause="四")


@rule(DOC, "四", label="一笔消费后，信托向经营者转入多少", unit="元", rounding="分")
def trust_transfer(t: TrustTransfer) -> Number:
    """In proportion to what was consumed, and never more than the trust holds.

    The consumption that empties the card takes what is left of its trust money, so that no fen of the
    roundings before stays behind.
    """
    share = choose(
        (DOC.reading("trust_share").is_("deposited"), t.consumed * t.deposit_rate),
        otherwise=t.consumed * (t.trust_balance / _divisor(t.balance_before)),
    )
    emptied = labelled(t.consumed >= t.balance_before, "卡内余额消费完", "四")
    return choose((emptied, t.trust_balance), otherwise=capped(share, t.trust_balance))


# --- 五、基础服务


class SystemUser(Facts):
    """想用公共基础业务处理系统的经营者。"""

    size = choice("经营者", ["小型企业", "个体工商户", "其他企业"], clause="五")
    own_system = truth("有自主发卡系统", clause="五")


@rule(DOC, "五", label="可否免费使用公共基础业务处理系统")
def system_free(u: SystemUser) -> Truth:
    """For small firms and sole traders without a card system of their own; by their own choice."""
    return all_of(u.size.is_in("小型企业", "个体工商户"), ~u.own_system)


class System(Facts):
    """一个公共基础业务处理系统。"""

    settlement_licence = truth("建设企业具有第三方结算资质", clause="五")
    certified = truth("符合支付安全认证要求", clause="五")
    issuing = truth("具备发行管理功能", clause="五")
    clearing = truth("具备预收资金清结算功能", clause="五")
    records = truth("具备交易记录保存功能", clause="五")
    lookup = truth("具备消费信息查询功能", clause="五")
    realtime = truth("消费数据实时传输到备案平台", clause="五")
    scope_check = truth("能核实经营者发卡范围", clause="五")
    confidential = truth("对消费者和经营者信息保密、保证数据安全", clause="五")
    gives_away = truth("向第三方提供信息", clause="五")


@rule(DOC, "五", label="业务处理系统是否符合要求")
def system_fit(s: System) -> Truth:
    """Who builds it, what it can do, and that it keeps what it learns to itself."""
    return all_of(
        s.settlement_licence,
        s.certified,
        s.issuing,
        s.clearing,
        s.records,
        s.lookup,
        s.realtime,
        s.scope_check,
        s.confidential,
        ~s.gives_away,
    )


class Anomaly(Facts):
    """业务处理系统看到的一次发卡。"""

    abnormal = truth("发现异常", clause="五")


@rule(DOC, "五", label="业务处理系统发现异常时做什么")
def anomaly_duties(x: Anomaly) -> Texts:
    """Remind the operator, stop the service, tell the platform; nothing where all is well."""
    return checklist(
        ("提醒经营者", x.abnormal), ("停止服务", x.abnormal), ("向备案平台反馈", x.abnormal)
    )


# --- 六、发行与服务


class Issue(Facts):
    """一个经营者发行预付卡的情况。"""

    launch_on = day("备案平台上线日", clause="六第一段")
    issued_on = day("首次发行预付卡之日", clause="六第一段")
    filed_offline = truth("平台上线前已完成线下备案", clause="六第一段")
    rest_days = quantity(
        "期限最后一日起连续的休息日",
        "日",
        max=15,
        clause="六",
        gist="最后一日是工作日的填0；是休息日的，填到下一个工作日之前共几天",
    )


@rule(DOC, "六第一段", label="属于哪一种备案情形")
def filing_situation(i: Issue) -> Text:
    """Issued before the launch and filed offline or not, or issued after it."""
    before = choose(
        (DOC.reading("same_day").is_("after"), i.issued_on < i.launch_on),
        otherwise=i.issued_on <= i.launch_on,
    )
    return choose((~before, text(NEW)), (i.filed_offline, text(CONVERT)), otherwise=text(CATCH_UP))


def _moved(last: Day, rest_days: Number) -> Day:
    """The last day, moved past the days of rest under the usual reading."""
    return choose((DOC.reading("rest_day").is_("moves"), last + rest_days), otherwise=last)


def _last(since: Day, period: Number) -> Day:
    """The last day of a period of days from an event."""
    return choose(
        (DOC.reading("first_day").is_("excluded"), since + period),
        otherwise=since + period - number(1, "日"),
    )


@rule(DOC, ("六第一段", "六"), label="完成线上备案的最后一日")
def filing_deadline(i: Issue) -> Day:
    """30, 90 or 30 days from the launch or the issue; the day of the event is not counted."""
    situation = filing_situation(i)
    return choose(
        (
            all_of(situation.is_(NEW), DOC.reading("new_issuer").is_("first")),
            i.issued_on,
        ),
        (situation.is_(NEW), _moved(_last(i.issued_on, p.new_within), i.rest_days)),
        (situation.is_(CONVERT), _moved(_last(i.launch_on, p.converted_within), i.rest_days)),
        otherwise=_moved(_last(i.launch_on, p.unfiled_within), i.rest_days),
    )


class Filing(Issue):
    """一个经营者发行预付卡和备案的情况。"""

    asked_on = day("所问之日", clause="六第一段")
    filed = truth("到所问之日已完成线上备案", clause="六第一段")
    pending = truth("备案材料已提交，还在审核", clause="六第一段")
    handed_on = day("提交备案材料之日", clause="六第一段")
    filed_on = day("完成线上备案之日", clause="六第一段")
    verified = truth("已经核实", clause="六第一段")


def _by_handing(f: Filing) -> Truth:
    """Whether the day on which the papers were handed in counts, or the one on which the code was granted."""
    return any_of(
        DOC.reading("filed_when").is_("handed"),
        all_of(DOC.reading("filed_when").is_("handed_new"), filing_situation(f).is_(NEW)),
    )


@rule(DOC, ("六第一段", "六"), label="线上备案是否逾期")
def filing_status(f: Filing) -> Text:
    """In time or late, filed or not; the last day itself is in time.

    How long a review takes is not in the text: by the usual reading the operator is in time with papers
    that were handed in on the last day.
    """
    deadline, handed = filing_deadline(f), _by_handing(f)
    counted = choose((handed, f.handed_on), otherwise=f.filed_on)
    return choose(
        (all_of(f.filed, counted <= deadline), text("按期备案")),
        (f.filed, text("逾期备案")),
        (f.asked_on <= deadline, text("期限未到")),
        (all_of(f.pending, handed, f.handed_on <= deadline), text("按期提交，正在审核")),
        otherwise=text("逾期未备案"),
    )


class Standing(Filing):
    """一次备案的情况，包括还没有发行的。"""

    issued = truth("已经发行预付卡", clause="六第一段")


@rule(DOC, ("六第一段", "六"), label="备案期限的最后一日")
def standing_deadline(f: Standing) -> Day:
    """The last day of the period; none runs for whoever has issued nothing yet."""
    return choose(
        (f.issued, filing_deadline(f)),
        otherwise=not_stated("还没有发行，备案期限没有起算", "六第一段"),
    )


@rule(DOC, ("六第一段", "六"), label="备案是先行还是按期、逾期")
def filing_standing(f: Standing) -> Text:
    """Whoever has issued nothing yet files ahead, and no period runs; of the others, in time or late."""
    return choose((~f.issued, text("先行备案，还没有发行")), otherwise=filing_status(f))


@rule(DOC, "六第一段", label="是否视为非合规预付卡并公示")
def non_compliant(f: Filing) -> Truth:
    """Late and verified; one that filed after all is taken down, by the usual reading."""
    status = filing_status(f)
    late = any_of(
        status.is_("逾期未备案"),
        all_of(status.is_("逾期备案"), DOC.reading("after_filing").is_("kept")),
    )
    return all_of(late, f.verified)


@rule(DOC, "六第一段", label="逾期未备案由谁核实、怎样公示")
def non_compliant_notice(a: Asked) -> Record:
    """Who verifies (a reading), and where and when it is shown."""
    return record(
        verified_by=(
            "由谁核实",
            choose(
                (DOC.reading("verifier").is_("authority"), text("备案管理机关")),
                otherwise=text("备案平台"),
            ),
        ),
        shown_on=("在哪里公示", text("备案平台")),
        shown_when=("何时公示", text("实时")),
        verified_within=("多久核实", not_stated("原文未写明多久核实", "六第一段")),
    )


class Announcer(Facts):
    """一家要公布上线时间的备案管理机关。"""

    whole_city = truth("是负责全市备案管理的市商务部门", clause="二第一段")


@rule(DOC, ("六第一段", "二第一段"), label="可否由这一家公布备案平台上线时间")
def may_announce(a: Announcer) -> Truth:
    """There is one platform for the whole city: its day is announced by who answers for the whole city."""
    return any_of(a.whole_city, DOC.reading("announcer").is_("any"))


@rule(DOC, "六第一段", label="备案平台上线时间由谁、怎样公布")
def launch_notice(a: Asked) -> Record:
    """Who announces the day of the launch, and how."""
    return record(
        by=("由谁公布", text("备案管理机构")),
        ways=("形式", checklist("新闻发布会", "新闻媒体", "政府网站")),
    )


@rule(DOC, "六第二段", label="经营者要明示什么、在哪里明示")
def display(a: Asked) -> Record:
    """What is shown to customers, and where."""
    return record(
        what=("明示内容", checklist("备案主体二维码", "资金保障方式", "信用承诺")),
        where=("位置", checklist("经营场所显著位置", "网站首页显著位置")),
    )


class Display(Facts):
    """经营者的明示情况。"""

    code_at_shop = truth("经营场所明示了备案主体二维码", clause="六第二段")
    funds_at_shop = truth("经营场所明示了资金保障方式", clause="六第二段")
    pledge_at_shop = truth("经营场所明示了信用承诺", clause="六第二段")
    has_site = truth("有网站", clause="六第二段")
    all_on_site = truth("网站首页明示了上述三项", clause="六第二段")


@rule(DOC, "六第二段", label="告知义务是否履行")
def display_kept(s: Display) -> Truth:
    """All three at the shop, and on the home page of an operator that has one."""
    return all_of(
        s.code_at_shop, s.funds_at_shop, s.pledge_at_shop, any_of(~s.has_site, s.all_on_site)
    )


class Kept(Facts):
    """一张卡的购卡人交易信息。"""

    fulfilled = truth("合同已履行完毕", clause="六第二段")
    fulfilled_on = day("合同履行完毕之日", clause="六第二段")
    asked_on = day("所问之日", clause="六第二段")


@rule(DOC, "六第二段", label="购卡人交易信息至少保存到哪天")
def kept_until(k: Kept) -> Day:
    """The same day of the third year after the contract was fulfilled; open while it runs."""
    return choose(
        (k.fulfilled, k.fulfilled_on + p.retention),
        otherwise=not_stated("合同尚未履行完毕，保存期还没有起算", "六第二段"),
    )


@rule(DOC, "六第二段", label="购卡人交易信息可否销毁")
def may_destroy(k: Kept) -> Truth:
    """Only after the last day of the period, never while the contract runs."""
    return all_of(k.fulfilled, k.asked_on > k.fulfilled_on + p.retention)


@rule(DOC, ("六第二段", "五"), label="谁保存信息，可否给第三方")
def keepers(a: Asked) -> Record:
    """Who keeps the records, how long, and that nothing goes to third parties."""
    return record(
        by=("由谁保存", checklist("经营者", "公共基础业务处理系统")),
        period=("合同履行完毕后", p.retention),
        third_party=("向第三方提供", text("不得")),
        duties=("保护义务", checklist("消费者个人信息", "数据安全")),
    )


class Exit(Facts):
    """终止预付卡业务。"""

    noticed_on = day("公示之日", clause="六第二段")
    ends_on = day("终止业务之日", clause="六第二段")
    at_shop = truth("在经营场所显著位置公示", clause="六第二段")
    has_site = truth("有网站", clause="六第二段")
    on_site = truth("在网站首页显著位置公示", clause="六第二段")


@rule(DOC, ("六第二段", "六"), label="最早哪天可以终止业务")
def earliest_end(e: Exit) -> Day:
    """The day of the notice is not counted, by the usual reading."""
    return _last(e.noticed_on, p.exit_notice)


@rule(DOC, ("六第二段", "六"), label="终止业务的公示是否合格")
def exit_notice_fit(e: Exit) -> Truth:
    """Early enough, at the shop, and on the home page of an operator that has one."""
    days = choose(
        (DOC.reading("first_day").is_("excluded"), days_between(e.noticed_on, e.ends_on)),
        otherwise=days_between(e.noticed_on, e.ends_on) + number(1, "日"),
    )
    return all_of(
        labelled(
            p.exit_notice.admits(step("提前的天数", days, "六第二段")), "公示足够早", "六第二段"
        ),
        e.at_shop,
        any_of(~e.has_site, e.on_site),
    )


@rule(DOC, "六第二段", label="终止业务要做什么")
def exit_duties(a: Asked) -> Record:
    """Notice, no new cards, and balances paid back at once; by when is left to other rules."""
    return record(
        duties=("要做的事", checklist("显著位置公示", "停止销售新卡", "一次性返还预收资金余额")),
        repaid_by=("返还期限", not_stated("原文只说根据有关法规规定", "六第二段")),
    )


class Return(Facts):
    """一次退卡。"""

    bought_on = day("购买预付卡之日", clause="六第三段")
    asked_on = day("提出退卡之日", clause="六第三段")
    rest_days = quantity(
        "期限最后一日起连续的休息日",
        "日",
        max=15,
        clause="六",
        gist="最后一日是工作日的填0；是休息日的，填到下一个工作日之前共几天",
    )
    scannable = truth("卡面二维码能够扫描", clause="七")


@rule(DOC, ("六第三段", "六"), label="无理由退卡的最后一日")
def return_deadline(r: Return) -> Day:
    """Seven days from the purchase; the day itself is not counted."""
    return _moved(_last(r.bought_on, p.refund_within), r.rest_days)


@rule(DOC, ("六第三段", "七"), label="可否无理由退卡")
def may_return(r: Return) -> Truth:
    """Up to the last day; a card whose code cannot be read at any time, by the usual reading.

    After the last day the text gives no right; a contract or another law may.
    """
    in_time = r.asked_on <= return_deadline(r)
    return choose(
        (all_of(~r.scannable, DOC.reading("scan_return").is_("any_time")), always),
        otherwise=in_time,
    )


class Refund(Facts):
    """退卡时的金额。"""

    paid = money("购卡款", max=10_000_000, clause="六第三段")
    consumed = money("已消费", max=10_000_000, clause="六第三段")
    gift = choice("赠品或赠送的服务", ["没有", "已退回", "没有退回"], clause="六第三段")
    price_agreed = truth(
        "消费者已同意赠品的价款", clause="六第三段", gist="合理价款由谁定原文未写明；没有同意的不扣"
    )
    gift_price = money("赠品或赠送服务的合理价款", max=10_000_000, clause="六第三段")


def _unspent(r: Refund) -> Number:
    return step("未消费余额", positive(r.paid - r.consumed), "六第三段")


def _gift(r: Refund) -> Number:
    """What is owed for a gift that was kept: no more than the consumer agreed to."""
    return choose(
        (all_of(r.gift.is_("没有退回"), r.price_agreed), r.gift_price), otherwise=number(0, "元")
    )


@rule(DOC, "六第三段", label="退卡时退还多少", unit="元", rounding="分")
def refund_amount(r: Refund) -> Number:
    """All of it, or what is left; less the agreed price of a gift that was kept, by the usual reading."""
    return choose(
        (DOC.reading("gift_order").is_("deducted"), positive(_unspent(r) - _gift(r))),
        otherwise=_unspent(r),
    )


@rule(DOC, "六第三段", label="退卡时消费者另付赠品价款多少", unit="元", rounding="分")
def gift_payment(r: Refund) -> Number:
    """What of the price of a gift is not covered by the balance; all of it where they are kept apart."""
    return choose(
        (DOC.reading("gift_order").is_("deducted"), positive(_gift(r) - _unspent(r))),
        otherwise=_gift(r),
    )


@rule(DOC, "六第三段", label="退卡时退还的是哪一部分")
def refund_kind(r: Refund) -> Text:
    """In full where nothing was consumed, else the part that is left; said so where a gift was set off."""
    set_off = all_of(DOC.reading("gift_order").is_("deducted"), _gift(r) > number(0, "元"))
    return choose(
        (~(r.consumed < r.paid), text("没有余额可退")),
        (set_off, text("扣除赠品价款后的余额")),
        (same(r.consumed, number(0, "元")), text("全额退还")),
        otherwise=text("退还未消费余额"),
    )


# --- 七、信息披露


class Scan(Facts):
    """扫描一张卡。"""

    scannable = truth("卡面二维码能够扫描", clause="七")


@rule(DOC, "七", label="扫描卡面二维码看到什么")
def scan_result(s: Scan) -> Text:
    """Records and balance, or the warning page."""
    return choose(
        (s.scannable, text("消费记录、预付卡余额等信息")),
        otherwise=text("此卡非合规备案卡，请谨慎购买"),
    )


@rule(DOC, "七", label="扫描后消费者可以做什么")
def scan_choices(s: Scan) -> Texts:
    """Look things up, or return the card and report it with one tap."""
    return checklist(("查询", s.scannable), ("退卡", ~s.scannable), ("一键举报", ~s.scannable))


@rule(DOC, "七", label="备案平台向消费者提供什么")
def disclosure(a: Asked) -> Texts:
    """What the platform does for consumers."""
    return checklist("实时消费查询", "受理消费投诉", "发布消费预警")


class Complaint(Facts):
    """一件消费投诉举报。"""

    has_agent = truth("有代理发卡机构", clause="七")
    elapsed = quantity(
        "所问之日是转接（亮黄灯）后的第几个工作日",
        "工作日",
        max=10_000,
        clause="七",
        gist="转接当日是0；休息日按其后第一个工作日算；妥善处理了的，填处理妥当之日",
    )
    moved_on_workday = truth("转接当日是工作日", clause="七")
    settled = truth("已妥善处理", clause="七", gist="由谁认定原文未写明")


@rule(DOC, "七", label="投诉举报转接给谁")
def forwarded_to(c: Complaint) -> Texts:
    """The issuer, the agent if there is one, and the filing authority, all at once."""
    return checklist("发卡经营者", ("代理发卡机构", c.has_agent), "备案管理机关")


def _workdays(c: Complaint) -> Number:
    first = choose(
        (
            all_of(DOC.reading("light_start").is_("same"), c.moved_on_workday),
            number(1, "工作日"),
        ),
        otherwise=number(0, "工作日"),
    )
    return step("已过的工作日", c.elapsed + first, "七")


@rule(DOC, "七", label="现在亮什么灯")
def light(c: Complaint) -> Text:
    """Yellow at once; out when settled in time; red when the working days have passed unsettled.

    What was settled late had turned red before; what then puts the red light out is not in the text.
    """
    in_time = p.light_within.admits(_workdays(c))
    return choose(
        (all_of(c.settled, in_time), text("已妥善处理，不亮红灯")),
        (in_time, text("黄灯")),
        otherwise=text("红灯"),
    )


@rule(DOC, "七", label="亮红灯以后怎样")
def red_light(c: Complaint) -> Texts:
    """A warning on the whole net by itself, and the superior steps in; nothing while it is not red."""
    red = light(c).is_("红灯")
    return checklist(("自动发布全网警示", red), ("上级主管部门介入督办", red))


@rule(DOC, ("七", "二第一段"), label="由哪个上级主管部门督办")
def superior(o: Office) -> Text:
    """The city's commerce department for districts and zones, by a reading; above the city not stated."""
    return choose(
        (
            any_of(o.authority.is_(CITY), DOC.reading("superior").is_("silent")),
            not_stated("原文未写明上级主管部门是哪一家", "七"),
        ),
        otherwise=text(CITY),
    )


# --- 八、九


@rule(DOC, "八", label="社会共治包括哪些方面")
def self_government(a: Asked) -> Record:
    """Who takes part beside the authorities, and what is only being explored."""
    return record(
        issuer=(
            "经营者的主体责任",
            checklist("发行和服务", "资金管理", "信息披露", "纠纷处理"),
        ),
        association=("行业组织（探索）", checklist("行业自律", "消费警示", "宣传培训")),
        credit=("信用监管（探索）", checklist("信用信息共享", "信用结果应用")),
    )


class Duty(Facts):
    """组织实施中的一方。"""

    who = choice("哪一方", ["商务主管部门、备案管理机关", "风控功能平台", "经营者"], clause="九")


@rule(DOC, "九", label="组织实施中各方要做什么")
def duties(d: Duty) -> Texts:
    """What authorities, channels and operators each are to do."""
    return choose(
        (d.who.is_("商务主管部门、备案管理机关"), checklist("宣传教育", "鼓励引导经营者备案")),
        (d.who.is_("风控功能平台"), checklist("培训经营者", "介绍资金风控方式", "提供多种选择")),
        otherwise=checklist("配合监管", "及时备案", "规范发卡", "诚信经营"),
    )


# --- 第二段


@rule(DOC, "第二段", label="何时施行、有效到哪天", any_day=True)
def validity(a: Asked) -> Record:
    """The first and the last day."""
    return record(since=("施行日", p.effective_on), last_day=("有效期的最后一日", p.last_day))


@rule(DOC, "第二段", label="某日是否有效", any_day=True)
def in_force_on(d: AskedDay) -> Truth:
    """In force on the first day, on the last day, and between."""
    return all_of(d.asked >= p.effective_on, d.asked <= p.last_day)

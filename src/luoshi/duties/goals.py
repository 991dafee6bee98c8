"""Whether a number is to be reached (是否指标): what its words say for it and against it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.duties.items import Item, Last
from luoshi.duties.measures import GROWTH, Comparison
from luoshi.duties.verbs import MAKE, STRONG
from luoshi.gazette.model import Document

_PAST_SENTENCE = re.compile(
    r"截至(?!20\d\d年年?底前)|去年|上年(?!度(?:全市)?平均)|"
    r"同比(?![\u4e00-\u9fff]{2}\d[^，。；]*(?:以上|左右|个百分点))|近年来|过去[一五几]年|以来[，,]|一年来|五年来|"
    r"预计(?:达|完成|实现|全年|可)|圆满完成|胜利完成|年末全市"
)
_PAST_PIECE = re.compile(
    r"已[\u4e00-\u9fff]|完毕$|目前|现有|原有|共有|确定(?=[^，。；]{0,14}$)|"
    r"(?!为)[\u4e00-\u9fff]了(?!解)[^，。；]{0,8}$"
)
_BENEFIT = re.compile(
    r"奖励|补助|补贴(?!性)|资助|奖补|贴息|罚款|处以|收费|报销|起付|支付比例|支付限额|最高不超过|最高限额|扣分|扣减|给予|津贴|抚恤金?|工资|报酬|贷款利率|"
    r"赔偿|补偿|减免|优惠|折扣|免收|减征|保证金|押金|注册资本|每[人户亩个辆台项件处平公次][^，。；]{0,8}元|元/(?:人|户|亩|月|次|年|床|天|日)|额度不|单笔|单户"
)
_CONDITION = re.compile(
    r"(?:^|[，。；：])(?:对(?!外|口|标|接|照|全[市省县区])|凡|当(?![年地前])|如(?!期)|若|经(?![济营开常费])|符合|满足|未(?!来)|遇|出现|发生|造成|接到|超出|因|由于|根据|按照?(?!期|时|计划)|依据|针对|围绕|聚焦|以(?![上工])|涉及|"
    r"包括|分为|除(?!险)|距|距离|高度|深度|面积(?:在|为|不)|申请|申报|参照)|预计|预报|涉及[^，。；]{0,6}$|"
    r"(?:(?<![应面相核])对(?![外口标接照话策]|全[市省县区])|按(?![期时]))[^，。；（()]{0,28}$"
)
_RULING = re.compile(
    r"应当|(?<![、，和及])应(?=按|将|在|于|由|为|及时|不|达|有|自|向)|不得|可以|可按|视为|有权|须|严禁|违反|逾期|情形之一|者[，。]|的[，；。]$"
)
_SCORED = re.compile(
    r"权重|分值|满分|占分|赋分|计分|得分|加分|扣\d|记\d|评分|占\d+(?:\.\d+)?[%％](?:[；。，]|$)"
)
_IDLE_NOUN = re.compile(
    r"^的?(?:方面|单位|部门|阶段|环节|层次|层面|维度|类别|步骤|部分|条件|原则|问题|责任|有关|相关|成员|工作日|月|小时|自然|省辖|设区|字|关键词|主题|板块|等级|级别|层级|要点|短板|转变|提升$|坚持|维护|意识)"
)
_SIZED_NOUN = re.compile(
    r"^(?:级)?的?[^，。；、]{0,16}?(?:规模|总量|总额|总产值|产值|目标|任务|投资|体量|增量|能力|贷款|资金|授信|水平|区间)$"
)
_DESCRIBES = re.compile(
    r"(?:全长|时速|车道|占地(?:面积)?|建筑面积|用地面积|总装机|装机容量|库容|概算|估算|总投资|注册资本|设计(?:时速|能力|产能|库容|容量|规模|标准|年限))(?:约|达|为)?$"
)
"""Words for what a thing is like: 线路全长58公里."""
_CAPACITY = re.compile(
    r"(?!的)[^，。；、的]{0,20}(?:项目|生产线|产业园|机组|装置|电站|电厂|光伏|风电|级)(?:建设|扩建|投产|建成|开工|落地)?"
)
"""A size in a name: 10万吨…项目."""
RATE_NAME = re.compile(
    r"(?:率|占比|比例|比重|覆盖|覆盖面|程度|度|指数|份额|水平|占[^，。；、]{1,16}|贡献度)$"
)
_CHANGE = re.compile(
    r"(?:^|[，、均要再])(?:减少|压减|压缩|压降|削减|精简|降低|缩短|提高|提升|节约)(?![到至])[^，。；、\d]{2,10}(?<!比例)(?<!标准)$"
)
"""减少材料30%: a growth with its thing behind the verb."""
_SIZE_NAME = re.compile(r"(?:能力|产量|面积|规模|总量|容量|库容|里程|数量|人数|户数|总数|数)$")
_TIME_NAME = re.compile(r"时间|时长|时限|期限|寿命|天数|年限|用时|周期|耗时|时数")
SHARE = re.compile(
    r"^的[^，。；、]{1,30}?(?:建成|达到|达|设立|创建|成为|完成|实现|纳入|开展|配备|建立|评定|通过|接入|覆盖|具备|拥有|取得|建有|参与|使用|推广|开设)|^的$"
)
STRETCH = re.compile(r"(?:并|再)?(?:力争|争取|力求|冲刺|冲击)(?:达到?)?")
"""增长6%，力争7%: the stretch of the number before."""
_ALL = re.compile(
    r"完成|推动|20\d\d年(?:年?底)?前?|[到至，、]|力争|确保|全[省市区县州]|(?:集群|辖区|区域|县域|市域)内|有|实现|[^，。；]{1,6}(?:市|县|新区|开发区)$"
)
_GOAL_TIME = re.compile(
    r"到20\d\d年|20\d\d年[^，。；]{0,8}前|20\d\d年[底末]|年[底末]前|年内|[三五]年(?:内|累计)?[^级]|每年(?!\d)|今年|力争|“?十[五六]五”?"
)
_FREQUENCY = {"次", "期", "例", "度", "级", "大", "倍", "位", "种", "类", "人"}


@dataclass(frozen=True, slots=True)
class Paper:
    """What is asked of the document once: its own year, its day's year, and how freely numbers are goals in it."""

    document: Document
    year: int | None
    since: int
    free: bool
    emergency: bool
    words: list[str]

    def known(self, words: str) -> bool:
        """Whether the document speaks of the same number of things again and again (7个传统产业): a name by then."""
        if not self.words:
            self.words.append("\n".join(clause.own for clause in self.document.walk()))
        return self.words[0].count(words) > 2


def confidence_of(
    paper: Paper, item: Item, last: Last | None, compared: Comparison, grown: bool, sentence: str
) -> float | None:
    """How sure it is that the number is to be reached; None where it is not."""
    amount, before = item.amount, item.before
    if (
        _PAST_SENTENCE.search(sentence)
        or _PAST_PIECE.search(before)
        or _SCORED.search(before + item.after)
    ):
        return None
    share = amount.kind == "rate" and bool(SHARE.match(item.plain))
    if item.right.startswith("的") and not (
        share or item.planned or item.sized or (amount.tail == "以上" and amount.kind == "rate")
    ) and not (
        _SIZED_NOUN.match(item.right) and (compared.group or MAKE.search(before))
    ):  # fmt: skip
        return None
    if _CONDITION.search(before) and not share and not (grown and not item.right.startswith("的")):
        return None
    described = item.left[: compared.start] if compared.group else item.left
    if (
        _DESCRIBES.search(described)
        and not item.planned
        and not re.search(r"新增|净增|累计|新投[产运]", described)
        and not item.left.endswith(("到", "至"))
        and not ("总投资" in described and item.listed and last)
    ):
        return None
    if (grown and re.search(r"奖励|补助|补贴|给予|奖补|资助|罚款", item.after)) or (
        amount.kind == "money" and re.search(r"每[人户亩个辆台项件处次][^，。；]{0,10}$", before)
    ):
        return None
    if not paper.free and not _strict(paper, item, compared, sentence):
        return None
    if _RULING.search(before) or (compared.group == "caps" and not _capped(item, sentence)):
        return None
    paid = bool(
        _BENEFIT.search(before + (item.after if amount.kind == "money" else item.after[:12]))
    )
    if grown and re.search(r"支付比例|报销比例|起付", before):
        return None
    if paid and not grown:
        return None
    if amount.kind == "index":
        return 0.9
    how = {"rate": _rate, "money": _money, "time": _time}.get(amount.kind, _count)
    sure = how(item, last, compared, grown, share)
    if sure is not None and sure < 0.9 and amount.kind == "count":
        words = item.right.strip()[:4]
        if len(words) == 4 and paper.known(f"{amount.value}{amount.unit}{words}"):
            return None
    return sure


def _strict(paper: Paper, item: Item, compared: Comparison, sentence: str) -> bool:
    """In rules, decrees, assessments and emergency plans numbers are goals only where the words say so strongly."""
    if compared.group not in ("reach", "over", "hold") and item.amount.tail == "":
        return False
    if paper.emergency:
        return bool(re.search(r"确保|减排比例|力争", sentence)) and compared.group != ""
    return (
        bool(re.search(r"到20\d\d年|20\d\d年(?:年)?底[^前]?前?", sentence)) and compared.group != ""
    )


def _capped(item: Item, sentence: str) -> bool:
    """A ceiling is a goal where something is held or brought down to it, not where a rule allows so much."""
    words = item.left[-8:]
    if re.search(r"控制在|[降减压缩简削落窄][^，]{0,6}[到至]$", words):
        return True
    if re.search(
        r"(?:浓度|能耗|耗|失业率|排放量?|强度|天数|死亡率|事故率|漏损率|用时|时长|时间|起数|死亡人数)(?:均|要|应)?$",
        re.sub(r"不[超高大得].*$", "", item.left),
    ):
        return True
    return (
        bool(re.search(r"原则上|力争|确保|逐步|到20\d\d年|20\d\d年底", sentence))
        and item.amount.kind == "rate"
    )


def _rate(
    item: Item, last: Last | None, compared: Comparison, grown: bool, share: bool
) -> float | None:
    if grown and item.before.startswith("按"):
        return None
    if compared.group and re.search("抽查|抽检|抽取", item.before):
        return 0.55
    if grown or compared.group:
        right = item.right.strip(" \u3000")
        closed = not right or right[0] in "（(并且" or _SIZED_NOUN.match(right)
        return 0.95 if closed or grown or share else None
    if share:
        return 0.85
    if _CHANGE.search(item.left) and (not item.right or item.right[0] in "（(、并"):
        return 0.7
    if item.amount.tail == "以上" and item.plain.startswith("的") and not _ALL.sub("", item.left):
        return 0.7
    if item.amount.tail == "以上" and re.match(r"用于|投向|流向", item.right):
        return 0.75
    if item.listed and last and not item.left.strip():
        return 0.85
    named = item.left.strip()
    if named.endswith("为") and (last or _GOAL_TIME.search(item.sentence)):
        named = named[:-1]
    if RATE_NAME.search(named) and (item.amount.tail or not item.right):
        return 0.75 if item.amount.tail else 0.55
    if last and STRETCH.fullmatch(item.left.strip()):
        return 0.85
    if "分别" in item.before and GROWTH.search(item.before.split("分别")[-1][:4]):
        return 0.85
    return None


def _money(
    item: Item, last: Last | None, compared: Comparison, grown: bool, share: bool
) -> float | None:
    right = item.right.strip()
    if item.planned or item.sized:
        return 0.6
    if (
        right
        and not _SIZED_NOUN.match(right)
        and not right.startswith(("水平", "大关", "台阶", "关口", "、", "（", "台阶", "关口"))
    ):
        return None
    if compared.group:
        return 0.55 if re.search(r"安排|预留|预算|列支", item.before) else 0.9
    if grown:
        return 0.9
    if item.listed and last and not item.left.strip():
        return 0.8
    if re.search(
        r"完成|实现|新增|引进|筹集|争取|到位|发放|投资|形成|落实|带动|撬动|盘活|新建|投入|投放",
        item.before,
    ) or (last and last.verb and item.left.strip()):
        return 0.75
    return None


def _time(
    item: Item, last: Last | None, compared: Comparison, grown: bool, share: bool
) -> float | None:
    if compared.group in ("reach", "over", "caps", "hold") and _TIME_NAME.search(item.before):
        if re.search("会议|发言|汇报|答辩|考试|面试|公示|征求", item.before):
            return None
        return 0.6
    return None


def _count(
    item: Item, last: Last | None, compared: Comparison, grown: bool, share: bool
) -> float | None:
    amount = item.amount
    right = item.right.lstrip()
    if _IDLE_NOUN.match(right) or amount.tail.startswith("及"):
        return None
    if amount.unit in _FREQUENCY and not compared.group and not amount.tail and amount.value < 10:
        return None
    if amount.unit == "次" and (amount.value < 10 or re.search("每", item.before)):
        return None
    if amount.unit == "级":
        return None
    each = re.search(r"每(?!年)[^，。；]{1,14}$|至少", item.before)
    if not amount.written and not (
        amount.unit == "%" or ((amount.tail or each) and MAKE.search(item.before))
    ):
        return None
    if amount.kind == "size" and _CAPACITY.match(right):
        return None
    if item.planned or item.sized:
        return 0.6
    if compared.group == "about" and not (
        MAKE.search(item.before) or _GOAL_TIME.search(item.sentence) or grown
    ):
        return None
    if compared.group in ("reach", "over", "caps", "about", "hold"):
        return 0.92
    if grown:
        return 0.85
    strong = STRONG.search(item.before)
    if strong:
        return 0.88
    if MAKE.search(item.before):
        return 0.7
    if item.amount.tail and not right and _SIZE_NAME.search(item.left):
        return 0.7
    if _GOAL_TIME.search(item.sentence) and item.left.strip() and not right:
        return 0.6
    if item.before.endswith("为") and MAKE.search(right):
        return 0.65
    if last and last.planned and not item.left:
        return 0.65
    if last and (last.verb or item.listed) and item.left.strip():
        return 0.75
    if item.listed and last:
        return 0.8
    return None

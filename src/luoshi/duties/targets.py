"""Numbers to be reached (指标), read from the clauses of any document.

A number with a unit is a target where its own words say so: it is *reached* (覆盖率达到90%), *grown to* (增长6%左右),
*made* (新建幼儿园35所, 打造20个生活圈) or a *share* that shall have something (80%以上的社区建成…). What has been reached
already, what is paid, fined or allowed, and what only describes a thing (10亿元以上企业) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from luoshi.duties.measures import (
    COMPARE,
    GROWTH,
    Amount,
    Comparison,
    Year,
    amounts,
    comparison,
    masked,
    years_in,
)
from luoshi.duties.model import Comparator, Place, Target
from luoshi.gazette.model import Clause, Document

_SKIPPED = {
    "title", "number", "registration", "date", "recipients", "signature", "note", "contents", "roster", "person", "matter",
}  # fmt: skip
_NEAR = re.compile(
    r"(?<!\d)\d[\d.,]*+\s*[^\d\s年月日号]|亿级|百分之|[十百千万][万亿]|[一二两三四五六七八九十](?:成|家|所|座|处|公里|亩|台|辆|套|名|个|支|场)"
)
"""Looked for first: most clauses hold no number that could be a target."""

_LINE_HEAD = re.compile(r"\s*第[一二三四五六七八九十]+[篇编部章][^，。；]{0,30}$")
"""A heading of a kind that the tree leaves as a paragraph (第一篇)."""
_OWN_YEAR = re.compile(
    r"(20\d\d)\s*年(?:度)?[^，。；]{0,14}(?:工作|任务|目标|安排|部署|重点|计划|实事|要点|保障|方案|行动|清单)"
)
_PAST_HEAD = re.compile(
    r"工作回顾|回顾|过去[一五几]年|主要成绩|发展成就|主要成效|取得的成[绩效就]|工作情况|完成情况|执行情况|发展基础|现实基础|工作基础|"
    r"基本情况|基本现状|发展现状|发展环境|发展回顾|现状|面临形势|发展形势|形势与|背景"
)
_COMING = re.compile(r"今后[一三五]年|未来[三五]年|今后[几五]年")
_PAST_SENTENCE = re.compile(
    r"截至(?!20\d\d年年?底前)|去年|上年(?!度(?:全市)?平均)|"
    r"同比(?![\u4e00-\u9fff]{2}\d[^，。；]*(?:以上|左右|个百分点))|近年来|过去[一五几]年|以来[，,]|一年来|五年来|"
    r"预计(?:达|完成|实现|全年|可)|圆满完成|胜利完成|年末全市"
)
_PAST_PIECE = re.compile(
    r"已[\u4e00-\u9fff]|完毕$|目前|现有|原有|共有|确定(?=[^，。；]{0,14}$)|"
    r"(?!为)[\u4e00-\u9fff]了(?!解)[^，。；]{0,8}$"
)

# --- what is none

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

# --- what makes it one

_NEW = (
    r"净增|新(?:增|建|开工|改扩建|改建|扩建|培育|培养|创建|打造|引进|引育|引入|认定|设立|设|签约|开办|开|招引|招|评|策划|筹集|布局|投|投放|上|购|获批|获|挂牌|孵化|组建|植|装|栽|造|"
    r"建成|建立|改造|发展|登记|注册|申报|发|入库|落地|选育|遴选|推广|制定|成立|吸纳|添)"
)
_MORE = (
    r"布设|布点|募集|撤并|撤销(?!权)|归并|整合|精简|腾退|清退|取缔|关闭|退出|销号|削减|回收|收回|消纳|叫响|打响|唱响|擦亮|做优|做大|育强|繁育|帮助|助力|援助|慰问|走访|结对|联系(?!点|人|方式|电话)|"
    r"对接|撮合|促成|带动(?!作用|能力|力)|拉动|撬动|安置(?!房|点|区|率|小区)|输送|输出|招录|录用|聘任|聘用|选聘|聘请|选拔|储备(?!粮|库|能力|量)|入驻(?!率|企业)|进驻|集聚(?!区|度|地|效应)|引聚|引流|"
    r"新辟|开辟|加开|增开|加密|延伸|连通|联通|接通|硬化(?!率)|亮化|翻新|翻建|重建|迁建|搬迁|复建|增配|增建|置换|换装|改装|疏通|清掏|清运(?!量|率)|排查|整改(?!率)|办结(?!率)|查处|侦破|"
    r"发放|派发|配发|赠送|捐赠|采购|购置|购买|添置|送戏|送医|送教|演出|放映|播放|播出|拍摄|举行|召开|筹办|主办|编写|编印|编纂|绘制|建档|检测(?!站|点|中心|机构|率|能力)|检验(?!站|点|中心|机构)|鉴定(?!机构|站)|"
    r"体检|筛查(?!率)|接种(?!率|点)|救治|随访|诊疗|研发(?!投入|机构|中心|经费|平台|费用|人员|强度)|研制|攻关|转让|授权|荣获|斩获|晋级|晋升|升规|纳统|入统|上规|上市(?!公司|企业)|挂牌|上云|移栽|补栽|种草|封育|退耕|"
    r"修复|复绿|养殖(?!面积|业|场|户)|轮训|实训(?!基地|站|室)|训练|考取|取证|投用|启用|启动|运行(?!率)|建档立卡|试点|推送|宣讲|巡讲|巡演|参与(?!率|度)|动员|招待|融资(?!租赁|平台|成本)|授信|放贷|"
    r"吸收|利用(?!率|外资)|消费(?!者|品)|减免|减排|节约|节水|节能(?!灯)|压降|降低|减少|调处|排除|核查|评估|审计|督查|回访|调解|提档|提质|扩容|增容|扩能|续建|普及(?!率)"
)
"""Verbs of the same kind that papers use less often."""
_MAKE = re.compile(
    rf"{_NEW}|建成|建设|建立|建有|建好|构建|共建|创建|创成|创评|打造|培育|培植|培养|培训(?!合格|率|基地|机构)|引进|引育|引入|招引|招募|招聘|招收|认定|评选|选树|推出|形成|"
    r"完成(?!率)|实施|改造|提升|修复|治理|支持|扶持|推进|推动|加快|抓好|抓实|开工|开展|举办|承办|组织|制定|制修订|修订|制、修订|发布|设立|设置|布局|储备(?!粮|库|能力|量)|签约|落户|"
    r"落地|开发(?!区)|办好|提供|开通|开行|孵化|遴选|命名|选派|选育|补建|筹集|备案|入库|推广(?!率)|配建|配备|配置|安装(?!率)|加装|更换|整治|清理|拆除|关停|淘汰|压减|化解|消除|解决|"
    r"惠及|覆盖(?!率|面)|吸引|争取|争创|达到|达|突破(?!口)|超过|设点|建(?![筑制档议军])|植树|造林|绿化(?!率|覆盖|面积)|抚育|种植(?!面积|业)|播种(?!面积)|出栏(?!率|量)|收储(?!量)|处置(?!率|能力)|盘活|供应(?!链|商|量)|出让|增加|扩大|申报|入选|获批|获评|通过(?!率)|发展到|发展(?!中|改革|水平|指数)|"
    r"升级|改扩建|铺设|敷设|投放|投入|投运|交付|增设|增殖|放流|救助(?!标准|站|金)|帮扶|转移|转化(?!率)|吸纳|服务(?!业|贸易|外包|收入|人口|中心|机构|网点|规模|平台|设施|站|能力|效能|满意)|至少有|有(?![效关机色限序利望力线])|保障(?!性|水平|中心|房|能力|率)|稳定(?!率)|保持|疏浚|清淤|加固|复垦|整理|流转(?!率)|托管|养护|"
    r"建造|栽植|栽种|补植|组建|成立|认证|创作|征集|出台|编制|攻克|实现|确保|不少于|不低于|至少|完善|做强|壮大|销售(?!额|收入|总额|量)|生产(?!总值|性|力|能力|线|基地|企业|者|安全)|收购|接待(?!能力|游客|人次|量)|运营(?!商|收入|里程|车)|优化|新改建|办理|选择|"
    r"推介|策划|谋划|上线|接入|归集|汇聚|汇集|搭建|培优|开设|评定|评选认定|认领|创设|兴建|拓宽|打通|贯通|更新|维修|维护|修缮|检查(?!站)|抽检(?!合格)|监测(?!点|站|合格|网|预警|覆盖)|普查|评审"
    rf"|{_MORE}"
)
_STRONG = re.compile(
    rf"{_NEW}|建成|创建|打造|培育|引进|引育|招引|认定|评选|选树|推出|开工|签约|制定|制修订|修订|完成|改造|举办|设立|筹集|孵化|力争|确保|争取|至少|培训|加装|惠及|选派"
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
_RATE_NAME = re.compile(
    r"(?:率|占比|比例|比重|覆盖|覆盖面|程度|度|指数|份额|水平|占[^，。；、]{1,16}|贡献度)$"
)
_CHANGE = re.compile(
    r"(?:^|[，、均要再])(?:减少|压减|压缩|压降|削减|精简|降低|缩短|提高|提升|节约)(?![到至])[^，。；、\d]{2,10}(?<!比例)(?<!标准)$"
)
"""减少材料30%: a growth with its thing behind the verb."""
_TIME_NAME = re.compile(r"时间|时长|时限|期限|寿命|天数|年限|用时|周期|耗时|时数")
_SHARE = re.compile(
    r"^的[^，。；、]{1,30}?(?:建成|达到|达|设立|创建|成为|完成|实现|纳入|开展|配备|建立|评定|通过|接入|覆盖|具备|拥有|取得|建有|参与|使用|推广|开设)|^的$"
)
_STRETCH = re.compile(r"(?:并|再)?(?:力争|争取|力求|冲刺|冲击)(?:达到?)?")
"""增长6%，力争7%: the stretch of the number before."""
_ALL = re.compile(
    r"完成|推动|20\d\d年(?:年?底)?前?|[到至，、]|力争|确保|全[省市区县州]|(?:集群|辖区|区域|县域|市域)内|有|实现|[^，。；]{1,6}(?:市|县|新区|开发区)$"
)
_GOAL_TIME = re.compile(
    r"到20\d\d年|20\d\d年[^，。；]{0,8}前|20\d\d年[底末]|年[底末]前|年内|[三五]年(?:内|累计)?[^级]|每年(?!\d)|今年|力争|“?十[五六]五”?"
)
_FREQUENCY = {"次", "期", "例", "度", "级", "大", "倍", "位", "种", "类", "人"}

# --- names

_SOFT = re.compile(r"力争|争取(?!中央|上级|国家|省级|资金|到位|各类|更多)|力求")
_PRINCIPLE = re.compile(r"原则上")
_EACH = re.compile(
    r"(?P<yearly>每年|每年度|逐年)|(?P<mean>年均|(?<!\d)年平均|平均每年|年度平均)|(?P<other>每(?:(?:[千万百]|十万)(?:人口|人|户|名[^，。；、\d]{2,8}?(?=拥有|配|至少|有|达|不|养))|(?:[个所座家条处]|县|区|市|镇|乡|村|街道|社区|校|户|人)(?:（[^（）]*）|[^，。；、\d每]){0,12}?(?=至少|均|配|建|有|新|拥有|达|设(?!区)|打造|培育|创|规划|布|不少于|不低于|原则上|要|应(?!急)|普遍|累计|分别|落实|明确|开展|举办|组织|培养|招募|完善|改造|整治|实施|成立|确定|储备|安排|派|选|\d|$)|(?:百|千|万)?(?:平方公里|公里|公顷|亩)))|(?P<all>各(?:县|区|市|镇|乡|村|街道|社区|园区|学校)(?:（[^（）]*）|、(?:县|区|市|镇|乡|街道))*(?=均|至少|原则上|不少于|建成|新建|打造|培育|设立|要|应(?!急)|\d))|(?P<apiece>各(?=建成|建|选择|培育|打造|创建|新|设|有|完成))"
)
_PLACE = r"[\u4e00-\u9fff]{1,8}?(?:新区|开发区|高新区|示范区|(?<![上城超股楼都门夜集闹早菜至])市|县|旗|(?<![地园小社片街库景灌城辖])区)"
_AREA = re.compile(
    rf"^(?:在|对)?(?P<area>全[省市区县州域盟旗镇]|主城区|中心城区|城区|其他区（市）|其他县（市、区）|(?:{_PLACE}(?:、|和|及|与))*{_PLACE})"
    r"(?=至少|各|新|建|完成|创建|打造|培育|选择|实施|\d|[\u4e00-\u9fff])"
)
_OF_EACH = re.compile(r"的([^，。；]{1,12}?)(?:建成|设立|建立|建有|拥有|配备|开设|达到)$")
"""50%以上的县（市、区）建成1所…: each of those."""
_LEAD = re.compile(
    r"^(?:[，、；：:\s—\-–一]*(?:(?:[（(]?[一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+、|\d+[.．、]|[①-⑳]))\s*)"
)
_TIME_LEAD = re.compile(
    r"^(?:(?:力争|争取|确保|到|至|截至|在|于)*(?:(?=20\d\d|\d{1,2}月[底末]?(?:以?之?前|，))(?:20\d\d年?)?(?:[—–－~～至到-]+20\d\d)?年?(?:年?[底末])?(?:\d{1,2}月[底末]?)?(?:以?之?前|内|，)?|年底前?|年内|全年|年末|今年|明年|本年|当年|十四五末|“?十[四五六]五”?(?:末|期间|时期)|分?[一二两三四五]年内?|\d年内))+"
)
_ADVERB = re.compile(
    r"^(?:每个?[^，。；\d每]{1,14}?(?=至少|均|原则上|普遍|培育|打造|新增|完成|(?<!拥)有(?![量效])|建成|建有|拥有(?!量))|各(?:县|区|市|镇|乡|街道|地|村|社区|园区|学校)(?:（[^（）]*）|[、级县区市镇乡])*(?=要|应(?!急)|至少|每年|建|新|均|原则上|打造|培育|设立)|拥有(?!量)|并(?![网购轨联])|且|再(?!生|就业|贷款|担保|制造|融资)|又|还(?![款原田林])|也|均(?![衡价等])|要(?![素件客点])|将(?!军)|力争|力求|争取|努力|确保|保证|保持(?=[^\d])|持续|加快|大力|积极|全力|重点(?=推进|抓|建设|支持|实施|培育|打造)|扎实|稳步|进一步|累计|年均|每年|逐年|年平均|原则上|至少|全面|深入|高标准|高质量|高水平|"
    r"择优|联动|分别|各|使(?![用命])|让(?!利)|把|统筹|着力|加大|不断|全省|全市|全区|全县|全州|全域|其中|滚动|继续|计划|组织(?!化)|逐步|有序|同步|免费|协同|通过(?!率)|健全|抓好|抓实|抓紧|推进|推动|完成|实现|促进|带动)(?=.)"
)
_PLAIN = re.compile(
    r"^(?:建设(?!用地|工程|项目|标准)|打造|培育|推出|实施|形成|认定|设立|制定|建成|建有|至少有|建立|构建|达到|选择|发展|培养|支持打造|评选认定|择优支持|组织实施好|组织实施|开展|举办|提供|有(?![效关机色限序利望力线])|支持|做强|壮大|加快|推进|推动)(?=.)"
)
_ACTOR = re.compile(
    r"^由?[\u4e00-\u9fff、（）]{1,24}?(?:局|委|委员会|办|办公室|厅|部门|政府|管委会|中心|公司|集团|工会|联合?会|协会|银行|单位|机构|院校|学校)(?:要|应|将|具体)?"
    r"(?:(?:牵头)?负责|牵头|统筹(?=安排)|组织(?=实施)|配合|协助)"
)
"""Who does it (市财政局负责…)."""
_GROUND = re.compile(r"(?:[县区市镇乡村校户人园]|街道|社区|）|单位|企业|机构)$")
_DOING = re.compile(r"^(?:统筹安排|统筹|组织实施|具体|做好|抓好|落实|加大|加强|强化|安排|推进|推动)(?=.{4})")
_SPAN = re.compile(r"(?:[一二两三四五六七八九十]|\d)年(?:共|累计|合计|总)?(?=(?:投入|投资|筹集|安排|完成投资|新增|建设)$)")
"""三年投入: a sum of some years, which its name keeps."""
_TAIL_WORDS = re.compile(
    r"(?:(?:年)?(?:力争|争取|确保|努力|总体|均|全部|要|将|也|再|已|可|累计|分别|共|至少|原则上|总量控制|实际|平均|稳步|持续|进一步|平均每年|每年|大约|约|基本|逐步|预期|稳定))+$"
)
_ONLY_VERB = re.compile(
    rf"^(?:基本|全部|全面|累计|再|并|年均|力争|总)*(?:{_MAKE.pattern}|增长|提高|提升|下降|降低|增速|年均)*$"
)


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the headings above a clause say of its numbers.

    Attributes:
        past: a review of what has been done (工作回顾).
        year: the goal year of an enclosing clause.
        goals: the heading says 目标.
    """

    past: bool = False
    year: int | None = None
    goals: bool = False


@dataclass(frozen=True, slots=True)
class _Paper:
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


@dataclass(slots=True)
class _Item:
    """A number with the words that belong to it.

    Attributes:
        left: from the end of the item before.
        before: from the beginning of its piece (，；：).
        right: what follows, to the next item.
        after: to the end of the piece.
        plain: the same with brackets and quotes made blank.
        sentence: in which it stands.
        listed: it goes on a list (、) of the number before.
        qualifier: it describes the thing of another number, or is where that one starts from (由31%).
        planned: a planned sum that describes the things counted next (总投资100亿元的20个项目).
        sized: the size that each of the things counted before shall have (3个超过5000亿元的集群).
    """

    amount: Amount
    left: str
    before: str
    right: str
    after: str
    plain: str
    piece: int
    sentence: str = ""
    listed: bool = False
    qualifier: bool = False
    planned: bool = False
    sized: bool = False


@dataclass(frozen=True, slots=True)
class _Last:
    """What the next number of the same sentence may take over from the one before."""

    target: Target
    verb: str
    base: str
    group: str
    piece: int
    floor: bool
    planned: bool = False


def targets(document: Document) -> tuple[Target, ...]:
    """The targets of a document, in reading order."""
    if document.kind == "appointments":
        return ()
    paper = _paper(document)
    return tuple(_below(document.clauses, paper, _Scope()))


def _paper(document: Document) -> _Paper:
    day = document.signed or document.issued or document.adopted or document.published
    since = day.year if day else 0
    emergency = document.kind == "emergency plan"
    free = document.kind in ("report", "opinions", "plan", "notice")
    year = _own_year(document, since)
    if document.kind == "report":
        since = year or since
    return _Paper(document, year, since, free, emergency, [])


def _own_year(document: Document, since: int) -> int | None:
    """The year of a plan of one year or of a work report; None for all others."""
    if document.kind == "report":
        named = [
            int(match[1])
            for clause in document.walk()
            if clause.heading and not _PAST_HEAD.search(clause.heading)
            for match in _OWN_YEAR.finditer(clause.heading)
        ]
        if named:
            return max(named)
        day = document.signed or document.issued or document.adopted
        return (day.year + (day.month > 9)) if day else None
    title = re.sub(r"〔\d{4}〕", "", document.inner_title or document.title)
    years = set(re.findall(r"20\d\d", title))
    found = _OWN_YEAR.search(title) if len(years) == 1 else None
    return int(found[1]) if found and (not since or int(found[1]) >= since) else None


def _below(clauses: Sequence[Clause], paper: _Paper, scope: _Scope) -> Iterator[Target]:
    """The targets of clauses that stand side by side, and of those below them."""
    carried: int | None = None
    for clause in clauses:
        if clause.kind in _SKIPPED:
            continue
        own = clause.own
        if clause.kind == "paragraph" and _LINE_HEAD.match(own):
            scope = replace(scope, past=_looks_back(own), goals="目标" in own)
        heading = (clause.heading or own)[:40] if clause.children or clause.heading else ""
        past = scope.past or _looks_back(heading)
        dashed = own.lstrip().startswith(("—", "－", "–", "-", "一一")) or bool(
            re.match(r"\s*一[^、（(]", own)
        )
        named = ("20" in own or "五”" in own) and clause.kind not in ("enclosure", "attachment")
        years = [each.year for each in years_in(own, paper.since) if not each.past] if named else []
        around = carried if (dashed or scope.goals) and carried else scope.year
        if not past and not clause.damages and _NEAR.search(own):
            yield from _of_clause(clause, paper, around)
        if years:
            carried = years[0]
        if clause.kind == "table" and (rows := list(_of_table(clause, paper))):
            yield from rows
        elif clause.children:
            goals = bool(re.search("目标", heading))
            yield from _below(
                clause.children,
                paper,
                _Scope(past, years[0] if years else scope.year, goals or scope.goals),
            )


def _looks_back(heading: str) -> bool:
    return bool(_PAST_HEAD.search(heading)) and not re.search("目标|任务|打算|安排", heading)


_AIM_COLUMN = re.compile(r"(20\d\d)年?(?:目标值?|规划值?|计划值?|预期值?|末|底)?$")
_CELL = re.compile(
    r"(?P<mark>[≥≧≤≦<>＞＜]|不低于|不超过|超过|达到)?(?P<value>\d+(?:\.\d+)?)(?P<unit>[%％]|[^\d以左]{0,5})(?P<tail>以上|以内|以下|左右)?$"
)
_MARKS: dict[str, Comparator] = {
    "≥": ">=", "≧": ">=", "≤": "<=", "≦": "<=", "<": "<", "＜": "<", ">": ">", "＞": ">", "不低于": ">=", "达到": ">=", "不超过": "<=", "超过": ">",
}  # fmt: skip


def _of_table(table: Clause, paper: _Paper) -> Iterator[Target]:
    """The targets of a table of indicators (指标表): one column says what, others hold a year each."""
    header = next((row for row in table.children if row.kind == "row" and row.header), None)
    if header is None or not paper.free:
        return
    titles = [re.sub(r"\s+", "", cell) for cell in header.cells]
    what = next(
        (
            at
            for at, each in enumerate(titles)
            if re.search("指标|名称", each) and "属性" not in each
        ),
        None,
    )
    unit = next((at for at, each in enumerate(titles) if each in ("单位", "计量单位")), None)
    aims = {
        at: int(found[1])
        for at, each in enumerate(titles)
        if (found := _AIM_COLUMN.search(each)) and int(found[1]) >= paper.since
    }
    if what is None or not aims:
        return
    for row in table.children:
        if row.kind != "row" or row.header or len(row.cells) != len(titles) or row.damages:
            continue
        for at, year in aims.items():
            found = _CELL.match(re.sub(r"[\s〔〕\[\]【】]", "", row.cells[at]))
            if found is None:
                continue
            named = re.match(
                r"(.*?)(?:[（(]([^（）()]{1,8})[）)])?$", re.sub(r"\s+", "", row.cells[what])
            )
            printed = found["unit"] or (
                row.cells[unit].strip() if unit is not None else (named[2] if named else "") or ""
            )
            comparator = (
                _MARKS.get(found["mark"] or "") or comparison("", found["tail"] or "").comparator
            )
            start = row.own.find(row.cells[at], sum(len(cell) + 1 for cell in row.cells[:at]))
            yield Target(
                paper.document.number, paper.document.title, row.address, row.lines, named[1] if named else row.cells[what], comparator,
                Decimal(found["value"]), printed.replace("％", "%"), year, comparator == "~", "", "", row.own,
                Place(row.address, max(start, 0), max(start, 0) + len(row.cells[at])), 0.85,
            )  # fmt: skip


def _of_clause(clause: Clause, paper: _Paper, around: int | None) -> Iterator[Target]:
    own = clause.own
    mask = _opened(own, masked(own))
    kept = [each for each in amounts(own) if mask[each.start] != "\u3000"]
    if not kept:
        return
    years = years_in(own, paper.since)
    last: _Last | None = None
    sentence = (-1, -1)
    for item in _items(own, mask, kept):
        begin, end = _around(mask, item.amount.start, "。！？\n\t")
        if (begin, end) != sentence:
            last, sentence = None, (begin, end)
        item.sentence = own[begin:end]
        if item.qualifier:
            continue
        found = _judged(clause, paper, item, last, own[begin:end], begin)
        if found is None:
            if last and item.piece != last.piece and not item.listed:
                last = last if _carries_on(item) else None
            continue
        year = _told_apart(item) or _year_of(
            years, item.amount.start, (begin, end), around, paper, own[begin:end]
        )
        target = replace(found.target, year=year)
        if target.year is not None and target.year < paper.since:
            continue
        last = replace(found, target=target)
        yield target


_SPLIT = re.compile(
    rf"[（(](?:其中)?[，：]?20\d\d年[^（）()\d，；。]{{0,12}}\d[^（）()。]*?[、，；]20\d\d年[^（）()\d，；。]{{0,12}}\d[^（）()。]*[）)]"
)


def _opened(own: str, mask: str) -> str:
    """Brackets that split a number among years (2026年15个、2027年20个) are read as parts of the sentence."""
    for found in _SPLIT.finditer(own):
        start, end = found.span()
        if mask[start - 1 : start] != "\u3000":
            mask = f"{mask[:start]}，{own[start + 1 : end - 1]}，{mask[end:]}"
    return mask


def _carries_on(item: _Item) -> bool:
    return item.amount.kind in ("money", "rate") and len(item.left) < 20


def _around(mask: str, place: int, marks: str) -> tuple[int, int]:
    """The part between marks in which a place stands."""
    begin = max(mask.rfind(mark, 0, place) for mark in marks) + 1
    ends = [found for mark in marks if (found := mask.find(mark, place)) >= 0]
    return begin, min(ends, default=len(mask))


_STOPS = "，,；;：:。！？\n\t"
_AND = re.compile(
    r"、|以及|(?<![普涉惠触波顾遍危以])及(?![时格其以])|(?<![总饱共缓中调柔温祥])和(?![谐平美睦解规社])|(?<![参给赠])与(?!会)"
)
_FROM_TO = re.compile(
    r"(?:提[高升]|增长|增加|下降|降低|扩大|上升|发展|增|升|降|减少|压减|缩短|延长|拓展)(?:到|至)$"
)


def _items(own: str, mask: str, kept: Sequence[Amount]) -> list[_Item]:
    """The numbers of a clause, each with the words that belong to it."""
    found: list[_Item] = []
    for each in kept:
        begin, end = _around(mask, each.start, _STOPS)
        item = _Item(
            each,
            own[begin : each.start],
            own[begin : each.start],
            own[each.end : end],
            own[each.end : end],
            mask[each.end : end],
            begin,
        )
        if found and found[-1].piece == begin:
            _apart(own, mask, found[-1], item)
        found.append(item)
    return found


def _apart(own: str, mask: str, one: _Item, two: _Item) -> None:
    """Share out the words between two numbers of one piece."""
    gap_start, gap_end = one.amount.end, two.amount.start
    gap = own[gap_start:gap_end]
    cuts = list(_AND.finditer(mask[gap_start:gap_end]))
    if cuts:
        cut = cuts[0] if cuts[0].start() == 0 else cuts[-1]
        one.right, two.left, two.listed = gap[: cut.start()], gap[cut.end() :], True
        if cuts[0].start() == 0 and not one.qualifier:
            one.right = ""
        return
    if _FROM_TO.search(gap) and re.search(r"[由从自]|不到|不足", one.left):
        one.qualifier = True
        two.left = two.before = re.split(r"[由从自]", one.left)[0] + gap
    elif one.amount.kind == two.amount.kind == "count" and not gap and "的" in two.right:
        two.sized, two.qualifier = one.amount.written, not one.amount.written
        one.right = two.right.partition("的")[2]
    elif gap == "的" and re.search(r"总投资(?:约|达)?$", one.left):
        one.planned, two.left = True, ""
    elif gap in ("", "的") or (one.amount.kind == "money" and two.amount.kind != "money"):
        one.qualifier = True
        two.left = one.left if gap != "的" else one.left.rstrip("的")
        two.left = two.left + own[one.amount.start : gap_end]
    elif one.amount.kind == "count" and two.right and two.right[0] not in "。，；、":
        two.sized = bool(re.match(r"超过|突破|达到?", gap))
        two.qualifier = not two.sized
        one.right = two.right.removeprefix("的") if two.sized else one.after
    elif (
        comparison(gap, "").group
        and not comparison(one.left, "").group
        and one.amount.kind in ("size", "time", "money")
    ):
        one.qualifier, two.left = True, one.left + own[one.amount.start : gap_end]
    else:
        two.left = gap


def _judged(
    clause: Clause, paper: _Paper, item: _Item, last: _Last | None, sentence: str, begin: int
) -> _Last | None:
    """Whether a number is a target, and what it measures; without its year."""
    amount = item.amount
    compared = comparison(item.left, amount.tail)
    if item.listed and not item.left.strip() and last:
        compared = _like(last, amount)
    grown = GROWTH.search(item.left[: compared.start] if compared.group else item.left)
    confidence = _confidence(paper, item, last, compared, bool(grown), sentence)
    if confidence is None:
        return None
    floor = bool(
        re.search(
            r"至少(?:各)?(?:建成|建有|有|建设|培育|打造|设立|建立|新建|完成)?$|至少各?", item.before
        )
    ) or bool(last and last.floor and item.listed and last.piece == item.piece)
    comparator = compared.comparator
    if comparator == "=" and floor:
        comparator = ">="
    if comparator == "=" and last and _STRETCH.fullmatch(item.left.strip()):
        comparator = last.target.comparator
    if (
        comparator == "="
        and not grown
        and amount.kind == "rate"
        and amount.tail == ""
        and compared.group == ""
        and _RATE_NAME.search(item.left)
    ):
        confidence = min(confidence, 0.6)
    name, base, verb = _name(item, compared, last, sentence, begin, clause.own)
    if not name:
        return None
    if _ONLY_VERB.match(name):
        confidence = min(confidence, 0.5)
    each = _per(item, last)
    soft = comparator == "~" or _soft(sentence, item, begin, clause.own)
    area = _area(item, sentence)
    start, end = amount.start, amount.end
    left, right = _around(masked(clause.own), start, "。；;\n\t")
    target = Target(
        paper.document.number, paper.document.title, clause.address, clause.lines if not clause.children else (clause.lines[0], clause.lines[0]),
        name, comparator, amount.value, amount.unit, None, soft, each, area, clause.own[left:right].strip(), Place(clause.address, start, end),
        round(confidence, 2), _doubts(confidence),
    )  # fmt: skip
    return _Last(target, verb, base, compared.group, item.piece, floor, item.planned)


def _doubts(confidence: float) -> tuple[str, ...]:
    return ("这个数可能不是要达到的指标，请对照原文核对",) if confidence < 0.6 else ()


def _like(last: _Last, amount: Amount) -> Comparison:
    """1300万人次、14.4万吨: the second number is compared as the first."""
    words = {
        "reach": "达到",
        "over": "超过",
        "caps": "不超过",
        "under": "低于",
        "about": "约",
        "hold": "保持在",
    }.get(last.group, "")
    found = comparison(words, amount.tail)
    return Comparison(found.comparator, 0, found.group)


def _confidence(
    paper: _Paper, item: _Item, last: _Last | None, compared: Comparison, grown: bool, sentence: str
) -> float | None:
    """How sure it is that the number is to be reached; None where it is not."""
    amount, before = item.amount, item.before
    if (
        _PAST_SENTENCE.search(sentence)
        or _PAST_PIECE.search(before)
        or _SCORED.search(before + item.after)
    ):
        return None
    share = amount.kind == "rate" and bool(_SHARE.match(item.plain))
    if item.right.startswith("的") and not (
        share or item.planned or item.sized or (amount.tail == "以上" and amount.kind == "rate")
    ) and not (
        _SIZED_NOUN.match(item.right) and (compared.group or _MAKE.search(before))
    ):  # fmt: skip
        return None
    if _CONDITION.search(before) and not share and not (grown and not item.right.startswith("的")):
        return None
    described = item.left[: compared.start] if compared.group else item.left
    if (
        _DESCRIBES.search(described)
        and not item.planned
        and not re.search(r"新增|净增|累计|新投[产运]", described)
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


def _strict(paper: _Paper, item: _Item, compared: Comparison, sentence: str) -> bool:
    """In rules, decrees, assessments and emergency plans numbers are goals only where the words say so strongly."""
    if compared.group not in ("reach", "over", "hold") and item.amount.tail == "":
        return False
    if paper.emergency:
        return bool(re.search(r"确保|减排比例|力争", sentence)) and compared.group != ""
    return (
        bool(re.search(r"到20\d\d年|20\d\d年(?:年)?底[^前]?前?", sentence)) and compared.group != ""
    )


def _capped(item: _Item, sentence: str) -> bool:
    """A ceiling is a goal where something is held or brought down to it, not where a rule allows so much."""
    words = item.left[-8:]
    if re.search(r"控制在|[降减压缩简削落窄][^，]{0,2}[到至]$", words):
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
    item: _Item, last: _Last | None, compared: Comparison, grown: bool, share: bool
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
    if _RATE_NAME.search(named) and (item.amount.tail or not item.right):
        return 0.75 if item.amount.tail else 0.55
    if last and _STRETCH.fullmatch(item.left.strip()):
        return 0.85
    if "分别" in item.before and GROWTH.search(item.before.split("分别")[-1][:4]):
        return 0.85
    return None


def _money(
    item: _Item, last: _Last | None, compared: Comparison, grown: bool, share: bool
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
        r"完成|实现|新增|引进|筹集|争取|到位|发放|投资|形成|落实|带动|撬动|盘活|新建|投入|投放", item.before
    ) or (last and last.verb and item.left.strip()):
        return 0.75
    return None


def _time(
    item: _Item, last: _Last | None, compared: Comparison, grown: bool, share: bool
) -> float | None:
    if compared.group in ("reach", "over", "caps", "hold") and _TIME_NAME.search(item.before):
        if re.search("会议|发言|汇报|答辩|考试|面试|公示|征求", item.before):
            return None
        return 0.6
    return None


def _count(
    item: _Item, last: _Last | None, compared: Comparison, grown: bool, share: bool
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
        amount.unit == "%" or ((amount.tail or each) and _MAKE.search(item.before))
    ):
        return None
    if amount.kind == "size" and _CAPACITY.match(right):
        return None
    if item.planned or item.sized:
        return 0.6
    if compared.group == "about" and not (
        _MAKE.search(item.before) or _GOAL_TIME.search(item.sentence) or grown
    ):
        return None
    if compared.group in ("reach", "over", "caps", "about", "hold"):
        return 0.92
    if grown:
        return 0.85
    strong = _STRONG.search(item.before)
    if strong:
        return 0.88
    if _MAKE.search(item.before):
        return 0.7
    if _GOAL_TIME.search(item.sentence) and item.left.strip() and not right:
        return 0.6
    if item.before.endswith("为") and _MAKE.search(right):
        return 0.65
    if last and last.planned and not item.left:
        return 0.65
    if last and (last.verb or item.listed) and item.left.strip():
        return 0.75
    if item.listed and last:
        return 0.8
    return None


# --- the words of a target


def _told_apart(item: _Item) -> int | None:
    """2025年、2026年分别建成1个、2个: the year that belongs to the number."""
    head, mark, rest = item.before.partition("分别")
    if not mark or "20" not in head:
        return None
    named = [int(each) for each in re.findall(r"(20\d\d)年", head)]
    before = len(amounts(rest))
    if len(named) > 1 and len(named) == before + 1 + len(amounts(item.after)):
        return named[before]
    return None


def _year_of(
    years: Sequence[Year],
    place: int,
    sentence: tuple[int, int],
    around: int | None,
    paper: _Paper,
    words: str,
) -> int | None:
    """The year from the sentence, else the clause, else what encloses it, else the document's own."""
    inside = [each for each in years if sentence[0] <= each.at < place]
    if inside:
        return inside[-1].year
    years = [each for each in years if not each.past]
    before = [each.year for each in years if each.at < place and (each.aim or each.opens)]
    if before:
        return before[-1]
    after = [each.year for each in years if each.at >= place and each.aim]
    if after:
        return after[0]
    if around is not None:
        return around
    return None if _COMING.search(words) else paper.year


def _per(item: _Item, last: _Last | None) -> str:
    found = max(_EACH.finditer(item.before), key=re.Match[str].start, default=None)
    if found is None:
        if last and item.listed and last.piece == item.piece:
            return last.target.per
        share = _OF_EACH.match(item.left)
        return share[1] if share else ""
    if found["yearly"]:
        return "每年"
    if found["mean"]:
        return "年均"
    return (found["other"] or found["all"] or found["apiece"] or "").strip()


def _soft(sentence: str, item: _Item, begin: int, own: str) -> bool:
    """力争 and 争取 hold to the end of their half of the sentence, 原则上 for its own piece and a next one with 每."""
    start = item.amount.start
    half = max(own.rfind("；", 0, start), own.rfind(";", 0, start), begin - 1) + 1
    if _SOFT.search(own, half, start):
        return True
    if _PRINCIPLE.search(item.before):
        return True
    if re.match(r"\s*每", item.before):
        return bool(_PRINCIPLE.search(own, half, start))
    return False


def _area(item: _Item, sentence: str) -> str:
    words = _strip(item.before, keep_area=True)
    found = _AREA.match(words)
    if found and len(found["area"]) < len(words):
        return found["area"].lstrip("在对")
    found = re.search(r"全[省市区县州]", item.before) or re.match(
        r"[^，]{0,12}(全[省市区县州])", sentence
    )
    return found[0][-2:] if found else ""


def _strip(words: str, *, keep_area: bool = False) -> str:
    """Without marks, times and adverbs in front."""
    while True:
        short = words.strip(" \u3000，、；：:。—–-")
        if not keep_area:
            short = _ACTOR.sub("", short)
        for pattern in (_LEAD, _TIME_LEAD, _ADVERB):
            if keep_area and pattern is _ADVERB and short.startswith("全"):
                continue
            short = pattern.sub("", short)
        if short == words:
            return words
        words = short


def _name(
    item: _Item, compared: Comparison, last: _Last | None, sentence: str, begin: int, own: str
) -> tuple[str, str, str]:
    """What is measured, the noun in it, and the verb that makes it."""
    left = item.left[: compared.start] if compared.group else item.left
    if "分别" in item.before:
        if name := _one_of(item, left):
            return name, name, _verb(item.before)
        left = left.replace("分别", "")
    right = re.sub(r"^(?:以上|左右|的|级)", "", item.right.strip())
    right = re.sub(r"^(?:超过|突破|达到?)\d[^的]{1,8}的", "", re.split(r"[，。；]", right)[0])
    verb = _verb(item.before) or (last.verb if last else "")
    if item.planned:
        return re.sub(r"^的?\d+[个项]", "", item.right).partition("的")[0] + "总投资", "", verb
    if item.sized and item.amount.kind == "money" and last:
        return last.target.name + "规模", last.base, verb
    words = _strip(_TAIL_WORDS.sub("", left.rstrip(" \u3000为是：:（(")))
    words = _TAIL_WORDS.sub("", words)
    if words == _per(item, last) and _GROUND.search(words):
        words = ""
    if (
        right
        and not right.startswith(("（", "(", "水平", "大关", "台阶", "关口", "、"))
        and not (compared.group and item.amount.kind == "rate" and not _SHARE.match(item.plain))
    ):
        if re.match("用于|投向|流向", right):
            return words.rstrip("的") + right, words, verb
        noun = _short(right, head=True)
        stem = _PLAIN.sub("", words)
        if item.amount.kind == "rate":
            noun = _short(item.after.removeprefix("的"), head=True)
            stem = words if words.endswith(("覆盖", "惠及", "服务", "涵盖")) else ""
        stem = "" if _idle(stem) else _listing(stem, noun)
        kept = stem if len(stem) + len(noun) <= 22 else (_lead_verb(stem))
        name = kept + noun
        if not kept and last and item.listed and last.piece == item.piece and _fresh(last.verb):
            name = last.verb + noun
        return name, noun, verb
    if not words or _ONLY_VERB.match(words):
        base = _ungrown(last.base, item) if last else _before_piece(own, begin, item)
        base = base or _next_thing(item)
        if not base and (base := _headed(own, begin)) and words not in base:
            return words + base, base, verb
        if not base:
            return (words, words, verb) if len(words) > 1 else ("", "", verb)
        if span := _SPAN.search(left):
            words = span[0] + words.removeprefix(span[0])
        if len(words) > 1 and words not in base:
            front = words.startswith(("新", "净增", "增加", "再增"))
            return (words + base if front else base + words), base, verb
        return (_ungrown(last.target.name, item) if last else base), base, verb
    base = _short(_after_listing(_based(_PLAIN.sub("", words))))
    if last and base.startswith("占") and last.piece != item.piece:
        base = _noun(_ungrown(last.base, item)) + base
    if last and re.fullmatch(r"(?:国家|省|市|县|部)级(?:以上)?", base):
        base += re.split(r"级(?:以上)?", last.base)[-1]
    if last and base.endswith("以上"):
        base += _noun(last.base)
    if _BARE.fullmatch(base) and not (base.endswith("率") and last and _apart_from(last)):
        thing = _noun(_ungrown(last.base, item)) if last else _before_piece(own, begin, item)
        if base == "投资" and left.rstrip().endswith("完成投资"):
            thing = re.sub(r"(?:开工|投产|竣工)$", "", thing) + "完成"
        base = base if thing.endswith(base) else thing + base
    elif len(base) == 2 and re.search(rf"(?:带动|实现|促进|帮助|支持){base}$", left):
        base = left[-4:]
    name = base
    if (
        item.listed
        and last
        and last.piece == item.piece
        and _fresh(last.verb)
        and not _verb(item.left)
        and not compared.group
    ):
        name = last.verb + base
    return name, _noun(base), verb


_BARE = re.compile(r".{0,2}(?:率|占比|比例|比重|面积)|产值|总量|数量|总数|规模|比重|投资|产值")
_METRIC = re.compile(
    r"(?:总?产值|规模|增加值|营业收入|收入|面积|总?产量|数量|占比|比重|[\u4e00-\u9fff]{2}率|率|人数|[\u4e00-\u9fff]{2}量|能力|投资|销售额)(?:增速|增幅)?$"
)


def _apart_from(last: _Last) -> bool:
    """A rate (开工率) says nothing of the rate or the sum before it."""
    return last.base.endswith("率") or last.target.unit.endswith("元")


def _one_of(item: _Item, left: str) -> str:
    """甲、乙、丙分别达到1、2、3: the name that belongs to the number."""
    head, _, rest = item.before.partition("分别")
    names = [each for each in _AND.split(_based(_strip(head))) if each]
    before = len(amounts(rest))
    after = len(amounts(item.after))
    thing = _strip(rest[: amounts(rest)[0].start] if before else rest)
    made = _MAKE.match(thing)
    if made and len(thing) - made.end() > 1 and not COMPARE.search(thing):
        whose = names[before] if len(names) == before + 1 + after else ""
        return re.sub(r"[两三]级$", "", whose) + _short(thing)
    if len(names) < 2 or len(names) != before + 1 + after or amounts(head):
        return ""
    metric = _METRIC.search(names[-1])
    name = _PLAIN.sub("", names[before])
    if metric and not any(_METRIC.search(each) for each in names[:-1]) and name != names[-1]:
        name += metric[0]
    first = rest[: amounts(rest)[0].start] if before else rest
    grown = GROWTH.search(first)
    return _short(name) + (grown[0] if grown else "")


_BASED = re.compile(
    r"在[^，。；]{2,12}基础上|[比较]20\d\d年(?:年?底)?|[比较](?:上年|上一年)|年均(?=增)"
)


def _based(words: str) -> str:
    """Without what it is compared with."""
    return _BASED.sub("", words)


def _after_listing(words: str) -> str:
    """甲、乙等专业人才 are 专业人才."""
    found = re.search(r"[”》、][^等]*等(?=[^等]{4,}$)", words) if "等" in words else None
    if not found:
        return words
    verb = _MAKE.match(words)
    return (verb[0] if verb else "") + words[found.end() :]


def _listing(stem: str, noun: str) -> str:
    """What of 甲、乙、丙等 goes before the noun that is counted."""
    if "、" not in stem:
        return stem
    if area := _AREA.match(stem):
        stem = stem[area.end() :]
        if "、" not in stem:
            return _PLAIN.sub("", stem.removeprefix("至少").removeprefix("各"))
    if len(noun) >= 5:
        return _lead_verb(stem)
    if not stem.endswith("等"):
        return stem.rpartition("、")[2]
    parts = stem.rstrip("等").split("、")
    return "、".join(parts[:2]) + "等"


def _ungrown(name: str, item: _Item) -> str:
    """The thing itself where a sum follows its growth (增长6%，突破3000亿元)."""
    return name if item.amount.kind == "rate" else GROWTH.sub("", name) or name


def _fresh(verb: str) -> bool:
    return verb.startswith("新") or verb in ("开工", "创建", "引进", "改造", "引育", "招引")


def _idle(words: str) -> bool:
    return bool(re.fullmatch(r"(?:全[省市区县]|在|各|和|对|为)*", words))


def _verb(words: str) -> str:
    found = max(_MAKE.finditer(words), key=re.Match[str].start, default=None)
    return found[0] if found else ""


def _lead_verb(words: str) -> str:
    found = _MAKE.match(words)
    return found[0] if found and _fresh(found[0]) else ""


def _noun(words: str) -> str:
    """Without the verb in front: 新开工棚改安置房 is about 棚改安置房."""
    found = _MAKE.match(words)
    return words[found.end() :] if found and found.end() < len(words) else words


def _before_piece(own: str, begin: int, item: _Item) -> str:
    """The thing that the piece before is about (推进四好农村路建设，新改建70公里)."""
    head = own[begin : item.piece].rstrip("，,：: ")
    piece = re.split(r"[，,；;：:。]", head)[-1]
    if re.search(r"\d", piece):
        piece = re.split(r"\d[\d.]*(?:[个项条家所处件]|%)?", piece)[-1]
        if len(piece) < 4:
            return ""
    words = _DOING.sub("", re.sub(r"^在[^，。；]{2,12}?(?=布设|布局|设置|建设|开展|推广|打造)", "", _strip(piece)))
    if words.startswith("在此"):
        return ""
    words = _noun(_PLAIN.sub("", words))
    return re.sub(r"(?:建设|工程|工作|力度|步伐)$", "", words)[-18:]


def _headed(own: str, begin: int) -> str:
    """What the heading in front of the text names (建设样例驿站。2026年建成12个)."""
    heading, mark, _ = own[:begin].partition("。")
    words = _noun(_PLAIN.sub("", _strip(heading.strip())))
    return words if mark and 2 < len(words) <= 18 and not amounts(words) else ""


def _next_thing(item: _Item) -> str:
    """6月底前完成200个、年底前完成500个楼栋加梯: the thing stands behind the last number of the list."""
    found = amounts(item.after)
    return _strip(item.after[found[-1].end :].removeprefix("的")) if found else ""


def _short(words: str, *, head: bool = False) -> str:
    """At most about twenty characters, cut where a part ends."""
    words = words.strip(" \u3000，、；：:。的")
    words = re.sub(r"\s+", "", words)
    words = re.sub(r"^[（(][^（）()]*[）)]", "", words)
    if len(words) <= 26:
        return words
    parts = re.split(r"的", words)
    if 4 <= len(parts[-1]) <= 26:
        return parts[-1]
    return words[:24] if head else words[-24:].lstrip("、")

"""What a number measures (指标名称), for whom each and where, in the words of its clause."""

from __future__ import annotations

import re

from luoshi.duties.goals import SHARE
from luoshi.duties.items import AND, Item, Last
from luoshi.duties.measures import COMPARE, GROWTH, Comparison, amounts
from luoshi.duties.verbs import MAKE

_SOFT = re.compile(r"力争|争取(?!中央|上级|国家|省级|资金|到位|各类|更多)|力求")
_PRINCIPLE = re.compile(r"原则上")
_EACH = re.compile(
    r"(?P<yearly>每年|每年度|逐年)|(?P<mean>年均|(?<!\d)年平均|平均每年|年度平均)|(?P<other>每(?:月|季度?|半年|周|(?:[千万百]|十万)(?:人口|人|户|名[^，。；、\d]{2,8}?(?=拥有|配|至少|有|达|不|养))|(?:[个所座家条处]|县|区|市|镇|乡|村|街道|社区|校|户|人)(?:（[^（）]*）|[^，。；、\d每]){0,12}?(?=至少|均|配|建|有|新|拥有|达|设(?!区)|打造|培育|创|规划|布|不少于|不低于|原则上|要|应(?!急)|普遍|累计|分别|落实|明确|开展|举办|组织|培养|招募|完善|改造|整治|实施|成立|确定|储备|安排|派|选|\d|$)|(?:百|千|万)?(?:平方公里|公里|公顷|亩)))|(?P<all>各(?:县|区|市|镇|乡|村|街道|社区|园区|学校)(?:（[^（）]*）|、(?:县|区|市|镇|乡|街道))*(?=均|至少|原则上|不少于|建成|新建|打造|培育|设立|要|应(?!急)|\d))|(?P<apiece>各(?=建成|建|选择|培育|打造|创建|新|设|有|完成))"
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
    r"^(?:每个?[^，。；\d每]{1,14}?(?=至少|均|原则上|普遍|培育|打造|新增|完成|(?<!拥)有(?![量效])|建成|建有|拥有(?!量))|各(?:县|区|市|镇|乡|街道|地|村|社区|园区|学校)(?:（[^（）]*）|[、级县区市镇乡])*(?=要|应(?!急)|至少|每年|建|新|均|原则上|打造|培育|设立)|(?:所有|全部)(?:县|区|市|镇|乡|村|街道|社区|学校)(?:（[^（）]*）)?[均都]?|拥有(?!量)|并(?![网购轨联])|且|再(?!生|就业|贷款|担保|制造|融资)|又|还(?![款原田林])|也|均(?![衡价等])|要(?![素件客点])|将(?!军)|力争|力求|争取|努力|确保|保证|保持(?=[^\d])|持续|加快|大力|积极|全力|重点(?=推进|抓|建设|支持|实施|培育|打造)|扎实|稳步|进一步|累计|年均|每年|每月|每季度?|每半年|每周|逐年|年平均|为(?![民主])|原则上|至少|全面|深入|高标准|高质量|高水平|"
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
_DOING = re.compile(
    r"^(?:统筹安排|统筹|组织实施|具体|做好|抓好|落实|加大|加强|强化|安排|推进|推动)(?=.{4})"
)
_SPAN = re.compile(
    r"(?:[一二两三四五六七八九十]|\d)年(?:共|累计|合计|总)?(?=(?:投入|投资|筹集|安排|完成投资|新增|建设)$)"
)
"""三年投入: a sum of some years, which its name keeps."""
_YEARS_BEHIND = re.compile(r"(?:[、，和及到至]?20\d\d年(?:年?[底末])?)+$")
_TAIL_WORDS = re.compile(
    r"(?:(?:年)?(?:力争|争取|确保|努力|总体|均|全部|要|将|也|再|已|可|累计|分别|共|至少|原则上|总量控制|实际|平均|稳步|持续|进一步|平均每年|每年|大约|约|基本|逐步|预期|稳定|各))+$"
)
ONLY_VERB = re.compile(
    rf"^(?:基本|全部|全面|累计|再|并|年均|力争|总)*(?:{MAKE.pattern}|增长|提高|提升|下降|降低|增速|年均)*$"
)


def per_of(item: Item, last: Last | None) -> str:
    """For each of what the number holds: 每年, 年均, 每个镇; empty for a whole."""
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


def is_soft(sentence: str, item: Item, begin: int, own: str) -> bool:
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


def area_of(item: Item, sentence: str) -> str:
    """The place it holds for, where one is named."""
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


def name_of(
    item: Item, compared: Comparison, last: Last | None, sentence: str, begin: int, own: str
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
    words = _YEARS_BEHIND.sub("", _TAIL_WORDS.sub("", words))
    each = per_of(item, last)
    if _idle(words) or (each and _GROUND.search(each)):
        words = "" if _idle(words) else _strip(words.removeprefix(each))
    if (
        right
        and not right.startswith(("（", "(", "水平", "大关", "台阶", "关口", "、"))
        and not (compared.group and item.amount.kind == "rate" and not SHARE.match(item.plain))
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
    if not words or ONLY_VERB.match(words):
        base = _ungrown(last.base, item) if last else _before_piece(own, begin, item)
        base = base or _next_thing(item)
        if not base and item.amount.kind in ("count", "size") and (base := _headed(own, begin)):
            return base if words in base else words + base, base, verb
        if not base:
            return (words, words, verb) if len(words) > 1 else ("", "", verb)
        if span := _SPAN.search(left):
            words = span[0] + words.removeprefix(span[0])
        if len(words) > 1 and words not in base:
            front = words.startswith(("新", "净增", "增加", "再增")) or words in ("完成", "建成")
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
_SIDE = re.compile("城市|城镇|城区|农村|乡村|乡镇|省级|市级|县级|镇级|村级|男性|女性|线上|线下")
_METRIC = re.compile(
    r"(?:总?产值|规模|增加值|营业收入|收入|面积|总?产量|数量|占比|比重|[\u4e00-\u9fff]{2}率|率|人数|[\u4e00-\u9fff]{2}量|能力|投资|销售额)(?:增速|增幅)?$"
)


def _apart_from(last: Last) -> bool:
    """A rate (开工率) says nothing of the rate or the sum before it."""
    return last.base.endswith("率") or last.target.unit.endswith("元")


def _one_of(item: Item, left: str) -> str:
    """甲、乙、丙分别达到1、2、3: the name that belongs to the number."""
    head, _, rest = item.before.partition("分别")
    if _YEARS_BEHIND.search(head):
        return ""
    names = [each for each in AND.split(_based(_strip(head))) if each]
    before = len(amounts(rest))
    after = len(amounts(item.after))
    thing = _strip(rest[: amounts(rest)[0].start] if before else rest)
    made = MAKE.match(thing)
    if made and len(thing) - made.end() > 1 and not COMPARE.search(thing):
        whose = names[before] if len(names) == before + 1 + after else ""
        return re.sub(r"[两三]级$", "", whose) + _short(thing)
    if len(names) < 2 or len(names) != before + 1 + after or amounts(head):
        return ""
    metric = _METRIC.search(names[-1])
    if len(names[before]) == 2 and _SIDE.match(names[before]) and _SIDE.match(names[-1]):
        return names[before] + names[-1][2:] if before < len(names) - 1 else names[-1]
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
    verb = MAKE.match(words)
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


def _ungrown(name: str, item: Item) -> str:
    """The thing itself where a sum follows its growth (增长6%，突破3000亿元)."""
    return name if item.amount.kind == "rate" else GROWTH.sub("", name) or name


def _fresh(verb: str) -> bool:
    return verb.startswith("新") or verb in ("开工", "创建", "引进", "改造", "引育", "招引")


def _idle(words: str) -> bool:
    return bool(re.fullmatch(r"(?:全[省市区县]|在|各|和|对|为|让|使|帮)*", words))


def _verb(words: str) -> str:
    found = max(MAKE.finditer(words), key=re.Match[str].start, default=None)
    return found[0] if found else ""


def _lead_verb(words: str) -> str:
    found = MAKE.match(words)
    return found[0] if found and _fresh(found[0]) else ""


def _noun(words: str) -> str:
    """Without the verb in front: 新开工棚改安置房 is about 棚改安置房."""
    found = MAKE.match(words)
    return words[found.end() :] if found and found.end() < len(words) else words


def _before_piece(own: str, begin: int, item: Item) -> str:
    """The thing that the piece before is about (推进四好农村路建设，新改建70公里)."""
    head = own[begin : item.piece].rstrip("，,：: ")
    piece = re.split(r"[，,；;：:。]", head)[-1]
    if re.search(r"\d", piece):
        piece = re.split(r"\d[\d.]*(?:[个项条家所处件]|%)?", piece)[-1]
        if len(piece) < 4:
            return ""
    words = _DOING.sub(
        "", re.sub(r"^在[^，。；]{2,12}?(?=布设|布局|设置|建设|开展|推广|打造)", "", _strip(piece))
    )
    if words.startswith("在此"):
        return ""
    words = _noun(_PLAIN.sub("", words))
    return re.sub(r"(?:建设|工程|工作|力度|步伐)$", "", words)[-18:]


def _headed(own: str, begin: int) -> str:
    """What the heading in front of the text names (建设样例驿站。2026年建成12个)."""
    heading, mark, _ = own[:begin].partition("。")
    words = _noun(_PLAIN.sub("", _strip(heading.strip())))
    return words if mark and 2 < len(words) <= 18 and not amounts(words) else ""


def _next_thing(item: Item) -> str:
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

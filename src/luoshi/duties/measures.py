"""Numbers with their units and the words that compare them (数量、单位、比较词), as plans print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from luoshi.duties.model import Comparator
from luoshi.duties.words import CLOSE, OPEN
from luoshi.gazette import numerals

_SCALE = r"(?:万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千|百)"
_RATES = r"个百分点|百分点|[%％‰]"
_PHYSICAL = (
    r"微克/立方米|毫克/立方米|毫克/升|平方公里|平方千米|平方米|立方米|公顷|公里|千米|亩次|亩|"
    r"吨标准煤|吨标煤|吨|公斤|千克|斤|千瓦时|千瓦|兆瓦时|兆瓦|吉瓦|标准箱|标箱|TEU|千升|升|米|摄氏度|分贝|"
    r"EFLOPS|PFLOPS|GWh|MWh|MW|GW|GB|PB|TB|Gbps|Mbps"
)
_SIZE = re.compile(rf"(?:{_PHYSICAL})$")
_MONEY = r"美元|欧元|元"
_COUNTS = (
    r"人次|人/次|人|名|户次|户|家次|家|标段|条|件次|件|所|座|处|套（间）|套\(间\)|台（套）|台套|套|间|栋|幢|台|辆|艘|架|列|"
    r"班次|班|趟|场次|场|例|期|部|本|篇|册|种|类|批次|支|只|头|羽|株|棵|块|片|张|床|盏|宗|单|笔|枚|款|门|项次|项|"
    r"口|眼|孔|位|份|尾|幅|席|副|杆|村|镇|大|次|倍|岁|天|小时|分钟|个工作日|工作日|"
    r"个(?!工作日|百分点|月|小时|自然日|日历天|[一二三]体|必须|统一)"
)
TIMES = frozenset({"岁", "天", "小时", "分钟", "个工作日", "工作日"})
"""Units of time: limits of procedures more often than goals."""
_TAIL = r"\s*(?:（含[^（）]*）)?(?P<tail>及?以上|以内|之内|及?以下|左右|上下)?"
_NUMBER = r"\d(?: \d)+(?![\d.,])|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
"""A printer may set the digits of a number apart (1 2条)."""
_PER = r"(?:/(?:千人|万人|百户|年|天|日|亩|公顷|平方米|平方公里|人|户|标准立方米))?"
_AMOUNT = re.compile(
    rf"(?<![\d.．A-Za-z第+×*/-])(?P<low>{_NUMBER})\s*"
    rf"(?:(?P<first>{_SCALE}?(?:{_RATES}|{_MONEY}|{_COUNTS})?)\s*(?:[—–－~～-]+|至|到)\s*(?P<high>{_NUMBER})\s*)?"
    rf"(?P<unit>{_SCALE}?(?:余|多)?(?:{_RATES}|{_PHYSICAL}|{_MONEY}|{_COUNTS}){_PER}|亿级|{_SCALE}(?![\d一-鿿])|亿){_TAIL}"
)
_HAN_AMOUNT = re.compile(
    rf"(?:(?P<share>百分之)(?P<part>[零一二三四五六七八九十百点]+)|"
    rf"(?P<low>[一二两三四五六七八九十百]{{1,3}})(?P<unit>家|所|座|处|公里|亩|台|辆|套|名|个|支|场)|"
    rf"(?P<tenths>[一两三四五六七八九])(?P<tenth>成)(?=及?以[上下]|左右|的|[，。；、）\s]|$)){_TAIL}"
)
_GRADE = re.compile(
    r"(?<=达到|突破|迈上|跃上|超过)(?P<low>[十百千万])(?P<unit>亿级|亿(?:元|美元|斤)|万(?:亩|吨|人次|人|户|千瓦|标箱))(?!产业|集群|园区|企业|项目|龙头|头部|链|级)"
)
_INDEX = re.compile(
    rf"(?:指数|系数|得分|评分|收入比|收入之比|收入倍差)[^，。；、\d]{{0,6}}?(?:达到?|不[低高]于|不超过|低于|超过|突破|[保维]持在|稳定在|控制在|[提升增降缩][高升加低小]?[到至]|下降[到至])\s*(?P<low>{_NUMBER})(?P<tail>分?以[上内下]|分?左右)?(?![\d年月.%％])"
)
_LISTED = re.compile(
    rf"分别[^，。；、\d]{{0,10}}?(?P<list>(?:{_NUMBER})(?:[、和与及]|以及)(?:(?:{_NUMBER})(?:[、和与及]|以及))*)(?={_NUMBER})"
)
_LIFE = re.compile(
    rf"年限[^，。；、\d]{{0,4}}(?:达到?|提[高升][到至])\s*(?P<low>{_NUMBER})\s*(?P<unit>年)(?P<tail>以上|左右)?"
)
_GRADES = {"十": 10, "百": 100, "千": 1000, "万": 10000}


class Amount(NamedTuple):
    """A number with its unit and where both stand.

    Attributes:
        start: of the number.
        end: behind the unit and its tail (以上).
        value: the number; of a range the lower bound.
        unit: as printed, without blanks.
        tail: 以上, 以内, 左右, 及以上 …; empty where none stands.
        kind: rate, money, size (公里, 吨), count, time, index (a pure number).
        written: False for a number in Chinese characters.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    tail: str
    kind: str
    written: bool = True


def amounts(text: str) -> list[Amount]:
    """Every number with a unit, in order, none inside another."""
    found = sorted(_all(text), key=lambda each: (each.start, -each.end))
    kept: list[Amount] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return _spread(text, kept)


def _all(text: str) -> Iterator[Amount]:
    for match in _AMOUNT.finditer(text):
        unit = re.sub(r"\s+", "", match["unit"]).replace("％", "%")
        value = _decimal(match["low"])
        yield Amount(match.start(), match.end(), value, unit, match["tail"] or "", kind_of(unit))
    for match in _GRADE.finditer(text):
        value, unit = Decimal(_GRADES[match["low"]]), match["unit"]
        yield Amount(match.start(), match.end(), value, unit, "", kind_of(unit))
    if any(each in text for each in ("指数", "系数", "分", "收入")):
        for match in _INDEX.finditer(text):
            tail = match["tail"] or ""
            unit = "分" if tail.startswith("分") else ""
            yield Amount(
                match.start("low"), match.end(), _decimal(match["low"]), unit, tail.removeprefix("分"), "index"
            )  # fmt: skip
    if "年限" in text:
        for match in _LIFE.finditer(text):
            yield Amount(
                match.start("low"), match.end(), Decimal(match["low"]), "年", match["tail"] or "", "index"
            )  # fmt: skip
    for match in _HAN_AMOUNT.finditer(text):
        value = numerals.to_int(match["part"] or match["low"] or match["tenths"])
        if value is not None and (
            match["share"] or text[match.start() - 1 : match.start()] not in "第十百每同某任这那"
        ):
            unit = "%" if match["share"] else match["unit"] or match["tenth"]
            yield Amount(
                match.start(), match.end(), Decimal(value), unit, match["tail"] or "", kind_of(unit), False
            )  # fmt: skip


def _decimal(number: str) -> Decimal:
    return Decimal(re.sub(r"[, ]", "", number))


def _spread(text: str, found: list[Amount]) -> list[Amount]:
    """分别达到1、2、3个: numbers of a list that share the last one's unit."""
    if "分别" not in text:
        return found
    more: list[Amount] = []
    for match in _LISTED.finditer(text):
        last = next((each for each in found if each.start == match.end()), None)
        if last is None:
            continue
        for number in re.finditer(_NUMBER, match["list"]):
            start = match.start("list") + number.start()
            more.append(
                last._replace(start=start, end=start + len(number[0]), value=_decimal(number[0]))
            )  # fmt: skip
    return sorted([*found, *more], key=lambda each: each.start)


def kind_of(unit: str) -> str:
    """What sort of thing a unit counts."""
    bare = unit.split("/")[0]
    if bare.endswith(("%", "‰", "百分点")) or bare == "成":
        return "rate"
    if unit in TIMES:
        return "time"
    if bare.endswith(("元", "亿")) or unit.endswith("亿级"):
        return "money"
    return "size" if bare in TIMES or _SIZE.search(bare) else "count"


# --- comparing

_REACH = (
    r"(?:达到|达|(?:提[高升]|增[长加]|发展|扩[大增充容]|上升|攀升|回升|恢复|拓展|延伸|延长|壮大|提|增|升|扩|涨)[到至]|"
    r"迈上|跃上|站上|跨上|登上|冲上|跨越|冲刺|冲击|实现|不低于|不少于|不小于|至少|不得低于|不得少于|保底)"
)
_OVER = r"(?:超过|突破|大于|高于|超出|超|破|过)"
_CAPS = (
    r"(?:不超过|不高于|不大于|不多于|不得超过|不得高于|不突破|(?:控制|压控|压减|限制)在|"
    r"(?:压[减降缩]|降低|下降|减少|缩[短减小]|精简|削减|回落|收窄|压|降|减|缩)[到至])"
)
_UNDER = r"(?:低于|小于|少于|不足|不到|不满)"
_ABOUT = r"(?:约|大约|约为)"
_HOLD = r"(?:稳定在|保持在|维持在|稳定到|保持)"
COMPARE = re.compile(
    rf"(?P<caps>{_CAPS})|(?P<reach>{_REACH})|(?P<over>{_OVER})|(?P<under>{_UNDER})|(?P<about>{_ABOUT})|(?P<hold>{_HOLD})"
)
_COMPARE_END = re.compile(
    rf"(?:(?P<caps>{_CAPS})|(?P<reach>{_REACH})|(?P<over>{_OVER})|(?P<under>{_UNDER})|(?P<about>{_ABOUT})|(?P<hold>{_HOLD}))"
    r"(?:\s*|全[省市县区国][^，。；、]{0,10}的|[^，。；、\d]{2,12}的)?$"
)
_MOVED = re.compile(
    r"(?:(?P<up>提高|提升|增加|扩大|扩充)|压减|压缩|压降|缩短|降低|减少|精简)[^，。；、\d到至]{2,14}[到至]$"
)
"""压减材料至3份: the thing stands inside the words that compare."""
GROWTH = re.compile(
    r"(?:增长|提高|提升|增加|下降|降低|减少|压减|压缩|上升|增幅|上涨|扩大|缩短|降幅|涨幅|增速|削减|回升|改善)(?:幅度)?(?:为|在|约|了)?$"
)


class Comparison(NamedTuple):
    """How a number is compared: the comparator, the words in front of it and their group."""

    comparator: Comparator
    start: int
    group: str


def comparison(left: str, tail: str) -> Comparison:
    """What the words right before a number and its tail say; ``=`` and no group where they say nothing.

    >>> comparison("覆盖率达到", "以上").comparator
    '>='
    >>> comparison("突破", "").comparator
    '>'
    """
    match = _COMPARE_END.search(left)
    if match is None and (moved := _MOVED.search(left)):
        group = "reach" if moved["up"] else "caps"
        return Comparison(_comparator(group, tail), moved.end() - 1, group)
    group = (match.lastgroup or "") if match else ""
    start = match.start() if match else len(left)
    return Comparison(_comparator(group, tail), start, group)


def _comparator(group: str, tail: str) -> Comparator:
    if tail in ("左右", "上下") or group == "about":
        return "~"
    if tail in ("以内", "之内", "以下") or group == "caps":
        return "<="
    if tail == "以上":
        return ">" if group == "over" else ">="
    by_group: dict[str, Comparator] = {"reach": ">=", "over": ">", "under": "<"}
    return by_group.get(group, "=")


def masked(text: str) -> str:
    """The text with what stands in brackets, quotes and titles made blank, place for place."""
    if not any(each in text for each in '（(〔[【“《"'):
        return text
    found: list[str] = []
    depth, quoted = 0, False
    for each in text:
        if each in OPEN or each in "“《":
            depth += 1
        elif (each in CLOSE or each in "”》") and depth:
            depth -= 1
            found.append("\u3000")
            continue
        elif each == '"':
            quoted = not quoted
            found.append("\u3000")
            continue
        found.append("\u3000" if depth or quoted else each)
    return "".join(found)


# --- when

_YEAR = re.compile(
    r"(?P<by>到|至|截至|截止到?)?\s*(?:(?P<from>20\d\d)年?\s*(?:[—–－~～-]+|至|到)\s*)?(?P<year>20\d\d)\s*年(?P<end>底|末)?"
    r"(?P<rest>年?[底末]|\d{1,2}月(?:份)?(?:\d{1,2}日)?[底末]?)?(?P<before>以?之?前)?"
)
_NO_YEAR_LEFT = re.compile(r"(?:比|较|与|同|以|自|从|由|在|相比|于|超过|高于|低于)$")
_NO_YEAR_RIGHT = re.compile(
    r"\s*(?:的|相比|基础上|水平|基数|以来|起|同期|度?(?:的|预算|决算)|\d{0,2}月?\d{0,2}日?起|（不含|以后|前的|底前的)"
)
_PLAN_PERIOD = re.compile(r"十(?P<ordinal>[三四五六])五”?(?:期间|时期|末)")
"""Of a five-year plan: 十四五 ends in 2025."""


class Year(NamedTuple):
    """A year by or in which something is to be reached.

    Attributes:
        at: where it stands.
        aim: it is said as a limit (到2025年, 2025年底前).
        opens: it opens its sentence or a part of one.
        past: it lies before the document.
    """

    at: int
    year: int
    aim: bool
    opens: bool
    past: bool


def years_in(own: str, since: int) -> list[Year]:
    """The years of a text; those before ``since`` are past. Years compared with, and of titles, are left out."""
    found: list[Year] = []
    titles = [each.span() for each in re.finditer("《[^》]*》", own)] if "《" in own else []
    for match in _YEAR.finditer(own):
        year, start, end = int(match["year"]), match.start(), match.end()
        past = year < since
        if _NO_YEAR_LEFT.search(own[:start]) and not match["by"] and not match["from"]:
            continue
        reached = match["by"] and re.match(r"的\s*\d", own[end:])
        if (_NO_YEAR_RIGHT.match(own, end) and not reached) or any(
            first <= start < last for first, last in titles
        ):
            continue
        if past and re.match(r"[^，。；、]{0,8}的", own[end : end + 9]):
            continue
        aim = bool(match["by"] or match["before"] or match["end"])
        opens = not start or own[start - 1] in "，。；：、（(—一.．\n\t "
        found.append(Year(start, year, aim, opens, past))
    if "五" in own:
        for match in _PLAN_PERIOD.finditer(own):
            year = 2020 + 5 * ("三四五六".index(match["ordinal"]))
            found.append(Year(match.start(), year, True, True, year < since))
        found.sort()
    return found

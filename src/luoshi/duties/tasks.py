"""A clause's words split into the things to be done (任务分解)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from luoshi.duties.model import Task
from luoshi.gazette.model import Lines

_VERBS = (
    "推进|推动|开展|建立|建设|完善|加强|健全|制定|编制|落实|组织|实施|强化|加快|深化|优化|提升|提高|支持|鼓励|引导|规范|"
    "严格|扩大|培育|打造|构建|探索|促进|做好|加大|发挥|确保|推行|推广|统筹|研究|出台|拓展|创新|严厉打击|打击|查处|"
    "指导|督促|监督|负责|牵头|协调|配合|协助|会同|开发|改造|新建|实行|执行|明确|"
    "梳理|修编|修复|划清|界定|贯彻|挖掘|盘活|设定|解决|妥善处理|处理|协助完成|倡导|动员|召开|纠正|归集|简化|压缩|清理|整合|汇总|上报|报送|公布|公示|发布|组建|成立|设立|启动|"
    "完成|实现|保障|保护|防范|化解|排查|整治|治理|宣传|培训|培养|引进|争取|申报|搭建|畅通|降低|减少|增加|争创|评选|"
    "收集|分析|监测|评估|评价|考核|检查|审核|核查|受理|办理|兑现|拨付|安排|储备|供应|调度|划定|厘清|摸清|总结|督导|更新|公开|编写|修订|压实|落细|改进|衔接|深挖|用好|抓好|坚持|增强|扩展|壮大|培优|运用|夯实|普及|巡查|清查|检查|建好|严格|"
    "突出|服务|助推|助力|加速|采取|引领|形成|释放|集聚|紧抓|紧盯|瞄准|打通|开辟|掌握|提供|吸引|选树|研制|拓宽|筹措|杜绝|避免|确立|"
    "设置|配备|配齐|下放|取消|放宽|约谈|追究|认定|建成|做强|做优|做大|做实|激发|激活|注重|攻克|融入|细化|划转|清退|发展|丰富|保持|开设|叫响|打好|试行|扩充"
)
_FIRST = "组织|探索|建立|健全|完善|统筹|编制|研究|制定|落实|推动|鼓励|支持|引导|加快|启动|规范|改造|督促|指导|协调|监督|配合|协助|推进|深化"
_SECOND = (
    "开展|建立|健全|完善|推行|出台|完成|做好|解决|"
    "(?:实施|推进|落实|制定|编制|提升|督促|监督|考核)(?!工程|方案|细则|意见|计划|办法|单位|主体|机制|制度|情况|结果|行动)"
)
_HOW = (
    "积极|全面|大力|持续|深入|稳步|逐步|有序|充分|切实|科学|合理|加快|及时|依法依规|依法|定期|统筹|进一步|严格|严肃|适时|认真|"
    "主动|重点|着力|扎实|高标准|高质量|分类|分级|有效|不断|同步|协同|适度|妥善|密切|集中|共同|继续|有力|尽快|加速|广泛|系统|全力|率先|清晰|优先|坚决|大幅|足额|每年|每半年|每季度|每月"
)
"""How it is done (方式): words that may stand before a verb."""
_BEGIN = re.compile(
    rf"^(?:并|同时|要|应当|应|须)*(?:(?:{_HOW})地?(?={_HOW}|{_VERBS}))*"
    rf"(?P<verb>(?:{_FIRST})(?:并|和)?(?:{_SECOND})|(?:{_VERBS})好?)"
)
_MARK = re.compile(
    r"^\s*(?:第[一二三四五六七八九十百]+条|[（(]?[一二三四五六七八九十]+[）)、.．]|[（(]?\d{1,2}[）)、.．](?!\d)|\d{1,2}(?:\.\d{1,2})+(?=[\u4e00-\u9fff])(?![万亿千百个年月元])|[①-⑳])\s*"
)
_WHOLE = re.compile(r"[（(〔][^（()）〔〕]{0,120}[）)〕]|《[^《》]{0,80}》|“[^“”]{0,120}”")
"""What is never cut: brackets, titles and quotes."""
_OPENS = re.compile(
    r"(?:依托|根据|按照|依据|紧紧围绕|围绕|聚焦|通过|以(?![及上下内])|对|针对|结合|充分利用|利用|在|借助|为(?!了?民)|坚持以|面向|立足)"
)
"""How an adverbial begins that belongs to the verb behind it."""


def split(
    text: str, lines: Lines, where: Callable[[int, int], Lines | None] | None = None
) -> tuple[Task, ...]:
    """The things to be done, each with its verb and object in the clause's words.

    A new one begins at a sentence, and at a comma where a verb of doing follows, alone or behind an adverbial
    (依托平台，建立…).

    Args:
        text: what a notation governs.
        lines: of all of it.
        where: gives the lines of a part of the text.
    """
    found: list[Task] = []
    for start, sentence in _cut(text, "。；;！\n", 0):
        mark = _MARK.match(sentence)
        begin = mark.end() if mark else 0
        for first, last in _parts(list(_cut(sentence[begin:], "，,", start + begin))):
            words = text[first:last].strip()
            found.append(_task(words, (where and where(first, last)) or lines))
    return tuple(found)


def _parts(pieces: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Where each thing to be done begins and ends: a piece with a verb begins one, an adverbial waits for its verb."""
    first = last = 0
    waits = done = False
    for place, (at, piece) in enumerate(pieces):
        opens = bool(_OPENS.match(piece))
        acts = bool(_head(piece) or _TURNED.match(piece))
        goes_on = (waits or not acts) if not done else not (acts or opens)
        if place and not goes_on:
            yield first, last
            first, done = at, False
        elif not place:
            first = at
        if first == at:
            waits = opens and not acts
        done, last = done or acts, at + len(piece)
    if pieces:
        yield first, last


def _cut(text: str, marks: str, start: int) -> Iterator[tuple[int, str]]:
    """Pieces between marks that stand outside of brackets, titles and quotes, and where they begin."""
    whole = _WHOLE.sub(lambda match: "\0" * len(match[0]), text)
    begin = 0
    for match in re.finditer(f"[{marks}]", whole):
        if text[begin : match.start()].strip():
            yield start + begin, text[begin : match.start()]
        begin = match.end()
    if text[begin:].strip():
        yield start + begin, text[begin:]


_SUBJECT = re.compile(r"[^，。；]{2,40}?(?:应当|应|须|要|负责|牵头)(?!求|点|素|闻|用|急|对)")
"""Who must do it, before the verb."""
_TURNED = re.compile(
    r"^(?:将|把|对)(?P<object>[^，。；]{2,60}?)(?:(?P<verb>纳入|列入|作为|列为|融入)|(?:进行|开展|实施|予以)(?P<done>[\u4e00-\u9fff]{2,6}))"
)
"""The object before the verb (将甲纳入乙, 对甲进行核查)."""


def _head(piece: str) -> re.Match[str] | None:
    """The verb at the head of a piece, or behind the subject that must do it."""
    if begin := _BEGIN.match(piece):
        return begin
    subject = _SUBJECT.match(piece)
    return _BEGIN.match(piece[subject.end() :]) if subject else None


def _verb(part: str) -> re.Match[str] | None:
    """The verb of a part: at its head, or at the head of a piece behind an adverbial."""
    if (begin := _head(part)) or not _OPENS.match(part):
        return begin
    return next((begin for _, piece in _cut(part, "，,", 0) if (begin := _head(piece))), None)


def _task(text: str, lines: Lines) -> Task:
    """A part and its verb; its object is what follows, to the next comma."""
    if turned := _TURNED.match(text):
        return Task(turned["verb"] or turned["done"], turned["object"], text, lines)
    begin = _verb(text)
    if begin is None:
        return Task("", text, text, lines)
    _, told = next(_cut(begin.string[begin.end() :], "，,", 0), (0, ""))
    return Task(begin["verb"], told.strip(), text, lines)

"""Names of clauses inside one exported file, derived from their addresses.

An *anchor* is the address without the document's label, as people write it. An *eId* is its ASCII
form after the naming convention of Akoma Ntoso: ``第十五条第（三）项`` is ``art_15__item_3``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from luoshi.gazette.model import Clause, Document
from luoshi.gazette.numerals import CHINESE, to_int

_NUMBER = rf"(?:\d+|[{CHINESE}]+)"
_STEP = re.compile(
    rf"第[（(]?(?P<ordinal>{_NUMBER})[）)]?(?P<unit>分编|编|章|节|条|款|项|目|段|人)"
    rf"(?:之(?P<sub>[{CHINESE}]+))?"
    r"|(?P<word>附件|表头|表|行|名单|正文|标题|文号|登记号|日期|主送|落款|附注|目录)(?P<place>\d*)"
    r"|（重(?P<again>\d+)）"
    r"|(?P<decimal>\d+(?:[.．]\d+)+)"
    rf"|[（(](?P<bracket>{_NUMBER})[）)]"
    r"|(?P<circled>[①-⑳㉑-㉟㊱-㊿])"
    rf"|(?P<bare>{_NUMBER}|[A-Za-z])"
)
_UNITS = {
    "编": "book", "分编": "part", "章": "chp", "节": "sec", "条": "art", "款": "para",
    "项": "item", "目": "subitem", "段": "para", "人": "person",
}  # fmt: skip
_WORDS = {
    "附件": "att", "表头": "header", "表": "table", "行": "row", "名单": "roster", "正文": "text",
    "标题": "title", "文号": "docnumber", "登记号": "registration", "日期": "date",
    "主送": "recipients", "落款": "signature", "附注": "note", "目录": "toc",
}  # fmt: skip
_KINDS = {
    "title": "title", "number": "docnumber", "registration": "registration", "date": "date",
    "recipients": "recipients", "signature": "signature", "note": "note", "contents": "toc",
    "enclosure": "text", "attachment": "att", "part": "book", "chapter": "chp", "section": "sec",
    "article": "art", "paragraph": "para", "item": "item", "subitem": "subitem", "point": "point",
    "table": "table", "row": "row", "roster": "roster", "person": "person", "matter": "matter",
}  # fmt: skip


def anchors(document: Document) -> dict[str, str]:
    """For each address of the document the fragment by which a page names it."""
    return _unique(document, _anchor)


def eids(document: Document) -> dict[str, str]:
    """For each address of the document its eId: ASCII, without blanks, unique."""
    return _unique(document, _eid)


def tail(document: Document, address: str) -> str:
    """The address without the label of the document."""
    return address.removeprefix(document.label).strip()


def _unique(document: Document, name: Callable[[Document, Clause], str]) -> dict[str, str]:
    taken: set[str] = set()
    found: dict[str, str] = {}
    for clause in document.walk():
        wanted = candidate = name(document, clause)
        count = 1
        while candidate in taken:
            count += 1
            candidate = f"{wanted}-{count}"
        taken.add(candidate)
        found[clause.address] = candidate
    return found


def _anchor(document: Document, clause: Clause) -> str:
    return re.sub(r"\s+", "_", tail(document, clause.address)) or clause.kind


def _eid(document: Document, clause: Clause) -> str:
    """Each step of the address in ASCII; the kind of the clause where a step is not understood."""
    rest = tail(document, clause.address)
    steps: list[str] = []
    place = 0
    while match := _STEP.match(rest, place):
        place = len(rest) - len(rest[match.end() :].lstrip())
        steps.append(_step(match))
    if place < len(rest) or not steps:
        steps.append(_KINDS[clause.kind])
    return "__".join(steps)


def _step(match: re.Match[str]) -> str:
    if unit := match["unit"]:
        sub = f"-{_number(match['sub'])}" if match["sub"] else ""
        return f"{_UNITS[unit]}_{_number(match['ordinal'])}{sub}"
    if word := match["word"]:
        return _WORDS[word] + (f"_{match['place']}" if match["place"] else "")
    if again := match["again"]:
        return f"again_{again}"
    if decimal := match["decimal"]:
        return "point_" + re.sub(r"[.．]", "-", decimal)
    if circled := match["circled"]:
        return f"point_{unicodedata.numeric(circled):.0f}"
    return f"point_{_number(match['bracket'] or match['bare'])}"


def _number(text: str) -> str:
    number = to_int(text)
    return str(number) if number is not None else "".join(c for c in text if c.isascii()) or "x"

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
    rf"第[（(]?(?P<ordinal>{_NUMBER})[）)]?(?P<unit>分编|编|章|节|条|款|项|目|段)"
    rf"(?:之(?P<sub>{_NUMBER}))?"
    rf"|(?P<word>附件|附表|附录|表|行|名单|人员|正文|标题|段|图)第?(?P<place>{_NUMBER})?"
    rf"|(?P<decimal>\d+(?:[.．]\d+)+)"
    rf"|[（(](?P<bracket>{_NUMBER}|[A-Za-z])[）)]"
    rf"|(?P<circled>[①-⑳㉑-㉟㊱-㊿])"
    rf"|(?P<bare>{_NUMBER})"
)
_UNITS = {
    "编": "book", "分编": "part", "章": "chp", "节": "sec", "条": "art", "款": "para",
    "项": "item", "目": "subitem", "段": "para",
}  # fmt: skip
_WORDS = {
    "附件": "att", "附表": "schedule", "附录": "annex", "表": "table", "行": "row",
    "名单": "roster", "人员": "person", "正文": "text", "标题": "title", "段": "para", "图": "fig",
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
    rest = tail(document, clause.address)
    steps = [_step(match) for match in _STEP.finditer(rest)]
    covered = sum(match.end() - match.start() for match in _STEP.finditer(rest))
    ending = _KINDS[clause.kind]
    # Words that are no step (a named table, a title) are told apart by the kind of the clause.
    if not steps or (covered < len(re.sub(r"\s", "", rest)) and not steps[-1].startswith(ending)):
        steps.append(ending)
    return "__".join(steps)


def _step(match: re.Match[str]) -> str:
    if unit := match["unit"]:
        sub = f"-{_number(match['sub'])}" if match["sub"] else ""
        return f"{_UNITS[unit]}_{_number(match['ordinal'])}{sub}"
    if word := match["word"]:
        place = f"_{_number(match['place'])}" if match["place"] else ""
        return _WORDS[word] + place
    if decimal := match["decimal"]:
        return "point_" + re.sub(r"[.．]", "-", decimal)
    if circled := match["circled"]:
        return f"point_{unicodedata.numeric(circled):.0f}"
    return f"point_{_number(match['bracket'] or match['bare'])}"


def _number(text: str) -> str:
    number = to_int(text)
    return str(number) if number is not None else "".join(c for c in text if c.isascii()) or "x"

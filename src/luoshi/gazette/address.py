"""Addresses of clauses as people write them, and back to the clause."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from luoshi.gazette.errors import AddressError
from luoshi.gazette.marks import DECREE_RE, NUMBER_RE, decree_of, number_of
from luoshi.gazette.model import Clause, Document
from luoshi.gazette.numerals import CHINESE, to_chinese, to_int
from luoshi.gazette.repair import simplified

_N = rf"(?:[{CHINESE}]+|\d{{1,4}})"
_STEP = re.compile(
    rf"(?P<legal>第?\s*(?P<ln>{_N})\s*(?P<unit>分编|编|章|节|条|款|段|人)(?:\s*之\s*(?P<branch>[{CHINESE}]{{1,3}}))?)"
    rf"|(?P<item>第?\s*[（(]?\s*(?P<in>{_N})\s*[）)]?\s*项)"
    rf"|(?P<sub>第?\s*[（(]?\s*(?P<sn>{_N})\s*[）)]?\s*目)"
    rf"|(?P<attach>附\s*件(?:\s?(?P<an>\d{{1,2}})|(?P<acn>[{CHINESE}]+)(?![、．.]))?)"
    rf"|(?P<table>(?P<tw>表|名单|行)\s*(?P<tn>{_N}))"
    r"|(?P<word>表头|正文|附则|序言|标题\d*|文号\d*|登记号\d*|日期\d*|主送\d*|落款\d*|附注\d*|目录\d*)"
    r"|(?P<again>\(重(?P<rn>\d+)\))"
    r"|(?P<decimal>\d{1,2}(?:\s?\.\s?\d{1,2})+)"
    rf"|(?P<paren>[（(]\s*(?P<pn>{_N})\s*[）)])"
    r"|(?P<circle>[①-⑳㉑-㉟㊱-㊿])"
    rf"|(?P<cn>[{CHINESE}]+)\s*[、．.]?"
    r"|(?P<ar>\d{1,3})\s*[.、．]?"
    r"|(?P<letter>[A-Za-z])\s*[.、．]?"
)
_BLANK = re.compile(r"[\s,，、\-—的]+")
_TITLE = re.compile(r"^\s*《(?P<title>.+)》")
_UNBRACKETED = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff]{2,14})\s*(?P<year>(?:19|20)\d\d)\s*[年\-—]?\s*第?(?P<n>\d{1,5})\s*号"
)
_BARE_TITLE = re.compile(
    r"(?P<title>[\u4e00-\u9fff]{2,60}?(?:法典|法|条例|办法|规定|细则|规则|意见|方案|预案|通知|指引)(?:[（(][\u4e00-\u9fff]{2,6}[）)])?)\s*(?=第|附件|$)"
)
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_NARROW = str.maketrans("０１２３４５６７８９（）．，", "0123456789().,")


@dataclass(frozen=True, slots=True)
class Address:
    """A document, by 文号 or title, and the steps down to a clause (none for the document)."""

    document: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The address in customary spelling."""
        return " ".join([self.document, "".join(self.path)]).strip()


def parse_address(text: str) -> Address:
    """Read an address in any customary spelling.

    ``朔住建发(2023)65号第15条(三)`` has the document ``朔住建发〔2023〕65号`` and the path
    ``第十五条``, ``（三）``.

    Raises:
        AddressError: the document or a step cannot be recognised.
    """
    document, rest = _document(simplified(text).strip())
    rest = rest.translate(_NARROW)
    if document is None:
        raise AddressError(
            f"地址“{text[:60]}”里没有发文字号，也没有书名号中的标题",
            "请写成“发文字号 条款”，例如“某政发〔2023〕5号 第三条第（二）项”",
        )
    path: list[str] = []
    place = 0
    while place < len(rest):
        blank = _BLANK.match(rest, place)
        if blank:
            place = blank.end()
            continue
        step = _STEP.match(rest, place)
        if step is None:
            raise AddressError(
                f"地址“{text[:60]}”中的“{rest[place : place + 12]}”无法识别",
                "条款请写成“第十五条第（三）项”“三（二）4”“4.3.1（1）”“附件 表1 行7”这样的形式",
            )
        path.append(_label(step))
        place = step.end()
    return Address(document, tuple(path))


def _document(words: str) -> tuple[str | None, str]:
    """The document's number or title, and what stands behind it."""
    title = _TITLE.match(words)
    if title:
        return title["title"], words[title.end() :]
    words = words.translate(_DIGITS)
    decree = DECREE_RE.match(words)
    if decree:
        return decree_of(decree), words[decree.end() :]
    number = NUMBER_RE.match(words) or _UNBRACKETED.match(words)
    if number:
        return number_of(number), words[number.end() :]
    bare = _BARE_TITLE.match(words)
    if bare:
        return bare["title"], words[bare.end() :]
    return None, words


def _label(step: re.Match[str]) -> str:
    """A step in the spelling of clause labels."""
    if step["legal"]:
        branch = f"之{step['branch']}" if step["branch"] else ""
        if step["unit"] == "人":
            return f"第{to_int(step['ln'])}人"
        return f"第{_cn(step['ln'])}{step['unit']}{branch}"
    if step["item"]:
        return (
            f"第（{_cn(step['in'])}）项"
            if not step["in"].isdigit() or "（" in step[0] or "(" in step[0]
            else f"第{step['in']}项"
        )
    if step["sub"]:
        return f"第{to_int(step['sn'])}目"
    if step["attach"]:
        number = step["an"] or step["acn"]
        return f"附件{to_int(number) if number else ''}"
    if step["table"]:
        return f"{step['tw']}{to_int(step['tn'])}"
    if step["decimal"]:
        return re.sub(r"\s", "", step["decimal"])
    if step["paren"]:
        number = step["pn"]
        return f"（{int(number)}）" if number.isdigit() else f"（{_cn(number)}）"
    if step["cn"]:
        return _cn(step["cn"])
    if step["again"]:
        return f"（重{step['rn']}）"
    return step["word"] or step["circle"] or step["ar"] or step["letter"].upper()


def _cn(number: str) -> str:
    value = to_int(number)
    return to_chinese(value) if value is not None else number


def resolve(document: Document, path: tuple[str, ...]) -> Clause:
    """The clause at the end of the path.

    Steps may leave out what stands between (chapters, the enclosed text), and 第一款 of an article
    is the article's own first paragraph.

    Raises:
        AddressError: no clause of the document answers to the path.
    """
    exact = _exact(document, path)
    if exact is not None:
        return exact
    if path and (number := re.fullmatch(r"附件(\d+)", path[0])) and not _has(document, path[0]):
        return resolve(document, ("附件", to_chinese(int(number[1])), *path[1:]))
    roots: tuple[Clause, ...] = document.clauses
    found: Clause | None = None
    for position, step in enumerate(path):
        repeated = re.fullmatch(r"（重(\d+)）", step)
        if repeated:
            continue
        scope = _below(roots if found is None else found.children)
        match = next((clause for clause in scope if _answers(clause, step)), None)
        if match is None and found is not None and found.kind == "article" and step == "第一款":
            continue
        if match is None:
            raise AddressError(
                f"“{document.label}”中没有“{''.join(path[: position + 1])}”",
                f'请核对条款编号，可用 luoshi show "{document.label}" 查看全文的编号',
            )
        found = match
    if found is None:
        raise AddressError(f"“{document.label}”后面没有条款", "请写明条款，例如“第一条”")
    return found


def _has(document: Document, label: str) -> bool:
    """Whether an attachment of this number, or an only one for 附件1, is printed."""
    labels = [clause.label for clause in document.clauses if clause.kind == "attachment"]
    return label in labels or label == "附件1" or not labels


def _exact(document: Document, path: tuple[str, ...]) -> Clause | None:
    """The clause whose own address has exactly these steps."""
    wanted = "".join(path)
    for clause in document.walk():
        rest = clause.address[len(document.label) :].replace(" ", "")
        if rest == wanted:
            return clause
    return None


def _below(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """The clauses and all below them, nearest first."""
    level = list(clauses)
    while level:
        yield from level
        level = [child for clause in level for child in clause.children]


def _answers(clause: Clause, step: str) -> bool:
    """Whether the step names the clause, in its own or in a customary other spelling."""
    if clause.label == step:
        return True
    numbers = re.findall(rf"[{CHINESE}]+|\d+", step)
    if not numbers:
        return False
    bracketed = step.startswith("（") or step.endswith("项")
    if clause.kind == "item" and bracketed:
        label = re.findall(rf"[{CHINESE}]+|\d+", clause.label)
        return bool(label) and to_int(label[0]) == to_int(numbers[0])
    if clause.kind in ("subitem", "item") and step.isdigit():
        label = re.findall(rf"[{CHINESE}]+|\d+", clause.label)
        return bool(label) and to_int(label[0]) == int(step)
    if clause.kind == "point":
        return clause.label in (f"（{step}）", step.strip("（）")) or (
            step.endswith(("项", "条", "款")) and clause.label.strip("（）") in numbers
        )
    return clause.kind == "attachment" and step == "附件1" and clause.label == "附件"

"""The clause tree of a document: levels are inferred from the marks that it uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from luoshi.gazette.blocks import Block, Manner
from luoshi.gazette.line import Line, spans, squeeze
from luoshi.gazette.marks import LEGAL, RANK, Mark, MarkKind
from luoshi.gazette.model import Clause, ClauseKind, Person, Span
from luoshi.gazette.numerals import to_chinese

_TERMINAL = re.compile(r"[。；！？]")
_CLOSING = re.compile(
    r"^特此(?:通知|公告|通告|函告|批复|决定)|"
    r"^(?:以上)?(?:本|各)(?:决定|公告|通告|批复|规则|章程|解释|法|修正案|办法|意见|实施意见|方案|实施方案|通知|预案|规定|细则|条例|措施|若干措施|政策措施|政策|指引|机制|规则|计划|县（市、区）|区县|市|单位)"
    r"[^。]{0,40}(?:施行|实施|执行|解释|参照|有效期)"
)


_IN_DATE = re.compile(r"(?<=[\d年月]) (?=[\d年月日])")
"""Blanks that the print puts between the figures of a date."""

MISPLACED = "错栏：这段文字印在条的前面，可能属于下一条"


@dataclass(slots=True)
class Node:
    """A clause under construction."""

    kind: ClauseKind
    label: str = ""
    mark: Mark | None = None
    lines: list[Line] = field(default_factory=list[Line])
    children: list[Node] = field(default_factory=list["Node"])
    heading: str = ""
    cells: tuple[str, ...] = ()
    header: bool = False
    person: Person | None = None
    damages: list[str] = field(default_factory=list[str])
    address: str = ""

    def own(self) -> str:
        """The node's own words, squeezed."""
        if self.kind == "row":
            return "\t".join(self.cells)
        if self.kind == "person" and not (self.person and self.person.act):
            return " ".join(re.sub(r"\s+", " ", line.text) for line in self.lines)
        if self.kind == "signature":
            words = " ".join(re.sub(r"\s+", " ", line.text) for line in self.lines)
            return _IN_DATE.sub("", words)
        return "".join(
            _words(line, self.mark if i == 0 else None) for i, line in enumerate(self.lines)
        )

    def walk(self) -> Iterator[Node]:
        """This node and those below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def _words(line: Line, mark: Mark | None) -> str:
    """The line's words; a mark that a digit or letter would swallow keeps its blank."""
    if mark is None:
        return squeeze(line.text)
    head, rest = squeeze(line.text[: mark.end]), squeeze(line.text[mark.end :])
    if (mark.kind in LEGAL or mark.kind == "decimal") and rest:
        return f"{head} {rest}"
    if rest[:1].isascii() and rest[:1].isalnum() and head[-1:] in ".0123456789":
        return f"{head} {rest}"
    return head + rest


def build(blocks: Sequence[Block], manner: Manner) -> list[Node]:
    """The top nodes of a body that consists of these blocks."""
    return _Builder(manner).run(blocks)


class _Builder:
    """One pass over the blocks with a stack of open nodes."""

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.root = Node("enclosure")
        self.stack: list[Node] = [self.root]
        self.homes: dict[MarkKind, MarkKind | None] = {}

    def run(self, blocks: Sequence[Block]) -> list[Node]:
        for index, block in enumerate(blocks):
            if block.kind == "mark" and block.mark:
                self._marked(block, block.mark)
            elif block.kind == "table":
                self._table(block)
            elif block.kind == "roster":
                self._roster(block)
            elif block.kind == "text":
                self._paragraph(block, blocks, index)
            else:
                self._furniture(block)
        return self.root.children

    # marks ---------------------------------------------------------------------------------

    def _marked(self, block: Block, mark: Mark) -> None:
        self._open_place_for(mark)
        parent = self.stack[-1]
        node = Node(self._kind(mark, parent), mark=mark, lines=[block.line])
        node.label = self._label(node, mark)
        node.heading = self._heading(block, mark)
        node.damages.extend(block.line.damages)
        if parent.children and MISPLACED in parent.children[-1].damages:
            node.damages.append("错栏：前面错印的文字可能属于这里，原文次序不明")
        parent.children.append(node)
        self.homes[mark.kind] = parent.mark.kind if parent.mark else None
        self.stack.append(node)

    def _open_place_for(self, mark: Mark) -> None:
        """Close what the new mark does not stand in."""
        if mark.kind in LEGAL:
            self._pop_while(lambda top: top.mark is None or RANK[top.mark.kind] >= RANK[mark.kind])
            return
        self._pop_while(lambda top: top.kind == "paragraph" and not self._in_article())
        if mark.kind == "decimal":
            self._pop_while(lambda top: not _encloses(top, mark))
            return
        kinds = [node.mark.kind if node.mark else None for node in self.stack]
        if mark.kind in kinds:
            place = len(kinds) - 1 - kinds[::-1].index(mark.kind)
            del self.stack[place:]
            return
        home = self.homes.get(mark.kind, "decimal")
        if mark.number != 1 and home in kinds and mark.kind in self.homes:
            del self.stack[kinds.index(home) + 1 :]
            return
        top = self.stack[-1].mark
        if (
            mark.kind not in self.homes
            and top
            and top.kind != "decimal"
            and RANK[top.kind] > RANK[mark.kind]
        ):
            self._pop_while(
                lambda node: node.mark is not None and RANK[node.mark.kind] > RANK[mark.kind]
            )

    def _pop_while(self, test: Callable[[Node], bool]) -> None:
        while len(self.stack) > 1 and test(self.stack[-1]):
            self.stack.pop()

    def _in_article(self) -> bool:
        return any(node.kind == "article" for node in self.stack)

    def _kind(self, mark: Mark, parent: Node) -> ClauseKind:
        match mark.kind:
            case "subpart":
                return "part"
            case "part" | "chapter" | "section" | "article":
                return mark.kind
            case _ if self._in_article():
                return "subitem" if any(n.kind == "item" for n in self.stack) else "item"
            case _:
                return "point"

    def _label(self, node: Node, mark: Mark) -> str:
        match node.kind:
            case "item":
                return f"第{mark.label}项" if mark.kind == "cn_paren" else f"第{mark.number}项"
            case "subitem":
                return f"第{mark.number}目"
            case "point":
                return (
                    mark.label.rstrip("、.") if mark.kind in ("cn", "ar", "letter") else mark.label
                )
            case _:
                return mark.label

    def _heading(self, block: Block, mark: Mark) -> str:
        """The heading words; empty where the mark stands before running text."""
        body = block.body.strip()
        if mark.kind == "article":
            return _article_heading(body)
        first, _, rest = body.partition(" ")
        glued = rest and 4 <= len(first) < 30 and not re.search("[。；，]", first)
        if mark.kind == "decimal" and glued and _TERMINAL.search(body):
            return squeeze(first)
        first = re.split("[。；：！？]", body, maxsplit=1)[0]
        if self._in_article() or len(first) > 42 or ("，" in first and len(first) > 30):
            return ""
        return squeeze(first)

    # paragraphs ----------------------------------------------------------------------------

    def _paragraph(self, block: Block, blocks: Sequence[Block], index: int) -> None:
        node = Node("paragraph", lines=[block.line], damages=list(block.line.damages))
        article = next((n for n in reversed(self.stack) if n.kind == "article"), None)
        if article is not None:
            if self.stack[-1] is not article and self._item_goes_on(blocks, index):
                self.stack[-1].children.append(node)
                return
            del self.stack[self.stack.index(article) + 1 :]
            article.children.append(node)
            self.stack.append(node)
            return
        top = self.stack[-1]
        preface = top.mark is not None and top.mark.number == 0
        if top.kind in ("part", "chapter", "section") and self.manner.articles and not preface:
            node.damages.append(MISPLACED)
        elif self._ends_document(block, blocks, index):
            del self.stack[1:]
        elif (
            top.mark
            and top.mark.kind in ("ar_paren", "circle")
            and not self._item_goes_on(blocks, index)
        ) and (not top.heading or _TERMINAL.search(top.lines[0].text)):
            kind = top.mark.kind
            while len(self.stack) > 1 and (m := self.stack[-1].mark) and RANK[m.kind] >= RANK[kind]:
                self.stack.pop()
        self.stack[-1].children.append(node)

    def _item_goes_on(self, blocks: Sequence[Block], index: int) -> bool:
        """Whether the next mark continues the list of the open item."""
        top = next(
            (n.mark for n in reversed(self.stack) if n.kind in ("item", "subitem", "point")), None
        )
        following = next((b.mark for b in blocks[index + 1 :] if b.mark), None)
        return bool(
            top and following and top.kind == following.kind and following.number == top.number + 1
        )

    def _ends_document(self, block: Block, blocks: Sequence[Block], index: int) -> bool:
        """Whether the paragraph speaks of the whole document, at its end."""
        if not self.stack[-1].mark or self.stack[-1].mark.kind == "decimal":
            return False
        if not _CLOSING.match(squeeze(block.line.text)):
            return False
        return not any(b.kind == "mark" for b in blocks[index + 1 :])

    # tables, rosters, furniture --------------------------------------------------------------

    def _table(self, block: Block) -> None:
        table = block.table
        if table is None:
            return
        self._pop_while(lambda top: top.kind == "paragraph")
        node = Node("table")
        for number, cells in enumerate(table.rows):
            header = number < table.header
            row = Node(
                "row",
                "表头" if header else f"行{number - table.header + 1}",
                lines=cells,
                cells=tuple(squeeze(cell.text) for cell in cells),
                header=header,
            )
            node.children.append(row)
        self.stack[-1].children.append(node)

    def _roster(self, block: Block) -> None:
        self._pop_while(lambda top: top.kind == "paragraph")
        node = Node("roster")
        number = 0
        for entry in block.roster:
            number += entry.person is not None
            label = f"第{number}人" if entry.person else ""
            kind: ClauseKind = "person" if entry.person else "paragraph"
            node.children.append(Node(kind, label, lines=[entry.line], person=entry.person))
        self.stack[-1].children.append(node)

    def _furniture(self, block: Block) -> None:
        kinds: dict[str, ClauseKind] = {
            "date": "date", "signature": "signature", "contents": "contents",
        }  # fmt: skip
        del self.stack[1:]
        kind = kinds.get(block.kind, "note")
        self.root.children.append(Node(kind, lines=[block.line, *block.more]))


def _encloses(top: Node, mark: Mark) -> bool:
    """Whether the open node is where a decimal mark belongs."""
    if top.mark is None:
        return top.kind == "enclosure"
    if top.mark.kind != "decimal":
        return top.mark.kind in ("part", "subpart", "chapter", "section") or (
            len(mark.path) == 2 and top.mark.kind == "cn" and top.mark.number == mark.path[0]
        )
    return mark.path[: len(top.mark.path)] == top.mark.path and len(top.mark.path) < len(mark.path)


# labels and addresses ------------------------------------------------------------------------

_FURNITURE: dict[ClauseKind, str] = {
    "title": "标题", "number": "文号", "registration": "登记号", "date": "日期",
    "recipients": "主送", "signature": "落款", "note": "附注", "contents": "目录",
}  # fmt: skip
_APART = frozenset(
    {"table", "row", "roster", "person", "attachment", "enclosure", "matter", *_FURNITURE}
)


def number_labels(nodes: Sequence[Node]) -> None:
    """Give tables, rosters and paragraphs their labels: 表1, 名单1, 第二款, 第三段.

    Tables and rosters are counted through the document, and anew in each attachment.
    """
    counts: dict[str, int] = {}
    for top in nodes:
        mine = {} if top.kind == "attachment" else counts
        for each in top.walk():
            if name := {"table": "表", "roster": "名单"}.get(each.kind):
                mine[name] = mine.get(name, 0) + 1
                each.label = f"{name}{mine[name]}"
            number_paragraphs(each)


def _has_words(article: Node) -> bool:
    """Whether the article's first paragraph stands on the line of its mark."""
    line, mark = article.lines[0], article.mark
    return mark is not None and bool(line.text[mark.end :].strip())


def number_paragraphs(node: Node) -> None:
    """Label the paragraphs and the furniture directly below a node."""
    count = 1 if node.kind == "article" and _has_words(node) else 0
    unit = "款" if node.kind == "article" else "段"
    numbers: dict[str, int] = {}
    for child in node.children:
        if child.kind == "paragraph":
            count += 1
            child.label = f"第{to_chinese(count)}{unit}"
        elif name := _FURNITURE.get(child.kind):
            numbers[name] = numbers.get(name, 0) + 1
            child.label = name if numbers[name] == 1 else f"{name}{numbers[name]}"


def address_all(document: str, nodes: Sequence[Node]) -> None:
    """Give every node its address, unique in the document.

    The shortest customary form is taken first (articles without their chapter, decimals alone);
    where two nodes would share it, the enclosing labels are added, and a damaged repetition is
    counted.
    """
    taken: dict[str, str] = {}

    def visit(node: Node, short: str, full: str) -> None:
        resets = node.kind in ("article", "part") or bool(node.mark and node.mark.kind == "decimal")
        base = _outer(short) if resets else short
        candidate = _glue(base, node)
        long = _glue(full, node)
        if candidate in taken and taken[candidate] != long:
            candidate = long
        once, serial = candidate, 2
        while candidate in taken:
            candidate = f"{once}（重{serial}）"
            serial += 1
        taken[candidate] = long
        node.address = f"{document} {candidate}"
        inner = short if node.kind == "enclosure" else candidate
        for child in node.children:
            visit(child, inner, long)

    for node in nodes:
        visit(node, "", "")


def _outer(address: str) -> str:
    """The attachment that an address stands in, or nothing."""
    first = address.split(" ")[0]
    return first if first.startswith("附件") else ""


def _glue(base: str, node: Node) -> str:
    if not base:
        return node.label
    blank = node.kind in _APART or base.split(" ")[-1].startswith(("附件", "表", "名单", "正文"))
    return f"{base} {node.label}" if blank else base + node.label


def _article_heading(body: str) -> str:
    """条标: in brackets, or a few words without punctuation."""
    bracket = re.match(r"[【（〔]([^】）〕]{1,20})[】）〕]", body)
    if bracket:
        return bracket[1]
    running = re.search("[。；！？，：:]", body) or len(body) > 20
    return "" if running else squeeze(body)


def _heading(node: Node, own: str) -> str:
    """The heading; a lone sentence with nothing below it is running text, not a heading."""
    alone = not node.children and own.rstrip("。；！？：:;").endswith(node.heading)
    closed = own[-1:] in "。；！？"
    return "" if node.kind == "point" and alone and closed else node.heading


def freeze(node: Node) -> Clause:
    """The finished clause."""
    children = tuple(freeze(child) for child in node.children)
    own = node.own()
    places: list[Span] = []
    numbers: list[int] = []
    for line in node.lines:
        places.extend(spans(line.at, line.text))
        numbers += [line.number, line.end]
    for child in children:
        numbers += child.lines
    lines = (min(numbers), max(numbers)) if numbers else (0, 0)
    return Clause(
        node.kind, node.address, node.label, node.mark.label if node.mark else "", _heading(node, own),
        own, tuple(places), lines, children, node.cells, node.header, node.person,
        tuple(node.damages),
    )  # fmt: skip

"""The HTML of clauses and outlines, written here and not in templates: there may be thousands.

`put` makes an `Html` from words, and escapes every word that is not one already; `written` makes one from
a tree, whose words lxml escapes. There is no other way, so no word of a gazette can become markup. (Django's `format_html` does the same at five times the cost.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import LiteralString

from lxml import etree

from luoshi.web.text import Block, Entry, Run, TableRow


class Html(str):
    """Markup: made by `put` and `written` alone. Templates take it as it is, by Django's own convention."""

    __slots__ = ()

    def __html__(self) -> Html:
        """As markup."""
        return self


def put(pattern: LiteralString, *words: str) -> Html:
    """The pattern, which is ours, with words in its places, which are escaped."""
    return Html(pattern % tuple([one if type(one) is Html else escape(one) for one in words]))


def joined(parts: Iterable[Html]) -> Html:
    """Markup after markup."""
    return Html("".join(parts))


def written(tree: etree.ElementBase) -> Html:
    """A tree of elements as markup; every word of it is escaped on the way."""
    return Html(etree.tostring(tree, encoding="unicode"))


NOTHING = Html()


def clauses(blocks: Iterable[Block]) -> Html:
    """Blocks in reading order."""
    return joined(map(clause, blocks))


def clause(block: Block) -> Html:
    """One block: its words, its table, what is damaged in it, its tools."""
    return put(
        '<div class="clause kind-%s%s%s" id="%s">%s%s%s%s%s</div>\n',
        block.kind,
        " titled" if block.heading else "",
        f" in-{block.indent}" if block.indent else "",
        block.anchor,
        _tools(block.address, block.label, block.url),
        _own(block) if block.runs else NOTHING,
        _table(block) if block.rows else NOTHING,
        _damages(block.damages) if block.damages else NOTHING,
        _runs(block.run, block.label) if block.run else NOTHING,
    )


def _runs(run: tuple[str, int], label: str) -> Html:
    """The way to the rules that execute a clause."""
    url, count = run
    pattern = '<p class="rule-run no-print"><a href="%s" aria-label="运行 %s 的 %s 条规则">可执行 %s</a></p>'
    return put(pattern, url, label, str(count), str(count))


_HEADINGS: dict[int, LiteralString] = {
    3: '<h3 class="own headed">%s</h3>',
    4: '<h4 class="own headed">%s</h4>',
    5: '<h5 class="own headed">%s</h5>',
    6: '<h6 class="own headed">%s</h6>',
}


def _own(block: Block) -> Html:
    return put(_HEADINGS.get(block.level, '<p class="own">%s</p>'), runs(block.runs))


def runs(found: Sequence[Run]) -> Html:
    """Words with what they lead to."""
    return joined(map(_run, found))


def _run(run: Run) -> Html:
    words = put('<b class="mark">%s</b>' if run.strong else "%s", run.text)
    mention = run.mention
    if mention is None:
        return words
    if mention.href is None:
        return put('<span class="unknown" title="%s">%s</span>', mention.title, words)
    if mention.title == run.text:
        return put('<a href="%s">%s</a>', mention.href, words)
    return put('<a href="%s" title="%s">%s</a>', mention.href, mention.title, words)


def _table(block: Block) -> Html:
    return put(
        '<div class="scroll" role="region" tabindex="0" aria-label="%s">'
        '<table class="sheet-table">%s</table></div>',
        block.label,
        joined(map(_row, block.rows)),
    )


def _row(row: TableRow) -> Html:
    cell: LiteralString = '<th scope="col">%s</th>' if row.header else "<td>%s</td>"
    return put(
        '<tr id="%s">%s<td class="act">%s%s</td></tr>\n',
        row.anchor,
        joined(put(cell, runs(words)) for words in row.cells),
        _tools(row.address, row.label, row.url),
        _runs(row.run, row.label) if row.run else NOTHING,
    )


def _damages(reasons: Sequence[str]) -> Html:
    note = '<p class="damage" role="note">原文疑有损坏：%s</p>'
    return joined(put(note, reason) for reason in reasons)


def _tools(address: str, label: str, url: str) -> Html:
    """Copying the address needs no page; only what is in use has one."""
    copy = put(
        '<button type="button" class="copy" data-copy="%s" aria-label="复制地址 %s"></button>',
        address,
        label,
    )
    page = put('<a href="%s" aria-label="条款页 %s"></a>', url, label) if url else NOTHING
    return put('<span class="tools">%s%s</span>', copy, page)


def outline(entries: Iterable[Entry], levels: int) -> Html:
    """The lines of an outline, each with those below it; so many levels are open at first."""
    return joined(_entry(entry, levels) for entry in entries)


def _entry(entry: Entry, levels: int) -> Html:
    state: LiteralString = "true" if levels > 1 else "false"
    strong: LiteralString = ' class="strong"' if entry.strong else ""
    link = put('<a href="%s"' + strong + ">%s</a>", entry.href, entry.words)
    if not entry.children:
        return put("<li>%s</li>\n", link)
    return put(
        '<li><button type="button" class="twist" aria-expanded="'
        + state
        + '" aria-label="展开或收起 %s"></button>%s<ul>%s</ul></li>\n',
        entry.words,
        link,
        outline(entry.children, levels - 1),
    )

"""The HTML of clauses, written here and not in a template: a document may have thousands.

Every word goes through `format_html`, which escapes it; nothing is marked safe by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from luoshi.web.text import Block, Run, TableRow

NOTHING = format_html("")
COPY = '<button type="button" class="copy" aria-label="复制地址：{}" title="复制地址"></button>'
OPEN = '<a href="{}" aria-label="条款页：{}" title="条款页"></a>'


def clauses(blocks: Iterable[Block]) -> SafeString:
    """Blocks in reading order."""
    return _joined(clause(block) for block in blocks)


def clause(block: Block) -> SafeString:
    """One block: its words, its table, what is damaged in it, its tools."""
    return format_html(
        '<div class="clause kind-{}{}" id="{}" data-address="{}">{}{}{}{}</div>\n',
        block.kind,
        f" in-{block.indent}" if block.indent else "",
        block.anchor,
        block.address,
        _own(block),
        _table(block) if block.rows else NOTHING,
        _damages(block.damages) if block.damages else NOTHING,
        _tools(block.label, block.url),
    )


def _own(block: Block) -> SafeString:
    if not block.runs:
        return NOTHING
    words = runs(block.runs)
    if not block.level:
        return format_html('<p class="own">{}</p>', words)
    level = block.level
    return format_html('<h{} class="own headed">{}</h{}>', level, words, level)


def runs(found: Sequence[Run]) -> SafeString:
    """Words with what they lead to."""
    return _joined(map(_run, found))


def _run(run: Run) -> SafeString:
    words = format_html('<b class="mark">{}</b>' if run.strong else "{}", run.text)
    mention = run.mention
    if mention is None:
        return words
    if mention.href is None:
        return format_html('<span class="unknown" title="{}">{}</span>', mention.title, words)
    return format_html('<a href="{}" title="{}">{}</a>', mention.href, mention.title, words)


def _table(block: Block) -> SafeString:
    return format_html(
        '<div class="scroll" role="region" tabindex="0" aria-label="{}">'
        '<table class="sheet-table">{}</table></div>',
        block.label,
        _joined(map(_row, block.rows)),
    )


def _row(row: TableRow) -> SafeString:
    cell = '<th scope="col">{}</th>' if row.header else "<td>{}</td>"
    return format_html(
        '<tr id="{}" data-address="{}">{}<td class="act">{}</td></tr>\n',
        row.anchor,
        row.address,
        _joined(format_html(cell, runs(words)) for words in row.cells),
        _tools(row.label, row.url),
    )


def _damages(reasons: Sequence[str]) -> SafeString:
    note = '<p class="damage" role="note">原文疑有损坏：{}</p>'
    return _joined(format_html(note, reason) for reason in reasons)


def _tools(label: str, url: str) -> SafeString:
    """Copying the address needs no page; only what is in use has one."""
    copy = format_html(COPY, label)
    page = format_html(OPEN, url, label) if url else NOTHING
    return format_html('<span class="tools">{}{}</span>', copy, page)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))

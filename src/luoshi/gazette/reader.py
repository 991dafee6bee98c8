"""Reading a text as a gazette: all passes in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from luoshi.gazette import tree
from luoshi.gazette.compare import compare
from luoshi.gazette.decode import LARGEST, check, decode
from luoshi.gazette.document import draft
from luoshi.gazette.draft import Draft
from luoshi.gazette.errors import CutDocument, NoDocument, SeveralGazettes, TextTooLarge
from luoshi.gazette.facts import document_of
from luoshi.gazette.heads import find_heads
from luoshi.gazette.line import Line, Log, squeeze
from luoshi.gazette.linking import link
from luoshi.gazette.masthead import Masthead, cover_inside, issues_named, read_masthead
from luoshi.gazette.model import Clause, Damage, Document, Gazette
from luoshi.gazette.order import missing_order
from luoshi.gazette.references import find_references
from luoshi.gazette.repair import repair
from luoshi.gazette.split import Layout, lay_out
from luoshi.gazette.titles import plain
from luoshi.gazette.tree import Node

READER_VERSION = "1"
"""Changes when the same text would be read otherwise; a stored gazette is then read again."""


def read(source: str | bytes, *, name: str = "") -> Gazette:
    """Read a gazette, or a single document, law or regulation as a collection of one.

    Raises:
        GazetteError: the text cannot be read; says in Chinese what is wrong, where, what to do.
    """
    if isinstance(source, bytes):
        text, encoding = decode(source, name)
    else:
        if len(source) > LARGEST:
            raise TextTooLarge("文字过长", "请按期拆分后再导入", name)
        text, encoding = source, "str"
    if "\n" not in text:
        text = text.replace("\r", "\n")  # line ends of old systems, one character for one
    check(text, name)
    log = Log(text)
    lines = repair(text, log)
    layout = lay_out(lines)
    masthead = read_masthead([lines[i] for i in layout.matter])
    _refuse(lines, layout, name)
    _refuse_second(lines, layout, masthead, name)
    layout = _full_numbers(layout, masthead)
    documents, damages = _documents(lines, layout, log, masthead)
    _refuse_cut(lines, layout, documents, name)
    return Gazette(
        name=name,
        title=masthead.title,
        city=_city(masthead, documents),
        year=masthead.year or _year(documents),
        issue=masthead.issue,
        total_issue=masthead.total_issue,
        published=masthead.published,
        publisher=masthead.publisher,
        encoding=encoding,
        source=text,
        contents=layout.contents,
        documents=documents,
        front=_matter(lines, layout.matter, "卷首"),
        back=_matter(lines, layout.back, "卷尾"),
        removals=tuple(sorted(log.removals, key=lambda r: r.span)),
        changes=tuple(log.changes),
        damages=tuple(sorted(damages, key=lambda d: d.lines)),
        disagreements=compare(layout.contents, documents),
    )


def _full_numbers(layout: Layout, masthead: Masthead) -> Layout:
    """市政府令第5号 in the contents list is the decree of the gazette's own government."""
    place = re.match(r"(.+?)人民政府公报", masthead.title)
    if place is None:
        return layout
    entries = tuple(
        replace(entry, number=re.sub("^[省市区县]政府令", f"{place[1]}人民政府令", entry.number))
        if entry.number
        else entry
        for entry in layout.contents
    )
    return replace(layout, contents=entries)


def _documents(
    lines: Sequence[Line], layout: Layout, log: Log, masthead: Masthead
) -> tuple[tuple[Document, ...], list[Damage]]:
    documents: list[Document] = []
    damages: list[Damage] = []
    labels: set[str] = set()
    for segment in layout.segments:
        read_draft = draft(lines, segment, log)
        clauses = _clauses(read_draft, labels)
        references = find_references(clauses, read_draft.title)
        document = document_of(read_draft, clauses, references, masthead.published)
        documents.append(document)
        damages += read_draft.damages + missing_order(document)
    by_name: dict[str, Document] = {}
    for document in documents:
        for key in (document.number, plain(document.title), plain(document.inner_title or "")):
            if key:
                by_name.setdefault(key, document)
    linked = (replace(d, references=link(d, by_name)) for d in documents)
    return tuple(linked), damages


def _clauses(read_draft: Draft, labels: set[str]) -> tuple[Clause, ...]:
    """The finished clauses, with addresses under the document's name."""
    label = read_draft.number or f"《{read_draft.title}》"
    serial = 2
    while label in labels:
        label = f"{read_draft.number or read_draft.title}（重{serial}）"
        serial += 1
    labels.add(label)
    tree.address_all(label, read_draft.nodes)
    return tuple(tree.freeze(node) for node in read_draft.nodes)


def _matter(lines: Sequence[Line], places: Sequence[int], label: str) -> tuple[Clause, ...]:
    nodes = [Node("matter", f"{label}{n}", lines=[lines[i]]) for n, i in enumerate(places, 1)]
    for node in nodes:
        node.address = node.label
    return tuple(tree.freeze(node) for node in nodes)


def _refuse(lines: Sequence[Line], layout: Layout, name: str) -> None:
    """Texts that are no gazette, or more than one."""
    if not layout.segments:
        if layout.contents:
            raise NoDocument(
                f"只有目录（{len(layout.contents)}条），没有正文",
                "请导入包含正文的完整公报",
                name,
                layout.contents[0].lines[0],
            )
        raise NoDocument(
            "没有找到发文字号，也没有“标题加条款”形式的文件，不像公报或法规",
            "请确认文件内容；单独的法规请保留标题和“第一条”等条款编号",
            name,
            lines[0].number if lines else 1,
        )
    issues = issues_named([lines[i] for i in layout.matter] + [lines[i] for i in layout.back])
    inside = issues_named([line for line in lines if len(line.text) < 40])
    issues = {**inside, **issues}
    if len(issues) > 1:
        numbers = "、".join(f"总第{n}期" for n in sorted(issues))
        raise SeveralGazettes(
            f"一个文件里有{len(issues)}期公报（{numbers}）",
            "请按期拆成几个文件后再导入",
            name,
            sorted(issues.values())[1],
        )


def _refuse_second(lines: Sequence[Line], layout: Layout, masthead: Masthead, name: str) -> None:
    """Another gazette behind the first, told by its cover among the documents."""
    if layout.contents_at is not None:
        flat = [squeeze(line.text) for line in lines]
        for head in find_heads(lines, flat, 0, layout.contents_at):
            raise SeveralGazettes(
                f"目录之前已有文件“{flat[head.head][:30]}”，一个文件里不止一期公报",
                "请按期拆成几个文件后再导入",
                name,
                lines[head.head].number,
            )
    body = lines[layout.segments[0].anchor : layout.segments[-1].end]
    if cover := cover_inside(body, masthead):
        raise SeveralGazettes(
            f"文件之间又有一期公报的刊头“{squeeze(cover.text)}”和目录，一个文件里不止一期公报",
            "请按期拆成几个文件后再导入",
            name,
            cover.number,
        )


def _refuse_cut(
    lines: Sequence[Line], layout: Layout, documents: Sequence[Document], name: str
) -> None:
    """A text that stops in the middle of a sentence."""
    if layout.back or not documents:
        return
    last = lines[layout.segments[-1].end - 1]
    text = squeeze(last.text)
    clause = _last_clause(documents[-1])
    if clause.kind in ("row", "person", "signature", "date", "note", "table", "roster", "number"):
        return
    if re.search(r"[。；！？…”’》）】〕.;!?)]$", text):
        return
    if clause.kind in ("title", "recipients") or (clause.heading and len(clause.own) < 30):
        reason = f"在标题“{clause.own[:20]}”之后没有正文"
    elif len(text) < 12 and not re.search("[，、：的和与及]$", text):
        return
    else:
        reason = f"最后一句“…{text[-16:]}”没有写完"
    raise CutDocument(
        f"{documents[-1].label}在中途截断：{reason}",
        "请补全文字后再导入",
        name,
        last.end,
    )


def _last_clause(document: Document) -> Clause:
    return list(document.walk())[-1]


def _city(masthead: Masthead, documents: Sequence[Document]) -> str:
    """The place whose gazette it is."""
    match = re.match(r"(.+?(?:省|市|区|县|州|盟|旗))(?:人民政府)?公报", masthead.title)
    if match:
        return re.sub("人民政府$", "", masthead.title.removesuffix("公报"))
    names = [d.issuers[0] for d in documents if d.issuers]
    places = [
        m[1]
        for n in names
        if (m := re.match(r"(.+?[省市州区县])(?:人民政府|[\u4e00-\u9fff]*局)", n))
    ]
    return max(set(places), key=places.count) if places else ""


def _year(documents: Sequence[Document]) -> int | None:
    years = {d.signed.year for d in documents if d.signed}
    return years.pop() if len(years) == 1 else None

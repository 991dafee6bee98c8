"""Where references lead: to a clause of this document, of another, or to a named unknown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from luoshi.gazette.address import resolve
from luoshi.gazette.errors import AddressError
from luoshi.gazette.model import Clause, ClauseKind, Document, Reference, walk
from luoshi.gazette.numerals import to_chinese, to_int
from luoshi.gazette.references import INNER, MORE, NUMERAL
from luoshi.gazette.titles import plain

_UNITS: dict[str, ClauseKind] = {"章": "chapter", "节": "section", "款": "paragraph", "项": "item"}
_HOLDERS = ("attachment", "enclosure")


def link(document: Document, by_name: Mapping[str, Document]) -> tuple[Reference, ...]:
    """The document's references with the addresses of the clauses they lead to.

    ``by_name`` holds the known documents by 文号 and by plain title.
    """
    plan = Plan(document)
    result: list[Reference] = []
    for reference in document.references:
        match = INNER.fullmatch(reference.text)
        more = MORE.fullmatch(f"、{reference.text}") if match is None else None
        target: Clause | None = None
        if (match is None and not more) or reference.title or reference.number:
            reference, target = _outside(document, reference, match, by_name)
        elif match:
            target = plan.target(reference.clause, match)
        if more and result and result[-1].address and not reference.title:
            target = plan.beside(result[-1].address, more)
        result.append(replace(reference, address=target.address) if target else reference)
    return tuple(result)


def _outside(
    document: Document,
    reference: Reference,
    match: re.Match[str] | None,
    by_name: Mapping[str, Document],
) -> tuple[Reference, Clause | None]:
    """A reference to another document, with its number and title where that is known.

    A title alone leads to the document itself only where it issues that text: an earlier one of
    the same title is another document.
    """
    if reference.relation == "issues":
        enclosed = next((c for c in document.clauses if c.kind == "enclosure"), None)
        return replace(reference, number=reference.number or document.number), enclosed
    other = by_name.get(reference.number or "") or by_name.get(plain(reference.title or ""))
    if other is None or (other.lines == document.lines and reference.number is None):
        return reference, None
    named = replace(
        reference,
        number=reference.number or other.number,
        title=reference.title or other.title,
    )
    inner = match is not None and match["article"]
    return named, Plan(other).article(other.clauses, match) if match and inner else None


class Plan:
    """The clauses of a document, found by address, by parent and by article number."""

    def __init__(self, document: Document) -> None:
        """Index every clause once."""
        self.document = document
        self.clauses: dict[str, Clause] = {}
        self.parents: dict[str, Clause] = {}
        for clause in document.walk():
            self.clauses[clause.address] = clause
            for child in clause.children:
                self.parents[child.address] = clause
        self._articles: dict[str, dict[str, Clause]] = {}
        order = [c for c in self.clauses.values() if c.kind == "article"]
        self._before = {b.address: a for a, b in pairwise(order)}

    def target(self, address: str, match: re.Match[str]) -> Clause | None:
        """The clause that an inner reference in the clause of this address leads to."""
        lineage = list(self._lineage(address))
        holder = [c for c in lineage if c.kind in _HOLDERS][:1]
        article = next((c for c in lineage if c.kind == "article"), None)
        if match["article"]:
            near = self.article(holder, match) if holder else None
            return near or self.article(self.document.clauses, match)
        if match["whole"]:
            return _chapter(holder or self.document.clauses, match["whole"])
        if match["here"]:
            return piece(article, match["hpara"], match["hitem"]) if article else None
        if match["prev"]:
            before = self._previous(lineage, article, match["prev"])
            return piece(before, match["ppara"], match["pitem"]) if before else None
        if match["unit"]:
            kind = _UNITS[match["unit"][1]]
            found = next((c for c in lineage if c.kind == kind), None)
            return found or (article if kind == "paragraph" else None)
        return self._by_path(match)

    def article(self, roots: Sequence[Clause], match: re.Match[str]) -> Clause | None:
        """The article (paragraph, item) of that number below the roots."""
        label = f"第{_chinese(match['article'])}条"
        if match["branch"]:
            label += f"之{match['branch']}"
        key = roots[0].address if len(roots) == 1 else ""
        if key not in self._articles:
            found: dict[str, Clause] = {}
            for clause in walk(roots):
                if clause.kind == "article":
                    found.setdefault(clause.label, clause)
            self._articles[key] = found
        article = self._articles[key].get(label)
        return piece(article, match["para"], match["item"], match["sub"]) if article else None

    def beside(self, address: str, more: re.Match[str]) -> Clause | None:
        """第二项 in 第一项和第二项: next to what was named before it."""
        before = self.clauses.get(address)
        if before is None:
            return None
        article = next((c for c in self._lineage(address) if c.kind == "article"), before)
        if more["para"] or before.kind == "article":
            return piece(article, more["para"], more["item"])
        return piece(self.parents.get(address, article), None, more["item"])

    def _lineage(self, address: str) -> Iterator[Clause]:
        """The clause and what it stands in, outwards."""
        clause: Clause | None = self.clauses.get(address)
        while clause is not None:
            yield clause
            clause = self.parents.get(clause.address)

    def _previous(
        self, lineage: Sequence[Clause], article: Clause | None, words: str
    ) -> Clause | None:
        """前条, 前款, 前项."""
        if article is None:
            return None
        if words.endswith("条"):
            return self._before.get(article.address)
        here = {clause.address for clause in lineage} - {article.address}
        if words.endswith("款"):
            row = [article, *(c for c in article.children if c.kind == "paragraph")]
        else:
            holder = next((c for c in lineage if c.kind == "paragraph"), article)
            row = [c for c in holder.children if c.kind == "item"]
        place = next((i for i, c in enumerate(row) if c.address in here), 0)
        return row[place - 1] if place else None

    def _by_path(self, match: re.Match[str]) -> Clause | None:
        """本预案3.2.1, 见附件2."""
        try:
            if match["path"]:
                return resolve(self.document, (match["path"],))
            return resolve(self.document, (f"附件{match['anum'] or ''}",))
        except AddressError:
            return None


def piece(
    article: Clause, paragraph: str | None, item: str | None, subitem: str | None = None
) -> Clause | None:
    """A paragraph, item or subitem of an article."""
    found: Clause | None = article
    if paragraph:
        number = to_int(paragraph) or 1
        row = [article, *(c for c in article.children if c.kind == "paragraph")]
        found = row[number - 1] if number <= len(row) else None
    if item and found:
        wanted = to_int(item)
        items = [c for c in found.children if c.kind == "item"]
        found = next((c for c in items if _item_number(c) == wanted), None)
    if subitem and found:
        wanted = to_int(subitem)
        found = next((c for c in found.children if _item_number(c) == wanted), found)
    return found


def _item_number(item: Clause) -> int | None:
    return to_int(re.sub(r"[第项目（）]", "", item.label))


def _chapter(roots: Sequence[Clause], words: str) -> Clause | None:
    """The part, chapter or section of that number."""
    scope: Sequence[Clause] = roots
    found: Clause | None = None
    for number, unit in re.findall(rf"第\s?({NUMERAL})\s?(编|章|节)", words):
        label = f"第{_chinese(number)}{unit}"
        kinds = ("part", "chapter", "section")
        found = next((c for c in walk(scope) if c.kind in kinds and c.label == label), None)
        scope = found.children if found else ()
    return found


def _chinese(number: str) -> str:
    value = to_int(number)
    return to_chinese(value) if value is not None else number

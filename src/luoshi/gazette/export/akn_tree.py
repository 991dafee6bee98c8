"""Small hands for the Akoma Ntoso tree: elements, text and the project's own attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from lxml import etree
from lxml.etree import _Element as Element  # pyright: ignore[reportPrivateUsage]

from luoshi.gazette.export.words import clean
from luoshi.gazette.model import Document

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN = "urn:luoshi:gazette"
"""Namespace of the attributes that keep a clause's address and source lines."""

_RUNNING = frozenset({"p", "num", "heading"})
NAMESPACES = {None: AKN, "luoshi": OWN}


def root() -> Element:
    """An empty ``akomaNtoso``."""
    return etree.Element(f"{{{AKN}}}akomaNtoso", nsmap=NAMESPACES)


def add(
    parent: Element, tag: str, attributes: Mapping[str, str] | None = None, **more: str
) -> Element:
    """A new last child with these attributes."""
    node = etree.SubElement(parent, f"{{{AKN}}}{tag}")
    for name, value in {**(attributes or {}), **more}.items():
        node.set(name, clean(value))
    return node


def add_own(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    """A new last child in the project's own namespace."""
    node = etree.SubElement(parent, f"{{{OWN}}}{tag}")
    for name, value in attributes.items():
        node.set(name, clean(value))
    node.text = clean(text)
    return node


def mark(node: Element, **values: str) -> None:
    """Set attributes in the project's own namespace, those without a value left out."""
    for name, value in values.items():
        if value:
            node.set(f"{{{OWN}}}{name}", clean(value))


def append_text(node: Element, text: str) -> None:
    """Put text after everything that the element holds."""
    if len(node):
        node[-1].tail = (node[-1].tail or "") + text
    else:
        node.text = (node.text or "") + text


def indent(node: Element, level: int = 0) -> None:
    """Break the lines of the tree, but nowhere inside running words."""
    if not len(node) or etree.QName(node).localname in _RUNNING:
        return
    node.text = "\n" + "  " * (level + 1)
    for child in node:
        indent(child, level + 1)
        child.tail = node.text
    node[-1].tail = "\n" + "  " * level


def days(document: Document) -> Iterator[tuple[str, date]]:
    """The dates of a document that are known, by name."""
    for name in (
        "adopted", "signed", "issued", "published", "effective", "expires", "repealed_from",
    ):  # fmt: skip
        day: date | None = getattr(document, name)
        if day:
            yield name, day

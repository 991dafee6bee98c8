"""A document of a gazette in four forms: Akoma Ntoso, JSON, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Literal, cast

from luoshi.gazette.model import Document, Gazette

__all__ = ["FORMATS", "Format", "Shape", "export", "file_name"]

Format = Literal["akn", "json", "md", "html"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One form of export: how files of it are named and sent, and who writes it."""

    name: str
    suffix: str
    media_type: str
    module: str


FORMATS: dict[Format, Shape] = {
    "akn": Shape("Akoma Ntoso 3.0", ".xml", "application/akn+xml", "akn"),
    "json": Shape("JSON", ".json", "application/json", "jsonio"),
    "md": Shape("Markdown", ".md", "text/markdown", "markdown"),
    "html": Shape("HTML", ".html", "text/html", "html"),
}


def export(gazette: Gazette, document: Document, format: Format) -> str:
    """The whole document in one of `FORMATS`; KeyError for any other name."""
    # Imported here, so that a reader who wants Markdown does not load an XML library.
    module = import_module(f"{__name__}.{FORMATS[format].module}")
    write = cast("Callable[[Gazette, Document], str]", module.write)
    return write(gazette, document)


def file_name(document: Document, format: Format) -> str:
    """A safe name for the exported file: the document's number, else its title."""
    stem = "".join(c for c in document.number or document.title if c.isalnum() or c in "-_〔〕")
    return (stem[:80] or "document") + FORMATS[format].suffix

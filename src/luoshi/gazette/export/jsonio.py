"""JSON: every field of a document, with its whole clause tree and its source.

The form is published as a JSON Schema (draft 2020-12), `schemas/document.schema.json`. Spans count
characters of the gazette's source; ``source.offset`` is where the excerpt begins in it, so a
clause's printed words are ``source.text[start - offset : end - offset]``.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, cast

from luoshi.gazette.export.words import clean
from luoshi.gazette.model import (
    Attachment,
    Clause,
    Document,
    Gazette,
    Person,
    Reference,
)

SCHEMA_ID = "urn:luoshi:schema:document:1"


def write(gazette: Gazette, document: Document) -> str:
    """The document as JSON."""
    return json.dumps(as_data(gazette, document), ensure_ascii=False, indent=2) + "\n"


def as_data(gazette: Gazette, document: Document) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "$schema": SCHEMA_ID,
        "gazette": {
            name: _value(getattr(gazette, name))
            for name in (
                "name", "label", "title", "city", "year", "issue", "total_issue", "published",
                "publisher", "encoding",
            )
        },
        "document": {"label": clean(document.label), **_value(document)},
        "source": _source(gazette, document),
    }  # fmt: skip


@lru_cache(maxsize=1)
def schema() -> dict[str, Any]:
    """The JSON Schema that every export validates against."""
    text = (files("luoshi.gazette.export") / "schemas" / "document.schema.json").read_text("utf-8")
    return json.loads(text)


def _source(gazette: Gazette, document: Document) -> dict[str, Any]:
    """The printed words of the document, whole lines."""
    lines = gazette.source.splitlines(keepends=True)
    first, last = document.lines
    return {
        "first_line": first,
        "offset": sum(map(len, lines[: first - 1])),
        "text": clean("".join(lines[first - 1 : last])),
    }


def _value(value: object) -> Any:
    """A value of the model as JSON has it."""
    if isinstance(value, Document | Clause | Reference | Attachment | Person):
        return {field.name: _value(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_value(item) for item in cast("tuple[object, ...]", value)]
    if isinstance(value, date):
        return value.isoformat()
    return clean(value) if isinstance(value, str) else value

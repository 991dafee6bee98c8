"""JSON: every field of the model, after a published schema."""

import json
from dataclasses import fields
from typing import Any, cast

import jsonschema

from luoshi.gazette.export import export
from luoshi.gazette.export.jsonio import SCHEMA_ID, schema
from luoshi.gazette.model import Attachment, Clause, Document, Gazette, Person, Reference
from tests.gazette.export.made import made


def exported(issue: Gazette, document: Document) -> dict[str, Any]:
    return json.loads(export(issue, document, "json"))


def clauses(data: list[Any]) -> list[dict[str, Any]]:
    return [c for one in data for c in (one, *clauses(cast("list[Any]", one["children"])))]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert schema()["$id"] == SCHEMA_ID


def test_the_schema_has_every_field_of_the_model() -> None:
    models = {
        "document": Document, "clause": Clause, "reference": Reference,
        "attachment": Attachment, "person": Person,
    }  # fmt: skip
    for name, model in models.items():
        described = schema()["$defs"][name]
        assert {field.name for field in fields(model)} <= set(described["properties"]), name
        assert set(described["required"]) == set(described["properties"]), name


def test_every_document_follows_the_schema(shelf: list[tuple[Gazette, Document]]) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    for issue, document in [*shelf, made()]:
        data = exported(issue, document)
        validator.validate(data)
        assert len(clauses(data["document"]["clauses"])) == len(list(document.walk()))


def test_the_printed_words_can_be_found_by_their_places(decree: tuple[Gazette, Document]) -> None:
    issue, document = decree
    data = exported(issue, document)
    source, offset = data["source"]["text"], data["source"]["offset"]
    assert data["source"]["first_line"] == document.lines[0]
    assert source.count("\n") == document.lines[1] - document.lines[0] + 1
    for clause in clauses(data["document"]["clauses"]):
        for start, end in clause["spans"]:
            assert source[start - offset : end - offset] == issue.source[start:end]

"""Short texts of every form: laws, decrees, announcements, decisions, notices, gazettes."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from luoshi import gazette
from luoshi.gazette.conserve import leaks
from luoshi.gazette.errors import AddressError
from luoshi.gazette.model import Clause, Document, Gazette
from tests.gazette.truth import plain

FORMS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "forms.yaml").read_text("utf-8")
)


def iso(value: date | None) -> str | None:
    return value.isoformat() if value else None


PER_DOCUMENT: dict[str, Callable[[Document], Any]] = {
    "numbers": lambda d: d.number,
    "titles": lambda d: d.title,
    "inner": lambda d: d.inner_title,
    "issuers": lambda d: list(d.issuers),
    "recipients": lambda d: list(d.recipients),
    "kinds": lambda d: d.kind,
    "levels": lambda d: d.level,
    "adopted": lambda d: iso(d.adopted),
    "signed": lambda d: iso(d.signed),
    "issued": lambda d: iso(d.issued),
    "effective": lambda d: iso(d.effective),
    "expires": lambda d: iso(d.expires),
    "articles": lambda d: sum(c.kind == "article" for c in d.walk()),
}
PER_GAZETTE: dict[str, Callable[[Gazette], Any]] = {
    "docs": lambda g: len(g.documents),
    "contents": lambda g: len(g.contents),
    "tables": lambda g: sum(c.kind == "table" for c in g.walk()),
    "persons": lambda g: sum(c.person is not None for c in g.walk()),
    "repeals": lambda g: [name for d in g.documents for name in d.repeals],
}


def clause_at(issue: Gazette, path: str) -> Clause | None:
    for document in issue.documents:
        try:
            return gazette.resolve(document, gazette.parse_address(f"《甲》 {path}").path)
        except AddressError:
            continue
    return None


def targets(issue: Gazette, text: str) -> list[str]:
    found = (r for d in issue.documents for r in d.references if r.text == text)
    return [(r.address or "").split(" ", 1)[-1] for r in found]


@pytest.mark.parametrize("form", FORMS, ids=[form["name"] for form in FORMS])
def test_form(form: dict[str, Any]) -> None:
    issue = gazette.read(form["text"].encode(), name=form["name"])
    for key, of in PER_DOCUMENT.items():
        if key in form:
            assert plain([of(d) for d in issue.documents]) == plain(form[key]), key
    for key, count in PER_GAZETTE.items():
        if key in form:
            assert count(issue) == form[key], key
    chapters = sum(c.kind == "chapter" for c in issue.walk())
    assert chapters == sum(form.get("chapters", [chapters]))
    check_addresses(issue, form)
    check_references(issue, form)
    check_words(issue, form)
    assert leaks(issue) == []
    for document in issue.documents:
        for clause in document.walk():
            address = gazette.parse_address(clause.address)
            assert address.document == (document.number or document.title)
            assert gazette.resolve(document, address.path) is clause


def check_addresses(issue: Gazette, form: dict[str, Any]) -> None:
    for path, words in form.get("addr", {}).items():
        clause = clause_at(issue, path)
        assert clause is not None, path
        assert words in clause.text.replace(" ", "")
    for path, words in form.get("noaddr", {}).items():
        clause = clause_at(issue, path)
        assert clause is None or words not in clause.text, path
    for path, label in form.get("child", {}).items():
        clause = clause_at(issue, path)
        assert clause is not None
        assert label in [child.label for child in clause.children]


def check_references(issue: Gazette, form: dict[str, Any]) -> None:
    for text, target in form.get("refs", {}).items():
        assert target in targets(issue, text), text
    for text, wanted in form.get("reftext", {}).items():
        assert targets(issue, text) == wanted
    for text in form.get("norefs", ()):
        assert not any(inside(issue, text)), text


def inside(issue: Gazette, text: str) -> Sequence[str]:
    """Addresses that a reference to another document was wrongly given."""
    own = {c.address: c.own for c in issue.walk()}
    return [
        r.address
        for d in issue.documents
        for r in d.references
        if r.address and own[r.clause][: r.end].endswith(text) and not r.title
    ]


def check_words(issue: Gazette, form: dict[str, Any]) -> None:
    words = [c.own for d in issue.documents for c in d.walk()]
    for word in form.get("nowords", ()):
        assert not any(word in own for own in words)
    for word, kind in form.get("kindof", {}).items():
        kinds = [
            c.kind for d in issue.documents for c in d.walk() if c.own.replace(" ", "") == word
        ]
        assert kind in kinds
    if "noteffective" in form:
        assert iso(issue.documents[0].effective) != form["noteffective"]
    if "inner_or_docs" in form:
        enclosed = any(c.kind == "enclosure" for c in issue.walk())
        assert enclosed or len(issue.documents) > 1

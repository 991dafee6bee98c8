"""Whatever a gazette's text contains is shown as text, on every page and in every sheet."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from luoshi.office.archive import queries
from luoshi.office.archive.models import Clause, ContentsEntry, Document, Issue, Reference, Version
from luoshi.web import links
from tests.web.conftest import GAZETTE, Look

HOSTILE = "<script>window.ran=1</script><img src=x onerror=window.ran=1>\"'`=\u202e" + "长" * 60
DECREE = "云麓市人民政府令第31号"


@pytest.fixture
def hostile(archive: Path) -> Path:
    """The specimen with hostile words in every field that comes from a text."""
    for model, fields in (
        (Issue, ("title", "label", "publisher")),
        (Version, ("name", "encoding")),
        (Document, ("title", "inner_title", "interpreter", "stand_in")),
        (Clause, ("heading", "own")),
        (Reference, ("text", "title")),
        (ContentsEntry, ("title", "column")),
    ):
        for field in fields:
            words = Concat(F(field), Value(HOSTILE)) if field == "own" else Value(HOSTILE[:40])
            model.objects.update(**{field: words})
    Document.objects.update(issuers=[HOSTILE], recipients=[HOSTILE], repeals=[HOSTILE])
    Clause.objects.filter(kind="row").update(cells=[HOSTILE, "=1+1"])
    Clause.objects.update(damages=[HOSTILE])
    damage = {"kind": "错栏", "lines": [1, 1], "reason": HOSTILE}
    trouble = {"kind": "标题不同", "contents": HOSTILE, "body": HOSTILE[::-1], "lines": [1, 1]}
    Version.objects.update(damages=[damage], disagreements=[trouble])
    return archive


@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/gazettes/{GAZETTE}/",
        f"/gazettes/{GAZETTE}/source/",
        "/documents/",
        f"/documents/{DECREE}/",
        f"/documents/{DECREE}/?view=source",
        f"/clauses/?address={DECREE} 第三条",
        "/search/?q=停车",
        f"/search/?q={HOSTILE}",
        f"/documents/?title={HOSTILE}&issuer={HOSTILE}&place={HOSTILE}",
        f"/documents/{HOSTILE}/",
        f"/clauses/?address={HOSTILE}",
    ],
)
def test_nothing_of_it_becomes_markup(hostile: Path, client: Client, path: str) -> None:
    page = html.fromstring(client.get(path).content.decode())
    assert {s.get("src", "").split("?")[0] for s in page.xpath("//script")} == {
        "/static/django_htmx/htmx-2.min.js",
        "/static/luoshi/luoshi.js",
    }
    assert not page.xpath("//img | //iframe | //style | //@style")
    assert not [a for e in page.iter() for a in e.attrib if str(a).startswith("on")]
    assert not [h for h in page.xpath("//@href") if h.lower().lstrip().startswith("javascript")]


def test_it_can_still_be_read(hostile: Path, look: Look) -> None:
    page = look(f"/documents/{DECREE}/")
    assert HOSTILE in page.xpath("//article")[0].text_content()
    assert page.xpath("//article//*[@class='damage']")[0].text_content().endswith(HOSTILE)


def test_sheets_stay_words(hostile: Path, client: Client) -> None:
    for path in ("/documents.xlsx", "/search.xlsx?q=停车", f"/gazettes/{GAZETTE}.xlsx"):
        sheet = load_workbook(io.BytesIO(client.get(path).content)).worksheets[0]
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_names_with_marks_of_addresses(archive: Path, look: Look) -> None:
    row = queries.document(DECREE)
    for label in ("甲/乙?丙#丁&戊=己%20庚 + 辛", "…/..", "a.json", "x" * 500, "12"):
        Document.objects.filter(pk=row.pk).update(label=label)
        row.refresh_from_db()
        look(links.document(queries.document_by_id(row.pk)))

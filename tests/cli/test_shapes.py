"""The answers for programs cost a fixed number of queries, however long they are."""

from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from luoshi.office.archive import queries, search, shapes
from tests.cli.conftest import Call

DAY = date(2025, 7, 15)
BAMBOO = "麓政发〔2025〕7号"
ARTICLE = "云麓市人民政府令第31号 第十二条"


def documents() -> object:
    rows = queries.documents()
    return shapes.documents(rows, queries.statuses(rows, DAY), DAY)


def references() -> object:
    row = queries.document(BAMBOO)
    found = shapes.references({}, queries.references_out(row), queries.references_in(row))
    return found, shapes.relations(queries.relations(row))


@pytest.mark.parametrize(
    ("ask", "most"),
    [
        (documents, 4),
        (references, 8),
        (lambda: shapes.clause(queries.clause(ARTICLE), source=True), 6),
        (lambda: shapes.whole(queries.document(BAMBOO)), 3),
        (lambda: shapes.contents(queries.contents("yunlu-2025-2")), 4),
        (lambda: shapes.repairs(queries.version("yunlu-2025-2")), 5),
        (lambda: shapes.hits(search.searcher().search("停车", size=40)), 8),
        (lambda: shapes.gazettes(queries.issues()), 2),
    ],
    ids=["documents", "references", "clause", "whole", "contents", "repairs", "hits", "gazettes"],
)
def test_queries(
    asked: Call,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    ask: Callable[[], object],
    most: int,
) -> None:
    with django_assert_max_num_queries(most):
        assert ask()

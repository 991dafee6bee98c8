"""Many rows at once: by COPY on PostgreSQL, by the ORM elsewhere. A hundred thousand people are queued in seconds.

Rows are plain tuples: making a model object of each would cost more than the database does. Those that are
there are named all at once too (``pk__among=keys``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler
from psycopg.types.json import Json

_BATCH = 5000
_MANY = 10_000


class Among(In):
    """``IN``, which on PostgreSQL takes its values as one array: hundreds of parameters cost more than the rows."""

    lookup_name = "among"

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        """The array."""
        values = list(self.rhs)
        if not values:
            raise EmptyResultSet
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*params, values]


models.Field.register_lookup(Among)
models.ForeignKey.register_lookup(Among)


def insert(
    model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> list[int]:
    """Insert new rows; their primary keys, in their order.

    Args:
        model: of what.
        names: attributes that the rows give (``calling_id``); every other field takes its default.
        rows: their values.
    """
    if not rows:
        return []
    if connection.vendor != "postgresql":
        return _made(model, names, rows)
    keys = _numbers(model, len(rows))
    _copy(model, ("id", *names), [(key, *row) for key, row in zip(keys, rows, strict=True)])
    if len(rows) >= _MANY:
        with connection.cursor() as cursor:
            # Until it has looked, the database takes the table for as small as it was before.
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')
    return keys


def write(model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert new rows whose primary keys nobody asks for: a statement less than `insert`."""
    if rows and connection.vendor == "postgresql":
        _copy(model, names, rows)
    elif rows:
        _made(model, names, rows)


def _made(
    model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> list[int]:
    made = [model(**dict(zip(names, row, strict=True))) for row in rows]
    cast("Any", model)._base_manager.bulk_create(made, batch_size=_BATCH)
    return [each.pk for each in made]


def _copy(model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    given = [_field(model, name) for name in names]
    rest = [
        each for each in model._meta.concrete_fields if not each.primary_key and each not in given
    ]
    columns = ", ".join(f'"{each.column}"' for each in (*given, *rest))
    json = [place for place, each in enumerate(given) if isinstance(each, models.JSONField)]
    tail = tuple(_default(each) for each in rest)
    statement = f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'
    # psycopg's own cursor: Django's does not know COPY.
    with connection.cursor() as cursor, cast("Any", cursor).copy(statement) as copy:
        for row in rows:
            if json:
                row = tuple(Json(value) if at in json else value for at, value in enumerate(row))
            copy.write_row((*row, *tail))


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    return next(each for each in model._meta.concrete_fields if each.attname == name)


def _default(field: models.Field[Any, Any]) -> Any:
    value = field.get_default()
    return Json(value) if isinstance(field, models.JSONField) else value


def _numbers(model: type[models.Model], count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]

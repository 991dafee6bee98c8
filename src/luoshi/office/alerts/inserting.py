"""Many rows at once: by COPY on PostgreSQL, by the ORM elsewhere. A hundred thousand people are queued in seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar, cast

from django.db import connection, models
from psycopg.types.json import Json

M = TypeVar("M", bound=models.Model)
_BATCH = 5000


def insert(rows: Sequence[M]) -> None:
    """Insert new rows of one model; each has its primary key afterwards."""
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql":
        cast("Any", model)._base_manager.bulk_create(rows, batch_size=_BATCH)
        return
    fields = model._meta.concrete_fields
    _number(rows, model)
    names = ", ".join(f'"{each.column}"' for each in fields)
    statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
    # psycopg's own cursor: Django's does not know COPY.
    with connection.cursor() as cursor, cast("Any", cursor).copy(statement) as copy:
        for row in rows:
            copy.write_row([_plain(each, row) for each in fields])


def _plain(field: models.Field[Any, Any], row: models.Model) -> Any:
    value = getattr(row, field.attname)
    return Json(value) if isinstance(field, models.JSONField) else value


def _number(rows: Sequence[M], model: type[M]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number

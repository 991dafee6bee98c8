"""The database's own refusal to change or remove an entry, whoever asks.

What stands in ``CREATE`` may be run again: a later migration of SQLite, which makes a table anew, loses
its triggers, so they are put back after every migration.
"""

from __future__ import annotations

from typing import Any

TABLE = "journal_entry"
_REFUSAL = "办事日志只增不改，也不删除"
_CONTENT = (
    "id", "kind", "actor_kind", "actor", "login", "actor_unit", "unit", "subject", '"case"', "at",
    "recorded", "body", "digest",
)  # fmt: skip
_LINKED = "OLD.n IS NOT NULL OR OLD.link IS NOT NULL OR OLD.sealed IS NOT NULL"
_UNLINKED = "NEW.n IS NULL OR NEW.link IS NULL OR NEW.sealed IS NULL"
_CHANGED = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _CONTENT)

NAMES = ("journal_no_update", "journal_no_delete", "journal_no_replace", "journal_no_truncate")

_SQLITE = (
    f"""CREATE TRIGGER IF NOT EXISTS journal_no_update BEFORE UPDATE ON {TABLE}
    WHEN {_LINKED} OR {_UNLINKED} OR {_CHANGED}
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS journal_no_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
    # INSERT OR REPLACE takes a row out without asking the trigger above.
    f"""CREATE TRIGGER IF NOT EXISTS journal_no_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR n = NEW.n)
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
)
# On PostgreSQL the columns that a statement names are enough: no body need be read to compare it.
_POSTGRES = (
    f"""CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$""",
    f"""CREATE OR REPLACE TRIGGER journal_no_update BEFORE UPDATE OF {", ".join(_CONTENT)}
    ON {TABLE} FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
    f"""CREATE OR REPLACE TRIGGER journal_no_replace BEFORE UPDATE OF n, link, sealed ON {TABLE}
    FOR EACH ROW WHEN ({_LINKED} OR {_UNLINKED}) EXECUTE FUNCTION journal_refuse()""",
    f"""CREATE OR REPLACE TRIGGER journal_no_delete BEFORE DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION journal_refuse()""",
    f"""CREATE OR REPLACE TRIGGER journal_no_truncate BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
)


def create(connection: Any) -> None:
    """Put the triggers in place, or leave them there."""
    with connection.cursor() as cursor:
        for statement in _POSTGRES if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def drop(connection: Any) -> None:
    """Take the triggers away, as a test does that plays one who tampers."""
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")

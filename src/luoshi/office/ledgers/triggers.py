"""The database itself keeps the books append-only: it refuses to change or delete what is written.

What came with the samples (``luoshi sample load``) may go again with them; nothing else ever.
"""

from __future__ import annotations

TABLES = ("ledgers_posting", "ledgers_leg", "ledgers_holdmove", "ledgers_floorchange")
REFUSAL = "账簿只能追加，不能修改或删除；记错的账请冲正"

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ledgers_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$
"""


def create(vendor: str) -> list[str]:
    """The statements that put the guards in place."""
    guards = [guard for table in TABLES for guard in _guards(vendor, table)]
    return [_FUNCTION, *guards] if vendor == "postgresql" else guards


def drop(vendor: str) -> list[str]:
    """The statements that take them away."""
    on = " ON {}" if vendor == "postgresql" else ""
    names = [
        f"DROP TRIGGER IF EXISTS {table}_append_only_{act}{on.format(table)}"
        for table in TABLES
        for act in ("update", "delete")
    ]
    return [*names, "DROP FUNCTION IF EXISTS ledgers_append_only"] if on else names


def _guards(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        then = "EXECUTE FUNCTION ledgers_append_only()"
    else:
        then = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    name, every = f"CREATE TRIGGER {table}_append_only", f"ON {table} FOR EACH ROW"
    return [
        f"{name}_update BEFORE UPDATE {every} {then}",
        f"{name}_delete BEFORE DELETE {every} WHEN (NOT OLD.sample) {then}",
    ]

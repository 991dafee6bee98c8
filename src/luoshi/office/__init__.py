"""What runs and remembers: the Django side of Luoshi.

`setup()` makes the models usable from any program; `migrate()` brings the database up to date.
Neither Django nor the settings are touched before one of them is called.
"""

from __future__ import annotations

import os
import time

__all__ = ["migrate", "setup"]

_TRIES = 20
_PAUSE = 0.25


def setup() -> None:
    """Load the settings and the models; a second call does nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.office.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def migrate() -> bool:
    """Bring the database and its search index up to date, silently; True if it was not."""
    setup()
    from luoshi.office.archive.search import searcher

    migrated = _migrate_tables()
    return searcher().refresh() or migrated


def _migrate_tables() -> bool:
    from django.core.management import call_command
    from django.db import DatabaseError

    migrated = False
    for remaining in reversed(range(_TRIES)):
        try:
            if not _is_behind():
                break
            migrated = True
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError:
            # Another process that started at the same moment makes the same tables.
            if remaining == 0:
                raise
            time.sleep(_PAUSE)
    return migrated


def _is_behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

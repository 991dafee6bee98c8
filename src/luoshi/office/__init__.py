"""What runs and remembers: the Django side of Luoshi.

`setup()` makes the models usable from any program; `migrate()` brings the database up to date.
Neither Django nor the settings are touched before one of them is called.
"""

from __future__ import annotations

import os

__all__ = ["migrate", "setup"]


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
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from luoshi.office.archive.search import searcher

    executor = MigrationExecutor(connection)
    behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if behind:
        call_command("migrate", verbosity=0, interactive=False)
    return searcher().refresh() or behind

"""The app as Django sees it."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    """The journal app."""

    name = "luoshi.office.journal"
    label = "journal"
    verbose_name = "办事日志"

    def ready(self) -> None:
        """See to it that the table keeps its triggers."""
        post_migrate.connect(_guard, sender=self)


def _guard(using: str, **_: Any) -> None:
    from luoshi.office.journal import triggers

    connection = connections[using]
    if triggers.TABLE in connection.introspection.table_names():
        triggers.create(connection)

"""The archive as Django sees it."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """The archive app."""

    name = "luoshi.office.archive"
    label = "archive"
    verbose_name = "公报档案"

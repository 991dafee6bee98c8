"""The app as Django sees it."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The directory app."""

    name = "luoshi.office.directory"
    label = "directory"
    verbose_name = "单位与人员"

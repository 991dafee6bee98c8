"""The app as Django sees it."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """The duties app."""

    name = "luoshi.office.duties"
    label = "duties"
    verbose_name = "督查督办"

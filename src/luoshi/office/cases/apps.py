"""The app as Django sees it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases app."""

    name = "luoshi.office.cases"
    label = "cases"
    verbose_name = "办件"

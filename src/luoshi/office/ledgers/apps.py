"""The app as Django sees it."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """The ledgers app."""

    name = "luoshi.office.ledgers"
    label = "ledgers"
    verbose_name = "账簿"

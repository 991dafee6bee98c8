"""The app as Django sees it."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """The alerts app."""

    name = "luoshi.office.alerts"
    label = "alerts"
    verbose_name = "预警和应急"

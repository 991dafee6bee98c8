"""The pages as Django sees them."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages, and the texts that wait there to be confirmed."""

    name = "luoshi.web"
    label = "web"
    verbose_name = "网页"

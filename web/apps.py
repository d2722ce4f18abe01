"""App configuration."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Interfaces."""

    name = "web"
    label = "web"
    verbose_name = "Interfaces"

"""App configuration."""

from django.apps import AppConfig


class CommunicationsConfig(AppConfig):
    """What we say, how it goes out, what comes back."""

    name = "communications"
    label = "communications"
    verbose_name = "What we say, how it goes out, what comes back"

"""App configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """What was done, by whom, to what."""

    name = "audit"
    label = "audit"
    verbose_name = "What was done, by whom, to what"

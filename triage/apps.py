"""App configuration."""

from django.apps import AppConfig


class TriageConfig(AppConfig):
    """How soon and how carefully."""

    name = "triage"
    label = "triage"
    verbose_name = "How soon and how carefully"

"""App configuration."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, victims, decisions and duties."""

    name = "cases"
    label = "cases"
    verbose_name = "Cases, victims, decisions and duties"

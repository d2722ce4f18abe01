"""App configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who staff are and what they may do."""

    name = "accounts"
    label = "accounts"
    verbose_name = "Who staff are and what they may do"

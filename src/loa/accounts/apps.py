"""Registers the room with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The `loa.accounts` room."""

    name = "loa.accounts"
    default_auto_field = "django.db.models.BigAutoField"

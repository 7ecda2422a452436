"""Registers the room with Django."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """The `loa.units` room."""

    name = "loa.units"
    default_auto_field = "django.db.models.BigAutoField"

"""Registers the room with Django."""

from django.apps import AppConfig


class ReachConfig(AppConfig):
    """The `loa.reach` room."""

    name = "loa.reach"
    default_auto_field = "django.db.models.BigAutoField"

"""Registers the room with Django."""

from django.apps import AppConfig


class RumoursConfig(AppConfig):
    """The `loa.rumours` room."""

    name = "loa.rumours"
    default_auto_field = "django.db.models.BigAutoField"

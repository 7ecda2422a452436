"""Registers the room with Django."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """The `loa.directives` room."""

    name = "loa.directives"
    default_auto_field = "django.db.models.BigAutoField"

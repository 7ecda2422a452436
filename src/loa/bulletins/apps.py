"""Registers the room with Django."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """The `loa.bulletins` room."""

    name = "loa.bulletins"
    default_auto_field = "django.db.models.BigAutoField"

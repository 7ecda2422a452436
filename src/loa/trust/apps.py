"""Registers the room with Django."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    """The `loa.trust` room."""

    name = "loa.trust"
    default_auto_field = "django.db.models.BigAutoField"

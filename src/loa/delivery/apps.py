"""Registers the room with Django."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The `loa.delivery` room."""

    name = "loa.delivery"
    default_auto_field = "django.db.models.BigAutoField"

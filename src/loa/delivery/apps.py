"""Registers the room with Django."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The `loa.delivery` room."""

    name = "loa.delivery"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer the audience part `received`: everybody whom an earlier release reached."""
        from loa.units.audience import register_source

        register_source("received", _received)


def _received(code: Any, _at: datetime) -> Any:
    from loa.delivery.queries import delivered_anywhere

    return delivered_anywhere(str(code))

"""Registers the room with Django."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import AppConfig


class RumoursConfig(AppConfig):
    """The `loa.rumours` room."""

    name = "loa.rumours"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer the audience part `asked_rumour`: those who asked about a claim."""
        from loa.units.audience import register_source

        register_source("asked_rumour", _asked)


def _asked(rumour_id: Any, _at: datetime) -> Any:
    from loa.rumours.queries import askers

    return askers(int(rumour_id))

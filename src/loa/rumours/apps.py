"""Registers the room with Django."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import AppConfig

FORGET_EVERY = 3_600.0  # seconds between two looks at who asked too long ago to be remembered


class RumoursConfig(AppConfig):
    """The `loa.rumours` room."""

    name = "loa.rumours"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer the audience part `asked_rumour`: those who asked about a claim. Forget them in time."""
        from loa.delivery import scheduler
        from loa.units.audience import register_source

        register_source("asked_rumour", _asked)
        scheduler.register("forget askers", FORGET_EVERY, _forget)


def _asked(rumour_id: Any, _at: datetime) -> Any:
    from loa.rumours.queries import askers

    return askers(int(rumour_id))


def _forget(now: datetime) -> int:
    from loa.rumours.actions import forget_askers

    return forget_askers(now)

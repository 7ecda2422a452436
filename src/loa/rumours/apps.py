"""Registers the room with Django."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import AppConfig

FORGET_EVERY = 3_600.0  # seconds between two looks at who asked too long ago to be remembered
PUBLIC_EVERY = 900.0  # seconds between two counts for the portal's front page


class RumoursConfig(AppConfig):
    """The `loa.rumours` room."""

    name = "loa.rumours"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer the audience part `asked_rumour`: those who asked about a claim. Forget them in time; count them."""
        from loa.delivery import scheduler
        from loa.units.audience import register_source

        register_source("asked_rumour", _asked)
        scheduler.register("forget askers", FORGET_EVERY, _forget)
        scheduler.register("most asked", PUBLIC_EVERY, _publish_asked)


def _asked(rumour_id: Any, _at: datetime) -> Any:
    from loa.rumours.queries import askers

    return askers(int(rumour_id))


def _forget(now: datetime) -> int:
    from loa.rumours.actions import forget_askers

    return forget_askers(now)


def _publish_asked(now: datetime) -> bool:
    from loa.rumours.public import publish_asked

    return publish_asked(now)

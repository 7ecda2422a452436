"""Registers the room with Django."""

from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig

TIDY_EVERY = 600.0  # seconds between two looks at what may be forgotten
EVENTS_EVERY = 2.0  # … at what was published
MILESTONES_EVERY = 60.0  # … at how far it has come


class IntegrationsConfig(AppConfig):
    """The `loa.integrations` room."""

    name = "loa.integrations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have events found, and what is kept for a while forgotten in time."""
        from loa.delivery import scheduler

        scheduler.register("integrations tidy", TIDY_EVERY, _tidy)
        scheduler.register("webhook events", EVENTS_EVERY, _find_releases)
        scheduler.register("webhook milestones", MILESTONES_EVERY, _find_milestones)


def _find_releases(now: datetime) -> int:
    from loa.integrations.actions import events

    return events.find_releases(now)


def _find_milestones(now: datetime) -> int:
    from loa.integrations.actions import events

    return events.find_milestones(now)


def _tidy(now: datetime) -> int:
    from loa.integrations.actions import events, idempotency, rates

    return idempotency.forget_old(now) + rates.forget_old(now) + events.forget_old(now)

"""Registers the room with Django."""

from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig

TIDY_EVERY = 600.0  # seconds between two looks at what may be forgotten


class IntegrationsConfig(AppConfig):
    """The `loa.integrations` room."""

    name = "loa.integrations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have stored answers and counters forgotten in time."""
        from loa.delivery import scheduler

        scheduler.register("integrations tidy", TIDY_EVERY, _tidy)


def _tidy(now: datetime) -> int:
    from loa.integrations.actions import idempotency, rates

    return idempotency.forget_old(now) + rates.forget_old(now)

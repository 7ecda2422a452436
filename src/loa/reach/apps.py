"""Registers the room with Django."""

from datetime import datetime

from django.apps import AppConfig

REMIND_EVERY = 300.0  # seconds between two looks at who is still missing


class ReachConfig(AppConfig):
    """The `loa.reach` room."""

    name = "loa.reach"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the clock's reminders on the schedule."""
        from loa.delivery import scheduler

        scheduler.register("reminders", REMIND_EVERY, _remind_due)


def _remind_due(now: datetime) -> int:
    from loa.reach.actions import remind_due

    return remind_due(now)

"""Registers the room with Django."""

from datetime import datetime

from django.apps import AppConfig

REMIND_EVERY = 300.0  # seconds between two looks at who is still missing
PUBLIC_EVERY = 1800.0  # seconds between two counts for the portal's pages of coverage and dispatches
DIGEST_EVERY = 20.0  # seconds between two handfuls of weekly digests


class ReachConfig(AppConfig):
    """The `loa.reach` room."""

    name = "loa.reach"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the clock's reminders, the weekly digests and the public figures on the schedule."""
        from loa.delivery import scheduler

        scheduler.register("reminders", REMIND_EVERY, _remind_due)
        scheduler.register("digests", DIGEST_EVERY, _send_digests)
        scheduler.register("public figures", PUBLIC_EVERY, _publish)


def _remind_due(now: datetime) -> int:
    from loa.reach.actions import remind_due

    return remind_due(now)


def _send_digests(now: datetime) -> int:
    from loa.reach.actions.digests import send_digests

    return send_digests(now)


def _publish(now: datetime) -> bool:
    from loa.reach.public import publish

    return publish(now)

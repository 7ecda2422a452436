"""Registers the room with Django."""

from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig


class MailguardConfig(AppConfig):
    """The `loa.mailguard` room."""

    name = "loa.mailguard"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have what is no longer needed forgotten in time, and answers of the check mailbox sent."""
        from loa.delivery import scheduler

        def purge(now: datetime) -> None:
            from loa.mailguard.actions import purge as forget

            forget(now)

        def answer(now: datetime) -> None:
            from loa.mailguard.actions.answering import send_due

            send_due(now)

        scheduler.register("reported mails", 3600.0, purge)
        scheduler.register("answers of the check mailbox", 5.0, answer)

"""Registers the room with Django."""

from __future__ import annotations

from datetime import datetime

from django.apps import AppConfig


class MailguardConfig(AppConfig):
    """The `loa.mailguard` room."""

    name = "loa.mailguard"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have what is no longer needed forgotten in time."""
        from loa.delivery import scheduler

        def purge(now: datetime) -> None:
            from loa.mailguard.actions import purge as forget

            forget(now)

        scheduler.register("reported mails", 3600.0, purge)

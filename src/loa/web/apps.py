"""Registers the web face with Django."""

from datetime import datetime

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Layout, sign-in and pages."""

    name = "loa.web"

    def ready(self) -> None:
        """Have early webhooks matched a little later, mails about accounts sent, and operators called."""
        from loa.delivery import alerts, calls, scheduler

        def match_early_events(now: datetime) -> None:
            from loa.web.hooks.zalo import match_early_events as match

            match(now)

        scheduler.register("early Zalo events", 2.0, match_early_events)

        def send_notices(now: datetime) -> None:
            from loa.web.accounts.notices import send_due

            send_due(now)

        scheduler.register("account notices", 10.0, send_notices)

        def call_operators(now: datetime) -> None:
            from loa.web.operations.calls import send_due

            send_due(now)

        alerts.register(calls.write_down)
        scheduler.register("operator calls", 5.0, call_operators)

"""Registers the room with Django."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The `loa.accounts` room."""

    name = "loa.accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer the audience part `holders`: who has certain duties in certain units."""
        from loa.units.audience import register_source

        register_source("holders", _holders)


def _holders(value: Any, at: datetime) -> Any:
    from loa.accounts.queries import staff_with_roles

    return staff_with_roles(value.get("roles", ()), value.get("units", ()), at)

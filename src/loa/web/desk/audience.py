"""An audience in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from loa.accounts.models import RoleAssignment
from loa.rumours.models import Rumour
from loa.units.models import Unit


def audience_words(spec: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each part of *spec* by its name and what it says; empty parts are left out."""
    return [(name, words) for name, words in _parts(spec) if words]


def _parts(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    holders = spec.get("holders") or {}
    yield _("Units"), _units(spec.get("units") or [])
    yield _("Only with the duty"), ", ".join(str(RoleAssignment.Role(role).label) for role in holders.get("roles", ()))
    yield _("in the units"), _units(holders.get("units") or [])
    yield _("The public: residents who subscribed"), _("Yes") if spec.get("subscribers") else ""
    yield _("Also everyone who got"), str(spec.get("received") or "")
    yield _("Also those who asked about the rumour"), _rumour(spec.get("asked_rumour"))


def _units(ids: list[int]) -> str:
    return ", ".join(Unit.objects.filter(pk__in=ids).values_list("name", flat=True))


def _rumour(pk: int | None) -> str:
    found = Rumour.objects.filter(pk=pk).first() if pk else None
    return f"“{found.text[:120]}”" if found else ""

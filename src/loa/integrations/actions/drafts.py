"""Drafts that another system hands in. They go the way of every draft: a person submits, another one approves."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from loa.bulletins import actions as bulletins
from loa.bulletins.core.draft import Draft
from loa.bulletins.models import Bulletin, Revision
from loa.errors import NotFoundError
from loa.integrations.errors import OutsideUnitsError
from loa.integrations.models import Token
from loa.integrations.queries import units_of
from loa.units.models import Unit


def handed_in(token: Token) -> QuerySet[Bulletin]:
    """The bulletins that the token's owner began in its units, the newest first."""
    return Bulletin.objects.filter(created_by=token.owner_id, unit__in=units_of(token)).select_related("unit")


def own(token: Token, pk: int) -> Bulletin:
    """One of them. Raises `NotFoundError`."""
    found = handed_in(token).filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def hand_in(token: Token, unit_id: int | None, draft: Draft) -> Bulletin:
    """Begin a bulletin with *draft*. Raises `OutsideUnitsError`, `MissingRoleError`."""
    chosen = token.unit_id if unit_id is None else unit_id
    _within(token, [chosen, *draft.audience["units"]])
    return bulletins.create(by=token.owner, unit=Unit.objects.get(pk=chosen), draft=draft)


def change(token: Token, bulletin: Bulletin, draft: Draft, expected: int) -> Revision:
    """Save other words on top of revision *expected*. Raises what `bulletins.actions.save` does, and
    `OutsideUnitsError`.
    """
    _within(token, draft.audience["units"])
    return bulletins.save(bulletin, by=token.owner, draft=draft, expected=expected)


def _within(token: Token, units: Iterable[int]) -> None:
    reached = units_of(token)
    for unit in units:
        if unit not in reached:
            raise OutsideUnitsError(unit=unit)

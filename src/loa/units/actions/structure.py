"""Verbs of the tree: create, rename, move, merge and close units, each from a day on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from loa.units.actions.people import end_membership, require_open
from loa.units.core.names import normalise
from loa.units.errors import BrokenTreeError
from loa.units.locks import change_staff_alone
from loa.units.models import Membership, Placement, Subscriber, Unit
from loa.units.queries import tree, valid_on


@transaction.atomic
def create_unit(
    *,
    code: str,
    name: str,
    kind: str,
    on: dt.date,
    parent: Unit | None = None,
    official_code: str = "",
    name_en: str = "",
    position: int = 0,
) -> Unit:
    """Found a unit on *on* below *parent* (None: a root).

    Raises `UnitClosedError` when the parent is not open that day.
    """
    unit = Unit.objects.create(
        code=code,
        name=normalise(name),
        kind=kind,
        valid_from=on,
        official_code=official_code,
        name_en=name_en,
        position=position,
    )
    if parent is not None:
        require_open(parent, on)
        Placement.objects.create(unit=unit, parent=parent, valid_from=on)
    return unit


def rename_unit(unit: Unit, name: str) -> None:
    """Mend a unit's name. What was released keeps the old one (it is frozen); a new body by law is a merger."""
    unit.name = normalise(name)
    unit.save(update_fields=["name", "updated_at"])


@transaction.atomic
def move_unit(unit: Unit, parent: Unit | None, on: dt.date) -> None:
    """Hang a unit (and all below it) below *parent* from *on* on.

    Raises `BrokenTreeError` when *parent* lies below the unit, `UnitClosedError`.
    """
    require_open(unit, on)
    if parent is not None:
        require_open(parent, on)
        _refuse_ring(unit, parent, on)
    change_staff_alone()
    for placement in Placement.objects.filter(_from(on), unit=unit):
        _end_placement(placement, on)
    if parent is not None:
        Placement.objects.create(unit=unit, parent=parent, valid_from=on)


def _refuse_ring(unit: Unit, parent: Unit, on: dt.date) -> None:
    current = tree(on)
    if unit.pk in current and parent.pk in current.subtree(unit.pk):
        raise BrokenTreeError(on=on.strftime("%d/%m/%Y"), unit=unit.name)


@transaction.atomic
def merge_units(units: Iterable[Unit], into: Unit, on: dt.date) -> None:
    """Close *units* on *on*; staff, residents and the units below go over to *into*.

    Raises `UnitClosedError`.
    """
    change_staff_alone()
    require_open(into, on)
    for unit in units:
        _hand_over_people(unit, into, on)
        for child in _children(unit, on):
            move_unit(child, None if child.pk == into.pk else into, on)
        unit.successors.add(into)
        close_unit(unit, on)


def _hand_over_people(unit: Unit, into: Unit, on: dt.date) -> None:
    """Memberships go on in *into* until the day they were to end anyway."""
    going_over = list(Membership.objects.filter(_from(on), unit=unit))
    Membership.objects.bulk_create(
        [
            Membership(
                staff_id=old.staff_id,
                unit=into,
                kind=old.kind,
                valid_from=max(on, old.valid_from),
                valid_to=old.valid_to,
            )
            for old in going_over
        ],
        ignore_conflicts=True,
    )
    for membership in going_over:
        end_membership(membership, on)
    Subscriber.objects.filter(unit=unit).update(unit=into)


@transaction.atomic
def close_unit(unit: Unit, on: dt.date) -> None:
    """End a unit on *on* (exclusive). Its people keep no membership in it; merge it first if they go elsewhere."""
    change_staff_alone()
    for placement in Placement.objects.filter(_from(on), unit=unit):
        _end_placement(placement, on)
    for membership in Membership.objects.filter(_from(on), unit=unit):
        end_membership(membership, on)
    unit.valid_to = on
    unit.save(update_fields=["valid_to", "updated_at"])


def _children(unit: Unit, on: dt.date) -> list[Unit]:
    placements = Placement.objects.filter(valid_on(on), parent=unit).select_related("unit")
    return [placement.unit for placement in placements]


def _from(on: dt.date) -> Q:
    """Rows that hold on *on* or later."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=on)


def _end_placement(placement: Placement, on: dt.date) -> None:
    if placement.valid_from >= on:
        placement.delete()
        return
    placement.valid_to = on
    placement.save(update_fields=["valid_to", "updated_at"])

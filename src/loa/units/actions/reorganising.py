"""Carrying out a reorganisation of wards: new units take over the people of the old and what hangs below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from loa.units.actions.structure import create_unit, merge_units
from loa.units.core.reorganisation import AdminUnit, Merger, Reorganisation, plan, read
from loa.units.errors import UndecidedError
from loa.units.locks import change_staff_alone
from loa.units.models import Unit
from loa.units.queries import tree, valid_on


def plan_reorganisation(text: str, on: dt.date, decisions: Mapping[str, str] | None = None) -> Reorganisation:
    """What the list *text* makes of the units open on *on*. Changes nothing. Raises `UnreadableListError`."""
    old, new = read(text)
    units = Unit.objects.filter(valid_on(on), official_code__in=list(old), valid_from__lt=on)
    return plan(units.values_list("id", "official_code"), old, new, decisions or {})


@transaction.atomic
def reorganise(
    text: str, on: dt.date, decisions: Mapping[str, str] | None = None, below: Unit | None = None
) -> Reorganisation:
    """Carry the list out on *on*, all of it or nothing; again it changes nothing.

    New units hang where the first unit they take over hung, or *below*. Raises `UndecidedError` while the list leaves a
    unit open that *decisions* (old code → new code) do not settle, `UnreadableListError`.
    """
    change_staff_alone()
    made = plan_reorganisation(text, on, decisions)
    if made.undecided:
        open_units = "; ".join(
            f"{each.code} {each.full_name} → {'/'.join(each.candidates) or '?'}" for each in made.undecided
        )
        raise UndecidedError(units=open_units)
    for merger in made.mergers:
        _carry_out(merger, on, below)
    return made


def _carry_out(merger: Merger, on: dt.date, below: Unit | None) -> None:
    old = list(Unit.objects.filter(pk__in=merger.takes).order_by("position", "id"))
    unit = create_unit(
        code=_code(merger.unit, old),
        name=_name(merger.unit, old[0]),
        kind=merger.unit.kind,
        on=on,
        parent=below or _parent(old[0], on),
        official_code=merger.unit.code,
        position=old[0].position,
    )
    merge_units(old, unit, on)


def _code(new: AdminUnit, old: list[Unit]) -> str:
    """The own code goes on where the official code does."""
    same = next((unit.code for unit in old if unit.official_code == new.code), None)
    return same or f"p-{new.code}"


def _name(new: AdminUnit, old: Unit) -> str:
    """Named in the manner of the old one: "Ủy ban nhân dân phường …" stays a People's Committee."""
    prefix, found, _rest = old.name.partition("nhân dân ")
    return f"{prefix}{found}{new.full_name[0].lower()}{new.full_name[1:]}" if found else new.full_name


def _parent(unit: Unit, on: dt.date) -> Unit | None:
    current = tree(on)
    parent = current[unit.pk].parent if unit.pk in current else None
    return Unit.objects.get(pk=parent) if parent is not None else None

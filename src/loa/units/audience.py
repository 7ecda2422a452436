"""From an audience as an editor picks it to the people it means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils import timezone
from pyroaring import BitMap

from loa.units import rows
from loa.units.core.snapshot import union
from loa.units.core.tree import Tree
from loa.units.errors import UnknownAudienceError, UnknownUnitError
from loa.units.queries import membership_on, tree

Source = Callable[[Any, dt.datetime], BitMap]

OWN_PARTS = frozenset({"units", "subscribers", "recipients"})
_sources: dict[str, Source] = {}


def register_source(part: str, source: Source) -> None:
    """Let a room above answer a part of an audience ("received", "asked_rumour") that this room knows nothing of."""
    _sources[part] = source


def audience(spec: Mapping[str, Any], at: dt.datetime) -> BitMap:
    """The recipients that *spec* means at the moment *at*: the union of its parts.

    `units`: staff of these units and all below. `subscribers`: residents of the wards among them, and those who named
    no ward (everything public concerns them); without `units` all residents. `recipients`: single people.
    Other parts are asked from the rooms that registered them. Raises `UnknownUnitError`, `UnknownAudienceError`.
    """
    on = timezone.localdate(at)
    members, duty = membership_on(on)
    chosen = spec.get("units") or []
    people = _of_units(tree(on), members, chosen, on)
    if not spec.get("subscribers"):
        people &= duty
    elif chosen:
        people |= _residents(without_ward=True)
    else:
        people |= _residents(without_ward=False)
    if spec.get("recipients"):
        people |= _open(spec["recipients"])
    for part in sorted(set(spec) - OWN_PARTS):
        people |= _from_source(part, spec[part], at)
    return people


def _of_units(current: Tree, members: Mapping[int, BitMap], chosen: Iterable[int], on: dt.date) -> BitMap:
    bitmaps: list[BitMap] = []
    for unit_id in chosen:
        if unit_id not in current:
            raise UnknownUnitError(unit=unit_id, on=on.strftime("%d/%m/%Y"))
        bitmaps += [members[below] for below in current.subtree(unit_id) if below in members]
    return union(tuple(bitmaps))


def _residents(*, without_ward: bool) -> BitMap:
    people = BitMap()
    for found in rows.walk(_WITHOUT_WARD if without_ward else _RESIDENTS):
        people.update([row[0] for row in found])
    return people


_RESIDENTS = (
    "SELECT s.recipient_id FROM units_subscriber s JOIN units_recipient r ON r.id = s.recipient_id "
    "WHERE r.closed_at IS NULL AND s.recipient_id > %s ORDER BY s.recipient_id"
)
_WITHOUT_WARD = _RESIDENTS.replace("WHERE", "WHERE s.unit_id IS NULL AND")


def _open(recipients: Iterable[int]) -> BitMap:
    found = rows.select_in("SELECT id FROM units_recipient WHERE closed_at IS NULL AND id IN (…)", [], recipients)
    return BitMap([row[0] for row in found])


def _from_source(part: str, value: Any, at: dt.datetime) -> BitMap:
    if not value:
        return BitMap()
    if part not in _sources:
        raise UnknownAudienceError(part=part)
    return _sources[part](value, at)

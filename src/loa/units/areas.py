"""The administrative areas that units stand for: what an alert names beside its audience."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from loa.units.core.names import place_name
from loa.units.models import Unit
from loa.units.queries import tree

# The list of administrative units that was in force when the unit was founded gave it its code (standards C4, V20).
NEW_LIST_FROM = dt.date(2025, 7, 1)
OLD_LIST, NEW_LIST = "VN-QD124-2004", "VN-QD19-2025"


@dataclass(frozen=True, slots=True)
class AdminArea:
    """An area by its name, and by its code in one of the state's lists."""

    name: str
    list: str
    code: str


def areas(unit_ids: Iterable[int], on: dt.date) -> list[AdminArea]:
    """The area of each unit, in the order of the tree: its own, or that of the nearest unit above that has a code.

    Units that have none anywhere above are left out, and so is what lies inside another area of the answer.
    """
    current = tree(on)
    known = {unit.pk: unit for unit in Unit.objects.filter(pk__in=current.ids).exclude(official_code="")}
    found = {
        next((above for above in (unit_id, *current.ancestors(unit_id)) if above in known), None)
        for unit_id in unit_ids
        if unit_id in current
    } - {None}
    outer = [unit_id for unit_id in current.ids if unit_id in found and not found & {*current.ancestors(unit_id)}]
    return [_area(known[unit_id]) for unit_id in outer]


def _area(unit: Unit) -> AdminArea:
    codes = NEW_LIST if unit.valid_from >= NEW_LIST_FROM else OLD_LIST
    return AdminArea(place_name(unit.name), codes, unit.official_code)

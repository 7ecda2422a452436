"""The reorganisation of 1 July 2025 (or another) as a plan: which wards become which. Pure.

The list is `admin-units.csv` (`vintage,level,code,name,type,full_name,…,successor_codes,…`): a ward of 2020 names the
units that took over its area.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from loa.errors import LoaError

OLD, NEW = "2020", "2025-07"
KINDS = {"phường": "ward", "xã": "commune", "thị trấn": "ward", "đặc khu": "special_zone"}
COLUMNS = frozenset({"vintage", "level", "code", "name", "type", "full_name", "successor_codes"})


class UnreadableListError(LoaError):
    """The list of administrative units lacks columns, or is no CSV."""

    code = "unreadable_list"
    message = "This is no list of administrative units; missing: %(missing)s."


@dataclass(frozen=True, slots=True)
class AdminUnit:
    """One line of the list. `successors` are codes of the new vintage."""

    code: str
    name: str
    kind: str
    full_name: str
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merger:
    """A new unit and the ids of the old ones it takes over."""

    unit: AdminUnit
    takes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """An old unit whose successor the list leaves open: split between several, or none named."""

    unit: int
    code: str
    full_name: str
    candidates: tuple[str, ...]


@dataclass
class Reorganisation:
    """What would become of the units asked about."""

    mergers: list[Merger] = field(default_factory=list)
    undecided: list[Undecided] = field(default_factory=list)


def read(text: str) -> tuple[dict[str, AdminUnit], dict[str, AdminUnit]]:
    """The wards of the old and of the new vintage by code.

    Raises `UnreadableListError`.
    """
    rows = csv.DictReader(io.StringIO(text, newline=""))
    missing = COLUMNS - set(rows.fieldnames or ())
    if missing:
        raise UnreadableListError(missing=", ".join(sorted(missing)))
    wards = [(row["vintage"], _unit(row)) for row in rows if row["level"] == "ward"]
    old = {unit.code: unit for vintage, unit in wards if vintage == OLD}
    new = {unit.code: unit for vintage, unit in wards if vintage == NEW}
    return old, new


def _unit(row: Mapping[str, str]) -> AdminUnit:
    successors = tuple(code.strip() for code in row["successor_codes"].split(";") if code.strip())
    return AdminUnit(row["code"], row["name"], KINDS.get(row["type"], "ward"), row["full_name"], successors)


def plan(
    units: Iterable[tuple[int, str]],
    old: Mapping[str, AdminUnit],
    new: Mapping[str, AdminUnit],
    decisions: Mapping[str, str],
) -> Reorganisation:
    """What becomes of *units* (id, official code). *decisions* settle by code what the list leaves open.

    A unit whose code is not in the old list is left as it is.
    """
    found = Reorganisation()
    takes: dict[str, list[int]] = {}
    for unit_id, code in units:
        if code not in old:
            continue
        chosen = (decisions[code],) if code in decisions else old[code].successors
        if len(chosen) == 1 and chosen[0] in new:
            takes.setdefault(chosen[0], []).append(unit_id)
        else:
            found.undecided.append(Undecided(unit_id, code, old[code].full_name, chosen))
    found.mergers = [Merger(new[code], tuple(ids)) for code, ids in takes.items()]
    return found

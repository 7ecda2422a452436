"""What an import would change, worked out before anything is changed: pure, row by row."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from loa.units.core.names import spelling_key
from loa.units.core.spreadsheet.reader import Problem, Row, StaffList, duplicates
from loa.units.core.telling import Progress, counted, silent
from loa.units.core.tree import Tree
from loa.units.core.unit_names import UnitIndex, unit_key

ChangeKind = Literal["new", "changed", "moved", "same", "left"]
COMPARED = ("full_name", "position", "email", "phone")


@dataclass(frozen=True, slots=True)
class Known:
    """A member of staff as the system has them."""

    recipient: int
    employee_code: str
    full_name: str
    position: str
    email: str
    phone: str
    unit: int | None


@dataclass(frozen=True, slots=True)
class Target:
    """The unit a row means: one that exists (`id`), or one to be founded under `name`."""

    id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one person. `details` holds (field, old, new); `row` is None for who is not in the file."""

    kind: ChangeKind
    row: Row | None
    known: Known | None
    target: Target | None
    details: tuple[tuple[str, str, str], ...] = ()

    @property
    def name(self) -> str:
        """Whom it is about."""
        return self.row.full_name if self.row else self.known.full_name if self.known else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that an import would do. With `problems` nothing is done at all."""

    changes: list[Change]
    problems: list[Problem]
    new_units: list[str]

    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in ("new", "changed", "moved", "same", "left")}


class _People:
    """Finds who of the known a row means."""

    def __init__(self, known: Iterable[Known], rows: Sequence[Row]) -> None:
        self.by_code: dict[str, Known] = {}
        self.by_email: dict[str, Known] = {}
        self.by_name: defaultdict[tuple[str, int | None], list[Known]] = defaultdict(list)
        for person in known:
            self.by_code[person.employee_code.casefold()] = person
            if person.email:
                self.by_email[person.email.casefold()] = person
            self.by_name[spelling_key(person.full_name), person.unit].append(person)
        self.namesakes = Counter((spelling_key(row.full_name), unit_key(row.unit or row.unit_code)) for row in rows)

    def find(self, row: Row, unit: int | None) -> Known | None:
        """The known person, or None for somebody new.

        Raises `_AmbiguousError` when the row could mean several: names alone never decide between namesakes.
        """
        if row.employee_code:
            return self.by_code.get(row.employee_code.casefold())
        if row.email and row.email in self.by_email:
            return self.by_email[row.email]
        return self._by_name(row, unit)

    def _by_name(self, row: Row, unit: int | None) -> Known | None:
        candidates = self.by_name[spelling_key(row.full_name), unit]
        if row.phone and len(candidates) > 1:
            candidates = [each for each in candidates if each.phone == row.phone]
        in_file = self.namesakes[spelling_key(row.full_name), unit_key(row.unit or row.unit_code)]
        told_apart = bool(row.email or row.phone)
        if len(candidates) > 1 or (in_file > 1 and not told_apart):
            raise _AmbiguousError
        if in_file > 1 and candidates and not _same_contact(candidates[0], row):
            return None
        return candidates[0] if candidates else None


def _same_contact(known: Known, row: Row) -> bool:
    return bool((row.phone and known.phone == row.phone) or (row.email and known.email.casefold() == row.email))


class _AmbiguousError(Exception):
    """Two people of one name, and nothing that tells them apart."""


def plan(
    staff: StaffList,
    known: Sequence[Known],
    tree: Tree,
    on: dt.date,
    *,
    create_units: bool,
    complete: bool,
    progress: Progress = silent,
) -> Plan:
    """Compare a file with what is known on *on*.

    *create_units*: units that are not known are founded instead of being a problem. *complete*: the file lists
    everybody of the units it names; who is not in it has left.
    """
    comparison = _Comparison(UnitIndex.of(tree), _People(known, staff.rows), on, create_units=create_units)
    for row in counted(staff.rows, "compared", progress):
        comparison.compare(row)
    changes, people = comparison.changes, comparison.people
    problems = [*staff.problems, *duplicates(staff.rows), *comparison.problems, *_clashes(changes, people.by_email)]
    if complete:
        changes = [*changes, *_left(changes, known, tree)]
    return Plan(changes, sorted(problems, key=lambda problem: problem.row), list(comparison.new_units.values()))


class _Comparison:
    """What rows make of the people that are known, one row after the other."""

    def __init__(self, units: UnitIndex, people: _People, on: dt.date, *, create_units: bool) -> None:
        self.units, self.people, self.on, self.create_units = units, people, on, create_units
        self.changes: list[Change] = []
        self.problems: list[Problem] = []
        self.new_units: dict[str, str] = {}  # unit key → as the first row writes it

    def compare(self, row: Row) -> None:
        """Find out what becomes of the person of one row, or why nobody can say."""
        found = self.units.find(row)
        problem = _unit_problem(row, found, self.create_units)
        if problem:
            self.problems.append(problem)
            return
        target = Target(found[0] if found else None, row.unit)
        if target.id is None:
            self.new_units.setdefault(unit_key(row.unit), row.unit)
        try:
            self.changes.append(_change(row, self.people.find(row, target.id), target, self.on))
        except _AmbiguousError:
            self.problems.append(Problem(row.row, "ambiguous", row.full_name))


def _unit_problem(row: Row, found: list[int], create_units: bool) -> Problem | None:
    if not (row.unit or row.unit_code):
        return Problem(row.row, "no_unit", row.full_name)
    if len(found) > 1:
        return Problem(row.row, "unit_of_two", row.unit)
    if not found and (row.unit_code or not create_units):
        return Problem(row.row, "unknown_unit", row.unit_code or row.unit)
    return None


def _change(row: Row, known: Known | None, target: Target, on: dt.date) -> Change:
    if row.ends is not None and row.ends <= on:
        return Change("left" if known else "same", row, known, target)
    if known is None:
        return Change("new", row, None, target)
    details = tuple(_details(row, known))
    if target.id != known.unit:
        return Change("moved", row, known, target, (*details, ("unit", str(known.unit or ""), target.name)))
    return Change("changed" if details else "same", row, known, target, details)


def _details(row: Row, known: Known) -> Iterator[tuple[str, str, str]]:
    """Fields that differ. What the file leaves empty is not taken away: an empty cell says nothing."""
    for name in COMPARED:
        old, new = getattr(known, name), getattr(row, name)
        if new and new != old:
            yield name, old, new


def _clashes(changes: Iterable[Change], by_email: Mapping[str, Known]) -> Iterator[Problem]:
    """Rows that take the e-mail of somebody else."""
    for change in changes:
        if change.row is None or not change.row.email or change.kind == "left":
            continue
        holder = by_email.get(change.row.email)
        if holder is not None and holder != change.known:
            yield Problem(change.row.row, "email_of_other", f"{change.row.email} ({holder.full_name})")


def _left(changes: Sequence[Change], known: Iterable[Known], tree: Tree) -> list[Change]:
    named = {change.target.id for change in changes if change.target}
    covered = {below for unit in named if unit is not None for below in tree.subtree(unit)}
    listed = {change.known.recipient for change in changes if change.known}
    return [
        Change("left", None, person, None)
        for person in known
        if person.unit in covered and person.recipient not in listed
    ]


def employee_code(row: Row) -> str:
    """The code of a new person: the file's, or one made of what tells them apart, the same at every import."""
    if row.employee_code:
        return row.employee_code
    identity = "\0".join((row.email or row.phone, spelling_key(row.full_name), unit_key(row.unit or row.unit_code)))
    return f"N-{hashlib.sha256(identity.encode()).hexdigest()[:10]}"

"""Questions about reach: who has a release, who lacks it, unit by unit. Answered by set algebra (DESIGN §7)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import Count
from pyroaring import BitMap

from loa.bulletins.models import Release
from loa.reach.core.disclosure import shown_of_tree
from loa.reach.core.sets import ASPECTS, Aspect, Counts, Sets, page, roll_up
from loa.reach.errors import NotInTreeError, UnknownAspectError
from loa.reach.facts import facts_of
from loa.reach.models import Installation, Reminder
from loa.units.core.snapshot import Snapshot, union
from loa.units.core.tree import Node
from loa.units.models import Staff
from loa.units.queries import snapshot, staff_rows

PAGE_LIMIT = 500  # names in one page


class Group(Enum):
    """Whom a question counts: everybody, staff on duty, or residents."""

    ALL = "all"
    DUTY = "duty"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The counts of one unit with all below it; of the whole audience when `unit` is None."""

    unit: int | None
    code: str
    name: str
    kind: str
    depth: int
    parent: int | None
    counts: Counts
    by_channel: Mapping[str, int]

    @property
    def audience(self) -> int:
        """Persons the release is for."""
        return self.counts.audience

    @property
    def reached(self) -> int:
        """Persons some channel reached."""
        return self.counts.reached

    @property
    def opened(self) -> int:
        """Persons who opened it, as far as channels tell."""
        return self.counts.opened

    @property
    def acknowledged(self) -> int:
        """Persons who confirmed, on any channel, each once."""
        return self.counts.acknowledged

    @property
    def installed(self) -> int:
        """Persons who have the app."""
        return self.counts.installed

    def as_dict(self) -> dict[str, Any]:
        """The shape of DESIGN §9: `unit` is the name."""
        described = {"unit": self.name, "code": self.code} if self.unit is not None else {}
        channels = {"channels": dict(self.by_channel)} if self.by_channel else {}
        return {**described, **self.counts.as_dict(), **channels}


@dataclass(frozen=True, slots=True)
class MissingPerson:
    """Somebody on duty who lacks what was asked for."""

    recipient: int
    full_name: str
    position: str
    phone: str
    unit: int
    unit_name: str
    reached: bool
    reminded: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """A page of the not-yet list: `total` on duty in all; `residents` are counted, never named (DESIGN §5.7)."""

    total: int
    residents: int
    people: list[MissingPerson]


def sets(release: Release, group: Group = Group.ALL) -> Sets:
    """The sets of a release, for one group of people."""
    return sets_of([release], group)[release.pk]


def sets_of(releases: Sequence[Release], group: Group = Group.ALL) -> dict[int, Sets]:
    """The sets of each release, by its id."""
    known = facts_of(releases)
    return {release.pk: _within(release, Sets.of(known[release.pk]), group) for release in releases}


def _within(release: Release, found: Sets, group: Group) -> Sets:
    if group is Group.ALL:
        return found
    duty = snapshot(release.snapshot).duty
    return found.within(duty if group is Group.DUTY else found.audience - duty)


def counts_of(releases: Sequence[Release], units: Collection[int], group: Group = Group.ALL) -> dict[int, Counts]:
    """By release, the counts of *units* (themselves, not those below) together, as far as they existed that day."""
    found = sets_of(releases, group)
    return {release.pk: found[release.pk].within(members_of(release, units)).counts() for release in releases}


def members_of(release: Release, units: Collection[int]) -> BitMap:
    """Everybody who was in *units* themselves on the day of the release."""
    frozen = snapshot(release.snapshot)
    return union(tuple(frozen.members(unit) for unit in units if unit in frozen.tree))


def coverage(release: Release, unit_id: int | None = None, group: Group = Group.ALL) -> Coverage:
    """The counts of a unit's subtree on the day of the release, or of everybody.

    Raises `NotInTreeError`.
    """
    found = sets(release, group)
    if unit_id is None:
        return Coverage(None, "", "", "", 0, None, found.counts(), _channel_counts(found))
    frozen = _frozen(release, unit_id)
    found = found.within(frozen.subtree_members(unit_id))
    return _coverage(frozen, unit_id, found.counts(), _channel_counts(found))


def _channel_counts(found: Sets) -> dict[str, int]:
    return {channel: len(people) for channel, people in found.by_channel.items()}


def _frozen(release: Release, unit_id: int) -> Snapshot:
    frozen = snapshot(release.snapshot)
    if unit_id not in frozen.tree:
        raise NotInTreeError(release=release.number)
    return frozen


def _coverage(frozen: Snapshot, unit_id: int, counts: Counts, channels: Mapping[str, int]) -> Coverage:
    node = frozen.tree[unit_id]
    depth = frozen.tree.depth(unit_id)
    return Coverage(unit_id, node.code, node.name, node.kind, depth, node.parent, counts, channels)


def board(release: Release, group: Group = Group.ALL) -> list[Coverage]:
    """Every unit the release addresses, with all below it, parents before children."""
    frozen = snapshot(release.snapshot)
    counted = zip(frozen.tree.ids, roll_up(frozen, sets(release, group)), strict=True)
    return [_coverage(frozen, unit_id, counts, {}) for unit_id, counts in counted if counts.audience]


def public_board(release: Release) -> list[Coverage]:
    """The lines of `board` that may be public: neither they nor what they leave of the whole point at a person."""
    lines = {line.unit: line for line in board(release) if line.unit is not None}
    people = {unit: line.audience for unit, line in lines.items()}
    parents = {unit: line.parent for unit, line in lines.items()}
    named = shown_of_tree(people, parents, coverage(release).audience)
    return [line for unit, line in lines.items() if unit in named]


def record(release: Release) -> dict[str, Any]:
    """Coverage with its units in the shape of DESIGN §9 (`loa demo --once --json`)."""
    return {**coverage(release).as_dict(), "units": [line.as_dict() for line in board(release)]}


# The not-yet list


def missing_people(
    release: Release, unit_id: int | None = None, kind: Aspect = "acknowledged", group: Group = Group.DUTY
) -> BitMap:
    """Everybody of a unit's subtree (None: of the audience) who lacks *kind*.

    Raises `UnknownAspectError`, `NotInTreeError`.
    """
    people = _lacking(sets(release, group), kind)
    return people if unit_id is None else people & _frozen(release, unit_id).subtree_members(unit_id)


def _lacking(found: Sets, kind: Aspect) -> BitMap:
    if kind not in ASPECTS:
        raise UnknownAspectError(aspect=kind, known=", ".join(ASPECTS))
    return found.lacking(kind)


def missing(release: Release, unit_id: int, kind: Aspect = "acknowledged", offset: int = 0, limit: int = 50) -> Missing:
    """A page of those who lack *kind* in a unit's subtree: unit by unit, in each in the order of Vietnamese lists.

    Raises `UnknownAspectError`, `NotInTreeError`.
    """
    frozen, found = _frozen(release, unit_id), sets(release)
    lacking, units = _lacking(found, kind), frozen.tree.subtree(unit_id)
    slices, total = page(frozen, units, lacking & frozen.duty, max(0, offset), min(max(1, limit), PAGE_LIMIT))
    _none, residents = page(frozen, units, lacking - frozen.duty, 0, 0)
    reminded = reminded_people(release)
    named = [
        _person(staff, frozen.tree[here.unit], staff.pk in found.reached, staff.pk in reminded)
        for here in slices
        for staff in staff_rows(here.people)[here.start : here.stop]
    ]
    return Missing(total, residents, named)


def _person(staff: Staff, unit: Node, reached: bool, reminded: bool) -> MissingPerson:
    return MissingPerson(
        recipient=staff.pk,
        full_name=staff.full_name,
        position=staff.position,
        phone=staff.phone,
        unit=unit.id,
        unit_name=unit.name,
        reached=reached,
        reminded=reminded,
    )


def reminded_people(release: Release) -> BitMap:
    """Everybody who was reminded themselves."""
    rounds = Reminder.objects.filter(release=release, step=Reminder.Step.PERSON).values_list("recipients", flat=True)
    return union(tuple(BitMap.deserialize(bytes(people)) for people in rounds))


# Beside the board


def family_installs(unit_ids: Iterable[int]) -> dict[int, int]:
    """Family installs that each unit brought about; whose family is not known to anybody."""
    found = Installation.objects.filter(family_of_unit__in=list(unit_ids), removed_at__isnull=True)
    return dict(found.values_list("family_of_unit").annotate(number=Count("id")).order_by())

"""How a unit does over all bulletins of the last thirty days: the board above the boards of single releases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from pyroaring import BitMap

from loa.bulletins.models import Release
from loa.reach.core.disclosure import shown_of_tree
from loa.reach.core.sets import Counts, Sets
from loa.reach.core.streak import streak
from loa.reach.installed import installed
from loa.reach.queries import Group, family_installs, members_of, sets_of
from loa.units.core.snapshot import union
from loa.units.core.tree import Node
from loa.units.queries import duty_on, tree

PERIOD = dt.timedelta(days=30)
Counted = tuple[Release, Counts]
MOST = 30  # releases that are looked at: what people still remember


@dataclass(frozen=True, slots=True)
class Overall:
    """One unit with all below it. `asked`, `reached`, `acknowledged` count persons × releases; `staff`, `apps` persons.

    `family` counts devices of relatives, and belongs to nobody. `widest`: persons of the release that most had to read.
    """

    unit: int
    name: str
    staff: int
    apps: int
    family: int
    asked: int
    reached: int
    acknowledged: int
    streak: int
    widest: int


@dataclass(frozen=True, slots=True)
class _Period:
    """What every line is counted from: releases, newest first, with their sets, and today's people and devices."""

    now: dt.datetime
    releases: Sequence[Release]
    sets: dict[int, Sets]
    duty: dict[int, BitMap]
    apps: BitMap
    family: dict[int, int]


def recent_releases(now: dt.datetime) -> QuerySet[Release]:
    """The releases of the last thirty days that still stand, newest first."""
    found = Release.objects.filter(issued_at__gt=now - PERIOD, issued_at__lte=now, replaced_by__isnull=True)
    return found.select_related("snapshot").defer("snapshot__content").order_by("-issued_at", "-pk")


def overall(unit_id: int, now: dt.datetime | None = None) -> tuple[Overall, list[Overall], list[Counted]]:
    """The unit itself, the units directly below it today, and its counts release by release, newest first."""
    now = now or timezone.now()
    today = tree(timezone.localdate(now))
    period = _period(now, today.subtree(unit_id))
    below = [_line(period, today[child], today.subtree(child)) for child in today.children(unit_id)]
    units = today.subtree(unit_id)
    return _line(period, today[unit_id], units), below, _by_release(period, units)


def is_public(unit_id: int, now: dt.datetime | None = None) -> bool:
    """Whether a person could be guessed neither from the unit's figures nor from what they leave of the whole."""
    day = timezone.localdate(now or timezone.now())
    today, duty = tree(day), duty_on(day)
    staff = {unit: len(union(tuple(duty[one] for one in today.subtree(unit) if one in duty))) for unit in today.ids}
    parents = {unit: today[unit].parent for unit in today.ids}
    return unit_id in shown_of_tree(staff, parents, len(union(tuple(duty.values()))))


def parts(now: dt.datetime) -> tuple[list[Overall], int]:
    """What the house falls into, and how many releases were counted: each top unit itself, each unit right below it
    with all below that. Nobody is in two."""
    today = tree(timezone.localdate(now))
    period = _period(now, today.ids)
    found = []
    for root in today.roots():
        found.append(_line(period, today[root], (root,)))
        found += [_line(period, today[child], today.subtree(child)) for child in today.children(root)]
    return found, len(period.releases)


def unit_streak(unit_id: int, now: dt.datetime | None = None) -> int:
    """How many bulletins in a row everybody of the unit and below acknowledged."""
    now = now or timezone.now()
    today = tree(timezone.localdate(now))
    units = today.subtree(unit_id) if unit_id in today else (unit_id,)
    releases = list(recent_releases(now)[:MOST])
    return _streak(now, _counted(releases, sets_of(releases, Group.DUTY), units))


def _period(now: dt.datetime, units: Sequence[int]) -> _Period:
    releases = list(recent_releases(now)[:MOST])
    return _Period(
        now=now,
        releases=releases,
        sets=sets_of(releases, Group.DUTY),
        duty=duty_on(timezone.localdate(now)),
        apps=installed(),
        family=family_installs(units),
    )


def _line(period: _Period, node: Node, units: Sequence[int]) -> Overall:
    staff = union(tuple(period.duty[unit] for unit in units if unit in period.duty))
    counted = _by_release(period, units)
    return Overall(
        unit=node.id,
        name=node.name,
        staff=len(staff),
        apps=staff.intersection_cardinality(period.apps),
        family=sum(period.family.get(unit, 0) for unit in units),
        asked=sum(counts.audience for _release, counts in counted),
        reached=sum(counts.reached for _release, counts in counted),
        acknowledged=sum(counts.acknowledged for _release, counts in counted),
        streak=_streak(period.now, counted),
        widest=max((counts.audience for _release, counts in counted), default=0),
    )


def _by_release(period: _Period, units: Sequence[int]) -> list[Counted]:
    return _counted(period.releases, period.sets, units)


def _counted(releases: Sequence[Release], sets: dict[int, Sets], units: Sequence[int]) -> list[Counted]:
    """The counts of *units* in each release that was for somebody of them."""
    counted = [(release, sets[release.pk].within(members_of(release, units)).counts()) for release in releases]
    return [(release, counts) for release, counts in counted if counts.audience]


def _streak(now: dt.datetime, counted: Sequence[Counted]) -> int:
    return streak((now - release.issued_at, counts.audience, counts.acknowledged) for release, counts in counted)

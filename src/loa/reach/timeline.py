"""Coverage over time, for a chart with a table behind it."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate

from django.utils import timezone
from pyroaring import BitMap

from loa.bulletins.models import Release
from loa.reach.models import Receipt
from loa.reach.queries import coverage
from loa.units import rows
from loa.units.queries import snapshot

Kind = Receipt.Kind


@dataclass(frozen=True, slots=True)
class Point:
    """Persons who had opened and acknowledged by `at`, of `audience`."""

    at: dt.datetime
    opened: int
    acknowledged: int
    audience: int


def timeline(
    release: Release, unit_id: int | None = None, points: int = 24, until: dt.datetime | None = None
) -> list[Point]:
    """*points* equal steps from the release to *until* (now), each with what had come in by then."""
    end = max(until or timezone.now(), release.issued_at + dt.timedelta(minutes=1))
    step = (end - release.issued_at) / points
    edges = [release.issued_at + step * number for number in range(1, points + 1)]
    opened, acknowledged = _firsts(release, _people(release, unit_id), edges)
    audience = coverage(release, unit_id).audience
    return [Point(*each, audience) for each in zip(edges, opened, acknowledged, strict=True)]


def _people(release: Release, unit_id: int | None) -> BitMap:
    audience = BitMap.deserialize(bytes(release.audience))
    return audience if unit_id is None else audience & snapshot(release.snapshot).subtree_members(unit_id)


def _firsts(release: Release, people: BitMap, edges: list[dt.datetime]) -> tuple[list[int], list[int]]:
    """Per edge how many of *people* had opened and had acknowledged by then, each person from their first receipt on.

    Who acknowledged has opened, as on the board.
    """
    opened, acknowledged = [0] * (len(edges) + 1), [0] * (len(edges) + 1)
    seen = BitMap()
    for step in rows.walk(_RECEIPTS, [Kind.OPENED, Kind.ACKNOWLEDGED, release.pk]):
        for _pk, recipient, kind, at in step:
            if recipient not in people:
                continue
            place = _place(edges, at)
            acknowledged[place] += kind == Kind.ACKNOWLEDGED
            opened[place] += recipient not in seen
            seen.add(recipient)
    return list(accumulate(opened[:-1])), list(accumulate(acknowledged[:-1]))


_RECEIPTS = (
    "SELECT id, recipient_id, kind, at FROM reach_receipt "
    "WHERE kind IN (%s, %s) AND release_id = %s AND id > %s ORDER BY id"
)


def _place(edges: list[dt.datetime], at: dt.datetime) -> int:
    """The first edge that is not before *at* (which SQLite hands out as UTC without saying so)."""
    return bisect_left(edges, at if at.tzinfo else at.replace(tzinfo=dt.UTC))

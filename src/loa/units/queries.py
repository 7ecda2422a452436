"""Questions about the organisation, its people and their addresses.

Those that may touch a million rows read plain rows in steps and answer in arrays or bitmaps, never in model objects.
"""

from __future__ import annotations

import datetime as dt
import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from pyroaring import BitMap

from loa.units import rows
from loa.units.core.snapshot import MalformedSnapshotError, Snapshot, decode
from loa.units.core.tree import Node, RingError, Tree
from loa.units.errors import BrokenSnapshotError, BrokenTreeError, UnknownUnitError
from loa.units.models import Membership, MembershipSnapshot, Placement, Recipient, Staff, Unit

SPARSE = 20_000  # recipients up to which addresses are looked up one by one instead of by reading all


@dataclass(frozen=True, slots=True)
class AddressRow:
    """What a channel needs to send to one contact point. `name` is empty for residents; `duty`: a staff member."""

    contact_point: int
    recipient: int
    address: str
    keys: dict[str, Any]
    language: str
    name: str
    duty: bool


def valid_on(on: dt.date, prefix: str = "") -> Q:
    """The condition that a row with `valid_from`/`valid_to` (exclusive) holds on *on*."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on})
    )


def tree(on: dt.date) -> Tree:
    """The organisation on the day *on*. Kept in memory until a unit or a placement changes.

    Raises `BrokenTreeError` when the placements make a ring.
    """
    return _tree(on, _version())


def _version() -> tuple[object, ...]:
    """Changes whenever the tree of any day may have changed."""
    seen = (model.objects.aggregate(Count("id"), Max("updated_at")) for model in (Unit, Placement))
    return tuple(value for row in seen for value in row.values())


@lru_cache(maxsize=8)
def _tree(on: dt.date, _version: tuple[object, ...]) -> Tree:
    parents = dict(Placement.objects.filter(valid_on(on)).order_by("valid_from").values_list("unit_id", "parent_id"))
    described = Unit.objects.filter(valid_on(on)).values_list("id", "code", "name", "kind")
    try:
        return Tree(Node(pk, parents.get(pk), code, name, kind) for pk, code, name, kind in described)
    except RingError as error:
        raise BrokenTreeError(on=on.strftime("%d/%m/%Y"), unit=error.node.name) from error


def unit_by_code(code: str, on: dt.date) -> Unit:
    """The unit with that own code on that day.

    Raises `UnknownUnitError`.
    """
    unit = Unit.objects.filter(valid_on(on), code=code).order_by("-valid_from").first()
    if unit is None:
        raise UnknownUnitError(unit=code, on=on.strftime("%d/%m/%Y"))
    return unit


def duty_on(on: dt.date) -> dict[int, BitMap]:
    """The staff that counts in each unit on *on*; everybody once, a secondment before a regular membership."""
    grouped: dict[int, BitMap] = {}
    for person, unit in _places(on).items():
        grouped.setdefault(unit, BitMap()).add(person)
    return grouped


def _places(on: dt.date) -> dict[int, int]:
    """Staff member → the unit they count in."""
    return dict(rows.select(_MEMBERS, [on, on, rows.moment(_end_of(on))]))


def unit_of_staff(staff_id: int, on: dt.date | None = None) -> int | None:
    """The unit in which a member of staff counts on *on* (today); None when they have left or nobody has that id."""
    on = on or timezone.localdate()
    counted = Membership.objects.filter(valid_on(on), staff=staff_id, staff__recipient__closed_at__isnull=True)
    return counted.order_by("-kind", "-valid_from", "-pk").values_list("unit_id", flat=True).first()


def membership_on(on: dt.date) -> tuple[dict[int, BitMap], BitMap]:
    """Who counts in which unit on *on* (unit id → recipient ids), and which of them are on duty (staff).

    Everybody counts once: a secondment before a regular membership, a later one before an earlier one. Residents
    count in the ward they chose. People closed before or on that day are left out.
    """
    end = rows.moment(_end_of(on))
    place = _places(on)
    grouped: dict[int, array[int]] = {}
    for recipient, unit in place.items():
        grouped.setdefault(unit, array("I")).append(recipient)
    for found in rows.walk(_RESIDENTS, [end]):
        for recipient, unit in found:
            grouped.setdefault(unit, array("I")).append(recipient)
    return {unit: BitMap(people) for unit, people in grouped.items()}, BitMap(place)


# Later rows win in `membership_on`: "regular" sorts before "secondment".
_MEMBERS = (
    "SELECT m.staff_id, m.unit_id FROM units_membership m JOIN units_recipient r ON r.id = m.staff_id "
    "WHERE m.valid_from <= %s AND (m.valid_to IS NULL OR m.valid_to > %s) "
    "AND (r.closed_at IS NULL OR r.closed_at >= %s) ORDER BY m.kind, m.valid_from, m.id"
)
_RESIDENTS = (
    "SELECT s.recipient_id, s.unit_id FROM units_subscriber s JOIN units_recipient r ON r.id = s.recipient_id "
    "WHERE s.unit_id IS NOT NULL AND (r.closed_at IS NULL OR r.closed_at >= %s) AND s.recipient_id > %s "
    "ORDER BY s.recipient_id"
)


def _end_of(on: dt.date) -> dt.datetime:
    """The first moment after the day *on* in local time: who closes later was there that day."""
    return timezone.make_aware(dt.datetime.combine(on + dt.timedelta(days=1), dt.time.min))


def snapshot(stored: MembershipSnapshot) -> Snapshot:
    """The decoded form of a stored snapshot, kept in memory (it never changes).

    Raises `BrokenSnapshotError`.
    """
    return _decoded(stored.digest, stored.pk)


@lru_cache(maxsize=8)
def _decoded(_digest: str, pk: int) -> Snapshot:
    try:
        return decode(bytes(MembershipSnapshot.objects.values_list("content", flat=True).get(pk=pk)))
    except MalformedSnapshotError as error:
        raise BrokenSnapshotError from error


def contact_points(
    channel: str, recipients: BitMap | None = None, *, newest: bool = False
) -> Iterator[tuple[array[int], array[int]]]:
    """Open contact points of *channel*, sorted by id, in slices of at most `rows.STEP`.

    A slice is (contact point ids, their recipients), two `array('q')`. *recipients* keeps only those people's; None
    keeps all. A person may have several; *newest* keeps each person's latest alone. Memory is bounded by one slice.
    """
    if recipients is not None and len(recipients) <= SPARSE:
        yield from _slices(_points_of(channel, recipients, newest=newest))
        return
    for found in rows.walk(_NEWEST_POINTS if newest else _POINTS, [channel]):
        kept = found if recipients is None else [row for row in found if row[1] in recipients]
        yield from _slices(kept)


_POINTS = (
    "SELECT id, recipient_id FROM units_contactpoint WHERE channel = %s AND closed_at IS NULL AND id > %s ORDER BY id"
)
_NEWEST_POINTS = (
    "SELECT c.id, c.recipient_id FROM units_contactpoint c WHERE NOT EXISTS (SELECT 1 FROM units_contactpoint n "
    "WHERE n.recipient_id = c.recipient_id AND n.channel = c.channel AND n.closed_at IS NULL AND n.id > c.id) "
    "AND c.channel = %s AND c.closed_at IS NULL AND c.id > %s ORDER BY c.id"
)
_POINTS_OF = (
    "SELECT id, recipient_id FROM units_contactpoint WHERE channel = %s AND closed_at IS NULL AND recipient_id IN (…)"
)


def _points_of(channel: str, recipients: BitMap, *, newest: bool) -> list[tuple[Any, ...]]:
    found = sorted(rows.select_in(_POINTS_OF, [channel], recipients))
    if not newest:
        return found
    latest = {recipient: point for point, recipient in found}
    return sorted((point, recipient) for recipient, point in latest.items())


def _slices(found: Sequence[tuple[Any, ...]]) -> Iterator[tuple[array[int], array[int]]]:
    for start in range(0, len(found), rows.STEP):
        some = found[start : start + rows.STEP]
        yield array("q", [row[0] for row in some]), array("q", [row[1] for row in some])


def addresses(ids: Iterable[int]) -> list[AddressRow]:
    """What to send to, for contact points *ids*, ordered by id. Those closed in the meantime are left out."""
    found = rows.select_in(_ADDRESSES, [], ids)
    return [_address_row(row) for row in sorted(found, key=lambda row: row[0])]


_ADDRESSES = (
    "SELECT c.id, c.recipient_id, c.address, c.keys, r.language, r.kind, s.full_name FROM units_contactpoint c "
    "JOIN units_recipient r ON r.id = c.recipient_id LEFT JOIN units_staff s ON s.recipient_id = r.id "
    "WHERE c.closed_at IS NULL AND c.id IN (…)"
)


def _address_row(row: tuple[Any, ...]) -> AddressRow:
    point, recipient, address, keys, language, kind, name = row
    parsed = json.loads(keys) if isinstance(keys, str) else keys
    return AddressRow(point, recipient, address, parsed or {}, language, name or "", kind == Recipient.Kind.STAFF)


def recipients_with(channel: str, among: BitMap | None = None) -> BitMap:
    """Everybody (or everybody of *among*) with an open contact point on *channel*."""
    people = BitMap()
    for _points, recipients in contact_points(channel, among):
        people.update(array("I", recipients))  # pyroaring takes 32-bit arrays only
    return people


def channel_points(channel: str) -> tuple[object, ...]:
    """A cheap mark that changes when contact points of *channel* are opened or closed."""
    return (*rows.select(_NEWEST_POINT, [channel]), *rows.select(_CLOSED_POINTS, [channel]))


_NEWEST_POINT = (
    "SELECT id, created_at FROM units_contactpoint WHERE channel = %s AND closed_at IS NULL ORDER BY id DESC LIMIT 1"
)
_CLOSED_POINTS = "SELECT MAX(closed_at), COUNT(*) FROM units_contactpoint WHERE channel = %s AND closed_at IS NOT NULL"


def staff_of(unit_ids: Iterable[int], on: dt.date) -> QuerySet[Staff]:
    """Open staff with a membership in one of *unit_ids* on *on*, in the order of Vietnamese lists."""
    member = valid_on(on, "memberships__") & Q(memberships__unit__in=list(unit_ids))
    return Staff.objects.filter(member, recipient__closed_at__isnull=True).distinct()


def unit_of(staff: Staff, on: dt.date) -> Unit | None:
    """Where *staff* counts on *on* (see `membership_on`); None for somebody who is in no unit that day."""
    found = staff.memberships.filter(valid_on(on)).order_by("kind", "valid_from", "pk").select_related("unit").last()
    return found.unit if found else None


def staff_rows(recipients: Iterable[int]) -> QuerySet[Staff]:
    """The staff among *recipients*, in the order of Vietnamese lists."""
    return Staff.objects.filter(recipient__in=list(recipients))

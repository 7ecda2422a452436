"""Planning: an audience becomes parcels. Raw bulk writes, for a million people must be planned while one waits."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from pyroaring import BitMap

from loa.bulletins.core.manifest import Manifest
from loa.bulletins.models import Release
from loa.delivery.core.lease import ParcelState
from loa.delivery.core.packing import PARCEL_SIZE, pack
from loa.delivery.models import Delivery
from loa.units.queries import contact_points

PUBLIC = 0  # the pseudo contact point and recipient of the portal: everybody
PRIORITIES = {"immediate": 0, "urgent": 1, "normal": 2}
REMINDER_PRIORITY = 3  # news goes before reminders of old news
_COLUMNS = (
    "delivery_id",
    "number",
    "contact_points",
    "recipients",
    "outcomes",
    "pending",
    "sent",
    "delivered",
    "failed",
    "state",
    "attempt",
    "tries",
    "owner",
)


@dataclass(frozen=True, slots=True)
class Addressees:
    """A slice of an audience: contact points and whose they are, two arrays of equal length sorted by contact point."""

    contact_points: array[int]
    recipients: array[int]

    def __len__(self) -> int:
        return len(self.contact_points)

    def __add__(self, other: Addressees) -> Addressees:
        return Addressees(self.contact_points + other.contact_points, self.recipients + other.recipients)

    def part(self, start: int, stop: int | None = None) -> Addressees:
        """The addressees from place *start* up to *stop*."""
        return Addressees(self.contact_points[start:stop], self.recipients[start:stop])


def addressees(channel: str, audience: BitMap, *, newest: bool = False) -> Iterator[Addressees]:
    """Who is reached on *channel*, slice by slice. The portal reaches the public, whatever the audience.

    *newest* takes of each person only the contact point that came last.
    """
    if channel == "portal":
        yield Addressees(array("q", [PUBLIC]), array("q", [PUBLIC]))
        return
    for points, recipients in contact_points(channel, audience, newest=newest):
        yield Addressees(points, recipients)


def plan(
    release: Release,
    manifest: Manifest,
    channel: str,
    people: Iterable[Addressees],
    now: datetime,
    *,
    purpose: str = Delivery.Purpose.PRIMARY,
    round_number: int = 0,
) -> Delivery:
    """Make the delivery of *release* on *channel* and its parcels, inside the caller's transaction.

    *people* is read slice by slice, so memory does not grow with the audience. Nobody to reach, or a bulletin whose
    end has passed: the delivery is closed at once.
    """
    reminder = purpose == Delivery.Purpose.REMINDER
    delivery = Delivery.objects.create(
        release=release,
        channel=channel,
        purpose=purpose,
        round=round_number,
        priority=REMINDER_PRIORITY if reminder else PRIORITIES[manifest.urgency],
        not_after=release.not_after,
    )
    late = release.not_after is not None and release.not_after <= now
    delivery.planned = sum(map(len, people)) if late else write_parcels(delivery.pk, people)
    if late or not delivery.planned:
        delivery.state = Delivery.State.EXPIRED if late else Delivery.State.DONE
        delivery.finished_at = now
    delivery.save(update_fields=["planned", "state", "finished_at"])
    return delivery


def write_parcels(delivery: int, people: Iterable[Addressees]) -> int:
    """Write the parcels of *people*, in bulk a slice at a time; return how many contact points they hold."""
    write = _copy if connection.vendor == "postgresql" else _insert
    number, planned = 0, 0
    for some in _whole_parcels(people):
        rows = [_row(delivery, number + place, parcel) for place, parcel in enumerate(_cut(some))]
        write(rows)
        number += len(rows)
        planned += len(some)
    return planned


def _whole_parcels(people: Iterable[Addressees]) -> Iterator[Addressees]:
    """The same slices with their ends moved, so that only the last holds a parcel that is not full."""
    rest = Addressees(array("q"), array("q"))
    for some in people:
        rest += some
        full = len(rest) - len(rest) % PARCEL_SIZE
        if full:
            yield rest.part(0, full)
            rest = rest.part(full)
    if len(rest):
        yield rest


def _cut(people: Addressees) -> Iterator[Addressees]:
    for start in range(0, len(people), PARCEL_SIZE):
        yield people.part(start, start + PARCEL_SIZE)


def _row(delivery: int, number: int, people: Addressees) -> tuple[Any, ...]:
    size = len(people)
    packed = (pack(people.contact_points), pack(people.recipients), bytes(size))
    return delivery, number, *packed, size, 0, 0, 0, int(ParcelState.READY), 0, 0, ""


def _insert(rows: list[tuple[Any, ...]]) -> None:
    places = ", ".join(["%s"] * len(_COLUMNS))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO delivery_parcel ({', '.join(_COLUMNS)}) VALUES ({places})", rows)  # noqa: S608


def _copy(rows: list[tuple[Any, ...]]) -> None:
    """PostgreSQL takes rows quickest as a binary stream."""
    statement = f"COPY delivery_parcel ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)"
    types = ("int8", "int4", *["bytea"] * 3, *["int2"] * 5, "int4", "int2", "varchar")
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)

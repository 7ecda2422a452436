"""Planning: an audience becomes parcels. Raw bulk writes, for a million people must be planned while one waits."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
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
    """Contact points and whose they are, two arrays of equal length sorted by contact point."""

    contact_points: array[int]
    recipients: array[int]

    def __len__(self) -> int:
        return len(self.contact_points)


def addressees(channel: str, audience: BitMap) -> Addressees:
    """Who is reached on *channel*. The portal reaches the public, whatever the audience."""
    if channel == "portal":
        return Addressees(array("q", [PUBLIC]), array("q", [PUBLIC]))
    return Addressees(*contact_points(channel, audience))


def plan(
    release: Release,
    manifest: Manifest,
    channel: str,
    people: Addressees,
    now: datetime,
    *,
    purpose: str = Delivery.Purpose.PRIMARY,
    round_number: int = 0,
) -> Delivery:
    """Make the delivery of *release* on *channel* and its parcels, inside the caller's transaction.

    Nobody to reach, or a bulletin whose end has passed: the delivery is closed at once.
    """
    state = _first_state(release, people, now)
    reminder = purpose == Delivery.Purpose.REMINDER
    delivery = Delivery.objects.create(
        release=release,
        channel=channel,
        purpose=purpose,
        round=round_number,
        state=state,
        priority=REMINDER_PRIORITY if reminder else PRIORITIES[manifest.urgency],
        planned=len(people),
        not_after=release.not_after,
        finished_at=None if state == Delivery.State.PLANNED else now,
    )
    if state == Delivery.State.PLANNED:
        write_parcels(delivery.pk, people)
    return delivery


def _first_state(release: Release, people: Addressees, now: datetime) -> Delivery.State:
    if release.not_after is not None and release.not_after <= now:
        return Delivery.State.EXPIRED
    return Delivery.State.PLANNED if len(people) else Delivery.State.DONE


def write_parcels(delivery: int, people: Addressees) -> int:
    """Write the parcels of *people* in one bulk statement; return how many there are."""
    rows = list(_parcels(delivery, people))
    if connection.vendor == "postgresql":
        _copy(rows)
    else:
        _insert(rows)
    return len(rows)


def _parcels(delivery: int, people: Addressees) -> Iterator[tuple[Any, ...]]:
    for number, start in enumerate(range(0, len(people), PARCEL_SIZE)):
        ids = people.contact_points[start : start + PARCEL_SIZE]
        whose = pack(people.recipients[start : start + PARCEL_SIZE])
        size = len(ids)
        yield delivery, number, pack(ids), whose, bytes(size), size, 0, 0, 0, int(ParcelState.READY), 0, 0, ""


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

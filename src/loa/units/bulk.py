"""Many rows at once, where model objects would cost more than the database: imports and the demo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils import timezone

from loa.units import rows
from loa.units.core.names import given_name, sort_key
from loa.units.models import ContactPoint, Recipient

BATCH = 2_000  # rows per step


@dataclass(frozen=True, slots=True)
class NewStaff:
    """One person to be taken on; `unit` is a unit id, `begins` an ISO day."""

    employee_code: str
    full_name: str
    unit: int
    begins: str
    position: str = ""
    email: str = ""
    phone: str = ""


def insert(table: str, columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Insert rows of plain values. *table* and *columns* are our own words, never somebody's input."""
    places = ", ".join(["%s"] * len(columns))
    sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(values))


def hire(people: Sequence[NewStaff]) -> list[int]:
    """Take on *people* (a batch); their recipient ids in the same order. E-mails become mail addresses.

    The caller has made sure that codes and units are right, and holds the transaction.
    """
    recipients = Recipient.objects.bulk_create([Recipient(kind=Recipient.Kind.STAFF) for _ in people])
    ids = [recipient.pk for recipient in recipients]
    insert(
        "units_staff",
        ("recipient_id", "employee_code", "full_name", "given_name", "sort_key", "position", "email", "phone"),
        [_staff_row(pk, person) for pk, person in zip(ids, people, strict=True)],
    )
    insert(
        "units_membership",
        ("staff_id", "unit_id", "kind", "valid_from"),
        [(pk, person.unit, "regular", person.begins) for pk, person in zip(ids, people, strict=True)],
    )
    add_addresses("mail", [(pk, person.email, "{}") for pk, person in zip(ids, people, strict=True) if person.email])
    return ids


def _staff_row(pk: int, person: NewStaff) -> tuple[Any, ...]:
    name = person.full_name
    described = (person.position[:120], person.email, person.phone)
    return (pk, person.employee_code, name[:120], given_name(name)[:40], sort_key(name), *described)


def add_addresses(channel: str, points: Sequence[tuple[int, str, str]]) -> None:
    """Open many contact points: (recipient id, address, keys as JSON) each.

    An address that is open for somebody else goes over, as in `actions.add_contact_point`.
    """
    for chunk in rows.chunks([address for _recipient, address, _keys in points]):
        taken = ContactPoint.objects.filter(channel=channel, address__in=chunk, closed_at__isnull=True)
        taken.update(closed_at=timezone.now(), closed_reason="taken over")
    now = rows.moment(timezone.now())
    insert(
        "units_contactpoint",
        ("recipient_id", "channel", "address", "keys", "created_at", "seen_at", "closed_reason"),
        [(recipient, channel, address, keys, now, now, "") for recipient, address, keys in points],
    )

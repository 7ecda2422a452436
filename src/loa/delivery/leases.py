"""Leases in the database. `core.lease` decides; every write here is one UPDATE that names the state it expects.

A write that finds another state changes nothing: compare-and-set needs no row lock and is the same on SQLite and
PostgreSQL.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from loa.channels.base import Outcome, Report
from loa.delivery.core import lease as core
from loa.delivery.core import packing
from loa.delivery.core.lease import ParcelState, Standing
from loa.delivery.errors import LeaseLostError
from loa.delivery.models import Delivery, Failure, Parcel, RemoteMessage
from loa.units.actions import close_contact_points

RUNNING = (Delivery.State.PLANNED, Delivery.State.SENDING)
_COLUMNS = ("state", "attempt", "tries", "owner", "leased_until", "not_before")
_FAILED = frozenset({Outcome.TEMPORARY_FAILURE, Outcome.PERMANENT_FAILURE, Outcome.TECHNICAL_FAILURE, Outcome.UNKNOWN})


@dataclass(eq=False)
class Lease:
    """A parcel in the hands of a worker. `outcomes` is what the database holds; only `write` changes it."""

    parcel: int
    delivery: int
    standing: Standing
    contact_points: array[int]
    recipients: array[int]
    outcomes: bytes
    lost: bool = field(default=False)

    @property
    def fence(self) -> dict[str, Any]:
        """What the row must still say for this lease to hold."""
        return {
            "pk": self.parcel,
            "state": ParcelState.LEASED,
            "owner": self.standing.owner,
            "attempt": self.standing.attempt,
        }


def due(now: datetime) -> Q:
    """The condition of `core.lease.takeable` on parcels."""
    paused = Q(not_before__gt=now, not_before__lte=now + core.PLAUSIBLE_PAUSE)
    return (Q(state=ParcelState.READY) & ~paused) | run_out(now)


def run_out(now: datetime) -> Q:
    """The condition of `core.lease.expired` on parcels."""
    return Q(state=ParcelState.LEASED) & (Q(leased_until__lte=now) | Q(leased_until__gt=now + core.PLAUSIBLE_LEASE))


def sendable(now: datetime) -> Q:
    """The condition on deliveries whose parcels may be sent now."""
    return (
        Q(state__in=RUNNING)
        & (Q(not_before__isnull=True) | Q(not_before__lte=now))
        & (Q(not_after__isnull=True) | Q(not_after__gt=now))
    )


def candidates(channel: str, now: datetime, limit: int, offset: int = 0) -> list[int]:
    """Parcels of *channel* to lease, most urgent delivery first, by their number."""
    found: list[int] = []
    open_ones = Delivery.objects.filter(sendable(now), channel=channel).order_by("priority", "pk")
    for delivery in open_ones.values_list("pk", flat=True):
        parcels = Parcel.objects.filter(due(now), delivery=delivery, state__in=(ParcelState.READY, ParcelState.LEASED))
        found += parcels.order_by("number").values_list("pk", flat=True)[: limit + offset - len(found)]
        if len(found) >= limit + offset:
            break
    return found[offset:]


@transaction.atomic
def take(parcel: int, owner: str, now: datetime, length: timedelta) -> Lease | None:
    """Lease *parcel* to *owner* for *length*; None when somebody else has it or it is not to be sent now."""
    row = (
        Parcel.objects.filter(pk=parcel, delivery__in=Delivery.objects.filter(sendable(now)))
        .values(*_COLUMNS, "delivery_id", "delivery__state", "contact_points", "recipients", "outcomes")
        .first()
    )
    if row is None:
        return None
    found = Standing(ParcelState(row["state"]), *(row[name] for name in _COLUMNS[1:]))
    taken = core.take(found, owner, now, length)
    if taken is None or not _swap(parcel, found, taken):
        return None
    if row["delivery__state"] == Delivery.State.PLANNED:
        Delivery.objects.filter(pk=row["delivery_id"], state=Delivery.State.PLANNED).update(
            state=Delivery.State.SENDING, started_at=now
        )
    return Lease(
        parcel,
        row["delivery_id"],
        taken,
        packing.unpack(bytes(row["contact_points"])),
        packing.unpack(bytes(row["recipients"])),
        bytes(row["outcomes"]),
    )


def _swap(parcel: int, expected: Standing, wanted: Standing) -> bool:
    matched = Parcel.objects.filter(
        pk=parcel, state=expected.state, attempt=expected.attempt, owner=expected.owner
    ).update(**_values(wanted))
    return matched == 1


def _values(standing: Standing) -> dict[str, Any]:
    return {name: getattr(standing, name) for name in _COLUMNS}


def extend(lease: Lease, now: datetime, length: timedelta) -> bool:
    """Push the end of the lease out while a window is under way; False (and `lost`) when it was taken over."""
    until = core.extend(lease.standing, now, length).leased_until
    lease.lost = not Parcel.objects.filter(**lease.fence).update(leased_until=until)
    return not lease.lost


def write(lease: Lease, reports: Sequence[Report], then: Standing, now: datetime) -> str:
    """Write what became of a window, and where the parcel stands *then*; return the state of its delivery.

    One transaction, fenced. Raises `LeaseLostError` (and changes nothing) when the parcel was taken over.
    """
    outcomes = bytearray(lease.outcomes)
    for report in reports:
        outcomes[report.index] = report.outcome
    with transaction.atomic():
        store(lease.fence, bytes(outcomes), then, lease)
        _write_failures(lease, reports, now)
        _write_remote_ids(lease, reports)
        gone = [lease.contact_points[report.index] for report in reports if report.gone]
        if gone:
            close_contact_points(gone, "refused by the provider as gone")
        state = Delivery.objects.values_list("state", flat=True).get(pk=lease.delivery)
    # The database has it: only now may the lease in memory say so too.
    lease.outcomes, lease.standing = bytes(outcomes), then
    return str(state)


def store(where: dict[str, Any], outcomes: bytes, then: Standing, lease: Lease | None = None) -> None:
    """Set outcomes, their counts and the standing of the one parcel *where*.

    Raises `LeaseLostError` when there is none.
    """
    closed = then.state in (ParcelState.DONE, ParcelState.DEAD)
    counts = packing.tally(outcomes, closed=closed)
    matched = Parcel.objects.filter(**where).update(
        outcomes=outcomes,
        pending=counts.pending,
        sent=counts.sent,
        delivered=counts.delivered,
        failed=counts.failed,
        **_values(then),
    )
    if not matched:
        if lease is not None:
            lease.lost = True
        raise LeaseLostError


def _write_failures(lease: Lease, reports: Sequence[Report], now: datetime) -> None:
    """Keep the provider's newest words for what failed; forget them for what a later try brought home."""
    failed = [report for report in reports if report.outcome in _FAILED]
    if failed:
        Failure.objects.bulk_create(
            [_failure(lease, report, now) for report in failed],
            update_conflicts=True,
            unique_fields=["parcel", "contact_point"],
            update_fields=["outcome", "provider_code", "provider_text", "attempt", "at"],
        )
    if lease.standing.attempt > 1:
        mended = [lease.contact_points[report.index] for report in reports if report.outcome not in _FAILED]
        Failure.objects.filter(parcel=lease.parcel, contact_point__in=mended).delete()


def _failure(lease: Lease, report: Report, now: datetime) -> Failure:
    return Failure(
        parcel_id=lease.parcel,
        contact_point=lease.contact_points[report.index],
        outcome=report.outcome,
        provider_code=report.provider_code[:40],
        provider_text=report.provider_text[:500].replace("\0", ""),
        attempt=lease.standing.attempt,
        at=now,
    )


def _write_remote_ids(lease: Lease, reports: Sequence[Report]) -> None:
    named = [report for report in reports if report.remote_id]
    if not named:
        return
    delivery = Delivery.objects.only("release_id", "channel").get(pk=lease.delivery)
    RemoteMessage.objects.bulk_create(
        [
            RemoteMessage(
                channel=delivery.channel,
                remote_id=report.remote_id[:120],
                release_id=delivery.release_id,
                contact_point=lease.contact_points[report.index],
            )
            for report in named
        ],
        ignore_conflicts=True,
    )


def close_parcel(lease: Lease, outcome: Outcome) -> None:
    """Close a leased parcel of a cancelled or expired delivery: what was not sent is marked so.

    Raises `LeaseLostError`.
    """
    store(lease.fence, packing.close(lease.outcomes, outcome), core.finish(lease.standing), lease)


@transaction.atomic
def close_parcels(delivery: int, outcome: Outcome) -> None:
    """The same for every parcel of *delivery* that nobody holds."""
    ready = Parcel.objects.select_for_update().filter(delivery=delivery, state=ParcelState.READY).order_by("number")
    for row in list(ready.values("pk", *_COLUMNS, "outcomes")):
        found = Standing(ParcelState(row["state"]), *(row[name] for name in _COLUMNS[1:]))
        where = {"pk": row["pk"], "state": ParcelState.READY}
        store(where, packing.close(bytes(row["outcomes"]), outcome), core.finish(found))


def points(parcel: Parcel) -> array[int]:
    """The contact points of a parcel, by place."""
    return packing.unpack(bytes(parcel.contact_points))


def finish_delivery(delivery: int, now: datetime) -> bool:
    """Close the delivery if none of its parcels is open any more; True when this call closed it.

    Called after the transaction that closed a parcel, so of two workers that close the last two, one sees both.
    """
    still_open = Parcel.objects.filter(delivery=delivery, state__in=(ParcelState.READY, ParcelState.LEASED))
    if still_open.exists():
        return False
    closed = Delivery.objects.filter(pk=delivery, state__in=RUNNING).update(state=Delivery.State.DONE, finished_at=now)
    return bool(closed)


def sweep(now: datetime) -> list[int]:
    """Make parcels whose lease ran out ready again; return them."""
    return _make_ready(run_out(now))


def reclaim(owners: Sequence[str]) -> list[int]:
    """Make the parcels of workers that are known to be dead ready at once; return them."""
    return _make_ready(Q(state=ParcelState.LEASED, owner__in=owners))


def _make_ready(which: Q) -> list[int]:
    """One UPDATE a parcel that asks *which* again: a lease that was just extended is left alone."""
    freed = Parcel.objects.filter(which, state__in=(ParcelState.READY, ParcelState.LEASED))
    found = list(freed.values_list("pk", flat=True))
    return [
        parcel
        for parcel in found
        if Parcel.objects.filter(which, pk=parcel).update(state=ParcelState.READY, owner="", leased_until=None)
    ]

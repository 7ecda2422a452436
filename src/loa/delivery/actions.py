"""The verbs of delivery: release and plan, remind, pause, resume, cancel, retry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.db import transaction
from django.utils import timezone
from pyroaring import BitMap

from loa.accounts.actions import require
from loa.accounts.models import RoleAssignment, User
from loa.bulletins import actions as bulletins
from loa.bulletins.core.manifest import Manifest
from loa.bulletins.models import Bulletin, Release
from loa.bulletins.queries import end_of, latest_draft, manifest_of
from loa.channels.base import Outcome
from loa.delivery import leases, planning, providers
from loa.delivery.core import lease as core
from loa.delivery.core import packing
from loa.delivery.core.lease import ParcelState, Standing
from loa.delivery.engine.base import Announcement
from loa.delivery.engine.choice import engine
from loa.delivery.errors import EngineUnavailableError, TooLateError, WrongDeliveryStateError
from loa.delivery.models import Delivery, Failure, Parcel
from loa.units.queries import recipients_with

log = structlog.get_logger(__name__)

Role = RoleAssignment.Role
State = Delivery.State
OPEN = (State.PLANNED, State.SENDING, State.PAUSED, State.STOPPED)
ANNOUNCED_AT_ONCE = 2000  # parcels announced by the process that plans; the scheduler feeds the rest
BEST_CHANNELS = ("app", "zalo", "mail")  # where a reminder is noticed first


@transaction.atomic
def release_and_plan(bulletin: Bulletin, at: datetime | None = None) -> Release:
    """Release an approved bulletin, plan one delivery per channel, and wake the workers after the commit.

    Raises what `bulletins.actions.release` raises, and `TooLateError` when the bulletin's own end has passed.
    """
    at = at or timezone.now()
    _refuse_late(bulletin, at)
    release = bulletins.release(bulletin, at)
    manifest = manifest_of(release)
    audience = BitMap.deserialize(bytes(release.audience))
    for channel in manifest.channels:
        people = planning.addressees(channel, audience)
        _plan(release, manifest, channel, people, at)
    return release


def _refuse_late(bulletin: Bulletin, at: datetime) -> None:
    end = end_of(latest_draft(bulletin))
    if end is not None and end <= at:
        raise TooLateError(not_after=timezone.localtime(end).strftime("%H:%M %d/%m/%Y"))


def _plan(
    release: Release,
    manifest: Manifest,
    channel: str,
    people: Iterable[planning.Addressees],
    at: datetime,
    purpose: str = Delivery.Purpose.PRIMARY,
    round_number: int = 0,
) -> Delivery:
    delivery = planning.plan(release, manifest, channel, people, at, purpose=purpose, round_number=round_number)
    log.info("delivery planned", release=release.code, delivery=delivery.pk, channel=channel, planned=delivery.planned)
    if delivery.state == State.PLANNED:
        transaction.on_commit(lambda: wake(delivery))
    return delivery


@transaction.atomic
def plan_reminder(release: Release, recipients: BitMap, round: int) -> list[Delivery]:  # noqa: A002 - the fixed word
    """Remind *recipients* of *release*, each person once on their best channel: live push, then Zalo, then mail.

    *round* counts from 1; a round that was planned already is left alone and returned as it is.
    """
    planned = Delivery.objects.filter(release=release, purpose=Delivery.Purpose.REMINDER, round=round)
    if planned.exists():
        return list(planned)
    manifest, at, left = manifest_of(release), timezone.now(), BitMap(recipients)
    deliveries = []
    for channel in BEST_CHANNELS:
        if channel not in manifest.channels:
            continue
        reachable = recipients_with(channel, left)
        if reachable:
            # On the app every device is reminded (one notification each); elsewhere the newest address alone.
            people = planning.addressees(channel, reachable, newest=channel != "app")
            deliveries.append(_plan(release, manifest, channel, people, at, Delivery.Purpose.REMINDER, round))
            left -= reachable
    return deliveries


def wake(delivery: Delivery) -> None:
    """Announce the first parcels of *delivery*. A queue that is away is only noted: the scheduler announces again."""
    ready = Parcel.objects.filter(delivery=delivery, state=ParcelState.READY).order_by("number")
    announce(ready.values_list("pk", "attempt")[:ANNOUNCED_AT_ONCE], delivery.channel)


def announce(parcels: Iterable[tuple[int, int]], channel: str) -> None:
    """Announce (parcel, attempt) pairs of one channel, if the queue can be reached."""
    try:
        engine().announce([Announcement(parcel, attempt, channel) for parcel, attempt in parcels])
    except EngineUnavailableError as error:
        log.warning("parcels not announced", channel=channel, reason=error.text)


# -- a person steers -----------------------------------------------------------------------------------------------


def _permitted(delivery: Delivery, by: User) -> None:
    unit = Release.objects.values_list("bulletin__unit_id", flat=True).get(pk=delivery.release_id)
    require(by, Role.OPERATOR, Role.APPROVER, unit_id=unit)


def _locked(delivery: Delivery, *states: str) -> Delivery:
    """The newest row, locked. Raises `WrongDeliveryStateError` unless it is in one of *states*."""
    newest = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if newest.state not in states:
        raise WrongDeliveryStateError(state=newest.get_state_display())
    return newest


@transaction.atomic
def pause(delivery: Delivery, *, by: User) -> Delivery:
    """Hold the delivery: windows under way are finished, nothing new begins."""
    _permitted(delivery, by)
    newest = _locked(delivery, State.PLANNED, State.SENDING)
    newest.state = State.PAUSED
    newest.save(update_fields=["state"])
    return newest


@transaction.atomic
def resume(delivery: Delivery, *, by: User) -> Delivery:
    """Go on with a paused delivery, or with all that stood still on a stopped channel once its cause is mended."""
    _permitted(delivery, by)
    newest = _locked(delivery, State.PAUSED, State.STOPPED)
    if newest.state == State.STOPPED:
        _use_again(newest.channel)
    else:
        _go_on([newest])
    newest.refresh_from_db()
    return newest


@transaction.atomic
def use_again(channel: str, *, by: User) -> None:
    """Use a stopped channel again, once its cause is mended; what stood still on it goes on.

    Also where no delivery stands still any more: new ones would wait behind the stop for ever.
    """
    require(by, Role.OPERATOR)
    log.info("channel used again", channel=channel, by=by.pk)
    _use_again(channel)


def _use_again(channel: str) -> None:
    providers.reopen(channel, timezone.now())
    _go_on(Delivery.objects.select_for_update().filter(channel=channel, state=State.STOPPED))


def _go_on(deliveries: Iterable[Delivery]) -> None:
    for delivery in list(deliveries):
        delivery.state = State.SENDING if delivery.started_at else State.PLANNED
        delivery.stop_reason = ""
        delivery.save(update_fields=["state", "stop_reason"])
        transaction.on_commit(lambda delivery=delivery: wake(delivery))  # type: ignore[misc]


@transaction.atomic
def cancel(delivery: Delivery, *, by: User) -> Delivery:
    """End the delivery: what was not sent yet never will be. Windows under way are finished and written down."""
    _permitted(delivery, by)
    return close(_locked(delivery, *OPEN), State.CANCELLED, timezone.now())


def close(delivery: Delivery, state: Delivery.State, now: datetime) -> Delivery:
    """Close a locked delivery as cancelled or expired. Parcels in a worker's hands are closed by that worker."""
    delivery.state, delivery.finished_at = state, now
    delivery.save(update_fields=["state", "finished_at"])
    leases.close_parcels(delivery.pk, Outcome.CANCELLED if state == State.CANCELLED else Outcome.EXPIRED)
    return delivery


@transaction.atomic
def expire(delivery: Delivery, now: datetime) -> Delivery | None:
    """Close a delivery whose `not_after` has passed; None when it is closed already."""
    newest = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if newest.state not in OPEN or newest.not_after is None or newest.not_after > now:
        return None
    log.warning("delivery expired", delivery=newest.pk, channel=newest.channel)
    return close(newest, State.EXPIRED, now)


@transaction.atomic
def retry(delivery: Delivery, *, by: User, failures: Iterable[Failure] | None = None) -> int:
    """Try dead letters again: the given *failures*, or all of the delivery; return how many.

    Addresses that the provider called gone are closed and are not tried again.
    """
    _permitted(delivery, by)
    newest = _locked(delivery, State.DONE, State.SENDING, State.PAUSED)
    chosen = Failure.objects.filter(parcel__delivery=newest, parcel__state__in=(ParcelState.DONE, ParcelState.DEAD))
    if failures is not None:
        chosen = chosen.filter(pk__in=[failure.pk for failure in failures])
    points: dict[int, set[int]] = {}
    for parcel, point in chosen.values_list("parcel_id", "contact_point"):
        points.setdefault(parcel, set()).add(point)
    number = sum(_reopen(parcel, wanted) for parcel, wanted in points.items())
    if number and newest.state == State.DONE:
        newest.state, newest.finished_at = State.SENDING, None
        newest.save(update_fields=["state", "finished_at"])
    transaction.on_commit(lambda: wake(newest))
    return number


def _reopen(parcel: int, wanted: set[int]) -> int:
    """Make the *wanted* contact points of a closed parcel pending again; the others stay given up."""
    row = Parcel.objects.select_for_update().get(pk=parcel)
    outcomes = bytearray(packing.give_up(bytes(row.outcomes)))
    places = [place for place, point in enumerate(leases.points(row)) if point in wanted]
    for place in places:
        outcomes[place] = Outcome.PENDING
    standing = core.reopen(Standing(ParcelState(row.state), row.attempt, row.tries))
    leases.store({"pk": parcel, "state": row.state, "attempt": row.attempt}, bytes(outcomes), standing)
    return len(places)

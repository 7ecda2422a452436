"""Questions about deliveries. They change nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone
from pyroaring import BitMap

from loa.bulletins.core.manifest import CHANNELS
from loa.bulletins.models import Bulletin, Release, Revision
from loa.bulletins.queries import end_of, latest_draft, releases
from loa.delivery import planning, providers
from loa.delivery.core import estimate
from loa.delivery.core.breaker import BreakerState
from loa.delivery.core.packing import reached, unpack
from loa.delivery.models import Delivery, Failure, Parcel, ProviderAccount, Subtotal
from loa.units.counting import count_points

State = Delivery.State
ENDED = (State.DONE, State.CANCELLED, State.EXPIRED)
RECENT = 10  # finished deliveries of a channel that its expected speed is taken from
GUESSES = {"portal": 10.0, "app": 500.0, "mail": 100.0, "zalo": 30.0}  # messages a second before anything was measured


@dataclass(frozen=True, slots=True)
class ChannelProgress:
    """How one delivery stands. `planned` = pending + sent + delivered + failed + cancelled.

    `eta_seconds` is None while nothing moves (paused, stopped) and 0 when it has ended.
    """

    delivery: int
    channel: str
    purpose: str
    round: int
    state: str
    state_label: str
    planned: int
    pending: int
    sent: int
    delivered: int
    failed: int
    eta_seconds: float | None
    stop_reason: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def cancelled(self) -> int:
        """Envelopes that were taken back, or whose address was closed before its turn."""
        return self.planned - self.pending - self.sent - self.delivered - self.failed

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in ENDED


def progress(release: Release) -> list[ChannelProgress]:
    """Every delivery of *release*: first sendings in the order of the channels, then reminders.

    It costs the same for any audience (`models.Subtotal`).
    """
    deliveries = list(Delivery.objects.filter(release=release))
    deliveries.sort(key=lambda delivery: (delivery.round, CHANNELS.index(delivery.channel)))
    return _progress(deliveries)


def _progress(deliveries: Sequence[Delivery], now: datetime | None = None) -> list[ChannelProgress]:
    now = now or timezone.now()
    sums: dict[int, Mapping[str, Any]] = {
        row["delivery"]: row
        for row in Subtotal.objects.filter(delivery__in=deliveries)
        .order_by()
        .values("delivery")
        .annotate(pending=Sum("pending"), sent=Sum("sent"), delivered=Sum("delivered"), failed=Sum("failed"))
    }
    return [_of(delivery, sums.get(delivery.pk, {}), now) for delivery in deliveries]


def _of(delivery: Delivery, sums: Mapping[str, Any], now: datetime) -> ChannelProgress:
    pending = sums.get("pending", 0)
    return ChannelProgress(
        delivery=delivery.pk,
        channel=delivery.channel,
        purpose=delivery.purpose,
        round=delivery.round,
        state=delivery.state,
        state_label=delivery.get_state_display(),
        planned=delivery.planned,
        pending=pending,
        sent=sums.get("sent", 0),
        delivered=sums.get("delivered", 0),
        failed=sums.get("failed", 0),
        eta_seconds=_eta(delivery, pending, now),
        stop_reason=delivery.stop_reason,
        started_at=delivery.started_at,
        finished_at=delivery.finished_at,
    )


def _eta(delivery: Delivery, pending: int, now: datetime) -> float | None:
    if delivery.state in ENDED:
        return 0.0
    if delivery.state in (State.PAUSED, State.STOPPED):
        return None
    elapsed = (now - delivery.started_at).total_seconds() if delivery.started_at else 0.0
    settled = delivery.planned - pending
    pace = estimate.speed(settled, elapsed, earlier_speed(delivery.channel), providers.rate(delivery.channel))
    return estimate.seconds_left(pending, pace)


def earlier_speed(channel: str) -> float:
    """Messages a second over the last finished deliveries of *channel*; a cautious guess before there is one."""
    finished = Delivery.objects.filter(
        channel=channel, state=State.DONE, started_at__isnull=False, finished_at__isnull=False, planned__gt=0
    ).order_by("-pk")
    messages = seconds = 0.0
    for planned, started, ended in finished.values_list("planned", "started_at", "finished_at")[:RECENT]:
        if started and ended:
            messages += planned
            seconds += max(0.05, (ended - started).total_seconds())
    return messages / seconds if seconds else GUESSES[channel]


def head_counts(audience: BitMap, channels: Iterable[str]) -> dict[str, int]:
    """How many contact points each channel would reach: what the approver sees before the release."""
    wanted = list(channels)
    counts = count_points([channel for channel in wanted if channel != "portal"], audience)
    return {channel: counts.get(channel, 1) for channel in wanted}  # the portal is one for everybody


def forecast(counts: Mapping[str, int]) -> dict[str, float | None]:
    """Expected seconds for so many contact points per channel, before the release.

    A stopped channel has None: nothing will go out there until a person has looked.
    """
    stopped = set(ProviderAccount.objects.filter(breaker=BreakerState.STOPPED.value).values_list("channel", flat=True))
    return {
        channel: None
        if channel in stopped
        else estimate.seconds_left(number, estimate.speed(0, 0.0, earlier_speed(channel), providers.rate(channel)))
        for channel, number in counts.items()
    }


def standing(release_ids: Iterable[int]) -> dict[tuple[int, str], tuple[int, ...]]:
    """By release and channel, how many envelopes are sent, delivered and failed so far, all rounds together."""
    subtotals = Subtotal.objects.filter(delivery__release__in=list(release_ids)).order_by()
    grouped = subtotals.values_list("delivery__release", "delivery__channel")
    sums = grouped.annotate(Sum("sent"), Sum("delivered"), Sum("failed"))
    return {(release, channel): tuple(counts) for release, channel, *counts in sums}


def delivered(release_id: int, channel: str) -> BitMap:
    """Recipients of *release_id* whose outcome on *channel* is SENT or DELIVERED, reminders included."""
    return delivered_many([(release_id, channel)])[release_id, channel]


def delivered_many(wanted: Sequence[tuple[int, str]]) -> dict[tuple[int, str], BitMap]:
    """The same for each release and channel of *wanted*, in one walk over their parcels."""
    found = {key: BitMap() for key in wanted}
    rows = Parcel.objects.filter(delivery__release__in={key[0] for key in wanted}).order_by()
    rows = rows.filter(delivery__channel__in={key[1] for key in wanted})
    columns = ("delivery__release", "delivery__channel", "recipients", "outcomes")
    for release, channel, recipients, outcomes in rows.values_list(*columns).iterator(chunk_size=500):
        if (release, channel) in found:
            found[release, channel].update(compress(unpack(bytes(recipients)), reached(bytes(outcomes))))
    for people in found.values():
        people.discard(planning.PUBLIC)
    return found


def delivered_anywhere(code: str) -> BitMap:
    """Recipients that the release *code* reached on any personal channel: the audience part "received"."""
    release = Release.objects.filter(code=code).values_list("pk", flat=True).first()
    if release is None:
        return BitMap()
    return BitMap.union(*(delivered(release, channel) for channel in CHANNELS))


def dead_letters(release: Release | None = None, units: Collection[int] | None = None) -> QuerySet[Failure]:
    """Failures of closed parcels (of releases that *units* issued, if given), newest first, to be paged by the face."""
    found = Failure.objects.filter(parcel__state__in=(Parcel.State.DONE, Parcel.State.DEAD))
    if units is not None:
        found = found.filter(parcel__delivery__release__bulletin__unit__in=list(units))
    if release is not None:
        found = found.filter(parcel__delivery__release=release)
    return found.select_related("parcel__delivery__release")


def running() -> list[ChannelProgress]:
    """Every delivery that has not ended, oldest first, at most 100: the terminal view and the operations page."""
    return _progress(list(Delivery.objects.exclude(state__in=ENDED).order_by("priority", "pk")[:100]))


@dataclass(frozen=True, slots=True)
class Trouble:
    """A channel that does not work: `stopped` needs a person, otherwise it is tried again at `retry_at`."""

    channel: str
    stopped: bool
    reason: str
    since: datetime | None
    retry_at: datetime | None


def troubles() -> list[Trouble]:
    """Channels that are held back or stopped, for the banner on the desk."""
    ill = ProviderAccount.objects.exclude(breaker=BreakerState.CLOSED.value).order_by("channel")
    return [
        Trouble(row.channel, row.breaker == BreakerState.STOPPED.value, row.reason, row.changed_at, row.retry_at)
        for row in ill
    ]


def missed_schedules(now: datetime | None = None) -> list[Bulletin]:
    """Approved bulletins whose hour came only after their own end had passed: late news is reported, not sent."""
    now = now or timezone.now()
    due = Bulletin.objects.filter(state=Bulletin.State.APPROVED, release_at__lte=now)
    ends = [(bulletin, end_of(latest_draft(bulletin))) for bulletin in due]
    return [bulletin for bulletin, end in ends if end is not None and end <= now]


def published() -> QuerySet[Release]:
    """Releases that stand on the portal, tests left out: what anybody may know of. The newest first."""
    on_portal = Delivery.objects.filter(channel="portal", purpose=Delivery.Purpose.PRIMARY, state=State.DONE)
    is_test = Revision.objects.filter(bulletin=OuterRef("bulletin"), content__test=True)
    return releases().filter(pk__in=on_portal.values("release_id")).exclude(Exists(is_test))

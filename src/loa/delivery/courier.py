"""Carries one leased parcel: windows out, outcomes in, and where the parcel goes from there."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import structlog
from django.db import Error as DatabaseError
from django.db import connection

from loa.channels.base import (
    ChannelUnavailableError,
    Envelope,
    Outcome,
    Report,
    Sender,
    TechnicalFailureError,
    ThrottledError,
)
from loa.delivery import leases, metrics, providers
from loa.delivery.core import backoff
from loa.delivery.core import lease as core
from loa.delivery.dispatch import Dispatch, Dispatches
from loa.delivery.errors import LeaseLostError, NotPreparedError
from loa.delivery.leases import Lease
from loa.delivery.models import Delivery
from loa.delivery.planning import PUBLIC
from loa.errors import LoaError
from loa.kernel import tokens
from loa.units.queries import AddressRow, addresses

log = structlog.get_logger(__name__)

WINDOW = 50  # envelopes sent between two flushes: what a crash repeats at most (DESIGN §6)
SMALLEST_WINDOW = 5
SENDERS_KEPT = 2  # deliveries whose connections a thread keeps open
FLUSH_PATIENCE = 120.0  # seconds to go on trying to write a window down before it is left to be repeated
PREPARATION_WAIT = 2.0  # seconds until a delivery that somebody else prepares is looked at again
SURPRISE_TRIES = 5  # tries after which a parcel that breaks the sender is put aside


@dataclass(eq=False)
class Course:
    """How one parcel went: what to do with its announcement. `later` is None when nobody needs to come back."""

    later: float | None = None


@dataclass(eq=False)
class Courier:
    """Sends parcels of one channel in one thread."""

    channel: str
    dispatches: Dispatches
    clock: Callable[[], datetime]
    length: timedelta
    stopping: Callable[[], bool] = lambda: False
    random: Random = field(default_factory=Random)
    _senders: OrderedDict[int, tuple[Dispatch, Sender]] = field(default_factory=OrderedDict)

    def carry(self, lease: Lease) -> Course:
        """Send what is left of the parcel and settle it. Raises `LeaseLostError` and database errors."""
        try:
            wait = providers.enter(self.channel, self.clock())
            if wait != 0.0:
                return self._give_back(lease, 60.0 if wait is None else wait)
            dispatch = self.dispatches.get(lease.delivery, self.channel, self.clock())
            return self._send_all(lease, dispatch)
        except NotPreparedError:
            return self._give_back(lease, PREPARATION_WAIT)
        except ThrottledError as error:
            providers.throttled(self.channel, error.seconds, error.provider_text or error.text, self.clock())
            return self._give_back(lease, error.seconds)
        except ChannelUnavailableError as error:
            return self._give_back(lease, providers.failed(self.channel, error.text, self.clock()))
        except TechnicalFailureError as error:
            providers.stop(self.channel, error.text, self.clock())
            return self._give_back(lease, 60.0)
        except (DatabaseError, LeaseLostError):
            raise
        except LoaError as error:
            if error.permanent:
                providers.stop(self.channel, error.text, self.clock())
            return self._give_back(lease, 60.0 if error.permanent else PREPARATION_WAIT)
        except Exception as error:  # a fault of ours in one parcel must neither stop the rest nor go round for ever
            log.exception("a parcel broke its sender", parcel=lease.parcel, delivery=lease.delivery)
            return self._after_surprise(lease, error)

    def close(self) -> None:
        """Give back every connection."""
        while self._senders:
            _key, (_dispatch, sender) = self._senders.popitem()
            sender.close()

    # -- windows ---------------------------------------------------------------------------------------------------

    def _send_all(self, lease: Lease, dispatch: Dispatch) -> Course:
        places = backoff.to_send(lease.outcomes, self.channel)
        found = self._addresses(lease, places)
        wish: list[float] = []
        for window in self._windows(lease, places):
            state = self._send_window(lease, dispatch, [found.get(place) for place in window], window, wish)
            if state not in leases.RUNNING or self.stopping():
                return self._leave(lease, state)
        providers.worked(self.channel, self.clock())
        return self._judge(lease, max(wish, default=None))

    def _windows(self, lease: Lease, places: Sequence[int]) -> Iterator[Sequence[int]]:
        """Slices of at most `WINDOW` places, as large as the token bucket grants."""
        start, size = 0, window_size(lease.standing)
        while start < len(places):
            granted, wait = providers.draw(self.channel, min(size, len(places) - start), self.clock())
            if not granted:
                time.sleep(min(wait, 1.0))
                continue
            if lease.lost:
                raise LeaseLostError
            yield places[start : start + granted]
            start += granted

    def _addresses(self, lease: Lease, places: Sequence[int]) -> dict[int, AddressRow]:
        """Address rows by place in the parcel. The portal's pseudo contact point has none in the database."""
        if self.channel == "portal":
            return {place: AddressRow(PUBLIC, PUBLIC, "", {}, "vi", "", duty=False) for place in places}
        rows = {row.contact_point: row for row in addresses(lease.contact_points[place] for place in places)}
        return {place: rows[point] for place in places if (point := lease.contact_points[place]) in rows}

    def _send_window(
        self,
        lease: Lease,
        dispatch: Dispatch,
        rows: Sequence[AddressRow | None],
        window: Sequence[int],
        wish: list[float],
    ) -> str:
        """Send one window and write it down, whatever happens on the way; return the delivery's state."""
        reports: dict[int, Report] = {
            place: Report(place, Outcome.CANCELLED, provider_text="closed before its turn")
            for place, row in zip(window, rows, strict=True)
            if row is None
        }
        envelopes = [
            _envelope(dispatch, place, row) for place, row in zip(window, rows, strict=True) if row is not None
        ]
        asked = {envelope.index for envelope in envelopes}

        def report(item: Report) -> None:
            if item.index in asked:
                reports[item.index] = item

        try:
            if envelopes:
                with metrics.WINDOW_SECONDS.labels(self.channel).time():
                    self._sender(dispatch).send(envelopes, report)
            for place in asked - reports.keys():
                reports[place] = Report(place, Outcome.TEMPORARY_FAILURE, provider_text="the channel said nothing")
        except BaseException:
            self._drop_sender(dispatch)
            with suppress(LeaseLostError):
                self._flush(lease, list(reports.values()))
            raise
        wish += [item.retry_after for item in reports.values() if item.retry_after]
        return self._flush(lease, list(reports.values()))

    def _flush(self, lease: Lease, reports: Sequence[Report], then: core.Standing | None = None) -> str:
        """Write outcomes down; while the database is away, wait for it rather than forget and repeat a window."""
        deadline = time.monotonic() + FLUSH_PATIENCE
        while True:
            now = self.clock()
            standing = then or core.extend(lease.standing, now, self.length)
            try:
                state = leases.write(lease, reports, standing, now)
            except DatabaseError as error:
                if time.monotonic() > deadline:
                    raise
                log.warning("the outcomes cannot be written yet", parcel=lease.parcel, reason=str(error).strip())
                connection.close()
                time.sleep(0.5)
                continue
            metrics.count(self.channel, reports)
            return state

    # -- senders ---------------------------------------------------------------------------------------------------

    def _sender(self, dispatch: Dispatch) -> Sender:
        kept = self._senders.get(dispatch.delivery)
        if kept is None or kept[0] is not dispatch:
            self._drop_sender(dispatch)
            self._senders[dispatch.delivery] = (dispatch, dispatch.channel.open_sender(dispatch.rendered))
        self._senders.move_to_end(dispatch.delivery)
        while len(self._senders) > SENDERS_KEPT:
            self._senders.popitem(last=False)[1][1].close()
        return self._senders[dispatch.delivery][1]

    def _drop_sender(self, dispatch: Dispatch) -> None:
        """A sender that raised may be in any state: the next window gets a new one."""
        kept = self._senders.pop(dispatch.delivery, None)
        if kept is not None:
            kept[1].close()

    # -- where the parcel goes -------------------------------------------------------------------------------------

    def _judge(self, lease: Lease, wish: float | None) -> Course:
        """Every envelope was tried: done, given up, or once more later."""
        verdict = backoff.judge(lease.outcomes, self.channel, lease.standing.tries + 1, wish, self.random)
        if verdict.retry_in is not None:
            return self._give_back(lease, verdict.retry_in, counts=True)
        return self._finish(lease, given_up=verdict.given_up)

    def _finish(self, lease: Lease, *, given_up: bool) -> Course:
        self._flush(lease, [], core.finish(lease.standing, given_up=given_up))
        metrics.PARCELS.labels(self.channel, "dead" if given_up else "done").inc()
        if leases.finish_delivery(lease.delivery, self.clock()):
            log.info("delivery done", delivery=lease.delivery, channel=self.channel)
        return Course()

    def _give_back(self, lease: Lease, seconds: float, *, counts: bool = False) -> Course:
        """Ready again in *seconds*."""
        pause = self.clock() + timedelta(seconds=seconds) if seconds > 0 else None
        state = self._flush(lease, [], core.release(lease.standing, pause, counts=counts))
        if state in _CLOSING:
            leases.close_parcels(lease.delivery, _CLOSING[state])
        metrics.PARCELS.labels(self.channel, "later").inc()
        return Course(seconds if state in leases.RUNNING else None)

    def _leave(self, lease: Lease, state: str) -> Course:
        """The delivery was paused, stopped, cancelled or has expired, or this worker is going: settle and go."""
        if state in leases.RUNNING and not backoff.to_send(lease.outcomes, self.channel):
            return self._judge(lease, None)
        closing = _CLOSING.get(state)
        if closing is None:
            return self._give_back(lease, 0.0)
        leases.close_parcel(lease, closing)
        return Course()

    def _after_surprise(self, lease: Lease, error: Exception) -> Course:
        tries = lease.standing.tries + 1
        if tries < SURPRISE_TRIES:
            delay = backoff.SCHEDULES[Outcome.TEMPORARY_FAILURE].delay(tries, self.random)
            return self._give_back(lease, delay, counts=True)
        text = f"{type(error).__name__}: {error}"
        places = backoff.to_send(lease.outcomes, self.channel)
        self._flush(lease, [Report(place, Outcome.TECHNICAL_FAILURE, provider_text=text) for place in places])
        return self._finish(lease, given_up=True)


def window_size(standing: core.Standing) -> int:
    """Envelopes to send between two flushes: fewer for a parcel that was taken over again and again.

    A worker that dies in the same window every time would otherwise repeat fifty messages with each death.
    """
    unexplained = max(1, standing.attempt - standing.tries)
    return max(SMALLEST_WINDOW, WINDOW // unexplained)


_CLOSING: dict[str, Outcome] = {Delivery.State.CANCELLED: Outcome.CANCELLED, Delivery.State.EXPIRED: Outcome.EXPIRED}


def _envelope(dispatch: Dispatch, place: int, row: AddressRow) -> Envelope:
    return Envelope(
        index=place,
        contact_point=row.contact_point,
        recipient=row.recipient,
        address=row.address,
        message_id=dispatch.message_id(row.contact_point),
        token=tokens.make("acknowledge", dispatch.code, row.recipient) if row.recipient else "",
        language=row.language,
        name=row.name,
        duty=row.duty,
        keys=row.keys,
    )

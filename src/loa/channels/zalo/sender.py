"""Template messages to people, a few calls in flight at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from loa.bulletins.core.manifest import ChannelName
from loa.channels.base import (
    ChannelUnavailableError,
    Envelope,
    Outcome,
    Place,
    Report,
    ReportSink,
    TechnicalFailureError,
    ThrottledError,
)
from loa.channels.zalo.client import ZaloClient
from loa.channels.zalo.errors import (
    BusyError,
    LaterError,
    SetUpError,
    UnknownOutcomeError,
    UnreachableError,
    ZaloError,
)
from loa.channels.zalo.render import TemplateValues

IN_FLIGHT = 4
RATE_LIMITED = -32
MINUTE = 60.0  # the platform counts calls per minute (contract §9)
AT_NIGHT = frozenset({-234, -133})
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True)
class ZaloRendered:
    """What was published, and the template's words in each language. `remote` is kept with the delivery."""

    channel: ClassVar[ChannelName] = "zalo"
    code: str
    place: Place
    template_id: str
    values: Mapping[str, TemplateValues]
    remote: Mapping[str, Any] = field(default_factory=dict)

    def data(self, envelope: Envelope) -> Mapping[str, str]:
        """The `template_data` of one person."""
        values = self.values.get(envelope.language) or self.values["vi"]
        return values.filled(self.place.acknowledge_url(self.code, envelope.token))


class ZaloSender:
    """Implements `loa.channels.base.Sender`. The client is shared by the process and not closed here."""

    def __init__(self, client: ZaloClient, rendered: ZaloRendered) -> None:
        self._client = client
        self._rendered = rendered
        self._pool = ThreadPoolExecutor(IN_FLIGHT, thread_name_prefix="zalo")

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def send(self, envelopes: Sequence[Envelope], report: ReportSink) -> None:
        """Send to each; every answer is reported, also those that come in after a call that stops the rest."""
        waiting = iter(envelopes)
        flying = self._start(waiting, IN_FLIGHT)
        stop: Exception | None = None
        while flying:
            landed, _others = wait(flying, return_when=FIRST_COMPLETED)
            for future in landed:
                envelope = flying.pop(future)
                try:
                    report(_settle(envelope, future))
                except (ThrottledError, ChannelUnavailableError, TechnicalFailureError) as error:
                    stop = stop or error
            if stop is None:
                flying |= self._start(waiting, len(landed))
        if stop is not None:
            raise stop

    def _start(self, waiting: Iterator[Envelope], count: int) -> dict[Future[str], Envelope]:
        return {self._pool.submit(self._send_one, envelope): envelope for envelope in islice(waiting, count)}

    def _send_one(self, envelope: Envelope) -> str:
        data = self._rendered.data(envelope)
        return self._client.send_template(envelope.address, self._rendered.template_id, data).message_id


def _settle(envelope: Envelope, answered: Future[str]) -> Report:
    """The report of one answer; raises where the answer concerns everybody, not this person."""
    try:
        return Report(envelope.index, Outcome.SENT, remote_id=answered.result())
    except ZaloError as error:
        return Report(
            envelope.index,
            _outcome(error),
            provider_code=str(error.number),
            provider_text=error.provider_text,
            retry_after=_retry_after(error),
        )


def _outcome(error: ZaloError) -> Outcome:
    """What an error means for this person (contract §8). Raises what it means for the channel."""
    if isinstance(error, SetUpError):
        raise TechnicalFailureError(channel="zalo", reason=error.text) from error
    if isinstance(error, UnreachableError):
        raise ChannelUnavailableError(channel="zalo", reason=error.text) from error
    if isinstance(error, UnknownOutcomeError):
        return Outcome.UNKNOWN
    if isinstance(error, BusyError) and error.number == RATE_LIMITED:
        raise ThrottledError(MINUTE, error.provider_text) from error
    if isinstance(error, BusyError | LaterError):
        return Outcome.TEMPORARY_FAILURE
    return Outcome.PERMANENT_FAILURE


def _retry_after(error: ZaloError) -> float | None:
    """Seconds until the hour or the quota opens again: 06:00 for the night, midnight for quotas (contract §10)."""
    if not isinstance(error, LaterError):
        return None
    now = datetime.now(HANOI)
    if error.number in AT_NIGHT:
        opening = now.replace(hour=6, minute=1, second=0)
        return ((opening if opening > now else opening + timedelta(days=1)) - now).total_seconds()
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=1, second=0)
    return (midnight - now).total_seconds()

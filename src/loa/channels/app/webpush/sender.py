"""Pushes to many devices: one thread, many requests in flight, each envelope settled as its answer comes.

A window may hold subscriptions of several push services. Each service is judged by itself: one that is down or busy
does not hold up the others, and one stranger's bad subscription does not stop the channel (standards W5, W6).
"""

from __future__ import annotations

import selectors
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from loa.channels.app.webpush import answers
from loa.channels.app.webpush.answers import Answer, Meaning
from loa.channels.app.webpush.connection import Connection
from loa.channels.app.webpush.encryption import BadKeysError, Recipient, encrypt
from loa.channels.app.webpush.endpoints import AllowList, Endpoint, ForbiddenEndpointError, Origin, addresses
from loa.channels.app.webpush.payload import CONTENT_TYPE, PushRendered
from loa.channels.app.webpush.vapid import Vapid
from loa.channels.base import (
    ChannelUnavailableError,
    Envelope,
    Outcome,
    Report,
    ReportSink,
    TechnicalFailureError,
    ThrottledError,
)
from loa.channels.streams import SocketAddress

TIMEOUT = 10.0  # seconds for a connection and for an answer (W6)
CONNECTIONS = 16  # to one push service
ALL_CONNECTIONS = 64  # of one sender
BUSY_ANSWERS = 3  # after so many "too many requests" in one window a service is left alone
THROTTLE_SECONDS = 30.0  # how long, where it does not say
BATCH = 64  # messages encrypted ahead: a window of the engine
MAX_LOSSES = 2  # connections that one push may break
_TICK = 1.0


@dataclass(slots=True)
class _Push:
    """One envelope on its way. `recipient` is kept for the short form that may follow."""

    envelope: Envelope
    endpoint: Endpoint
    recipient: Recipient
    body: bytes = b""
    short: bool = False
    losses: int = 0


@dataclass(slots=True)
class _Service:
    """What one window holds for one push service, and how the service behaves."""

    origin: Origin
    waiting: deque[_Push] = field(default_factory=deque)
    places: list[SocketAddress] = field(default_factory=list)
    busy: int = 0
    wait: float = 0.0
    limit: int = CONNECTIONS
    trouble: OSError | None = None
    refusals: list[tuple[Envelope, Answer]] = field(default_factory=list)

    @property
    def paused(self) -> bool:
        """Whether it is left alone for the rest of the window."""
        return self.busy >= BUSY_ANSWERS


class PushSender:
    """Sends one rendered release. Implements `loa.channels.base.Sender`."""

    def __init__(
        self,
        rendered: PushRendered,
        vapid: Vapid,
        allowed: AllowList,
        timeout: float = TIMEOUT,
        clock: Callable[[], float] = time.time,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._rendered = rendered
        self._vapid = vapid
        self._allowed = allowed
        self._timeout = timeout
        self._clock = clock
        self._tls = tls or _tls_context()
        self._selector: selectors.BaseSelector | None = None
        self._connections: list[Connection[_Push]] = []
        self._services: dict[Origin, _Service] = {}
        self._accepted = 0
        self._report: ReportSink = lambda report: None

    def send(self, envelopes: Sequence[Envelope], report: ReportSink) -> None:
        """Push to each envelope and report it; see `loa.channels.base.Sender.send`."""
        self._report = report
        self._services = {}
        try:
            for push in self._readable(envelopes):
                self._service(push.endpoint.origin).waiting.append(push)
            self._run()
        except BaseException:
            self.close()
            raise
        self._judge()

    def close(self) -> None:
        """Drop all connections; may be called twice."""
        for connection in self._connections:
            connection.close()
        self._connections.clear()
        if self._selector is not None:
            self._selector.close()
            self._selector = None

    # -- what can be sent at all -------------------------------------------------------------------------------

    def _readable(self, envelopes: Sequence[Envelope]) -> Iterator[_Push]:
        if self._rendered.ttl(self._clock()) <= 0:
            for envelope in envelopes:
                self._report(Report(envelope.index, Outcome.EXPIRED))
            return
        for envelope in envelopes:
            try:
                endpoint = self._allowed.read(envelope.address)
                recipient = Recipient.read(envelope.keys.get("p256dh", ""), envelope.keys.get("auth", ""))
            except (ForbiddenEndpointError, BadKeysError) as error:
                self._report(Report(envelope.index, Outcome.PERMANENT_FAILURE, provider_text=str(error)))
            else:
                yield _Push(envelope, endpoint, recipient)

    def _service(self, origin: Origin) -> _Service:
        return self._services.setdefault(origin, _Service(origin))

    # -- the loop ----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        self._forget_closed()
        self._fill()
        checked = time.monotonic()
        tick = min(_TICK, self._timeout / 2)
        while any(connection.job is not None for connection in self._connections):
            assert self._selector is not None
            for key, _ in self._selector.select(tick):
                self._advance(key.data)
            if time.monotonic() - checked >= tick:
                checked = time.monotonic()
                self._expire(checked)
            self._fill()

    def _forget_closed(self) -> None:
        """Connections that the service closed since the last window say nothing of the service."""
        for connection in self._connections:
            connection.proven = True
        for key, _ in self._selector.select(0) if self._selector else ():
            self._advance(key.data)

    def _fill(self) -> None:
        """Give work to idle connections, and open more where work waits."""
        for connection in list(self._connections):
            service = self._services.get(connection.origin)
            if connection.job is None and service is not None:
                self._give(connection, service)
        for service in self._services.values():
            while service.waiting and not service.paused and self._may_open(service):
                self._open(service)

    def _may_open(self, service: _Service) -> bool:
        if sum(connection.origin == service.origin for connection in self._connections) >= service.limit:
            return False
        if len(self._connections) < ALL_CONNECTIONS:
            return True
        idle = next((connection for connection in self._connections if connection.job is None), None)
        if idle is not None:
            self._drop(idle)
        return idle is not None

    def _open(self, service: _Service) -> None:
        self._selector = self._selector or selectors.DefaultSelector()
        try:
            service.places = service.places or addresses(service.origin)
            connection = Connection[_Push](service.origin, self._selector, service.places, self._tls, self._timeout)
        except ForbiddenEndpointError as error:
            while service.waiting:
                self._settle(service.waiting.popleft(), Outcome.PERMANENT_FAILURE, error.text)
        except OSError as error:
            service.trouble, service.limit = error, 0
        else:
            self._connections.append(connection)
            self._give(connection, service)

    def _give(self, connection: Connection[_Push], service: _Service) -> None:
        if not service.waiting or service.paused:
            return
        if not service.waiting[0].body:
            self._encrypt([push for push in islice(service.waiting, BATCH) if not push.body])
        push = service.waiting.popleft()
        connection.send(push, self._request(push))

    def _advance(self, connection: Connection[_Push]) -> None:
        if connection not in self._connections:
            return
        try:
            answer = connection.advance()
        except OSError as error:
            self._on_lost(connection, error)
            return
        if answer is not None:
            push = connection.job
            assert push is not None
            if not connection.finish():
                self._drop(connection)
            self._on_answer(push, answer)

    def _expire(self, now: float) -> None:
        for connection in [each for each in self._connections if each.job is not None and each.deadline < now]:
            self._on_lost(connection, TimeoutError("the push service does not answer"))

    def _drop(self, connection: Connection[_Push]) -> None:
        self._connections.remove(connection)
        connection.close()

    def _on_lost(self, connection: Connection[_Push], error: OSError) -> None:
        """The push goes again, on another connection, with the same Topic and tag: it cannot alarm twice."""
        self._drop(connection)
        service = self._services.get(connection.origin)
        if service is None:  # an idle connection to a service that this window does not need
            return
        if not connection.proven:
            service.trouble = error
            service.limit = sum(each.origin == service.origin for each in self._connections)
        push = connection.job
        if push is None:
            return
        push.losses += 1
        if push.losses < MAX_LOSSES or service.limit == 0:
            service.waiting.append(push)
        else:
            self._settle(push, Outcome.TEMPORARY_FAILURE, str(error))

    def _encrypt(self, pushes: Sequence[_Push]) -> None:
        texts = [self._rendered.payload(push.envelope, push.short) for push in pushes]
        bodies = encrypt(texts, [push.recipient for push in pushes])
        for push, body in zip(pushes, bodies, strict=True):
            push.body = body

    # -- requests and answers ----------------------------------------------------------------------------------

    def _request(self, push: _Push) -> bytes:
        """The whole request (standards W1)."""
        origin = push.endpoint.origin
        head = (
            f"POST {push.endpoint.target} HTTP/1.1\r\nHost: {origin.authority}\r\n"
            f"TTL: {self._rendered.ttl(self._clock())}\r\nUrgency: {self._rendered.timing.urgency}\r\n"
            f"Topic: {self._rendered.topic}\r\nContent-Encoding: aes128gcm\r\nContent-Type: {CONTENT_TYPE}\r\n"
            f"Content-Length: {len(push.body)}\r\nAuthorization: "
        )
        return head.encode("ascii") + self._vapid.authorization(origin.audience) + b"\r\n\r\n" + push.body

    def _on_answer(self, push: _Push, answer: Answer) -> None:
        service = self._service(push.endpoint.origin)
        match answer.meaning:
            case Meaning.TOO_LARGE if not push.short:
                push.short, push.body = True, b""
                service.waiting.appendleft(push)
                return
            case Meaning.NOT_US:
                service.refusals.append((push.envelope, answer))
                return
            case Meaning.BUSY:
                service.busy += 1
                service.wait = max(service.wait, answer.retry_after(self._clock()) or 0.0)
            case Meaning.ACCEPTED:
                self._accepted += 1
        self._report(answers.report(push.envelope.index, answer, self._clock()))

    def _settle(self, push: _Push, outcome: Outcome, words: str) -> None:
        self._report(Report(push.envelope.index, outcome, provider_text=words[: answers.WORDS_KEPT]))

    # -- the end of a window -----------------------------------------------------------------------------------

    def _judge(self) -> None:
        """Report or raise what is left.

        A refused key is our mistake only when nobody takes it: a stranger can register a subscription that was made
        for another key, and must not stop the channel by that. Likewise an unreachable service is the channel's
        trouble only when none can be reached.
        """
        services = list(self._services.values())
        refusals = [refusal for service in services for refusal in service.refusals]
        if refusals and not self._accepted:
            raise TechnicalFailureError(channel="app", reason=str(refusals[0][1]))
        for envelope, answer in refusals:
            self._report(answers.report(envelope.index, answer, self._clock()))
        self._judge_unreachable([service for service in services if service.waiting and not service.paused])
        paused = [service for service in services if service.waiting and service.paused]
        if paused:
            raise ThrottledError(max(service.wait for service in paused) or THROTTLE_SECONDS)

    def _judge_unreachable(self, services: list[_Service]) -> None:
        if not services:
            return
        if len(services) == len(self._services):
            raise ChannelUnavailableError(channel="app", reason=str(services[0].trouble)) from services[0].trouble
        for service in services:
            while service.waiting:
                self._settle(service.waiting.popleft(), Outcome.TEMPORARY_FAILURE, str(service.trouble))


@cache
def _tls_context() -> ssl.SSLContext:
    """One for the process: reading all root certificates takes longer than a thousand pushes."""
    return ssl.create_default_context()

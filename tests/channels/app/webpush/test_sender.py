"""The sender against push services that refuse, throttle, hang and break off (standards W1, W5, W6)."""

from __future__ import annotations

import json
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.channels.app.webpush import payload
from loa.channels.app.webpush.endpoints import AllowList
from loa.channels.app.webpush.sender import PushSender
from loa.channels.app.webpush.vapid import Vapid
from loa.channels.base import (
    ChannelUnavailableError,
    Envelope,
    Outcome,
    Report,
    TechnicalFailureError,
    ThrottledError,
)
from loa.errors import LoaError
from tests.channels.app.webpush.devices import CREATED, DEVICE, PushService, Request, envelope
from tests.channels.mail.samples import release

VAPID = Vapid(ec.generate_private_key(ec.SECP256R1()), "mailto:admin@loa.example")
RENDERED = payload.render(release())


def sender(*services: PushService, rendered: payload.PushRendered = RENDERED, timeout: float = 1.0) -> PushSender:
    return PushSender(rendered, VAPID, AllowList([service.host for service in services]), timeout)


def reply(status: int, headers: str = "", body: str = "") -> bytes:
    return f"HTTP/1.1 {status} X\r\n{headers}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def attempt(pusher: PushSender, people: list[Envelope]) -> tuple[dict[int, Report], LoaError | None]:
    """What was reported, each envelope at most once, and what was raised."""
    reports: list[Report] = []
    error: LoaError | None = None
    try:
        pusher.send(people, reports.append)
    except (ThrottledError, ChannelUnavailableError, TechnicalFailureError) as raised:
        error = raised
    finally:
        pusher.close()
        pusher.close()
    assert all(count == 1 for count in Counter(report.index for report in reports).values())
    if error is None:
        assert {report.index for report in reports} == {person.index for person in people}
    return {report.index: report for report in reports}, error


def push(
    answer: Callable[[Request], bytes], count: int = 8, timeout: float = 1.0
) -> tuple[dict[int, Report], LoaError | None]:
    with PushService(answer).running() as service:
        return attempt(sender(service, timeout=timeout), service.people(count))


def test_everybody_gets_the_message_with_the_headers_of_the_standard() -> None:
    with PushService().running() as service:
        reports, error = attempt(sender(service), service.people(40))
    assert error is None
    assert {report.outcome for report in reports.values()} == {Outcome.SENT}
    assert {report.remote_id for report in reports.values()} == {"/m/1"}
    assert {request.target for request in service.requests} == {f"/push/{index}" for index in range(40)}
    assert service.connections <= 16
    request = service.requests[0]
    assert request.headers["ttl"] == "14400"
    assert request.headers["urgency"] == "high"
    assert request.headers["topic"] == "7K3F9QXA"
    assert request.headers["content-encoding"] == "aes128gcm"
    assert request.headers["host"] == service.host
    assert request.headers["authorization"].startswith("vapid t=")
    message = json.loads(DEVICE.read(request.body))
    assert message["web_push"] == 8030
    assert message["notification"]["navigate"].startswith("https://loa.example/a/7K3F-9QXA/")


def test_connections_are_kept_between_windows_and_replaced_when_closed() -> None:
    closing = b"HTTP/1.1 201 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    with PushService().running() as service:
        pusher = sender(service)
        for _ in range(4):
            pusher.send(service.people(3), lambda report: None)
        assert service.connections <= 3
        service.answer = lambda request: closing
        reports, error = attempt(pusher, service.people(30))
    assert error is None
    assert {report.outcome for report in reports.values()} == {Outcome.SENT}


def test_a_service_that_forgets_us_while_idle_costs_nobody_an_attempt() -> None:
    with PushService().running() as service:
        pusher = sender(service)
        pusher.send(service.people(10), lambda report: None)
        for request in service.requests:
            request.connection.shutdown(socket.SHUT_RDWR)
        reports, _ = attempt(pusher, service.people(10))
    assert {report.outcome for report in reports.values()} == {Outcome.SENT}


@pytest.mark.parametrize(
    ("answer", "outcome", "gone"),
    [
        (reply(200), Outcome.SENT, False),
        (reply(202), Outcome.SENT, False),
        (reply(400, body="bad ttl"), Outcome.TECHNICAL_FAILURE, False),
        (reply(404), Outcome.PERMANENT_FAILURE, True),
        (reply(410, body="gone"), Outcome.PERMANENT_FAILURE, True),
        (reply(413), Outcome.TECHNICAL_FAILURE, False),
        (reply(301, "Location: http://169.254.169.254/\r\n"), Outcome.TECHNICAL_FAILURE, False),
        (reply(418), Outcome.TECHNICAL_FAILURE, False),
        (b"HTTP/1.1 410 Gone\r\n\r\nuntil the end", Outcome.PERMANENT_FAILURE, True),
        (b"HTTP/1.1 201 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", Outcome.SENT, False),
    ],
)
def test_each_answer_has_its_meaning(answer: bytes, outcome: Outcome, gone: bool) -> None:
    def for_the_third(request: Request) -> bytes:
        if not request.target.endswith("/2"):
            return CREATED
        if b"Length" not in answer and b"chunked" not in answer:
            request.connection.sendall(answer)
            request.connection.shutdown(socket.SHUT_WR)
            raise EOFError
        return answer

    reports, error = push(for_the_third)
    assert error is None
    assert reports[2].outcome is outcome
    assert reports[2].gone is gone
    assert {report.outcome for index, report in reports.items() if index != 2} == {Outcome.SENT}


@pytest.mark.parametrize("status", [429, 406, 500, 503])
def test_a_busy_service_is_temporary_and_its_wait_is_kept(status: int) -> None:
    reports, error = push(lambda r: reply(status, "Retry-After: 7\r\n") if r.target.endswith("/2") else CREATED)
    assert error is None
    assert reports[2].outcome is Outcome.TEMPORARY_FAILURE
    assert reports[2].retry_after == 7
    assert reports[2].provider_code == str(status)


def test_a_service_that_goes_on_being_busy_is_left_alone() -> None:
    reports, error = push(lambda request: reply(429, "Retry-After: 120\r\n"), count=60)
    assert isinstance(error, ThrottledError)
    assert error.seconds == 120
    assert 3 <= len(reports) <= 16 + 3
    assert {report.outcome for report in reports.values()} == {Outcome.TEMPORARY_FAILURE}


def test_too_large_is_sent_short_once() -> None:
    with PushService(lambda request: reply(413) if len(request.body) > 1200 else CREATED).running() as service:
        long = replace(release().manifest.texts["vi"], summary="Cần khai báo. " * 90)
        rendered = payload.render(release(texts={"vi": long}))
        reports, _ = attempt(sender(service, rendered=rendered), service.people(2))
    assert {report.outcome for report in reports.values()} == {Outcome.SENT}
    assert "body" not in json.loads(DEVICE.read(service.requests[-1].body))["notification"]


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_nobody_takes_stops_the_channel(status: int) -> None:
    reports, error = push(lambda request: reply(status, body="BadJwtToken"))
    assert isinstance(error, TechnicalFailureError)
    assert "BadJwtToken" in str(error)
    assert reports == {}


def test_one_strangers_subscription_does_not_stop_the_channel() -> None:
    reports, error = push(lambda request: reply(403) if request.target.endswith("/2") else CREATED)
    assert error is None
    assert reports[2].outcome is Outcome.TECHNICAL_FAILURE
    assert not reports[2].gone


@pytest.mark.parametrize(
    "answer", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 201 X\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 99999]
)
def test_a_service_that_cannot_be_talked_to_is_an_unavailable_channel(answer: bytes) -> None:
    started = time.monotonic()
    reports, error = push(lambda request: answer, timeout=0.3)
    assert isinstance(error, ChannelUnavailableError)
    assert reports == {}
    assert time.monotonic() - started < 5


def test_one_service_that_is_down_does_not_hold_up_another() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with PushService().running() as service:
        down = [envelope(100 + index, f"http://127.0.0.1:{port}/x") for index in range(5)]
        pusher = PushSender(RENDERED, VAPID, AllowList([service.host, f"127.0.0.1:{port}"]), 1.0)
        reports, error = attempt(pusher, service.people(5) + down)
    assert error is None
    assert {reports[index].outcome for index in range(5)} == {Outcome.SENT}
    assert {reports[index].outcome for index in range(100, 105)} == {Outcome.TEMPORARY_FAILURE}


def test_a_push_whose_answer_was_lost_is_repeated_on_another_connection() -> None:
    lost: list[str] = []

    def once(request: Request) -> bytes:
        if request.target.endswith("/2") and not lost:
            lost.append(request.headers["topic"])
            request.reset()
        return CREATED

    reports, error = push(once)
    assert error is None
    assert {report.outcome for report in reports.values()} == {Outcome.SENT}


def test_a_push_that_breaks_every_connection_is_put_aside() -> None:
    reports, error = push(lambda request: request.reset() if request.target.endswith("/2") else CREATED, count=40)
    assert error is None
    assert reports[2].outcome is Outcome.TEMPORARY_FAILURE


@pytest.mark.parametrize(
    "changes",
    [
        {"address": "https://evil.example/x"},
        {"address": "http://169.254.169.254/"},
        {"keys": {}},
        {"keys": {"p256dh": "x", "auth": "y"}},
    ],
)
def test_a_subscription_that_is_none_is_reported_and_not_called(changes: dict[str, object]) -> None:
    with PushService().running() as service:
        bad = replace(service.people(1)[0], **changes)  # type: ignore[arg-type]
        reports, _ = attempt(sender(service), [bad])
    assert reports[0].outcome is Outcome.PERMANENT_FAILURE
    assert service.requests == []


def test_late_news_is_not_sent() -> None:
    with PushService().running() as service:
        rendered = payload.render(release(not_after="2020-02-08T00:00:00Z"))
        reports, _ = attempt(sender(service, rendered=rendered), service.people(3))
    assert {report.outcome for report in reports.values()} == {Outcome.EXPIRED}
    assert service.requests == []


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                CREATED,
                reply(403),
                reply(410),
                reply(429),
                reply(500),
                b"x\r\n\r\n",
                b"HTTP/1.1 201 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            ]
        ),
        max_size=30,
    )
)
def test_whatever_a_service_says_nobody_is_reported_twice(answers: list[bytes]) -> None:
    left = iter(answers)
    reports, error = push(lambda request: next(left, CREATED), count=12, timeout=0.5)
    assert error is not None or len(reports) == 12

"""The sender against servers that refuse, hang, reset, lie and fall silent."""

from __future__ import annotations

import socket
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.channels.base import (
    ChannelUnavailableError,
    Envelope,
    Outcome,
    Report,
    TechnicalFailureError,
    ThrottledError,
)
from loa.channels.mail.session import Letter, SmtpServer, Timeouts
from loa.channels.mail.smtp import SmtpSender, UndeliverableError
from tests.channels.mail.samples import envelope
from tests.channels.mail.servers import PLAIN_EHLO, Connection, ScriptedServer

IMPATIENT = Timeouts(connect=2, greeting=0.4, command=0.4, final=0.4)


def compose(person: Envelope) -> Letter:
    if "@" not in person.address:
        raise UndeliverableError
    return Letter(
        person.index, b"b@loa.example", person.address.encode(), b"Message-ID: %d\r\n\r\nHi\r\n" % person.index
    )


def sender(server: ScriptedServer, sessions: int = 2, timeouts: Timeouts = IMPATIENT, **settings: object) -> SmtpSender:
    return SmtpSender(SmtpServer("127.0.0.1", server.port, **settings), compose, sessions, timeouts)  # type: ignore[arg-type]


def people(count: int) -> list[Envelope]:
    return [envelope(index, f"p{index}@y.example") for index in range(count)]


def send(server: ScriptedServer, count: int = 6, sessions: int = 2, **settings: object) -> dict[int, Report]:
    """Send to *count* people; each must be reported exactly once."""
    reports: list[Report] = []
    mailer = sender(server, sessions, **settings)  # type: ignore[arg-type]
    try:
        mailer.send(people(count), reports.append)
    finally:
        mailer.close()
    assert Counter(report.index for report in reports) == Counter(range(count))
    return {report.index: report for report in reports}


def outcomes(reports: dict[int, Report]) -> set[Outcome]:
    return {report.outcome for report in reports.values()}


@pytest.mark.parametrize("ehlo", [b"250-test\r\n250 PIPELINING\r\n", PLAIN_EHLO])
@pytest.mark.parametrize(("count", "sessions"), [(1, 4), (30, 1), (30, 4), (0, 2)])
def test_everybody_gets_the_mail_once(ehlo: bytes, count: int, sessions: int) -> None:
    with ScriptedServer(ehlo=ehlo).running() as server:
        reports = send(server, count, sessions)
    assert outcomes(reports) == ({Outcome.SENT} if count else set())
    assert sorted(server.messages) == sorted(b"Message-ID: %d\r\n\r\nHi\r\n" % index for index in range(count))
    assert server.connections <= min(sessions, max(count, 0))


def test_sessions_are_kept_between_windows() -> None:
    with ScriptedServer().running() as server:
        mailer = sender(server, sessions=2)
        for _ in range(5):
            mailer.send(people(4), lambda report: None)
        mailer.close()
        mailer.close()
    assert len(server.messages) == 20
    assert server.connections == 2


def test_a_server_of_before_ehlo_is_served() -> None:
    with ScriptedServer(ehlo=b"502 what?\r\n").running() as server:
        assert outcomes(send(server)) == {Outcome.SENT}
    assert any(command.startswith(b"HELO") for command in server.commands)


@pytest.mark.parametrize("ehlo", [b"250-test\r\n250 PIPELINING\r\n", PLAIN_EHLO])
@pytest.mark.parametrize("verb", [b"RCPT", b"DATA", b"BODY"])
@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (b"550 5.1.1 nobody here\r\n", Outcome.PERMANENT_FAILURE),
        (b"451 4.3.0 not now\r\n", Outcome.TEMPORARY_FAILURE),
        (b"552-5.3.4 too\r\n552 5.3.4 big\r\n", Outcome.TECHNICAL_FAILURE),
    ],
)
def test_a_refusal_is_that_persons_own(ehlo: bytes, verb: bytes, answer: bytes, outcome: Outcome) -> None:
    """One in three is refused at some stage; the others are not disturbed, and the words are kept (standards N4)."""
    seen = iter(range(1000))
    refuse = {verb: lambda connection, line: answer if next(seen) % 3 == 1 else None}
    with ScriptedServer(ehlo=ehlo, hooks=refuse).running() as server:
        reports = send(server, 9, sessions=1)
    assert Counter(report.outcome for report in reports.values()) == {Outcome.SENT: 6, outcome: 3}
    assert len(server.messages) == 6
    failed = next(report for report in reports.values() if report.outcome is outcome)
    assert failed.provider_code == answer[:3].decode() + " " + answer[4:9].decode()
    assert failed.gone == (b"5.1.1" in answer)


def test_what_is_no_address_is_reported_without_asking_the_server() -> None:
    with ScriptedServer().running() as server:
        mailer = sender(server)
        reports: list[Report] = []
        mailer.send([envelope(0, "nonsense"), envelope(1, "a@b.example")], reports.append)
        mailer.close()
    assert {report.index: report.outcome for report in reports} == {0: Outcome.PERMANENT_FAILURE, 1: Outcome.SENT}


# -- what ends the run ------------------------------------------------------------------------------------------


def failing(server: ScriptedServer, **settings: object) -> list[Report]:
    reports: list[Report] = []
    mailer = sender(server, **settings)  # type: ignore[arg-type]
    try:
        mailer.send(people(6), reports.append)
    finally:
        mailer.close()
    return reports


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (ScriptedServer(greeting=b"421 4.7.0 too many connections\r\n"), ThrottledError),
        (ScriptedServer(greeting=b"450 later\r\n"), ThrottledError),
        (ScriptedServer(greeting=b"554 5.7.1 not you\r\n"), TechnicalFailureError),
        (ScriptedServer(greeting=b"HTTP/1.1 400 Bad Request\r\n"), ChannelUnavailableError),
        (ScriptedServer(greeting=b"2" * 100_000), ChannelUnavailableError),
        (ScriptedServer(greeting=b""), ChannelUnavailableError),  # says nothing: the time-out ends it
        (ScriptedServer(hooks={b"MAIL": lambda *_: b"553 5.1.8 sender rejected\r\n"}), TechnicalFailureError),
        (ScriptedServer(hooks={b"MAIL": lambda *_: b"452 4.3.1 disk full\r\n"}), ThrottledError),
        (ScriptedServer(hooks={b"RCPT": lambda *_: b"530 5.7.0 authenticate\r\n"}), TechnicalFailureError),
        (ScriptedServer(hooks={b"EHLO": lambda *_: b""}), ChannelUnavailableError),
        (ScriptedServer(hooks={b"MAIL": lambda connection, _: connection.reset()}), ChannelUnavailableError),  # type: ignore[func-returns-value]
        (ScriptedServer(hooks={b"RCPT": lambda *_: b"\xff\x00garbage\r\n"}), ChannelUnavailableError),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_trouble_of_the_server_is_nobodys_failure(script: ScriptedServer, error: type[Exception]) -> None:
    """Nothing is reported of people whose mail was not settled (DESIGN §5, 6)."""
    started = time.monotonic()
    with script.running() as server, pytest.raises(error):
        assert failing(server) == []
    assert time.monotonic() - started < 5
    assert script.messages == []


def test_a_closed_port_is_an_unavailable_channel() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    mailer = SmtpSender(SmtpServer("127.0.0.1", port), compose, 3)
    with pytest.raises(ChannelUnavailableError):
        mailer.send(people(3), lambda report: None)
    mailer.close()


def test_a_name_that_does_not_exist_is_an_unavailable_channel() -> None:
    mailer = SmtpSender(SmtpServer("nowhere.invalid", 25), compose, 3)
    with pytest.raises(ChannelUnavailableError):
        mailer.send(people(3), lambda report: None)
    mailer.close()


# -- lost answers -----------------------------------------------------------------------------------------------


def silent(connection: Connection, _: bytes) -> bytes | None:
    return b"" if connection.number == 1 else None


def half_closed(connection: Connection, _: bytes) -> bytes | None:
    if connection.number == 1:
        connection.socket.shutdown(socket.SHUT_WR)
        return b""
    return None


def reset_once(connection: Connection, _: bytes) -> bytes | None:
    if connection.number == 1:
        connection.reset()
    return None


def closing(connection: Connection, _: bytes) -> bytes | None:
    if connection.messages > 3:
        connection.say(b"421 4.7.0 enough for one session\r\n")
        connection.hang_up()
    return None


@pytest.mark.parametrize("hook", [silent, half_closed, reset_once])
def test_a_letter_whose_answer_was_lost_goes_out_again_as_the_same_letter(hook: object) -> None:
    """At least once: the other session repeats it under its own Message-ID."""
    with ScriptedServer(hooks={b"BODY": hook}).running() as server:  # type: ignore[dict-item]
        reports = send(server, 8, sessions=2)
    assert outcomes(reports) == {Outcome.SENT}
    assert {message.split(b"\r\n")[0] for message in server.messages} == {b"Message-ID: %d" % i for i in range(8)}


def test_a_server_that_ends_sessions_after_some_messages_gets_new_ones() -> None:
    with ScriptedServer(hooks={b"BODY": closing}).running() as server:
        reports = send(server, 20, sessions=1)
    assert outcomes(reports) == {Outcome.SENT}
    assert server.connections > 4


def test_sessions_that_were_closed_while_idle_are_replaced() -> None:
    opened: list[Connection] = []

    def remember(connection: Connection, _: bytes) -> None:
        opened.append(connection)

    with ScriptedServer(hooks={b"EHLO": remember}).running() as server:
        mailer = sender(server, sessions=2)
        mailer.send(people(4), lambda report: None)
        for connection in opened:
            connection.socket.shutdown(socket.SHUT_RDWR)
        reports: list[Report] = []
        mailer.send(people(4), reports.append)
        mailer.close()
    assert [report.outcome for report in reports] == [Outcome.SENT] * 4


def test_a_letter_that_breaks_every_session_does_not_hold_up_the_others() -> None:
    def choke(connection: Connection, content: bytes) -> bytes | None:
        if b"Message-ID: 2\r" in content:
            connection.reset()
        return None

    with ScriptedServer(hooks={b"BODY": choke}).running() as server:
        reports = send(server, 12, sessions=3)
    assert reports[2].outcome is Outcome.TEMPORARY_FAILURE
    assert {report.outcome for index, report in reports.items() if index != 2} == {Outcome.SENT}


def test_fewer_sessions_are_enough_where_the_server_allows_only_one() -> None:
    def only_first(connection: Connection, _: bytes) -> bytes | None:
        if connection.number > 1:
            connection.say(b"421 4.7.0 too many connections from you\r\n")
            connection.hang_up()
        return None

    with ScriptedServer(hooks={b"EHLO": only_first}).running() as server:
        assert outcomes(send(server, 12, sessions=4)) == {Outcome.SENT}


def test_an_error_of_the_receiver_of_reports_ends_the_sending_cleanly() -> None:
    def broken(report: Report) -> None:
        raise RuntimeError("the database is gone")

    with ScriptedServer().running() as server:
        mailer = sender(server)
        with pytest.raises(RuntimeError):
            mailer.send(people(4), broken)
        reports: list[Report] = []
        mailer.send(people(4), reports.append)
        mailer.close()
    assert len(reports) == 4


# -- signing in -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        (b"250-test\r\n250 AUTH LOGIN PLAIN\r\n", b"AUTH PLAIN AGxvYQBz4buvYQ=="),
        (b"250-test\r\n250 AUTH LOGIN\r\n", b"c+G7r2E="),
    ],
)
def test_signing_in(offer: bytes, expected: bytes) -> None:
    answers = iter([b"334 VXNlcm5hbWU6\r\n", b"334 UGFzc3dvcmQ6\r\n", b"235 2.7.0 ok\r\n"])

    def sign_in(_: Connection, line: bytes) -> bytes:
        return b"235 2.7.0 ok\r\n" if b"PLAIN" in line else next(answers)

    # The two lines of AUTH LOGIN are base 64 without a verb: "bG9h" and "c+G7r2E=".
    script = ScriptedServer(ehlo=offer, hooks={b"AUTH": sign_in, b"BG9H": sign_in, b"C+G7": sign_in})
    with script.running() as server:
        assert outcomes(send(server, 2, 1, user="loa", password="sữa")) == {Outcome.SENT}
    assert expected in server.commands


@pytest.mark.parametrize(
    ("offer", "answer"),
    [
        (b"250-test\r\n250 AUTH PLAIN\r\n", b"535 5.7.8 wrong password\r\n"),
        (b"250-test\r\n250 AUTH GSSAPI\r\n", b""),
        (b"250 test\r\n", b""),
    ],
)
def test_a_refused_password_stops_the_channel(offer: bytes, answer: bytes) -> None:
    with (
        ScriptedServer(ehlo=offer, hooks={b"AUTH": lambda *_: answer}).running() as server,
        pytest.raises(TechnicalFailureError),
    ):
        failing(server, user="loa", password="wrong")


def test_a_password_never_travels_unencrypted_beyond_this_machine() -> None:
    assert SmtpServer("127.0.0.1", 25).loopback
    assert SmtpServer("localhost", 25).loopback
    assert not SmtpServer("192.0.2.1", 25).loopback
    assert not SmtpServer("mail.example", 25).loopback


def test_missing_tls_is_never_gone_without() -> None:
    with ScriptedServer().running() as server, pytest.raises(TechnicalFailureError):
        failing(server, tls=True)
    assert not any(command.startswith(b"MAIL") for command in server.commands)


# -- anything at all --------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(
    answers=st.lists(
        st.sampled_from(
            [b"250 ok\r\n", b"550 5.1.1 no\r\n", b"451 no\r\n", b"421 bye\r\n", b"354 ?\r\n", b"x\r\n", b""]
        ),
        min_size=1,
        max_size=12,
    ),
    pipelining=st.booleans(),
)
def test_whatever_a_server_says_nobody_is_reported_twice(answers: list[bytes], pipelining: bool) -> None:
    """Every person is reported once, or the call says why the rest was not."""
    left = iter(answers)
    odd = {verb: lambda *_: next(left, None) for verb in (b"MAIL", b"RCPT", b"BODY", b"RSET")}
    reports: list[Report] = []
    patience = Timeouts(connect=1, greeting=0.15, command=0.15, final=0.15)
    with ScriptedServer(
        ehlo=b"250-t\r\n250 PIPELINING\r\n" if pipelining else PLAIN_EHLO, hooks=odd
    ).running() as server:
        mailer = sender(server, 2, patience)
        try:
            mailer.send(people(5), reports.append)
            assert len(reports) == 5
        except (ThrottledError, ChannelUnavailableError, TechnicalFailureError):
            pass
        mailer.close()
    counts = Counter(report.index for report in reports)
    assert set(counts.values()) <= {1}
    sent = {report.index for report in reports if report.outcome is Outcome.SENT}
    assert sent <= {int(message.split()[1]) for message in server.messages}

"""The sender against servers written by others: aiosmtpd with TLS and sign-in, Postfix's smtp-sink."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword, Session
from aiosmtpd.smtp import Envelope as Accepted

from loa.channels.base import Envelope, Outcome, Report, TechnicalFailureError
from loa.channels.mail.session import SmtpServer
from loa.channels.mail.smtp import SmtpSender
from tests.channels.mail.samples import envelope, release
from tests.channels.mail.test_message import PATHS, Composer, assert_wire_ready, received, rendered


class Inbox:
    """Keeps mail; refuses people called `gone`, and is full for those called `full`."""

    def __init__(self) -> None:
        self.contents: list[tuple[str, list[str], bytes]] = []

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: SMTP, session: Session, accepted: Accepted, address: str, options: list[str]
    ) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such person"
        if address.startswith("full"):
            return "452 4.2.2 mailbox full"
        accepted.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, accepted: Accepted) -> str:  # noqa: N802
        assert accepted.mail_from is not None
        assert isinstance(accepted.content, bytes)
        self.contents.append((accepted.mail_from, accepted.rcpt_tos, accepted.content))
        return "250 2.0.0 ok"


@contextlib.contextmanager
def aiosmtpd(inbox: Inbox, **options: object) -> Iterator[int]:
    """A running aiosmtpd; gives its port."""
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def send(server: SmtpServer, people: list[Envelope], sessions: int = 3) -> dict[int, Report]:
    reports: list[Report] = []
    sender = SmtpSender(server, Composer(rendered(release()), PATHS, lambda _: "unsub"), sessions)
    try:
        sender.send(people, reports.append)
    finally:
        sender.close()
    assert len(reports) == len(people)
    return {report.index: report for report in reports}


def test_aiosmtpd_takes_our_mail_and_each_refusal_is_its_own() -> None:
    inbox = Inbox()
    names = ["lan", "gone", "minh", "full", "hoa", "gone2", "binh"]
    with aiosmtpd(inbox) as port:
        reports = send(SmtpServer("127.0.0.1", port), [envelope(i, f"{n}@y.example") for i, n in enumerate(names)])
    assert [reports[index].outcome.name for index in range(7)] == [
        "SENT", "PERMANENT_FAILURE", "SENT", "TEMPORARY_FAILURE", "SENT", "PERMANENT_FAILURE", "SENT",
    ]  # fmt: skip
    assert reports[1].gone
    assert not reports[3].gone
    assert {recipients[0] for _, recipients, _ in inbox.contents} == {f"{n}@y.example" for n in names[::2]}
    for sender, _, content in inbox.contents:
        bounced = PATHS.read(sender)
        assert bounced is not None
        assert f"{bounced.contact_point}@loa.example" in received(content)["Message-ID"]


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def sign_in(server: SMTP, session: Session, accepted: Accepted, mechanism: str, data: LoginPassword) -> AuthResult:
    return AuthResult(success=data == LoginPassword(b"loa", b"secret"), handled=False)


@pytest.mark.parametrize("exclude", [[], ["PLAIN"]])
def test_tls_and_sign_in_with_aiosmtpd(certificate: Path, exclude: list[str]) -> None:
    inbox = Inbox()
    options = {
        "tls_context": server_context(certificate),
        "require_starttls": True,
        "authenticator": sign_in,
        "auth_required": True,
        "auth_exclude_mechanism": exclude,
    }
    trusting = ssl.create_default_context(cafile=certificate)
    with aiosmtpd(inbox, **options) as port:
        place = SmtpServer("localhost", port, "[127.0.0.1]", True, "loa", "secret", trusting)
        reports = send(place, [envelope(index) for index in range(5)])
        with pytest.raises(TechnicalFailureError):
            send(SmtpServer("localhost", port, "[127.0.0.1]", True, "loa", "wrong", trusting), [envelope()])
    assert {report.outcome for report in reports.values()} == {Outcome.SENT}
    assert len(inbox.contents) == 5


def test_a_certificate_that_nobody_vouches_for_stops_the_channel(certificate: Path) -> None:
    inbox = Inbox()
    with aiosmtpd(inbox, tls_context=server_context(certificate)) as port, pytest.raises(TechnicalFailureError):
        send(SmtpServer("localhost", port, tls=True), [envelope()])
    assert inbox.contents == []


# -- Postfix ----------------------------------------------------------------------------------------------------

SINK = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin")


@contextlib.contextmanager
def smtp_sink(*options: str) -> Iterator[int]:
    """A running smtp-sink; gives its port."""
    assert SINK is not None
    port = free_port()
    # It gives up root by itself, but only when told whom to become.
    user = ["-u", "nobody"] if Path("/proc/self").stat().st_uid == 0 else []
    process = subprocess.Popen([SINK, *user, *options, f"127.0.0.1:{port}", "100"], stdout=subprocess.PIPE)
    try:
        _wait_for(port)
        yield port
    finally:
        process.kill()
        process.communicate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    pytest.fail("smtp-sink did not start")


@pytest.mark.postfix
@pytest.mark.skipif(SINK is None, reason="Debian's postfix (smtp-sink) is not installed")
@pytest.mark.parametrize("options", [[], ["-p"], ["-e"], ["-8"]], ids=["pipelining", "plain", "helo", "8bit"])
def test_smtp_sink_takes_everything(options: list[str], tmp_path: Path) -> None:
    with smtp_sink(*options) as port:
        reports = send(SmtpServer("127.0.0.1", port), [envelope(index) for index in range(120)])
    assert {report.outcome for report in reports.values()} == {Outcome.SENT}


@pytest.mark.postfix
@pytest.mark.skipif(SINK is None, reason="Debian's postfix (smtp-sink) is not installed")
@pytest.mark.parametrize(("option", "outcome"), [("-f", Outcome.TECHNICAL_FAILURE), ("-r", Outcome.TEMPORARY_FAILURE)])
@pytest.mark.parametrize("command", ["rcpt", "data", "."])
def test_smtp_sink_refuses(option: str, outcome: Outcome, command: str) -> None:
    """Its hard refusal is "500 5.3.0": a server that does not understand us is no fault of the person's."""
    with smtp_sink(option, command) as port:
        reports = send(SmtpServer("127.0.0.1", port), [envelope(index) for index in range(20)])
    assert {report.outcome for report in reports.values()} == {outcome}


def test_what_is_sent_is_ready_for_the_wire() -> None:
    assert_wire_ready(Composer(rendered(release()), PATHS, lambda _: "u")(envelope()).content)

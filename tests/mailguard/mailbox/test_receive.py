"""The check mailbox on real sockets: in by LMTP and SMTP, out through a real mail server."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import email.policy
import smtplib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.utils import timezone

from loa.channels.mail import single
from loa.config import Config, config
from loa.mailguard.actions.answering import send_due
from loa.mailguard.mailbox import receive as room
from loa.mailguard.mailbox import server
from loa.mailguard.models import Answer, Campaign, ReportedMail
from loa.units import actions as units
from loa.units.models import Unit
from tests.mailguard.mailbox.forwards import GMAIL, MAILBOX, attached, forward, quoted
from tests.mailguard.room.mails import LURE

STAFF = "canbo@campha.example"


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch) -> Unit:
    """A ward with two people; nobody signs in, so a test that commits can clean up behind itself."""
    monkeypatch.setattr(room, "config", lambda: Config({**config().values, "check_mailbox": MAILBOX}))
    start = dt.date(2020, 1, 1)
    ward = units.create_unit(code="cd", name="Phường Cửa Ông", kind=Unit.Kind.WARD, on=start)
    for code, name in (("canbo", "Vũ Ngọc Ánh"), ("daumoi", "Lê Thị Mai")):
        units.register_staff(employee_code=code, full_name=name, unit=ward, on=start, email=f"{code}@campha.example")
    return ward


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Sink:
    """A real mail server that keeps what it is given."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append((envelope.mail_from or "", bytes(envelope.content or b"")))
        return "250 OK"


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sink]:
    found = Sink()
    controller = Controller(found, hostname="127.0.0.1", port=free_port())
    controller.start()
    address = ("127.0.0.1", controller.port)
    monkeypatch.setattr(single, "config", lambda: Config({**config().values, "smtp": address}))
    yield found
    controller.stop()


@pytest.fixture(params=[True, False], ids=["lmtp", "smtp"])
def mailbox(request: pytest.FixtureRequest) -> Iterator[Callable[[], smtplib.SMTP]]:
    """A running check mailbox; calls open a session."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    running = asyncio.run_coroutine_threadsafe(server.start("127.0.0.1", 0, MAILBOX, lmtp=request.param), loop).result(
        10
    )
    port = running.sockets[0].getsockname()[1]
    kind = smtplib.LMTP if request.param else smtplib.SMTP
    yield lambda: kind("127.0.0.1", port)  # type: ignore[abstract]
    loop.call_soon_threadsafe(running.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.mark.django_db(transaction=True)
def test_a_forward_is_judged_answered_and_becomes_a_campaign(
    town: Unit, mailbox: Callable[[], smtplib.SMTP], sink: Sink
) -> None:
    with mailbox() as session:
        session.sendmail(STAFF, [MAILBOX], attached(f"Vũ Ngọc Ánh <{STAFF}>", LURE.build()))
        session.sendmail("daumoi@campha.example", [MAILBOX], quoted("daumoi@campha.example", GMAIL))
        session.sendmail("", [MAILBOX], attached(STAFF, LURE.build()))  # a bounce
        with pytest.raises((smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)):
            session.sendmail(STAFF, ["khac@campha.example"], b"Subject: x\r\n\r\nx")
    assert [(mail.via, mail.level) for mail in ReportedMail.objects.all()] == [("mailbox", "dangerous")] * 2
    assert Campaign.objects.get().reports == 2, "both lead to the same host"
    assert send_due(timezone.now()) == 2
    assert not Answer.objects.exists(), "nothing of it is kept"
    sender, raw = sink.taken[0]
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    assert sender == "<>", "an automatic answer has no return path (RFC 3834)"
    assert letter["Auto-Submitted"] == "auto-replied"
    assert letter["In-Reply-To"] == "<hoi-1@campha.example>"
    assert letter["To"] == STAFF
    text = letter.get_content()
    for said in ("Kính gửi Vũ Ngọc Ánh", "NGUY HIỂM", "Việc cần làm ngay", "Vì sao", "DANGEROUS", "What to do now"):
        assert said in text, said
    assert "moh-gov-vn[.]khaibao[.]example" in text or "yte-khancap[.]example" in text
    assert "://" not in text.replace("hxxps://", "")


@pytest.mark.django_db
def test_strangers_and_machines_are_neither_heard_nor_answered(town: Unit) -> None:
    lure = LURE.build()
    for sender, envelope in (
        ("ke-la@gmail.com", "ke-la@gmail.com"), (STAFF, ""), (STAFF, "ke-gian@evil.example"),
    ):  # fmt: skip
        assert room.receive(attached(sender, lure), envelope).startswith("not answered")
    assert room.receive(attached(STAFF, lure, Auto_Submitted="auto-replied"), STAFF).startswith("not answered")
    assert not Answer.objects.exists()
    assert not ReportedMail.objects.exists()


@pytest.mark.django_db
def test_two_machines_never_write_to_each_other_for_ever(town: Unit) -> None:
    raw, now = attached(STAFF, LURE.build()), timezone.now()
    for second in range(100):
        room.receive(raw, STAFF, now + timedelta(seconds=second))
    assert Answer.objects.count() <= room.ANSWERS + 2
    assert Campaign.objects.get().reports == 1


@pytest.mark.django_db
def test_who_forwards_nothing_is_told_how(town: Unit) -> None:
    room.receive(forward(STAFF).as_bytes(), STAFF)
    answer = Answer.objects.get()
    assert "chuyển tiếp thư đáng ngờ dạng tệp đính kèm" in answer.text
    assert not ReportedMail.objects.exists()


@pytest.mark.django_db
def test_an_answer_waits_for_the_mail_server(town: Unit, monkeypatch: pytest.MonkeyPatch, sink: Sink) -> None:
    room.receive(attached(STAFF, LURE.build()), STAFF)
    now, reachable = timezone.now(), single.config
    away = ("127.0.0.1", free_port())
    monkeypatch.setattr(single, "config", lambda: Config({**config().values, "smtp": away}))
    assert send_due(now) == 0
    monkeypatch.setattr(single, "config", reachable)
    assert send_due(now) == 0, "not before its time"
    assert send_due(now + timedelta(minutes=2)) == 1


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_kept_is_put_off(
    town: Unit, mailbox: Callable[[], smtplib.SMTP], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(server, "receive", broken)
    with mailbox() as session, pytest.raises(smtplib.SMTPDataError) as caught:
        session.sendmail(STAFF, [MAILBOX], attached(STAFF, LURE.build()))
    assert caught.value.smtp_code == 451

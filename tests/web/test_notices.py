"""Mails about one's own account, through a real SMTP server."""

from __future__ import annotations

import email
import email.policy
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from loa.accounts.actions import records
from loa.accounts.models import Notice
from loa.channels.mail import single
from loa.config import Config
from loa.web.accounts import notices
from tests.web.world import PASSWORD, Town

pytestmark = pytest.mark.django_db


def come_in(town: Town) -> Client:
    client = Client()
    client.post(reverse("sign-in"), {"email": town.staff.email, "password": PASSWORD})
    return client


@pytest.fixture
def with_password(town: Town) -> Town:
    town.staff.set_password(PASSWORD)
    town.staff.save()
    return town


def test_only_a_new_device_is_told(with_password: Town) -> None:
    first = come_in(with_password)
    assert not Notice.objects.exists(), "the very first device is the owner's own"
    first.post(reverse("sign-out"))
    first.post(reverse("sign-in"), {"email": with_password.staff.email, "password": PASSWORD})
    assert not Notice.objects.exists()
    come_in(with_password)
    assert Notice.objects.get().kind == Notice.Kind.NEW_DEVICE


def test_the_mail_says_what_happened_and_holds_no_link(with_password: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    come_in(with_password)
    come_in(with_password)
    taken: list[bytes] = []

    class Keeps:
        async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
            taken.append(bytes(envelope.content or b""))
            return "250 OK"

    controller = Controller(Keeps(), hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        use(monkeypatch, controller.port)
        assert notices.send_due(timezone.now()) == 1
        assert notices.send_due(timezone.now()) == 0
    finally:
        controller.stop()
    letter = email.message_from_bytes(taken[0], policy=email.policy.default)
    assert letter["To"] == with_password.staff.email
    assert letter["Subject"] == "Tài khoản của bạn: Đăng nhập trên thiết bị mới"
    assert "127.0.0.1" in letter.get_content()
    assert "http" not in letter.get_content()


def test_a_mail_waits_while_the_server_is_away(with_password: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    come_in(with_password)
    come_in(with_password)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        use(monkeypatch, nobody.getsockname()[1])
        now = timezone.now()
        assert notices.send_due(now) == 0
    notice = Notice.objects.get()
    assert notice.sent_at is None
    assert notice.next_at == now + records.FIRST_RETRY
    assert not records.due(now)
    assert list(records.due(now + records.FIRST_RETRY)) == [notice]


def test_it_is_given_up_after_days_and_never_sent_more_often_than_agreed(with_password: Town) -> None:
    now = timezone.now()
    notice = records.tell(with_password.staff, Notice.Kind.NEW_DEVICE)
    pauses = []
    for _ in range(records.GIVE_UP):
        records.postpone(notice, now)
        notice.refresh_from_db()
        pauses.append(notice.next_at - now)
    assert pauses == sorted(pauses)
    assert pauses[-1] == records.LONGEST_RETRY
    assert not records.due(now + timedelta(days=30))


def use(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    """Have mail go to that port of this machine."""
    real = single.config()
    changed = Config({**real.values, "smtp": ("127.0.0.1", port)})
    monkeypatch.setattr(single, "config", lambda: changed)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

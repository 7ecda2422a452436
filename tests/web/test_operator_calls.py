"""A stopped channel calls its operators: once a stop, by mail, or by a push where mail itself is what stands still."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope as SmtpEnvelope
from django.urls import reverse
from django.utils import timezone

from loa.accounts.actions import grant
from loa.accounts.models import RoleAssignment, User
from loa.channels.base import TechnicalFailureError
from loa.channels.mail.channel import MailChannel
from loa.config import Config, load
from loa.delivery import actions, alerts, calls, providers, queries
from loa.delivery.alerts import Alert
from loa.delivery.engine.embedded import EmbeddedEngine
from loa.delivery.models import Call, Delivery
from loa.delivery.worker import Worker
from loa.units.models import ContactPoint, Recipient
from loa.web.operations import calls as face
from tests.channels.app.webpush.devices import DEVICE, PushService
from tests.support.channels import Channels, channels
from tests.support.smtp_sink import SmtpSink, Trouble
from tests.web.conftest import Enter
from tests.web.test_notices import free_port, use
from tests.web.world import Town, release

__all__ = ["channels"]  # a fixture of another module
pytestmark = pytest.mark.django_db


class Inbox:
    """A mail server of the test's own, and every letter that it took."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: SmtpEnvelope) -> str:  # noqa: N802
        raw = bytes(envelope.content or b"")
        self.letters.append(cast("EmailMessage", email.message_from_bytes(raw, policy=email.policy.default)))
        return "250 OK"


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    """Letters to operators go here."""
    made = Inbox()
    controller = Controller(made, hostname="127.0.0.1", port=free_port())
    controller.start()
    use(monkeypatch, controller.port)
    yield made
    controller.stop()


@pytest.fixture
def second(town: Town) -> User:
    """A second operator, of a ward, who operates two of them."""
    user = User.objects.create_user("vanhanh2@campha.example", "mật khẩu đủ dài", full_name="Trần Thị Vận Hành")
    for unit in (town.north, town.south):
        grant(user, RoleAssignment.Role.OPERATOR, unit)
    return user


def work(later: float = 0.0) -> None:
    """Let a worker do all that is due now or *later* seconds from now."""

    def clock() -> datetime:
        return timezone.now() + timedelta(seconds=later)

    worker = Worker("test", EmbeddedEngine(clock), ("portal", "app", "mail", "zalo"), clock=clock)
    worker.drain()
    worker.close()


def with_addresses(channel: str, number: int) -> None:
    """So many addresses of one member of staff: enough for several parcels, each of which meets the refusal."""
    person = Recipient.objects.first()
    assert person is not None
    ContactPoint.objects.bulk_create(
        ContactPoint(recipient=person, channel=channel, address=f"{channel}{n}@nhan.example") for n in range(number)
    )


def test_every_operator_has_one_mail_a_stop_with_the_providers_words_and_the_page(
    town: Town, second: User, channels: Channels, inbox: Inbox
) -> None:
    def refuse(_envelope: object, _number: int) -> None:
        raise TechnicalFailureError(channel="zalo", reason="-216 Access token is invalid")

    channels.zalo.before = refuse
    with_addresses("zalo", 1_100)
    release(town, channels=("zalo",))
    work()
    now = timezone.now()
    assert face.send_due(now) == 2
    assert face.send_due(now + timedelta(days=1)) == 0
    assert sorted(letter["To"] for letter in inbox.letters) == sorted([town.operator.email, second.email])
    letter = inbox.letters[0]
    assert letter["Subject"] == "Loa: Kênh Zalo đã dừng"
    assert "-216 Access token is invalid" in letter.get_content()
    assert "/operations/" in letter.get_content()
    work()  # the other parcels meet a stopped channel: nobody is called again
    assert Call.objects.count() == 2


def test_a_second_stop_calls_again_and_a_mended_one_no_more(town: Town, inbox: Inbox) -> None:
    now = timezone.now()
    providers.stop("zalo", "-216", now)
    providers.reopen("zalo", now)
    assert face.send_due(now) == 0, "somebody looked before the mail went out"
    providers.stop("zalo", "-216", now + timedelta(minutes=1))
    assert face.send_due(now + timedelta(minutes=1)) == 1
    assert len(inbox.letters) == 1


@pytest.fixture
def push_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    """A push service that the app channel may call."""
    from loa.channels.app import channel

    service = PushService()
    with service.running():
        changed = Config({**channel.process_config().values, "push_hosts": [service.host]})
        monkeypatch.setattr(channel, "process_config", lambda: changed)
        yield service


def test_where_mail_itself_is_stopped_operators_are_pushed_to_and_the_page_says_it(
    town: Town,
    second: User,
    push_service: PushService,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    enter: Enter,
) -> None:
    assert town.operator.staff is not None
    ContactPoint.objects.create(
        recipient_id=town.operator.staff.pk,
        channel="app",
        address=f"http://{push_service.host}/push/0",
        keys=DEVICE.keys,
    )
    with SmtpSink(tmp_path / "journal") as sink:
        sink.trouble = Trouble("credentials", 10_000)
        use(monkeypatch, sink.port)
        real = MailChannel(load({"LOA_SMTP": f"127.0.0.1:{sink.port}", "LOA_SECRET_KEY": "s" * 50}))
        monkeypatch.setattr("loa.delivery.dispatch.channel_named", lambda _name: real)
        with_addresses("mail", 3)
        made = release(town, channels=("mail",))
        work()
        assert queries.progress(made)[0].state == "stopped"
        now = timezone.now()
        assert face.send_due(now) == 1
        assert sink.message_ids() == []
        notice: dict[str, Any] = json.loads(DEVICE.read(push_service.requests[0].body))["notification"]
        assert notice["title"] == "Kênh Thư công vụ đã dừng"
        assert "530" in notice["body"]
        assert notice["navigate"].endswith("/operations/")

        client = enter(second)  # who has no device finds it on the page
        page = client.get(reverse("operations")).content.decode()
        assert "530" in page
        assert "Còn 1 lời gọi" in page
        sink.trouble = Trouble()
        client.post(reverse("operations-use", args=["mail"]))
        work(later=61)  # the parcel was put off by a minute when the channel stopped
        row = queries.progress(made)[0]
        assert (row.sent, row.pending) == (row.planned, 0)
        assert face.send_due(now + timedelta(hours=1)) == 0
        assert calls.waiting() == 0


def test_a_mail_server_that_is_away_costs_one_try_a_round_and_the_call_waits(
    town: Town, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def refuse(to: str, _subject: str, _text: str) -> None:
        tries.append(to)
        raise ConnectionRefusedError

    monkeypatch.setattr(face.mail, "send", refuse)
    now = timezone.now()
    providers.stop("zalo", "-216", now)
    assert face.send_due(now) == 0
    assert len(tries) == 1
    assert calls.due(now) == []
    assert len(calls.due(now + calls.FIRST_RETRY)) == 2
    assert calls.due(now + calls.GIVE_UP) == []


def test_of_two_schedulers_one_sends(town: Town) -> None:
    now = timezone.now()
    providers.stop("zalo", "-216", now)
    (seen,) = calls.due(now)
    assert calls.claim(seen, now)
    assert not calls.claim(seen, now)


def test_an_outage_that_ends_soon_wakes_nobody_and_one_that_lasts_does_once(town: Town, inbox: Inbox) -> None:
    now = timezone.now()
    for _ in range(20):
        providers.failed("zalo", "timed out", now)
    assert face.send_due(now) == 0
    later = now + timedelta(minutes=11)
    assert face.send_due(later) == 1
    assert inbox.letters[0]["Subject"] == "Loa: Kênh Zalo không phản hồi"
    alerts.raise_alert(Alert("channel_down", "zalo", "timed out", later))
    assert Call.objects.count() == 1, "the same trouble within the hour"


def test_a_job_that_fails_every_second_calls_once_an_hour(town: Town, inbox: Inbox) -> None:
    now = timezone.now()
    for second in range(5):
        alerts.raise_alert(Alert("scheduler_job", "reminders", "KeyError: 1", now + timedelta(seconds=second)))
    assert face.send_due(now) == 1
    alerts.raise_alert(Alert("scheduler_job", "reminders", "KeyError: 1", now + timedelta(hours=2)))
    assert face.send_due(now + timedelta(hours=2)) == 1
    assert "KeyError: 1" in inbox.letters[1].get_content()


def test_a_channel_is_taken_into_use_again_though_no_delivery_stands_still(town: Town, enter: Enter) -> None:
    """A stop whose delivery was cancelled since: the next release must not wait behind it for ever."""
    providers.stop("zalo", "-216", timezone.now())
    assert not Delivery.objects.filter(state="stopped").exists()
    answer = enter(town.operator).post(reverse("operations-use", args=["zalo"]))
    assert answer.status_code == 302
    assert queries.troubles() == []
    assert enter(town.operator).post(reverse("operations-use", args=["fax"])).status_code == 404


def test_only_operators_use_a_channel_again(town: Town) -> None:
    from loa.accounts.errors import MissingRoleError

    with pytest.raises(MissingRoleError):
        actions.use_again("zalo", by=town.approver)

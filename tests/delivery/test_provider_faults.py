"""The real mail sender against a mail server that misbehaves: whatever it does, everybody has their message after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from loa.channels.mail.channel import MailChannel
from loa.channels.mail.session import Timeouts
from loa.config import load
from loa.delivery import actions, queries
from loa.delivery.worker import Worker
from loa.units.models import ContactPoint, Recipient
from tests.delivery.conftest import Clock
from tests.support.people import City
from tests.support.releases import approved
from tests.support.smtp_sink import SmtpSink, Trouble, TroubleKind

PEOPLE = 130


@pytest.fixture
def sink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpSink]:
    """A mail server, and the real mail channel pointed at it, with little patience."""
    monkeypatch.setattr("loa.channels.mail.smtp.Timeouts", lambda: Timeouts(1.0, 1.0, 1.0, 1.0))
    with SmtpSink(tmp_path / "journal") as made:
        settings = {"LOA_SMTP": f"127.0.0.1:{made.port}", "LOA_SMTP_SESSIONS": "3", "LOA_SECRET_KEY": "s" * 50}
        channel = MailChannel(load(settings))
        monkeypatch.setattr("loa.delivery.dispatch.channel_named", lambda _name: channel)
        yield made


@pytest.fixture
def people(city: City) -> None:
    """People with a mailbox each."""
    recipient = Recipient.objects.first()
    assert recipient is not None
    ContactPoint.objects.bulk_create(
        ContactPoint(recipient=recipient, channel="mail", address=f"nguoi{n}@nhan.example") for n in range(PEOPLE)
    )


def _until_done(worker: Worker, clock: Clock, release: object, rounds: int = 40) -> queries.ChannelProgress:
    for _ in range(rounds):
        worker.drain()
        row = queries.progress(release)[0]  # type: ignore[arg-type]
        if row.ended:
            return row
        clock.forward(700)
    raise AssertionError(f"not done: {row}")


@pytest.mark.parametrize(
    ("kind", "times"),
    [
        ("hang", 2),
        ("reset", 5),
        ("half_close", 5),
        ("garbage", 4),
        ("busy", 6),
        ("storm", 200),
        ("greylist", 1),
    ],
)
def test_everybody_has_their_message_in_the_end(
    kind: TroubleKind, times: int, sink: SmtpSink, people: None, city: City, worker: Worker, clock: Clock
) -> None:
    sink.trouble = Trouble(kind, times)
    release = actions.release_and_plan(approved(city), clock())
    row = _until_done(worker, clock, release)
    taken = Counter(sink.message_ids())
    assert (row.sent, row.failed, row.pending) == (PEOPLE, 0, 0)
    assert len(taken) == PEOPLE
    assert sum(taken.values()) - PEOPLE <= times  # only a message whose answer was lost may come twice
    assert not ContactPoint.objects.filter(closed_at__isnull=False).exists()
    assert queries.dead_letters(release).count() == 0


def test_dead_mailboxes_are_closed_and_the_rest_is_served(
    sink: SmtpSink, people: None, city: City, worker: Worker, clock: Clock
) -> None:
    sink.trouble = Trouble("refuse", 7)
    release = actions.release_and_plan(approved(city), clock())
    row = _until_done(worker, clock, release)
    assert (row.sent, row.failed) == (PEOPLE - 7, 7)
    assert ContactPoint.objects.filter(closed_at__isnull=False).count() == 7
    assert "5.1.1" in queries.dead_letters(release)[0].provider_text


def test_refused_credentials_stop_the_channel_and_close_nobody(
    sink: SmtpSink, people: None, city: City, worker: Worker, clock: Clock
) -> None:
    """DESIGN §5.6: our bad credentials never remove a contact point."""
    sink.trouble = Trouble("credentials", 10_000)
    release = actions.release_and_plan(approved(city), clock())
    worker.drain()
    assert queries.progress(release)[0].state == "stopped"
    assert [(trouble.channel, trouble.stopped) for trouble in queries.troubles()] == [("mail", True)]
    assert not ContactPoint.objects.filter(closed_at__isnull=False).exists()
    sink.trouble = Trouble()
    actions.resume(worker_delivery(release), by=city.approver)
    assert _until_done(worker, clock, release).sent == PEOPLE


def worker_delivery(release: object):
    """The one delivery of *release*."""
    from loa.delivery.models import Delivery

    return Delivery.objects.get(release=release)

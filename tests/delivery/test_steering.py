"""Pause, resume and cancel; the hour, the end, the order and the rate of a delivery."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from loa.accounts.errors import MissingRoleError
from loa.channels.base import (
    ChannelUnavailableError,
    Envelope,
)
from loa.delivery import actions, queries, scheduler
from loa.delivery.errors import TooLateError, WrongDeliveryStateError
from loa.delivery.models import Delivery, Parcel
from loa.delivery.worker import Worker
from loa.units.models import ContactPoint, Recipient
from tests.delivery.conftest import Clock
from tests.support.channels import Channels
from tests.support.people import City
from tests.support.releases import approved, contact_points


def test_pause_and_resume(city: City, channels: Channels, worker: Worker, clock: Clock) -> None:
    contact_points("mail")
    release = actions.release_and_plan(approved(city), clock())
    delivery = Delivery.objects.get()
    actions.pause(delivery, by=city.approver)
    worker.drain()
    assert channels.mail.journal == []
    with pytest.raises(WrongDeliveryStateError):
        actions.pause(delivery, by=city.approver)
    actions.resume(delivery, by=city.approver)
    worker.drain()
    assert queries.progress(release)[0].sent == 6


@pytest.mark.parametrize("late", [False, True])
def test_cancel_in_the_middle_keeps_what_was_sent(
    city: City, channels: Channels, worker: Worker, clock: Clock, late: bool
) -> None:
    """Cancelled while a window is under way: the window is written down, the rest is marked as cancelled."""
    person = Recipient.objects.first()
    assert person is not None
    ContactPoint.objects.bulk_create(
        ContactPoint(recipient=person, channel="mail", address=f"a{n}@nhan.example") for n in range(600)
    )
    release = actions.release_and_plan(approved(city), clock())

    def cancel(envelope: Envelope, number: int) -> None:
        if len(channels.mail.journal) == 70:
            actions.cancel(Delivery.objects.get(), by=city.approver)
            if late:
                raise ChannelUnavailableError(channel="mail", reason="reset")

    channels.mail.before = cancel
    worker.drain()
    row = queries.progress(release)[0]
    sent = 70 if late else 100
    assert (row.state, row.sent, row.pending, row.cancelled) == ("cancelled", sent, 0, 600 - sent)
    assert not Parcel.objects.filter(state__in=(0, 1)).exists()


def test_only_operators_and_approvers_steer(city: City, channels: Channels, clock: Clock) -> None:
    contact_points("mail")
    actions.release_and_plan(approved(city), clock())
    for verb in (actions.pause, actions.resume, actions.cancel, actions.retry):
        with pytest.raises(MissingRoleError):
            verb(Delivery.objects.get(), by=city.editor)


@pytest.fixture
def an_hour_ago(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk wrote and approved an hour before the clock of the test."""
    desk = clock.now - timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: desk)


@pytest.mark.usefixtures("an_hour_ago")
def test_late_news_is_not_sent_it_is_reported(city: City, channels: Channels, worker: Worker, clock: Clock) -> None:
    contact_points("mail")
    end = clock.now + timedelta(hours=1)
    release = actions.release_and_plan(approved(city, not_after=end.isoformat()), clock())
    clock.forward(3601)
    worker.drain()
    assert channels.mail.journal == []
    scheduler.expire(clock())
    row = queries.progress(release)[0]
    assert (row.state, row.failed, row.pending) == ("expired", 6, 0)


@pytest.mark.usefixtures("an_hour_ago")
def test_a_bulletin_whose_end_has_passed_is_not_released(city: City, channels: Channels, clock: Clock) -> None:
    """Nobody kept the schedule at its hour."""
    end, hour = clock.now - timedelta(minutes=1), clock.now - timedelta(minutes=2)
    bulletin = approved(city, not_after=end.isoformat(), release_at=hour)
    with pytest.raises(TooLateError):
        actions.release_and_plan(bulletin, clock())
    assert scheduler.release_due(clock()) == 0
    assert queries.missed_schedules(clock()) == [bulletin]


def test_a_scheduled_release_goes_out_at_its_hour(city: City, channels: Channels, worker: Worker, clock: Clock) -> None:
    contact_points("mail")
    approved(city, release_at=clock.now + timedelta(hours=2))
    assert scheduler.release_due(clock()) == 0
    assert scheduler.release_due(clock.forward(7200)) == 1
    assert scheduler.release_due(clock()) == 0
    worker.drain()
    assert len(channels.mail.journal) == 6


def test_an_urgent_delivery_goes_first(city: City, channels: Channels, worker: Worker, clock: Clock) -> None:
    contact_points("mail")
    actions.release_and_plan(approved(city), clock())
    alarm = actions.release_and_plan(approved(city, urgency="immediate"), clock())
    worker.drain()
    assert channels.mail.journal[0].message_id.startswith(alarm.code)


def test_the_rate_is_kept(
    city: City, channels: Channels, worker: Worker, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    contact_points("mail")
    monkeypatch.setattr("loa.delivery.providers.rate", lambda channel: 2 if channel == "mail" else 0)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock.forward(seconds)

    monkeypatch.setattr("loa.delivery.courier.time.sleep", sleep)
    release = actions.release_and_plan(approved(city), clock())
    started = clock.now
    worker.drain()
    assert queries.progress(release)[0].sent == 6
    assert (clock.now - started).total_seconds() >= 2.0 - 1e-6  # 2 at once, 4 more at 2 a second
    assert max(len(window) for window in channels.mail.windows) <= 2


def test_forecast_uses_what_the_channel_did_lately(
    city: City, channels: Channels, worker: Worker, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert queries.forecast({"mail": 1000}) == {"mail": 10.0}
    contact_points("mail")
    channels.mail.before = lambda _envelope, _number: clock.forward(1.0) and None
    actions.release_and_plan(approved(city), clock())
    worker.drain()
    assert queries.forecast({"mail": 60})["mail"] == pytest.approx(60.0, rel=0.01)

"""A release from planning to the last outcome, with channels that journal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pyroaring import BitMap

from loa.accounts.errors import MissingRoleError
from loa.channels.base import (
    ChannelUnavailableError,
    Envelope,
    Outcome,
    Report,
    TechnicalFailureError,
    ThrottledError,
)
from loa.delivery import actions, queries, scheduler
from loa.delivery.errors import TooLateError, WrongDeliveryStateError
from loa.delivery.models import Delivery, Failure, Parcel, ProviderAccount, RemoteMessage
from loa.delivery.worker import Worker
from loa.errors import LoaError
from loa.units.models import ContactPoint, Recipient
from tests.delivery.conftest import Clock
from tests.support.channels import Channels
from tests.support.people import City
from tests.support.releases import approved, contact_points

ALL = ("portal", "app", "mail", "zalo")


def outcome(value: Outcome, **fields: object):
    """A behaviour that reports the same for everybody."""
    return lambda envelope: Report(envelope.index, value, **fields)


def test_every_channel_is_planned_and_sent(city: City, channels: Channels, worker: Worker, clock: Clock) -> None:
    points = contact_points("mail")
    contact_points("app", list(Recipient.objects.values_list("pk", flat=True))[:2])
    release = actions.release_and_plan(approved(city, ALL), clock())
    worker.drain()
    found = {row.channel: row for row in queries.progress(release)}
    assert list(found) == list(ALL)
    assert (found["portal"].planned, found["portal"].delivered) == (1, 1)
    assert (found["mail"].planned, found["mail"].sent, found["mail"].pending) == (6, 6, 0)
    assert (found["app"].planned, found["app"].sent) == (2, 2)
    assert (found["zalo"].planned, found["zalo"].state) == (0, "done")
    assert all(row.ended and row.eta_seconds == 0 for row in found.values())
    assert channels.mail.points() == points


def test_envelopes_carry_who_and_where(city: City, channels: Channels, worker: Worker, clock: Clock) -> None:
    contact_points("mail")
    release = actions.release_and_plan(approved(city), clock())
    worker.drain()
    first = channels.mail.journal[0]
    assert first.duty
    assert first.name.startswith("Nguyễn Văn")
    assert first.address == f"mail0-{first.recipient}@nhan.example"
    assert first.message_id == f"{release.code}.0.{first.contact_point}@loa.example"
    assert first.token
    assert len({envelope.message_id for envelope in channels.mail.journal}) == 6


def test_delivered_is_a_set_of_recipients_and_never_the_public(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")
    refused = Recipient.objects.order_by("pk").first()
    assert refused is not None

    def behaviour(envelope: Envelope) -> Report:
        fine = envelope.recipient != refused.pk
        return Report(envelope.index, Outcome.SENT if fine else Outcome.PERMANENT_FAILURE)

    channels.mail.behaviour = behaviour
    release = actions.release_and_plan(approved(city, ALL), clock())
    worker.drain()
    everybody = BitMap(Recipient.objects.values_list("pk", flat=True))
    assert queries.delivered(release.pk, "mail") == everybody - BitMap([refused.pk])
    assert queries.delivered(release.pk, "portal") == BitMap()
    assert queries.delivered_anywhere(release.code) == everybody - BitMap([refused.pk])


def test_preparation_happens_once_and_is_remembered(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")
    actions.release_and_plan(approved(city), clock())
    worker.drain()
    delivery = Delivery.objects.get()
    assert len(channels.mail.prepared) == 1
    assert delivery.prepared_at == clock.now
    assert delivery.remote == {"article": "A1"}
    assert channels.mail.prepared[0].manifest.texts["vi"].title == "Cập nhật dịch bệnh"


def test_a_release_that_is_not_what_was_signed_is_not_sent(
    city: City, channels: Channels, worker: Worker, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DESIGN §5.3: no signature, no sending. The stored row cannot be changed, so the check is told a forged one."""
    contact_points("mail")
    actions.release_and_plan(approved(city), clock())
    from loa.bulletins.models import Release

    stored = Release.from_db.__func__  # type: ignore[attr-defined]

    def forged(cls, db, names, values):
        release = stored(cls, db, names, values)
        release.signature = bytes(64)
        return release

    monkeypatch.setattr(Release, "from_db", classmethod(forged))
    worker.drain()
    delivery = Delivery.objects.get()
    assert delivery.state == "stopped"
    assert channels.mail.journal == []


def test_windows_hold_at_most_fifty(city: City, channels: Channels, worker: Worker, clock: Clock) -> None:
    person = Recipient.objects.first()
    assert person is not None
    ContactPoint.objects.bulk_create(
        ContactPoint(recipient=person, channel="mail", address=f"a{n}@nhan.example") for n in range(1234)
    )
    actions.release_and_plan(approved(city), clock())
    worker.drain()
    assert Parcel.objects.count() == 3
    assert max(len(window) for window in channels.mail.windows) == 50
    assert sorted(channels.mail.points()) == channels.mail.points()
    assert len(channels.mail.journal) == 1234


def test_a_temporary_failure_is_tried_again_with_the_same_message_id(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")
    channels.mail.behaviour = outcome(Outcome.TEMPORARY_FAILURE, provider_code="451", provider_text="4.7.1 Greylisted")
    release = actions.release_and_plan(approved(city), clock())
    worker.drain()
    assert len(channels.mail.journal) == 6
    assert Failure.objects.count() == 6
    assert queries.progress(release)[0].pending == 6
    channels.mail.behaviour = outcome(Outcome.SENT)
    clock.forward(61)
    worker.drain()
    assert queries.progress(release)[0].sent == 6
    assert Failure.objects.count() == 0
    ids = [envelope.message_id for envelope in channels.mail.journal]
    assert ids[:6] == ids[6:]


def test_only_the_failed_ones_are_tried_again(city: City, channels: Channels, worker: Worker, clock: Clock) -> None:
    points = contact_points("mail")
    channels.mail.behaviour = lambda envelope: Report(
        envelope.index, Outcome.TEMPORARY_FAILURE if envelope.contact_point == points[2] else Outcome.SENT
    )
    actions.release_and_plan(approved(city), clock())
    worker.drain()
    clock.forward(61)
    worker.drain()
    assert channels.mail.points() == [*points, points[2]]


def test_retries_end_and_the_dead_letters_can_be_tried_again_by_a_person(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")
    channels.mail.behaviour = outcome(Outcome.TEMPORARY_FAILURE, provider_code="452", provider_text="mailbox full")
    release = actions.release_and_plan(approved(city), clock())
    for _ in range(20):
        worker.drain()
        clock.forward(3601)
    row = queries.progress(release)[0]
    assert (row.state, row.failed, row.pending) == ("done", 6, 0)
    assert len(channels.mail.journal) == 6 * 8
    letters = list(queries.dead_letters(release))
    assert {letter.provider_text for letter in letters} == {"mailbox full"}
    assert queries.failure_reasons(letters[0].parcel.delivery) == [("452", "mailbox full", 6)]

    channels.mail.behaviour = outcome(Outcome.SENT)
    delivery = Delivery.objects.get()
    assert actions.retry(delivery, by=city.approver, failures=letters[:2]) == 2
    worker.drain()
    row = queries.progress(release)[0]
    assert (row.state, row.sent, row.failed) == ("done", 2, 4)
    assert queries.dead_letters(release).count() == 4


def test_a_dead_address_is_closed_and_a_refusal_for_the_providers_reasons_is_not(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    """DESIGN §5.6."""
    points = contact_points("mail")
    fates = {
        points[0]: Report(0, Outcome.PERMANENT_FAILURE, "550", "5.1.1 no such user", gone=True),
        points[1]: Report(1, Outcome.PERMANENT_FAILURE, "550", "5.7.1 policy"),
        points[2]: Report(2, Outcome.TECHNICAL_FAILURE, "400", "bad header"),
    }
    channels.mail.behaviour = lambda envelope: fates.get(envelope.contact_point, Report(envelope.index, Outcome.SENT))
    release = actions.release_and_plan(approved(city), clock())
    worker.drain()
    assert list(ContactPoint.objects.filter(closed_at__isnull=False).values_list("pk", flat=True)) == [points[0]]
    row = queries.progress(release)[0]
    assert (row.sent, row.failed, row.state) == (3, 3, "done")


def test_throttling_counts_no_try_and_everyone_waits(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")

    def throttle(_envelope: Envelope, number: int) -> None:
        if number == 2:
            raise ThrottledError(30.0, "421 slow down")

    channels.mail.before = throttle
    release = actions.release_and_plan(approved(city), clock())
    worker.drain()
    assert (queries.progress(release)[0].sent, Parcel.objects.get().tries) == (2, 0)
    channels.mail.before = lambda _envelope, _number: None
    clock.forward(29)
    assert worker.drain() == 0
    clock.forward(2)
    worker.drain()
    assert queries.progress(release)[0].sent == 6
    assert len(channels.mail.journal) == 6


def test_an_outage_opens_the_breaker_and_nothing_is_lost(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")

    def away(_envelope: Envelope, _number: int) -> None:
        raise ChannelUnavailableError(channel="mail", reason="connection refused")

    channels.mail.before = away
    release = actions.release_and_plan(approved(city), clock())
    for _ in range(5):
        worker.drain()
        clock.forward(130)
    account = ProviderAccount.objects.get()
    assert (account.breaker, Parcel.objects.get().tries) == ("open", 0)
    assert [trouble.channel for trouble in queries.troubles()] == ["mail"]
    channels.mail.before = lambda _envelope, _number: None
    worker.drain()
    assert queries.progress(release)[0].sent == 6
    assert queries.troubles() == []


def test_our_own_fault_stops_the_channel_until_a_person_has_looked(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")

    def refused(_envelope: Envelope, _number: int) -> None:
        raise TechnicalFailureError(channel="mail", reason="535 bad credentials")

    channels.mail.before = refused
    release = actions.release_and_plan(approved(city), clock())
    worker.drain()
    later = actions.release_and_plan(approved(city), clock())
    clock.forward(100)
    worker.drain()
    assert channels.mail.journal == []
    row = queries.progress(release)[0]
    assert (row.state, row.eta_seconds) == ("stopped", None)
    assert "535 bad credentials" in row.stop_reason
    assert queries.forecast({"mail": 10}) == {"mail": None}
    assert not ContactPoint.objects.filter(closed_at__isnull=False).exists()

    channels.mail.before = lambda _envelope, _number: None
    actions.resume(Delivery.objects.get(release=release), by=city.approver)
    clock.forward(100)
    worker.drain()
    assert queries.progress(release)[0].sent == queries.progress(later)[0].sent == 6


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


def test_an_address_closed_before_its_turn_is_not_sent_to(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    points = contact_points("mail")
    release = actions.release_and_plan(approved(city), clock())
    ContactPoint.objects.filter(pk=points[3]).update(closed_at=clock.now)
    worker.drain()
    row = queries.progress(release)[0]
    assert (row.sent, row.cancelled, row.pending) == (5, 1, 0)
    assert points[3] not in channels.mail.points()


def test_a_lost_answer_on_zalo_waits_for_a_person(city: City, channels: Channels, worker: Worker, clock: Clock) -> None:
    """A repeat on Zalo would ring twice (channels.base.Outcome.UNKNOWN)."""
    contact_points("zalo")
    channels.zalo.behaviour = outcome(Outcome.UNKNOWN, provider_text="connection reset")
    release = actions.release_and_plan(approved(city, ["zalo"]), clock())
    for _ in range(5):
        worker.drain()
        clock.forward(4000)
    assert len(channels.zalo.journal) == 6
    row = queries.progress(release)[0]
    assert (row.state, row.failed) == ("done", 6)
    assert queries.dead_letters(release).count() == 6


def test_remote_ids_are_kept(city: City, channels: Channels, worker: Worker, clock: Clock) -> None:
    contact_points("zalo")
    channels.zalo.behaviour = lambda envelope: Report(
        envelope.index, Outcome.SENT, remote_id=f"zalo-{envelope.contact_point}"
    )
    release = actions.release_and_plan(approved(city, ["zalo"]), clock())
    worker.drain()
    assert RemoteMessage.objects.filter(channel="zalo", release=release).count() == 6


def test_a_reminder_reaches_each_person_once_on_the_best_channel(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    people = list(Recipient.objects.order_by("pk").values_list("pk", flat=True))
    contact_points("mail")
    contact_points("mail", [people[5]], 2)  # a second mailbox
    contact_points("zalo", people[:3])
    contact_points("app", people[:1])
    release = actions.release_and_plan(approved(city, ALL), clock())
    worker.drain()
    for channel in (channels.app, channels.mail, channels.zalo):
        channel.journal.clear()
    missing = BitMap([people[0], people[1], people[4], people[5]])
    planned = actions.plan_reminder(release, missing, 1)
    assert actions.plan_reminder(release, missing, 1) == planned
    worker.drain()
    sent = [
        (channel.name, envelope.recipient)
        for channel in (channels.app, channels.zalo, channels.mail)
        for envelope in channel.journal
    ]
    assert sent == [("app", people[0]), ("zalo", people[1]), ("mail", people[4]), ("mail", people[5])]
    assert channels.mail.journal[0].message_id.startswith(f"{release.code}.1.")
    assert channels.mail.prepared[-1].purpose == "reminder"


def test_an_urgent_delivery_goes_first(city: City, channels: Channels, worker: Worker, clock: Clock) -> None:
    contact_points("mail")
    actions.release_and_plan(approved(city), clock())
    alarm = actions.release_and_plan(approved(city, urgency="immediate"), clock())
    worker.drain()
    assert channels.mail.journal[0].message_id.startswith(alarm.code)


def test_a_parcel_that_breaks_its_sender_ends_on_the_dead_letter_page(
    city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")

    def broken(_envelope: Envelope, _number: int) -> None:
        raise ZeroDivisionError("a fault of ours")

    channels.mail.before = broken
    release = actions.release_and_plan(approved(city), clock())
    for _ in range(8):
        worker.drain()
        clock.forward(3601)
    assert queries.progress(release)[0].failed == 6
    assert "a fault of ours" in queries.dead_letters(release)[0].provider_text


class ElsewhereBusyError(LoaError):
    """A channel's own passing trouble."""

    permanent = False


class OwnFaultError(LoaError):
    """A channel's own lasting trouble."""

    permanent = True


@pytest.mark.parametrize(("error", "state"), [(ElsewhereBusyError, "sending"), (OwnFaultError, "stopped")])
def test_a_channels_own_errors_decide_by_whether_they_last(
    error: type[LoaError], state: str, city: City, channels: Channels, worker: Worker, clock: Clock
) -> None:
    contact_points("mail")

    def trouble(_envelope: Envelope, _number: int) -> None:
        raise error

    channels.mail.before = trouble
    release = actions.release_and_plan(approved(city), clock())
    worker.drain()
    assert queries.progress(release)[0].state == state
    assert Parcel.objects.get().tries == 0


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

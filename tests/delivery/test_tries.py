"""What is tried again, when, how often, and what stops a channel (DESIGN §6)."""

from __future__ import annotations

import pytest

from loa.channels.base import (
    ChannelUnavailableError,
    Envelope,
    Outcome,
    Report,
    TechnicalFailureError,
    ThrottledError,
)
from loa.delivery import actions, queries
from loa.delivery.models import Delivery, Failure, Parcel, ProviderAccount
from loa.delivery.worker import Worker
from loa.errors import LoaError
from loa.units.models import ContactPoint
from tests.delivery.conftest import Clock
from tests.support.channels import Channels
from tests.support.people import City
from tests.support.releases import approved, contact_points


def outcome(value: Outcome, **fields: object):
    """A behaviour that reports the same for everybody."""
    return lambda envelope: Report(envelope.index, value, **fields)


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
    assert {(letter.provider_code, letter.provider_text) for letter in letters} == {("452", "mailbox full")}

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

"""A release from planning to the last outcome, with channels that journal."""

from __future__ import annotations

import pytest
from pyroaring import BitMap

from loa.channels.base import (
    Envelope,
    Outcome,
    Report,
)
from loa.delivery import actions, queries
from loa.delivery.models import Delivery, Parcel, RemoteMessage
from loa.delivery.worker import Worker
from loa.units.models import ContactPoint, Recipient
from tests.delivery.conftest import Clock
from tests.support.channels import Channels
from tests.support.people import City
from tests.support.releases import approved, contact_points

ALL = ("portal", "app", "mail", "zalo")


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

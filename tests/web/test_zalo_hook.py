"""Zalo webhooks through the real address: signatures, repeats, any order (Zalo contract §7)."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from loa.bulletins import actions, queries
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import Text
from loa.bulletins.models import Release
from loa.channels.zalo.models import EarlyEvent
from loa.delivery.models import RemoteMessage
from loa.reach.models import Receipt
from loa.units.actions import add_contact_point
from loa.units.models import ContactPoint, Staff
from loa.web.hooks import zalo
from tests.support import people

pytestmark = pytest.mark.django_db
APP, SECRET = "1000000000000000001", "demo-oa-secret"
NOON = datetime(2020, 2, 7, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def zalo_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    class Settings:
        zalo_app_id, zalo_oa_secret = APP, SECRET

    monkeypatch.setattr(zalo, "config", lambda: Settings)


@pytest.fixture
def release(signing_key: object) -> Release:
    city = people.city()
    draft = Draft("update", {"vi": Text("Bản tin", "Tóm tắt", "Nội dung", "365/UBND-VHTT")}, {"units": [city.root.pk]})
    bulletin = actions.create(by=city.editor, unit=city.root, draft=draft)
    actions.submit(bulletin, by=city.editor)
    actions.approve(bulletin, by=city.approver, seen_hash=queries.latest_revision(bulletin).content_hash)
    return actions.release(bulletin, NOON)


@pytest.fixture
def point() -> ContactPoint:
    person = Staff.objects.first() or people.staff("x", people.unit("x"))
    return add_contact_point(person.pk, "zalo", "z1")


def post(event: str, *, secret: str = SECRET, **fields: object) -> int:
    """Send an event as Zalo does; the status of the answer."""
    document = {"app_id": APP, "event_name": event, "timestamp": "1700000000001", **fields}
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    mac = hashlib.sha256(APP.encode() + body + b"1700000000001" + secret.encode()).hexdigest()
    request = RequestFactory().post(
        "/hooks/zalo", body, content_type="application/json", headers={"X-ZEvent-Signature": f"mac={mac}"}
    )
    return zalo.receive(request).status_code


def delivered(message: str = "m1") -> int:
    parties = {"sender": {"id": "oa"}, "recipient": {"id": "z1"}}
    return post("user_received_message", **parties, message={"msg_id": message})


def on_record(release: Release, point: ContactPoint) -> None:
    RemoteMessage.objects.create(channel="zalo", remote_id="m1", release=release, contact_point=point.pk)


def test_a_delivered_message_becomes_one_receipt_however_often_it_is_told(
    release: Release, point: ContactPoint
) -> None:
    on_record(release, point)
    assert [delivered(), delivered()] == [200, 200]
    receipt = Receipt.objects.get()
    assert (receipt.recipient_id, receipt.kind, receipt.channel) == (point.recipient_id, Receipt.Kind.DELIVERED, "zalo")


def test_an_event_that_overtakes_its_message_is_matched_later(release: Release, point: ContactPoint) -> None:
    assert delivered() == 200
    assert not Receipt.objects.exists()
    on_record(release, point)
    zalo.match_early_events()
    assert Receipt.objects.get().recipient_id == point.recipient_id
    assert not EarlyEvent.objects.exists()


def test_seen_is_a_hint_and_no_acknowledgement(release: Release, point: ContactPoint) -> None:
    on_record(release, point)
    post("user_seen_message", sender={"id": "oa"}, recipient={"id": "z1"}, message={"msg_ids": ["m1"]})
    assert Receipt.objects.get().kind == Receipt.Kind.OPENED


def test_a_wrong_signature_changes_nothing(release: Release, point: ContactPoint) -> None:
    on_record(release, point)
    parties = {"sender": {"id": "oa"}, "recipient": {"id": "z1"}}
    assert post("user_received_message", secret="wrong", **parties, message={"msg_id": "m1"}) == 401
    assert not Receipt.objects.exists()


def test_the_consoles_empty_probe_is_answered() -> None:
    request = RequestFactory().post("/hooks/zalo", b"", content_type="application/json")
    assert zalo.receive(request).status_code == 200


def test_who_unfollows_is_sent_nothing_more(point: ContactPoint) -> None:
    assert post("unfollow", oa_id="oa", follower={"id": "z1"}) == 200
    point.refresh_from_db()
    assert point.closed_at is not None


def test_forgotten_events_do_not_pile_up() -> None:
    EarlyEvent.objects.create(message_id="never", kind=1, at=NOON)
    zalo.match_early_events()
    assert not EarlyEvent.objects.exists()

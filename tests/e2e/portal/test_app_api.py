"""The app's API and the public acts, with the database: whose device it is, and nothing twice."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from loa.kernel import tokens
from loa.kernel.limits import Limiter
from loa.reach.models import Installation
from loa.rumours.models import Rumour
from loa.units.actions import subscribe
from loa.units.models import ContactPoint, Recipient, Subscriber
from loa.web.app.views import _consents
from tests.channels.app.test_receive import GOOD

pytestmark = pytest.mark.django_db


def send(url: str, value: dict[str, Any], method: str = "post") -> Any:
    return getattr(Client(), method)(url, json.dumps(value), content_type="application/json")


def test_a_resident_subscribes_only_with_the_words_shown() -> None:
    """Standards P2."""
    refused = send("/app/subscriptions", GOOD | {"consent": "yes"})
    assert (refused.status_code, refused.json()["error"]) == (400, "missing_consent")
    assert not Recipient.objects.exists()
    for consent in _consents():
        assert send("/app/subscriptions", GOOD | {"consent": consent}).status_code == 201
    assert Subscriber.objects.count() == 1
    assert ContactPoint.objects.get().keys == GOOD["keys"]


def test_an_invitation_ties_the_device_to_its_person() -> None:
    person = subscribe("words")
    token = tokens.make("invite", "", person.pk)
    assert send("/app/subscriptions", GOOD | {"token": token}).status_code == 201
    assert ContactPoint.objects.get().recipient_id == person.pk
    for _again in range(2):
        assert send("/app/installations", {"device": "d1", "token": token}).json()["counted"]
    assert Installation.objects.get().recipient_id == person.pk


def test_a_forged_token_gives_nothing() -> None:
    subscribe("words")
    assert send("/app/subscriptions", GOOD | {"token": "AQ" + "A" * 20}).status_code == 400
    assert not send("/app/installations", {"device": "d1", "token": "AQ" + "A" * 20}).json()["counted"]


def test_a_changed_subscription_follows_its_person() -> None:
    """Standards W7."""
    person = subscribe("words")
    send("/app/subscriptions", GOOD | {"token": tokens.make("invite", "", person.pk)})
    fresh = GOOD | {"endpoint": GOOD["endpoint"] + "2", "replaces": GOOD["endpoint"]}
    assert send("/app/subscriptions", fresh).status_code == 201
    point = ContactPoint.objects.get(closed_at__isnull=True)
    assert (point.address, point.recipient_id) == (fresh["endpoint"], person.pk)


def test_a_resident_who_ends_it_is_forgotten() -> None:
    """Standards P3."""
    send("/app/subscriptions", GOOD | {"consent": next(iter(_consents()))})
    assert send("/app/subscriptions", {"endpoint": GOOD["endpoint"]}, "delete").status_code == 200
    point = ContactPoint.objects.get()
    assert point.closed_at is not None
    assert "fcm" not in point.address


def test_a_question_asked_off_line_counts_once() -> None:
    body = {"rumours": [{"id": f"q-{datetime.now(UTC).timestamp()}", "text": "ăn tỏi sống diệt virus"}]}
    for _again in range(3):
        assert send("/app/sync", body).json()["done"] == [body["rumours"][0]["id"]]
    assert Rumour.objects.get().asked == 1


def test_an_unknown_claim_is_answered_honestly() -> None:
    answer = Client().post("/check", {"claim": "nước biển đổi màu vì dịch"})
    assert answer.status_code == 200
    assert "Chưa có câu trả lời chính thức" in answer.content.decode()
    assert Client().post("/check", {"claim": " "}).status_code == 400


def test_a_code_as_typed_leads_to_its_page() -> None:
    assert Client().get("/find", {"code": "//evil.example"}).headers["location"] == "/b/%2F%2Fevil.example"


def test_the_limiter_refills() -> None:
    limiter = Limiter(per_minute=2, size=1)
    assert [limiter.take(b"a", 0.0) for _ in range(3)] == [True, True, False]
    assert limiter.take(b"a", 31.0)
    assert limiter.take(b"b", 31.0)

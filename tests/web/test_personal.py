"""Personal links: no account, no cookie, no script; POST alone acts, and acting twice changes nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loa.bulletins import actions
from loa.bulletins.core.manifest import Text
from loa.bulletins.models import Release
from loa.bulletins.queries import latest_revision
from loa.delivery.actions import release_and_plan
from loa.kernel import tokens
from loa.reach.models import Receipt
from loa.units.actions import add_contact_point, subscribe
from loa.units.models import ContactPoint, Recipient
from tests.web.world import Town, release

pytestmark = pytest.mark.django_db
Kind = Receipt.Kind


@pytest.fixture
def made(town: Town) -> Release:
    return release(town)


@pytest.fixture
def stranger() -> Client:
    """A phone that was never here, checking CSRF as a browser's server does."""
    return Client(enforce_csrf_checks=True)


def link(made: Release, person: int | None) -> str:
    return reverse("acknowledge", args=[made.code, tokens.make("acknowledge", made.code, person or 0)])


def kinds(made: Release, person: int | None) -> set[int]:
    return set(Receipt.objects.filter(release=made, recipient=person).values_list("kind", flat=True))


def test_looking_changes_nothing_and_pressing_acknowledges_once(town: Town, made: Release, stranger: Client) -> None:
    url, person = link(made, town.staff.staff_id), town.staff.staff_id
    page = stranger.get(url)
    assert "Tôi đã đọc và hiểu" in page.content.decode()
    assert stranger.head(url).status_code == 200
    assert kinds(made, person) == set()
    for _ in range(2):
        assert "Cảm ơn" in stranger.post(url).content.decode()
    assert Receipt.objects.filter(release=made, recipient=person, kind=Kind.ACKNOWLEDGED).count() == 1


def test_a_code_may_be_typed_in_small_letters(town: Town, made: Release, stranger: Client) -> None:
    assert stranger.get(link(made, town.staff.staff_id).replace(made.code, made.code.lower())).status_code == 200


def test_the_secret_address_leaks_to_nobody(town: Town, made: Release, stranger: Client) -> None:
    answer = stranger.get(link(made, town.staff.staff_id))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_a_token_of_another_release_or_purpose_is_refused(town: Town, made: Release, stranger: Client) -> None:
    person = town.staff.staff_id or 0
    for token in (tokens.make("acknowledge", "0000-0000", person), tokens.make("unsubscribe", made.code, person)):
        assert stranger.post(reverse("acknowledge", args=[made.code, token])).status_code == 404
    assert kinds(made, person) == set()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    token=st.text(st.characters(exclude_characters="/?#\\", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
)
def test_no_made_up_token_opens_anything(made: Release, token: str) -> None:
    client = Client()
    assert client.post(reverse("acknowledge", args=[made.code, token])).status_code == 404
    assert client.post(reverse("beacon", args=[made.code, token]), {"kind": "opened"}).status_code == 204
    assert not Receipt.objects.filter(release=made).exists()


@pytest.mark.parametrize("purpose", ["receipt", "acknowledge"])
def test_a_beacon_is_a_hint_and_never_an_acknowledgement(
    purpose: tokens.Purpose, town: Town, made: Release, stranger: Client
) -> None:
    person = town.staff.staff_id or 0
    url = reverse("beacon", args=[made.code, tokens.make(purpose, made.code, person)])
    for kind in ("delivered", "opened", "acknowledged", "", "nonsense"):
        assert stranger.post(url, {"kind": kind}, content_type="application/json").status_code == 204
    assert kinds(made, person) == {Kind.DELIVERED, Kind.OPENED}
    assert stranger.post(url, b"\xff[", content_type="application/json").status_code == 204
    assert stranger.get(url).status_code == 405


def test_a_replaced_bulletin_leads_to_the_persons_own_page_of_the_new_one(
    town: Town, made: Release, stranger: Client
) -> None:
    correction = actions.correct(
        made, by=town.editor, texts={"vi": Text("Đính chính", "Giờ đúng là 09:00.", "Nội dung", "365/UBND-VHTT")}
    )
    actions.submit(correction, by=town.editor)
    actions.approve(correction, by=town.approver, seen_hash=latest_revision(correction).content_hash)
    newer = release_and_plan(correction)
    page = stranger.get(link(made, town.staff.staff_id)).content.decode()
    assert link(newer, town.staff.staff_id) in page


def resident() -> Recipient:
    recipient = subscribe("đồng ý nhận bản tin")
    add_contact_point(recipient.pk, "mail", "dan@example.vn")
    return recipient


def test_unsubscribing_is_one_post_without_cookies(db: None, stranger: Client) -> None:
    """RFC 8058, standards E4: GET changes nothing, POST twice answers 200 twice."""
    recipient = resident()
    url = reverse("unsubscribe", args=[tokens.make("unsubscribe", "", recipient.pk)])
    assert stranger.get(url).status_code == 200
    assert ContactPoint.objects.filter(closed_at__isnull=True).exists()
    for _ in range(2):
        answer = stranger.post(url, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200
        assert not answer.cookies
    assert not ContactPoint.objects.filter(closed_at__isnull=True).exists()


def test_a_bad_token_gets_the_same_answer(db: None, stranger: Client) -> None:
    good = reverse("unsubscribe", args=[tokens.make("unsubscribe", "", resident().pk)])
    bad = reverse("unsubscribe", args=["AAAA"])
    for method in ("get", "post"):
        assert getattr(stranger, method)(good).status_code == getattr(stranger, method)(bad).status_code == 200
    assert stranger.post(good).content.replace(good.encode(), b"") == stranger.post(bad).content.replace(
        bad.encode(), b""
    )


def test_staff_on_duty_cannot_unsubscribe(town: Town, stranger: Client) -> None:
    url = reverse("unsubscribe", args=[tokens.make("unsubscribe", "", town.staff.staff_id or 0)])
    assert "công vụ" in stranger.post(url).content.decode()
    assert ContactPoint.objects.filter(recipient=town.staff.staff_id, closed_at__isnull=True).exists()

"""The door: who gets in, who waits, and where one comes out."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from loa.accounts.models import User
from loa.web.accounts.lockout import PER_ACCOUNT
from tests.web.world import PASSWORD, Town

pytestmark = pytest.mark.django_db
DOOR = "/sign-in"


@pytest.fixture
def officer(town: Town, settings: object) -> User:
    """The editor, with a password that costs the test little."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    town.editor.password = make_password(PASSWORD)
    town.editor.save()
    return town.editor


def knock(client: Client, email: str, password: str, **extra: str) -> object:
    return client.post(DOOR, {"email": email, "password": password, **extra})


def test_the_right_password_leads_to_the_own_work(officer: User, client: Client) -> None:
    answer = knock(client, officer.email.upper(), PASSWORD)
    assert answer["Location"] == reverse("desk")  # type: ignore[index]
    assert client.get(reverse("desk")).status_code == 200


@pytest.mark.parametrize("where", ["https://ke-xau.example/", "//ke-xau.example", "javascript:alert(1)"])
def test_nobody_is_led_outside(officer: User, client: Client, where: str) -> None:
    assert knock(client, officer.email, PASSWORD, next=where)["Location"] == reverse("desk")  # type: ignore[index]


def test_wrong_and_unknown_are_answered_alike(officer: User, client: Client) -> None:
    for email in (officer.email, "khong-co@campha.example"):
        answer = knock(client, email, "sai")
        assert answer.status_code == 422  # type: ignore[attr-defined]
        assert "không đúng" in answer.content.decode()  # type: ignore[attr-defined]


def test_who_guesses_waits_even_with_the_right_password(officer: User, client: Client) -> None:
    for _ in range(PER_ACCOUNT):
        knock(client, officer.email, "sai")
    answer = knock(client, officer.email, PASSWORD)
    assert "15 phút" in answer.content.decode()  # type: ignore[attr-defined]
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_the_right_password_forgives_earlier_slips(officer: User, client: Client) -> None:
    for _ in range(3):
        for _slip in range(PER_ACCOUNT - 1):
            knock(client, officer.email, "sai")
        assert knock(client, officer.email, PASSWORD).status_code == 302  # type: ignore[attr-defined]
        client.logout()


def test_a_closed_account_stays_outside(officer: User, client: Client) -> None:
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert knock(client, officer.email, PASSWORD).status_code == 422  # type: ignore[attr-defined]


def test_vietnamese_comes_first_whatever_the_browser_says(db: None, client: Client) -> None:
    assert "Đăng nhập" in client.get(DOOR, headers={"Accept-Language": "en"}).content.decode()
    answer = client.post(reverse("language"), {"language": "en", "next": DOOR})
    assert answer["Location"] == DOOR
    page = client.get(DOOR).content.decode()
    assert "Sign in" in page
    assert '<html lang="en">' in page


def test_forms_without_their_token_are_refused_in_words(officer: User) -> None:
    answer = Client(enforce_csrf_checks=True).post(DOOR, {"email": officer.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert "Biểu mẫu này đã quá cũ" in answer.content.decode()

"""The door: who gets in, who waits, and where one comes out."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from loa.accounts.actions.throttle import PER_ACCOUNT
from loa.accounts.models import Throttle, User
from tests.support.people import APP_SECRET, app_code
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
    assert "1 phút" in answer.content.decode()  # type: ignore[attr-defined]
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


# The second step


@pytest.fixture
def approver(town: Town) -> User:
    """Password and authenticator app."""
    town.approver.set_password(PASSWORD)
    town.approver.save()
    return town.approver


def test_a_password_alone_opens_nothing_where_an_app_is_set_up(approver: User, client: Client) -> None:
    answer = knock(client, approver.email, PASSWORD, next=reverse("rumours"))
    assert answer["Location"] == reverse("mfa_authenticate")  # type: ignore[index]
    assert client.get(reverse("desk")).status_code == 302
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 422
    answer = client.post(reverse("mfa_authenticate"), {"code": app_code()})
    assert answer["Location"] == reverse("rumours")
    assert client.get(reverse("rumours")).status_code == 200


def test_a_code_opens_once(approver: User) -> None:
    """RFC 6238 §5.2: somebody who looked over a shoulder comes too late."""
    code, first, second = app_code(), Client(), Client()
    for client, status in ((first, 302), (second, 422)):
        knock(client, approver.email, PASSWORD)
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == status


def test_the_second_step_cannot_be_entered_first(approver: User, client: Client) -> None:
    for method in ("get", "post"):
        answer = getattr(client, method)(reverse("mfa_authenticate"), {"code": app_code()})
        assert answer["Location"] == DOOR


def test_who_guesses_codes_waits_in_every_browser(approver: User) -> None:
    for _ in range(PER_ACCOUNT):
        client = Client()
        knock(client, approver.email, PASSWORD)
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client = Client()
    knock(client, approver.email, PASSWORD)
    answer = client.post(reverse("mfa_authenticate"), {"code": app_code()})
    assert "phút" in answer.content.decode()
    assert client.get(reverse("desk")).status_code == 302


def test_an_approver_without_a_second_factor_is_led_to_set_it_up(town: Town, client: Client) -> None:
    town.approver.authenticator_set.all().delete()
    town.approver.set_password(PASSWORD)
    town.approver.save()
    answer = knock(client, town.approver.email, PASSWORD, next=reverse("rumours"))
    assert answer["Location"] == f"{reverse('factor-needed')}?next=%2Frumour-desk%2F"  # type: ignore[index]
    page = client.get(answer["Location"]).content.decode()  # type: ignore[index]
    assert reverse("app-add") in page
    client.get(f"{reverse('app-add')}?next={reverse('rumours')}")
    secret = client.session["totp_secret"]
    answer = client.post(reverse("app-add"), {"code": app_code(secret), "next": reverse("rumours")})
    assert answer["Location"] == f"{reverse('recovery-codes')}?next=%2Frumour-desk%2F"
    assert f'href="{reverse("rumours")}"' in client.get(answer["Location"]).content.decode()


def test_a_recovery_code_opens_once(approver: User) -> None:
    from loa.accounts.actions import factors

    codes = factors.new_recovery_codes(approver)
    for status in (302, 422):
        client = Client()
        knock(client, approver.email, PASSWORD)
        assert client.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == status


def test_the_apps_secret_is_not_in_the_database_in_clear(approver: User) -> None:
    from allauth.mfa.models import Authenticator

    assert APP_SECRET not in str(Authenticator.objects.get(user=approver).data)


def test_no_address_is_kept_in_clear_by_the_count(officer: User, client: Client) -> None:
    knock(client, officer.email, "sai")
    assert Throttle.objects.count() == 2
    assert not [row for row in Throttle.objects.all() if "@" in row.key or "127.0.0.1" in row.key]


def test_a_made_up_passkey_is_refused_in_words(db: None, client: Client) -> None:
    question = client.get(reverse("sign-in-passkey")).json()
    assert question["publicKey"]["userVerification"] == "required"
    for answer in ("", "[]", "{}", '{"id": 1}', '{"response": {"userHandle": "MQ"}}', "x" * 30_000):
        assert client.post(reverse("sign-in-passkey"), {"credential": answer}).status_code == 422

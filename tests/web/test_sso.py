"""The provincial sign-in against a real OpenID Connect provider: a process of its own on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from django.urls import reverse

from loa.accounts.models import AccessEvent, User
from tests.support.people import APP_SECRET, app_code
from tests.support.servers import free_port
from tests.web.world import Town

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("oidc")]
START = reverse("openid_connect_login", args=["province"])
PEOPLE = {
    "editor": {"email": "BIENTAP@campha.example", "email_verified": True},
    "approver": {"email": "duyet@campha.example", "email_verified": True},
    "unconfirmed": {"email": "canbo@campha.example", "email_verified": False},
    "stranger": {"email": "la@noi-khac.example", "email_verified": True},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A running provider that knows `PEOPLE`."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    claims = [json.dumps({"sub": name, **given}) for name, given in PEOPLE.items()]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    for claim in claims:
        command += ["--user-claims", claim]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(f"{url}/.well-known/openid-configuration", process)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None
        try:
            if httpx.get(url, timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the provider did not start")


@pytest.fixture
def province(issuer: str, settings: object) -> str:
    """The provider, set up as LOA_OIDC_* would."""
    app = {
        "provider_id": "province",
        "name": "SSO",
        "client_id": "loa",
        "secret": "secret",
        "settings": {"server_url": issuer},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}  # type: ignore[attr-defined]
    return issuer


def come(client: Client, name: str, wanted: str = "") -> tuple[int, str, str]:
    """Go to the provider as *name* and back: status, Location and text of our answer."""
    asked = client.get(START + (f"?next={wanted}" if wanted else ""))
    assert asked.status_code == 302
    back = httpx.post(asked["Location"], data={"sub": name}, timeout=10).headers["Location"]
    answer = client.get(urlsplit(back).path + "?" + urlsplit(back).query)
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def test_the_question_carries_state_and_pkce(province: str, client: Client) -> None:
    asked = urlsplit(client.get(START)["Location"])
    given = parse_qs(asked.query)
    assert asked.geturl().startswith(province)
    assert given["code_challenge_method"] == ["S256"]
    assert given["state"]
    assert given["redirect_uri"] == ["http://testserver/sign-in/sso/province/callback"]


@pytest.mark.parametrize(("peer", "scheme"), [("127.0.0.1", "https"), ("203.0.113.9", "http")])
def test_behind_our_encrypting_proxy_the_way_back_is_encrypted(province: str, peer: str, scheme: str) -> None:
    """The provincial service knows our https address alone; a stranger's word about the scheme is not taken."""
    asked = Client(REMOTE_ADDR=peer).get(START, headers={"Host": "testserver", "X-Forwarded-Proto": "https"})[
        "Location"
    ]
    assert parse_qs(urlsplit(asked).query)["redirect_uri"][0].startswith(f"{scheme}://testserver/")


def test_an_account_with_the_confirmed_mail_comes_in(province: str, town: Town, client: Client) -> None:
    status, where, _text = come(client, "editor", reverse("rumours"))
    assert (status, where) == (302, reverse("rumours"))
    assert client.get(reverse("desk")).status_code == 200
    assert AccessEvent.objects.filter(user=town.editor, act="linked").exists()
    again = Client()
    assert come(again, "editor")[0] == 302
    assert AccessEvent.objects.filter(user=town.editor, act="linked").count() == 1


def test_the_second_step_is_asked_for_all_the_same(province: str, town: Town, client: Client) -> None:
    assert APP_SECRET
    assert come(client, "approver")[1] == reverse("mfa_authenticate")
    assert client.get(reverse("desk")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": app_code()})
    assert client.get(reverse("desk")).status_code == 200


@pytest.mark.parametrize(
    ("name", "words"), [("stranger", "không có tài khoản nào"), ("unconfirmed", "chưa xác nhận địa chỉ thư")]
)
def test_nobody_else_comes_in(name: str, words: str, province: str, town: Town, client: Client) -> None:
    before = User.objects.count()
    status, _where, text = come(client, name)
    assert status == 403
    assert words in text
    assert client.get(reverse("home")).status_code == 302
    assert User.objects.count() == before


def test_a_closed_account_stays_outside(province: str, town: Town, client: Client) -> None:
    User.objects.filter(pk=town.editor.pk).update(is_active=False)
    assert come(client, "editor")[0] == 403
    assert client.get(reverse("home")).status_code == 302


def test_a_forged_answer_is_refused_in_words(province: str, client: Client) -> None:
    answer = client.get(reverse("openid_connect_callback", args=["province"]), {"code": "x", "state": "forged"})
    assert answer.status_code == 401
    assert "hệ thống của tỉnh" in answer.content.decode()


def test_without_settings_there_is_no_such_door(db: None, client: Client) -> None:
    assert client.get(START).status_code == 404
    assert "sso" not in client.get(reverse("sign-in")).content.decode()

"""Rows 1 to 5 of the contract's §10: tokens end, rotate, are renewed by one, and are never used twice blindly."""

from __future__ import annotations

import threading
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loa.channels.zalo.client import ZaloClient
from loa.channels.zalo.errors import BusyError, GrantInDoubtError, GrantLostError, SetUpError, UnreachableError
from loa.channels.zalo.tokens import ASSUMED_LIFE, MemoryTokenStore, Tokens, _life, pkce_challenge, pkce_verifier
from tests.channels.zalo.platform import TEMPLATE, VALUES, Platform

REFRESH = "/v4/oa/access_token"


def held(store: MemoryTokenStore) -> Tokens:
    tokens = store.load()
    assert tokens is not None
    return tokens


@pytest.mark.parametrize("forget", [False, True], ids=["ended", "unknown"])
def test_row_1_an_ended_token_is_renewed_once(
    client: ZaloClient, platform: Platform, store: MemoryTokenStore, forget: bool
) -> None:
    client.official_account()
    first = held(store)
    platform.control("expire-token", {"forget": forget})
    client.official_account()
    assert held(store) != first
    assert len(platform.calls(REFRESH)) == 2


def test_row_1_the_business_host_says_it_with_another_number(client: ZaloClient, platform: Platform) -> None:
    platform.people({"phone": "84912345678"})
    client.official_account()
    platform.control("expire-token", {})
    client.send_template_to_phone("84912345678", TEMPLATE, VALUES)
    assert len(platform.calls("/message/template")) == 2


def test_row_1_a_fresh_token_that_is_refused_too_ends_it(client: ZaloClient, platform: Platform) -> None:
    platform.fault("error", match="/openapi", code=-216)
    with pytest.raises(SetUpError):
        client.official_account()
    assert len(platform.calls("/v2.0/oa/getoa")) == 2


def test_row_1_after_25_hours_the_token_is_renewed_before_it_is_refused(client: ZaloClient, platform: Platform) -> None:
    client.official_account()
    platform.control("clock", {"advance": 25 * 3600 - 60})
    client.official_account()
    assert len(platform.calls(REFRESH)) == 2
    assert len(platform.calls("/v2.0/oa/getoa")) == 2


@pytest.mark.parametrize("numberless", [False, True])
def test_row_2_a_spent_refresh_token_is_final(platform: Platform, store: MemoryTokenStore, numberless: bool) -> None:
    spent = held(store)
    client = platform.client(store)
    client.official_account()
    platform.control("switches", {"oauth_error_without_number": numberless})
    store.save(spent)
    with pytest.raises(GrantLostError) as caught:
        client.official_account()
    assert caught.value.number == (0 if numberless else -14014)
    assert caught.value.provider_text == "Invalid refresh token."
    assert not held(store).access
    client.close()


def test_row_3_of_many_that_renew_at_once_one_does(client: ZaloClient, platform: Platform) -> None:
    problems: list[Exception] = []

    def call() -> None:
        try:
            client.official_account()
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert len(platform.calls(REFRESH)) == 1


@pytest.mark.parametrize("kind", ["cut_after", "truncated", "status", "html"])
def test_row_4_a_lost_answer_is_not_followed_by_a_second_request(
    client: ZaloClient, platform: Platform, store: MemoryTokenStore, kind: str
) -> None:
    platform.fault(kind, match="/oauth", times=1)
    for _ in range(3):
        with pytest.raises(GrantInDoubtError):
            client.official_account()
    assert len(platform.calls(REFRESH)) == 1
    assert held(store).renewing


def test_row_4_an_administrator_ends_the_doubt(client: ZaloClient, platform: Platform, store: MemoryTokenStore) -> None:
    platform.fault("cut_after", match="/oauth", times=1)
    with pytest.raises(GrantInDoubtError):
        client.official_account()
    client.tokens.adopt(Tokens.first(platform.control("grant", {})["refresh_token"]))
    client.official_account()


def test_row_4_a_token_that_still_holds_is_used_in_doubt(
    client: ZaloClient, platform: Platform, store: MemoryTokenStore
) -> None:
    client.official_account()
    tokens = held(store)
    store.save(Tokens(tokens.access, tokens.refresh, tokens.expires_at, renewing=True))
    client.official_account()


def test_row_4_a_refusal_for_the_rate_spends_nothing(
    client: ZaloClient, platform: Platform, store: MemoryTokenStore
) -> None:
    platform.fault("error", match="/oauth", code=-32, times=1)
    with pytest.raises(BusyError):
        client.official_account()
    assert not held(store).renewing
    client.official_account()


def test_row_4_no_connection_spends_nothing(client: ZaloClient, store: MemoryTokenStore) -> None:
    right = client.oauth._url
    client.oauth._url = "http://127.0.0.1:1/v4/oa/access_token"
    with pytest.raises(UnreachableError):
        client.official_account()
    assert not held(store).renewing
    client.oauth._url = right
    client.official_account()


@pytest.mark.parametrize("as_number", [False, True])
def test_row_5_the_life_of_a_token_as_text_and_as_number(
    client: ZaloClient, platform: Platform, store: MemoryTokenStore, as_number: bool
) -> None:
    platform.control("switches", {"expires_as_number": as_number})
    client.official_account()
    assert 24 < (held(store).expires_at - platform.now()).total_seconds() / 3600 <= 25


def consent(client: ZaloClient, http: httpx.Client, verifier: str) -> str:
    """Consent as an administrator does; gives the code."""
    answer = http.get(client.oauth.permission_url("https://loa.example/zalo", verifier, "state 1"))
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert query["state"] == ["state 1"]
    assert query["oa_id"]
    return query["code"][0]


def test_row_5_a_code_is_exchanged_once(client: ZaloClient, http: httpx.Client) -> None:
    verifier = pkce_verifier()
    code = consent(client, http, verifier)
    client.tokens.adopt(client.oauth.exchange(code, verifier))
    client.official_account()
    with pytest.raises(GrantLostError):
        client.oauth.exchange(code, verifier)


def test_row_5_a_wrong_verifier_and_a_late_code(client: ZaloClient, platform: Platform, http: httpx.Client) -> None:
    verifier = pkce_verifier()
    code = consent(client, http, verifier)
    with pytest.raises(GrantLostError):
        client.oauth.exchange(code, pkce_verifier())
    late = consent(client, http, verifier)
    platform.control("clock", {"advance": 601})
    with pytest.raises(GrantLostError):
        client.oauth.exchange(late, verifier)


def test_an_installation_without_a_grant_says_so(platform: Platform) -> None:
    client = platform.client(MemoryTokenStore())
    with pytest.raises(GrantLostError):
        client.official_account()
    client.close()


def test_the_challenge_of_rfc_7636() -> None:
    challenge = pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    assert challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert len(pkce_verifier()) == 43


@given(st.one_of(st.none(), st.text(), st.integers(), st.floats(allow_nan=True), st.lists(st.integers())))
@example(float("inf"))
def test_any_expiry_gives_a_sensible_life(value: object) -> None:
    life = _life({"expires_in": value})
    assert life == ASSUMED_LIFE or life == int(value)  # type: ignore[call-overload]
    assert life > 0

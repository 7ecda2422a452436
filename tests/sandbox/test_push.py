"""The push service (RFC 8030, 8291, 8292)."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from py_vapid import Vapid02
from pywebpush import webpush

from loa.sandbox import Addresses
from loa.sandbox.push.store import Store
from loa.sandbox.push.vapid import BadVapidError, Verifier


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def vapid() -> Vapid02:
    key = Vapid02()
    key.generate_keys()
    return key


def authorization(vapid: Vapid02, audience: str, **claims: Any) -> str:
    """The header, made by py-vapid: another's code than the verifier's."""
    header: str = vapid.sign(
        {"aud": audience, "exp": int(time.time()) + 3600, "sub": "mailto:a@loa.example", **claims}
    )["Authorization"]
    return header


@pytest.fixture
def endpoint(sandbox: Addresses, http: httpx.Client) -> str:
    address: str = http.post(f"{sandbox.push_url}/api/subscriptions", json={}).json()["endpoint"]
    return address


@pytest.fixture
def headers(sandbox: Addresses, vapid: Vapid02) -> dict[str, str]:
    return {"TTL": "60", "Content-Encoding": "aes128gcm", "Authorization": authorization(vapid, sandbox.url)}


def waiting(sandbox: Addresses, http: httpx.Client, endpoint: str) -> list[dict[str, Any]]:
    name = urlsplit(endpoint).path.rsplit("/", 1)[-1]
    found: list[dict[str, Any]] = http.get(f"{sandbox.push_url}/api/subscriptions/{name}/messages").json()["messages"]
    return found


def test_a_push_made_by_pywebpush_waits_for_its_phone(
    sandbox: Addresses, http: httpx.Client, endpoint: str, vapid: Vapid02
) -> None:
    phone = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = phone.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    subscription = {"endpoint": endpoint, "keys": {"p256dh": encoded(point), "auth": encoded(b"0" * 16)}}
    answer = webpush(
        subscription,
        "Bản tin số 5",
        vapid_private_key=vapid,
        vapid_claims={"sub": "mailto:a@loa.example"},
        ttl=60,
        timeout=5,
        headers={"Urgency": "high", "Topic": "outbreak1"},
    )
    assert answer.status_code == 201  # type: ignore[union-attr]
    (message,) = waiting(sandbox, http, endpoint)
    assert (message["urgency"], message["topic"], message["encoding"]) == ("high", "outbreak1", "aes128gcm")
    assert "Bản tin".encode() not in base64.b64decode(message["body"])


def test_the_answer_has_a_location(http: httpx.Client, endpoint: str, headers: dict[str, str]) -> None:
    answer = http.post(endpoint, headers=headers, content=b"x" * 4096)
    assert answer.status_code == 201
    assert answer.headers["location"].startswith("http://")


def test_a_topic_takes_the_place_of_the_old(
    sandbox: Addresses, http: httpx.Client, endpoint: str, headers: dict[str, str]
) -> None:
    for body, topic in [(b"1", "a"), (b"2", "b"), (b"3", "a"), (b"4", "")]:
        http.post(endpoint, headers={**headers, **({"Topic": topic} if topic else {})}, content=body)
    bodies = [base64.b64decode(message["body"]) for message in waiting(sandbox, http, endpoint)]
    assert bodies == [b"2", b"3", b"4"]


def test_an_acknowledged_message_waits_no_longer(
    sandbox: Addresses, http: httpx.Client, endpoint: str, headers: dict[str, str]
) -> None:
    for body in (b"1", b"2"):
        http.post(endpoint, headers=headers, content=body)
    first, second = waiting(sandbox, http, endpoint)
    name = endpoint.rsplit("/", 1)[-1]
    url = f"{sandbox.push_url}/api/subscriptions/{name}/acknowledge"
    assert http.post(url, json={"numbers": [first["number"]]}).status_code == 204
    assert waiting(sandbox, http, endpoint) == [second]


def test_a_ttl_of_nothing_is_for_a_phone_that_is_there(
    sandbox: Addresses, http: httpx.Client, endpoint: str, headers: dict[str, str]
) -> None:
    assert http.post(endpoint, headers={**headers, "TTL": "0"}, content=b"x").status_code == 201
    time.sleep(0.01)
    assert waiting(sandbox, http, endpoint) == []


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"TTL": ""}, 400),
        ({"TTL": "soon"}, 400),
        ({"Topic": "x" * 33}, 400),
        ({"Topic": "a b"}, 400),
        ({"Urgency": "now"}, 400),
        ({"Content-Encoding": "aesgcm"}, 400),
        ({"Authorization": ""}, 401),
        ({"Authorization": "WebPush x"}, 401),
        ({"Authorization": "vapid t=a.b.c, k=d"}, 403),
        ({"Authorization": "vapid k=x"}, 403),
    ],
)
def test_what_is_not_in_order_is_refused(
    sandbox: Addresses, http: httpx.Client, endpoint: str, headers: dict[str, str], changed: dict[str, str], status: int
) -> None:
    answer = http.post(endpoint, headers={**headers, **changed}, content=b"x")
    assert answer.status_code == status
    assert answer.json()["error"]
    assert waiting(sandbox, http, endpoint) == []


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://push.example"},
        {"exp": 1},
        {"exp": int(time.time()) + 25 * 3600},
        {"sub": "mailto: <a@loa.example>"},
    ],
)
def test_claims_that_do_not_hold(
    sandbox: Addresses,
    http: httpx.Client,
    endpoint: str,
    headers: dict[str, str],
    vapid: Vapid02,
    claims: dict[str, Any],
) -> None:
    token = authorization(vapid, claims.get("aud", sandbox.url), **{k: v for k, v in claims.items() if k != "aud"})
    assert http.post(endpoint, headers={**headers, "Authorization": token}, content=b"x").status_code == 403


def test_the_signature_is_looked_at(http: httpx.Client, endpoint: str, headers: dict[str, str]) -> None:
    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = encoded(other.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    forged = headers["Authorization"].split("k=")[0] + f"k={point}"
    assert http.post(endpoint, headers={**headers, "Authorization": forged}, content=b"x").status_code == 403


def test_too_much_unknown_and_gone(
    sandbox: Addresses, http: httpx.Client, endpoint: str, headers: dict[str, str]
) -> None:
    assert http.post(endpoint, headers=headers, content=b"x" * 4097).status_code == 413
    assert http.post(f"{sandbox.push_url}/s/nobody", headers=headers, content=b"x").status_code == 404
    assert http.get(endpoint).status_code == 405
    http.delete(f"{sandbox.push_url}/api/subscriptions/{endpoint.rsplit('/', 1)[-1]}").raise_for_status()
    assert http.post(endpoint, headers=headers, content=b"x").status_code == 410


@pytest.mark.parametrize(("kind", "status"), [("throttle", 429), ("error", 503), ("garbage", 200), ("gone", 410)])
def test_faults_with_an_answer(
    own_sandbox: Addresses, http: httpx.Client, endpoint: str, headers: dict[str, str], kind: str, status: int
) -> None:
    http.post(f"{own_sandbox.push_url}/_control/faults", json={"kind": kind, "times": 1, "seconds": 7})
    answer = http.post(endpoint, headers=headers, content=b"x")
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == ("7" if kind == "throttle" else None)
    assert waiting(own_sandbox, http, endpoint) == []
    assert http.post(endpoint, headers=headers, content=b"x").status_code == (410 if kind == "gone" else 201)


@pytest.mark.parametrize(("kind", "kept"), [("cut", 0), ("cut_after", 1)])
def test_faults_that_break_the_connection(
    own_sandbox: Addresses, http: httpx.Client, endpoint: str, headers: dict[str, str], kind: str, kept: int
) -> None:
    http.post(f"{own_sandbox.push_url}/_control/faults", json={"kind": kind, "times": 1})
    with pytest.raises(httpx.TransportError):
        http.post(endpoint, headers=headers, content=b"x")
    assert len(waiting(own_sandbox, http, endpoint)) == kept


def test_subscriptions_in_bulk_by_name_and_again(sandbox: Addresses, http: httpx.Client) -> None:
    url = f"{sandbox.push_url}/api/subscriptions"
    made = http.post(url, json={"ids": ["phone-1", "phone-2"]}).json()["subscriptions"]
    again = http.post(url, json={"id": "phone-1"}).json()
    assert [one["id"] for one in made] == ["phone-1", "phone-2"]
    assert again == made[0]
    assert len(http.post(url, json={"count": 3}).json()["subscriptions"]) == 3
    for bad in ({"ids": "x"}, {"ids": [1]}, {"count": 0}, {"count": True and 10**9}, [1], {"id": "a/b"}):
        assert http.post(url, json=bad).status_code in {400, 409}


def test_endpoints_outlive_a_restart(tmp_path: Path, http: httpx.Client) -> None:
    store = Store(tmp_path / "push.sqlite3")
    store.create(["phone-1", "phone-2"])
    store.expel("phone-2")
    store.close()
    again = Store(tmp_path / "push.sqlite3")
    assert [(one.id, one.gone) for one in again.page("", 10)] == [("phone-1", False), ("phone-2", True)]
    assert [one.id for one in again.page("phone-1", 10)] == ["phone-2"]
    again.close()


def test_the_viewer_shows_that_it_can_see_nothing(
    own_sandbox: Addresses, http: httpx.Client, endpoint: str, headers: dict[str, str]
) -> None:
    http.post(endpoint, headers=headers, content=b"\xde\xad\xbe\xef")
    page = http.get(f"{own_sandbox.push_url}/devices/{endpoint.rsplit('/', 1)[-1]}").text
    assert "de ad be ef" in page
    assert "không đọc được gì" in http.get(own_sandbox.push_url).text


@given(st.text(max_size=200))
def test_no_header_passes_by_chance(header: str) -> None:
    with pytest.raises(BadVapidError):
        Verifier("https://push.example").verify(header)


@given(st.dictionaries(st.sampled_from(["aud", "exp", "sub"]), st.none() | st.integers() | st.text(max_size=10)))
def test_no_odd_claims_break_the_verifier(claims: dict[str, Any]) -> None:
    vapid = _VAPID
    parts = [encoded(b'{"alg":"ES256"}'), encoded(json.dumps(claims).encode())]
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    r, s = decode_dss_signature(vapid.sign(".".join(parts).encode(), ec.ECDSA(SHA256())))
    token = ".".join([*parts, encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))])
    point = encoded(vapid.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    with pytest.raises(BadVapidError):
        Verifier("https://push.example").verify(f"vapid t={token}, k={point}")


_VAPID = ec.generate_private_key(ec.SECP256R1())

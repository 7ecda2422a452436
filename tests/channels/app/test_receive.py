"""What the app sends is read strictly: bounded, typed, and only to push services that we call (W6, P2)."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.app import receive
from loa.channels.app.webpush.endpoints import AllowList, ForbiddenEndpointError
from loa.errors import LoaError

POINT = base64.urlsafe_b64encode(b"\x04" + bytes(64)).decode().rstrip("=")
AUTH = base64.urlsafe_b64encode(bytes(16)).decode().rstrip("=")
GOOD = {"endpoint": "https://fcm.googleapis.com/fcm/send/abc", "keys": {"p256dh": POINT, "auth": AUTH}}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


def test_a_browsers_subscription_is_read() -> None:
    found = receive.subscription(GOOD | {"device": "d1", "expirationTime": None}, AllowList())
    assert (found.endpoint, found.device, found.keys["auth"]) == (GOOD["endpoint"], "d1", AUTH)


@pytest.mark.parametrize(
    "change",
    [
        {"keys": None},
        {"keys": {"p256dh": POINT}},
        {"keys": {"p256dh": AUTH, "auth": AUTH}},
        {"keys": {"p256dh": POINT, "auth": "ümläut"}},
        {"token": 7},
        {"device": "x" * 65},
        {"consent": "a\0b"},
    ],
)
def test_a_wrong_one_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(receive.BadRequestError):
        receive.subscription(GOOD | change, AllowList())


def test_foreign_push_services_are_not_called() -> None:
    """Standards W6: an endpoint is an address that a stranger gives us."""
    with pytest.raises(ForbiddenEndpointError):
        receive.subscription(GOOD | {"endpoint": "https://169.254.169.254/latest"}, AllowList())


def test_only_json_is_taken() -> None:
    """No form of a foreign page can send this content type without being asked first."""
    with pytest.raises(receive.BadRequestError):
        receive.document(b"{}", "text/plain")
    with pytest.raises(receive.BadRequestError):
        receive.document(b'{"a":"' + b"x" * receive.BODY_LIMIT + b'"}', "application/json")
    assert receive.document(b'{"a": 1}', "application/json; charset=utf-8") == {"a": 1}


def test_too_many_acts_are_refused() -> None:
    act = {"id": "1", "code": "7K3F-9QXA", "token": "t"}
    assert len(receive.acts({"acknowledgements": [act] * receive.SYNC_LIMIT})) == receive.SYNC_LIMIT
    with pytest.raises(receive.BadRequestError):
        receive.acts({"acknowledgements": [act] * (receive.SYNC_LIMIT + 1)})


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        receive.document(body, "application/json")
    except receive.BadRequestError:
        return
    assert isinstance(json.loads(body), dict)


@given(st.dictionaries(st.sampled_from(["endpoint", "keys", "acknowledgements", "rumours", "device"]), JSON))
def test_any_json_is_read_or_refused(value: dict[str, Any]) -> None:
    for read in (lambda: receive.subscription(value, AllowList()), lambda: receive.acts(value)):
        try:
            read()
        except LoaError:
            continue

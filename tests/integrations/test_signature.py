"""Signatures, pauses and targets of webhooks: pure parts, held against the receivers' own library and the RFCs."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from loa.integrations.core import retries, signature, targets

NOW = int(dt.datetime.now(dt.UTC).timestamp())
bodies = st.dictionaries(st.text(max_size=20), st.text(max_size=50), max_size=5)


def headers(keys: list[str], body: bytes, at: int = NOW) -> dict[str, str]:
    signed = signature.sign(keys, "msg_1", at, body)
    return {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": signed}


@given(bodies, st.integers(1, 3))
def test_the_receivers_library_believes_every_secret_that_signs(value: dict[str, str], number: int) -> None:
    import json

    body = json.dumps(value, ensure_ascii=False).encode()
    keys = [signature.make_secret() for _ in range(number)]
    now = int(dt.datetime.now(dt.UTC).timestamp())  # the library looks at the clock, and the suite is long
    for key in keys:
        assert Webhook(key).verify(body, headers(keys, body, now)) == value


@given(bodies, st.integers(0, 400), st.integers(1, 255))
def test_a_changed_byte_is_noticed(value: dict[str, str], place: int, change: int) -> None:
    import json

    body, key = json.dumps(value).encode(), signature.make_secret()
    changed = bytearray(body)
    changed[place % len(body)] ^= change
    for wrong in (headers([key], bytes(changed)), headers([signature.make_secret()], body), headers([key], body, 1)):
        with pytest.raises(WebhookVerificationError):
            Webhook(key).verify(body, wrong)


def test_secrets_are_as_long_as_the_standard_asks() -> None:
    raw = base64.b64decode(signature.make_secret().removeprefix("whsec_"), validate=True)
    assert 24 <= len(raw) <= 64


@given(st.integers(1, retries.MOST + 3), st.floats(0, 1), st.floats(0, 1e9))
def test_pauses_grow_vary_and_end(attempts: int, chance: float, asked: float) -> None:
    wait = retries.pause(attempts, chance, asked)
    if attempts >= retries.MOST:
        assert wait is None
        return
    assert wait is not None
    usual = retries.PAUSES[attempts - 1]
    assert usual * 0.8 <= wait.total_seconds() <= max(usual * 1.2, retries.LONGEST_ASKED)
    assert wait.total_seconds() >= min(asked, retries.LONGEST_ASKED) - 1e-6


def test_it_is_tried_for_days() -> None:
    assert sum(retries.PAUSES) > 3 * 24 * 3600
    assert list(retries.PAUSES) == sorted(retries.PAUSES)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:c0a8:101::1", "255.255.255.255", "nonsense"),
    ],
)
def test_what_lies_in_our_own_network_is_not_public(address: str) -> None:
    assert not targets.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "203.162.4.190", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_what_lies_in_the_open_internet_is(address: str) -> None:
    assert targets.is_public(address)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://hooks.soyte.quangninh.gov.vn/loa?x=1", True),
        ("https://hooks.example:8443/", True),
        ("http://hooks.example/", False),
        ("https://127.0.0.1/", False),
        ("https://[::1]/", False),
        ("https://10.0.0.1:8443/x", False),
        ("http://gateway.noi-bo:8080/x", True),
        ("http://gateway.noi-bo:8081/x", False),
        ("https://relay/x", True),
    ],
)
def test_which_addresses_may_be_called(url: str, allowed: bool) -> None:
    target = targets.read(url, ["gateway.noi-bo:8080", "relay"])
    assert target is not None
    assert target.allowed is allowed


@pytest.mark.parametrize(
    "url",
    [
        *("", "hooks.example", "ftp://a.example/", "file:///etc/passwd", "https://", "https://a.example:99999/"),
        *(
            "https://user:pw@a.example/",
            "https://a.example/ x",
            "https://a.example/\r\nHost: b",
            "https://a.example/#x",
        ),
        *("https://á.example/", "javascript:alert(1)", "https://a.example/" + "x" * 500),
    ],
)
def test_what_is_no_address(url: str) -> None:
    assert targets.read(url) is None

"""Webhooks: signatures, facts, repeats (contract §7)."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.zalo.errors import BadSignatureError, UnreadableEventError
from loa.channels.zalo.receive import (
    Delivered,
    Event,
    Followed,
    Other,
    Seen,
    TemplateChanged,
    TextMessage,
    Unfollowed,
    Withdrawn,
    parse,
    receive,
)
from loa.channels.zalo.signature import appsecret_proof, check_webhook, webhook_mac

APP, SECRET = "1000000000000000001", "demo-oa-secret"
BODY = (
    '{"app_id":"1000000000000000001","event_name":"user_send_text","message":{"msg_id":"m1","text":"Dịch sốt xuất'
    ' huyết"},"timestamp":"1700000000001"}'
).encode()
MAC = "c69bf3b3f5a412ab8225d77b2a660387f4506cb4bbab08fd36e34ab0751c1bd1"


def signed(**document: Any) -> tuple[bytes, httpx.Headers]:
    body = json.dumps({"app_id": APP, "timestamp": "1700000000001", **document}, ensure_ascii=False).encode()
    timestamp = str({"timestamp": "1700000000001", **document}["timestamp"])
    return body, httpx.Headers({"x-zevent-signature": f"mac={webhook_mac(APP, body, timestamp, SECRET)}"})


def event(**document: Any) -> Event | None:
    return receive(APP, SECRET, *signed(**document))


def test_the_vector_of_the_contract() -> None:
    assert webhook_mac(APP, BODY, "1700000000001", SECRET) == MAC
    check_webhook(APP, SECRET, BODY, f"mac={MAC}")
    check_webhook(APP, SECRET, BODY, MAC)


def test_the_proof_of_the_contract() -> None:
    proof = "aed6826bfacdf6c46c9b96c4dc4634d148ee2c2fd274a9976d9ef754c800814d"
    assert appsecret_proof("demo-app-secret", "demo-access-token") == proof


@pytest.mark.parametrize("header", ["", "mac=", f"mac={MAC[:-1]}0", f"mac={MAC}0", "mac=Dịch", "Bearer x"])
def test_row_17_a_bad_signature_is_refused(header: str) -> None:
    with pytest.raises(BadSignatureError):
        receive(APP, SECRET, BODY, {"X-ZEvent-Signature": header})


def test_row_17_one_changed_byte_is_refused() -> None:
    with pytest.raises(BadSignatureError):
        check_webhook(APP, SECRET, BODY.replace(b"m1", b"m2"), f"mac={MAC}")


def test_row_17_without_a_secret_nothing_is_believed() -> None:
    mac = webhook_mac(APP, BODY, "1700000000001", "")
    with pytest.raises(BadSignatureError):
        check_webhook(APP, "", BODY, f"mac={mac}")


@given(st.binary(max_size=300), st.text(max_size=80))
def test_no_header_fits_by_chance_and_nothing_breaks(body: bytes, header: str) -> None:
    with pytest.raises(BadSignatureError):
        check_webhook(APP, SECRET, body, header)


def test_row_19_the_empty_probe_is_no_event() -> None:
    assert receive(APP, SECRET, b"", {}) is None


def test_a_text() -> None:
    told = event(event_name="user_send_text", sender={"id": "8"}, message={"msg_id": "m1", "text": "Có dịch không?"})
    assert isinstance(told, TextMessage)
    assert (told.user, told.text, told.key) == ("8", "Có dịch không?", "user_send_text:m1")
    assert told.at.isoformat() == "2023-11-14T22:13:20.001000+00:00"


def test_received_and_seen() -> None:
    got = event(
        event_name="user_received_message",
        recipient={"id": "84912345678"},
        message={"msg_id": "m1", "delivery_time": "1700000000000", "tracking_id": "r1-42"},
    )
    assert isinstance(got, Delivered)
    assert (got.message_id, got.recipient, got.tracking_id) == ("m1", "84912345678", "r1-42")
    seen = event(event_name="user_seen_message", recipient={"id": "8"}, message={"msg_ids": ["m1", 2]})
    assert isinstance(seen, Seen)
    assert (seen.message_ids, seen.user) == (("m1", "2"), "8")


@pytest.mark.parametrize(("name", "kind"), [("follow", Followed), ("unfollow", Unfollowed)])
def test_following(name: str, kind: type[Followed | Unfollowed]) -> None:
    told = event(event_name=name, oa_id="2", follower={"id": "8"}, source="oa_profile")
    assert isinstance(told, kind)
    assert (told.user, told.key) == ("8", f"{name}:8:1700000000001")


@pytest.mark.parametrize(
    "place", [{"user_id": "8"}, {"sender": {"id": "8"}}, {"follower": {"id": "8"}}, {"user": {"id": 8}}]
)
def test_row_21_a_withdrawal_wherever_the_person_stands(place: dict[str, Any]) -> None:
    told = event(event_name="user_withdraw", **place)
    assert isinstance(told, Withdrawn)
    assert told.user == "8"


def test_row_16_a_template_changes() -> None:
    told = event(event_name="change_template_status", template_id=7, status={"new_status": "REJECT"}, reason="Sai mẫu")
    assert isinstance(told, TemplateChanged)
    assert (told.template_id, told.status, told.reason) == ("7", "REJECT", "Sai mẫu")


def test_row_19_unknown_events_are_let_pass() -> None:
    assert isinstance(event(event_name="event_of_tomorrow"), Other)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"event_name": ""},
        {"event_name": "follow"},
        {"event_name": "user_received_message", "message": {"msg_id": "m1"}},
        {"event_name": "user_send_text", "timestamp": "soon"},
        {"event_name": "user_send_text", "timestamp": "9" * 30},
    ],
)
def test_what_is_signed_but_no_event(document: dict[str, Any]) -> None:
    with pytest.raises(UnreadableEventError):
        event(**document)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
NAMES = [
    "user_received_message",
    "user_seen_message",
    "follow",
    "user_send_text",
    "user_withdraw",
    "change_template_status",
]


@given(
    st.sampled_from(NAMES),
    st.dictionaries(
        st.sampled_from(["message", "sender", "follower", "recipient", "status", "timestamp", "user_id"]), JSON
    ),
)
def test_any_json_is_an_event_or_refused(name: str, document: dict[str, Any]) -> None:
    body = json.dumps({"event_name": name, **document}).encode()
    try:
        told = parse(body)
    except UnreadableEventError:
        return
    assert told.key.startswith(f"{name}:")
    assert told.at.tzinfo is not None


@given(st.binary(max_size=200))
def test_any_bytes_are_an_event_or_refused(body: bytes) -> None:
    with pytest.raises(UnreadableEventError):
        parse(body)


@given(st.text(max_size=50), st.text(min_size=1, max_size=30).filter(lambda text: text.strip() == text))
def test_a_repeat_has_the_same_key(text: str, number: str) -> None:
    first = event(event_name="user_send_text", sender={"id": "8"}, message={"msg_id": number, "text": text})
    again = event(
        event_name="user_send_text",
        sender={"id": "8"},
        message={"msg_id": number, "text": text},
        timestamp="1700000099999",
    )
    assert first is not None
    assert again is not None
    assert first.key == again.key

"""RFC 8291: its own example, http_ece as the other side, and whatever subscriptions people may register."""

from __future__ import annotations

import hmac
import os

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.app.webpush import encryption
from loa.channels.app.webpush.encryption import (
    BODY_LIMIT,
    PLAINTEXT_LIMIT,
    BadKeysError,
    Recipient,
    TooLongError,
)
from loa.channels.app.webpush.vapid import base64url
from tests.channels.app.webpush.devices import Device

DEVICE = Device()


def one(plaintext: bytes, recipient: Recipient = DEVICE.recipient) -> bytes:
    (body,) = encryption.encrypt([plaintext], [recipient])
    return body


def test_the_example_of_rfc_8291_appendix_a() -> None:
    server = ec.derive_private_key(
        int.from_bytes(encryption.decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
    )
    recipient = Recipient.read(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    body = encryption.encrypt_with(
        server,
        encryption.decode("DGv6ra1nlYgDCS1FRnbzlw"),
        b"When I grow up, I want to be a watermelon" + encryption.LAST_RECORD,
        recipient,
    )
    assert base64url(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(max_size=PLAINTEXT_LIMIT))
def test_the_device_reads_what_was_sent_and_the_length_says_little(plaintext: bytes) -> None:
    body = one(plaintext)
    assert DEVICE.read(body) == plaintext
    assert len(body) - encryption.OVERHEAD in encryption.PADDED_SIZES
    assert len(body) <= BODY_LIMIT


@given(st.binary(max_size=64), st.binary(max_size=300))
def test_our_hmac_is_that_of_the_standard_library(key: bytes, message: bytes) -> None:
    assert encryption.hmac_sha256(key, message) == hmac.digest(key, message, "sha256")


def test_no_two_messages_share_key_or_salt() -> None:
    bodies = [*encryption.encrypt([b"x"] * 50, [DEVICE.recipient] * 50), one(b"x")]
    assert len({body[:16] for body in bodies}) == len({body[21:86] for body in bodies}) == 51


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(TooLongError):
        one(b"x" * (PLAINTEXT_LIMIT + 1))


@given(st.text(max_size=100), st.text(max_size=30))
def test_strange_keys_are_named_bad(p256dh: str, auth: str) -> None:
    with pytest.raises(BadKeysError):
        Recipient.read(p256dh, auth)


@given(st.binary(min_size=64, max_size=64))
def test_a_point_beside_the_curve_is_refused(coordinates: bytes) -> None:
    with pytest.raises(BadKeysError):
        Recipient.read(base64url(b"\x04" + coordinates), base64url(os.urandom(16)))


def test_a_compressed_point_and_a_short_secret_are_refused() -> None:
    public = DEVICE.key.public_key()
    compressed = base64url(public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
    with pytest.raises(BadKeysError):
        Recipient.read(compressed, DEVICE.keys["auth"])
    with pytest.raises(BadKeysError):
        Recipient.read(DEVICE.keys["p256dh"], base64url(b"short"))


def test_keys_may_come_with_padding() -> None:
    keys = {name: value + "=" * (-len(value) % 4) for name, value in DEVICE.keys.items()}
    body = one(b"x", Recipient.read(keys["p256dh"], keys["auth"]))
    assert http_ece.decrypt(body, private_key=DEVICE.key, auth_secret=DEVICE.auth, version="aes128gcm") == b"x"


def test_a_batch_keeps_its_order() -> None:
    devices = [Device() for _ in range(5)]
    texts = [b"%d" % number for number in range(5)]
    bodies = encryption.encrypt(texts, [device.recipient for device in devices])
    assert [device.read(body) for device, body in zip(devices, bodies, strict=True)] == texts

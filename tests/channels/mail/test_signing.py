"""DKIM as others verify it: dkimpy is the oracle (standards E11, E12)."""

from __future__ import annotations

import base64
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.channels.base import TechnicalFailureError
from loa.channels.mail.signing import DkimSigner, load

KEY = rsa.generate_private_key(65537, 2048)
RECORD = b"v=DKIM1; k=rsa; p=" + base64.b64encode(
    KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
)
SIGNER = DkimSigner(KEY, "loa.example", "loa")
HEADERS = (
    b"From: =?utf-8?B?VUJORA==?=\r\n <bantin@loa.example>\r\nTo: a@b.example\r\nSubject: x  y\r\n\tz \r\n"
    b"List-Unsubscribe: <https://loa.example/u/t>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
)


def verifies(message: bytes) -> bool:
    return bool(dkim.verify(message, dnsfunc=lambda name, timeout=5: RECORD))


def signed(message: bytes) -> bytes:
    return SIGNER.signature_header(message) + message


@settings(max_examples=50)
@given(st.lists(st.text("ab .\t=é", max_size=30), max_size=8))
def test_dkimpy_verifies_whatever_we_sign(lines: list[str]) -> None:
    body = "".join(f"{line}\r\n" for line in lines).encode()
    assert verifies(signed(HEADERS + b"\r\n" + body))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"hello", b"hellO"),
        (b"bantin@", b"someone@"),
        (b"/u/t", b"/u/z"),
        (b"One-Click", b"Two-Click"),  # dkimpy's own list of headers would not notice (E12)
        (b"From: ", b"From: evil@x.example\r\nFrom: "),  # over-signed: a second one breaks it (E11)
    ],
)
def test_a_changed_message_does_not_verify(old: bytes, new: bytes) -> None:
    message = signed(HEADERS + b"\r\nhello\r\n")
    assert verifies(message)
    assert not verifies(message.replace(old, new, 1))


def test_no_part_of_the_body_is_left_out() -> None:
    assert b"l=" not in SIGNER.signature_header(HEADERS + b"\r\nhello\r\n").replace(b"rel=", b"")


@pytest.mark.parametrize("kind", ["missing", "garbage", "small", "elliptic"])
def test_an_unusable_key_is_named(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "dkim.pem"
    if kind == "garbage":
        path.write_text("no key")
    elif kind != "missing":
        key = rsa.generate_private_key(65537, 1024) if kind == "small" else ec.generate_private_key(ec.SECP256R1())
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(TechnicalFailureError, match="DKIM"):
        load(path, "loa.example", "loa")

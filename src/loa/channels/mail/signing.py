"""DKIM signatures (RFC 6376, 8301) on messages that we built ourselves.

dkimpy computes RSA in Python, 11 ms a message; a bulletin to a city would take a core for hours. Our messages are
well-formed by construction, so signing needs few lines over `cryptography`; dkimpy verifies them in the tests.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from loa.channels.base import TechnicalFailureError

SMALLEST_KEY = 2048  # bits: standards E11, RFC 8301 §3.2

# Standards E12. From is listed once more than it occurs, so that nobody can add a second one.
SIGNED_HEADERS = (
    b"from",
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"reply-to",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"list-id",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"auto-submitted",
    b"feedback-id",
)

_HEADER = re.compile(rb"([!-9;-~]+)[ \t]*:((?:[^\r\n]*\r\n)(?:[ \t][^\r\n]*\r\n)*)")
_BLANKS = re.compile(rb"[ \t]+")


class DkimSigner:
    """Signs messages of one domain with one RSA key: `v=1; a=rsa-sha256; c=relaxed/relaxed`, never `l=` (E11)."""

    def __init__(self, key: RSAPrivateKey, domain: str, selector: str) -> None:
        self._key = key
        self._head = b"v=1; a=rsa-sha256; c=relaxed/relaxed; d=%b; s=%b;\r\n h=%b;\r\n" % (
            domain.encode("ascii"),
            selector.encode("ascii"),
            b":\r\n  ".join(SIGNED_HEADERS),
        )

    def signature_header(self, message: bytes) -> bytes:
        """The `DKIM-Signature` line of *message* (CRLF line ends, dots not doubled), to be put before it."""
        headers, _, body = message.partition(b"\r\n\r\n")
        unsigned = self._head + b" bh=%b;\r\n b=" % base64.b64encode(body_hash(body))
        signed = b"".join(_signed_headers(headers + b"\r\n"))
        signed += b"dkim-signature:" + _relaxed(unsigned)
        signature = base64.b64encode(self._key.sign(signed, PKCS1v15(), hashes.SHA256()))
        return b"DKIM-Signature: " + unsigned + _folded(signature) + b"\r\n"


def load(path: Path, domain: str, selector: str) -> DkimSigner:
    """The signer of the key file *path*. Raises `TechnicalFailureError` when it holds no usable RSA key."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise TechnicalFailureError(channel="mail", reason=f"DKIM: {error}") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST_KEY:
        raise TechnicalFailureError(channel="mail", reason=f"DKIM: not an RSA key of {SMALLEST_KEY} bits or more")
    return DkimSigner(key, domain, selector)


def body_hash(body: bytes) -> bytes:
    """SHA-256 of the body in relaxed form (RFC 6376 §3.4.4)."""
    lines = _BLANKS.sub(b" ", body).replace(b" \r\n", b"\r\n").rstrip(b"\r\n")
    return hashlib.sha256(lines + b"\r\n" if lines else b"").digest()


def _signed_headers(headers: bytes) -> Iterator[bytes]:
    """The headers that are there, in the order of `SIGNED_HEADERS`, in relaxed form (RFC 6376 §3.4.2, §5.4.2)."""
    found = {name.lower(): value for name, value in _HEADER.findall(headers)}
    for name in SIGNED_HEADERS:
        value = found.pop(name, None)
        if value is not None:
            yield name + b":" + _relaxed(value) + b"\r\n"


def _relaxed(value: bytes) -> bytes:
    return _BLANKS.sub(b" ", value.replace(b"\r\n", b"")).strip()


def _folded(signature: bytes) -> bytes:
    return b"\r\n  ".join(signature[place : place + 72] for place in range(0, len(signature), 72))

"""VAPID as py-vapid verifies it (RFC 8292, standards W2, W7)."""

from __future__ import annotations

import base64
import json
import stat
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from py_vapid import Vapid02

from loa.channels.app.webpush.encryption import decode
from loa.channels.app.webpush.vapid import LIFETIME, Vapid, load_or_create, usable_contact
from loa.channels.base import TechnicalFailureError

KEY = ec.generate_private_key(ec.SECP256R1())


class Clock:
    now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


def claims(authorization: bytes) -> dict[str, object]:
    token = authorization.decode().removeprefix("vapid t=").split(",k=")[0]
    return dict(json.loads(decode(token.split(".")[1])))


def test_py_vapid_verifies_what_we_sign() -> None:
    vapid = Vapid(KEY, "mailto:admin@loa.example")
    assert Vapid02.verify(vapid.authorization("https://fcm.googleapis.com").decode())


def test_a_token_names_service_end_and_contact() -> None:
    clock = Clock()
    found = claims(Vapid(KEY, "mailto:a@b.example", clock).authorization("https://web.push.apple.com"))
    assert found == {"aud": "https://web.push.apple.com", "exp": int(clock.now) + LIFETIME, "sub": "mailto:a@b.example"}
    assert LIFETIME < 24 * 3600


def test_a_token_is_kept_per_service_and_renewed_before_its_end() -> None:
    clock = Clock()
    vapid = Vapid(KEY, "mailto:a@b.example", clock)
    first = vapid.authorization("https://one.example")
    other = vapid.authorization("https://two.example")
    assert claims(other)["aud"] == "https://two.example"
    clock.now += LIFETIME / 2
    assert vapid.authorization("https://one.example") is first
    clock.now += LIFETIME / 2 - 60
    renewed = claims(vapid.authorization("https://one.example"))
    assert renewed["exp"] == int(clock.now) + LIFETIME


def test_the_public_key_is_an_uncompressed_point() -> None:
    raw = base64.urlsafe_b64decode(Vapid(KEY, "").application_server_key + "=")
    assert (len(raw), raw[0]) == (65, 4)


def test_a_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "vapid.pem"
    first = load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_or_create(path).private_numbers() == first.private_numbers()
    assert [file.name for file in path.parent.iterdir()] == ["vapid.pem"]


def test_many_at_once_get_the_same_key(tmp_path: Path) -> None:
    keys: list[ec.EllipticCurvePrivateKey] = []
    threads = [threading.Thread(target=lambda: keys.append(load_or_create(tmp_path / "vapid.pem"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({key.private_numbers().private_value for key in keys}) == 1
    assert len(keys) == 8


def test_another_kind_of_file_is_named_and_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "vapid.pem"
    for content in (
        b"no key",
        rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    ):
        path.write_bytes(content)
        with pytest.raises(TechnicalFailureError, match="VAPID"):
            load_or_create(path)
        assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("contact", "usable"),
    [
        ("mailto:admin@loa.example", True),
        ("https://loa.example/contact", True),
        ("mailto: <a@b.example>", False),
        ("mailto:root@localhost", False),
        ("https://localhost", False),
        ("admin@loa.example", False),
        ("", False),
    ],
)
def test_contacts_that_apple_refuses_are_found_before(contact: str, usable: bool) -> None:
    assert usable_contact(contact) is usable

"""The simulated phone reads what an independent implementation of RFC 8291 encrypts for it, and nothing else."""

import json

import http_ece
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from loa.demo.device import Device


def encrypt(device: Device, plain: bytes) -> bytes:
    return http_ece.encrypt(
        plain,
        private_key=ec.generate_private_key(ec.SECP256R1()),
        dh=device.public,
        auth_secret=device.auth,
        version="aes128gcm",
    )


@given(st.text(max_size=300))
def test_the_phone_reads_what_is_encrypted_for_it(text: str) -> None:
    device = Device.seeded("a")
    assert device.decrypt(encrypt(device, json.dumps({"title": text}).encode())) == {"title": text}


def test_another_phone_reads_nothing() -> None:
    with pytest.raises(InvalidTag):
        Device.seeded("b").decrypt(encrypt(Device.seeded("a"), b"{}"))


def test_a_phone_is_found_again_by_its_seed() -> None:
    assert Device.seeded("a").keys == Device.seeded("a").keys != Device.seeded("b").keys

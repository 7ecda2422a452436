"""Signing CAP files: enveloped XML-DSig with a key of the installation (standards C14), and checking with a pinned
certificate (C24). RSA with PKCS#1 v1.5 signs the same bytes the same way, so a rebuilt portal is byte-identical."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.signer import XMLSigner
from signxml.verifier import XMLVerifier

from loa.channels.portal.core.xml import document

KEY_SIZE = 3072
FILE = "cap-signer.pem"
_BEGINS, _ENDS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)


class Seal:
    """The installation's CAP signer: a PEM file with private key and certificate, made at the first use."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / FILE
        if not self._path.exists():
            _create(self._path, name)
        self._pem = self._path.read_bytes()

    @property
    def certificate(self) -> bytes:
        """The public certificate (PEM): what receivers pin."""
        return self._pem[self._pem.index(b"-----BEGIN CERTIFICATE-----") :]

    def sign(self, alert: etree._Element) -> bytes:
        """The signed file; the signature is the alert's last child. Never re-indent it."""
        return _signed(self._pem, self.certificate, etree.tostring(alert, method="c14n"))


def verify(data: bytes, certificate: bytes) -> None:
    """Check a signed alert against a pinned certificate.

    Raises `signxml.exceptions.SignXMLException` unless the signature is that certificate's over these bytes.
    """
    XMLVerifier().verify(data, x509_cert=certificate.decode())


@lru_cache(maxsize=1024)  # a release's siblings are written again, and signed again, with every change of one of them
def _signed(pem: bytes, certificate: bytes, alert: bytes) -> bytes:
    signer = XMLSigner(
        signature_algorithm=SignatureMethod.RSA_SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(etree.fromstring(alert), key=_key(pem), cert=certificate.decode())
    return document(signed)


@lru_cache(maxsize=4)  # reading a key proves that its primes are primes, which takes longer than signing
def _key(pem: bytes) -> rsa.RSAPrivateKey:
    key = load_pem_private_key(pem, password=None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


def _create(path: Path, name: str) -> None:
    """Make key and certificate; the first process wins, the others use what it made."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_SIZE)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), _BEGINS, _ENDS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate.public_bytes(Encoding.PEM)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{FILE}.{os.getpid()}")
    part.touch(mode=0o600)
    part.write_bytes(pem)
    with contextlib.suppress(FileExistsError):
        os.link(part, path)
    part.unlink()

"""Carrying one webhook: only where it may go, one answer, a bounded time; against real sockets."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from loa.integrations import transport
from loa.integrations.core import targets
from loa.integrations.core.targets import Target
from loa.integrations.transport import UnreachableError, post
from tests.integrations.receiver import drip, flood, garbage, receiver


def trusted(url: str) -> Target:
    target = targets.read(url, ["127.0.0.1", "localhost"])
    assert target is not None
    return target


def test_it_is_sent_and_the_answer_read() -> None:
    with receiver() as found:
        found.status, found.body, found.headers = 503, b"busy\nnow", {"Retry-After": "17"}
        reply = post(trusted(found.url), {"webhook-id": "msg_1"}, b'{"x": 1}')
    assert (reply.status, reply.retry_after, reply.text) == (503, 17.0, "busy now")
    headers, body = found.taken[0]
    assert body == b'{"x": 1}'
    assert (headers["host"], headers["webhook-id"]) == (f"127.0.0.1:{found.port}", "msg_1")


def test_a_redirect_is_not_followed() -> None:
    with receiver() as inner, receiver() as found:
        found.status, found.headers = 302, {"Location": inner.url}
        assert post(trusted(found.url), {}, b"{}").status == 302
        assert inner.taken == []


@pytest.mark.parametrize("name", ["hooks.example", "127.0.0.1"])
def test_a_name_that_leads_into_our_network_is_not_called(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when only one of its addresses does (a name with a public and a private one)."""
    with receiver() as found:
        both = ["203.162.4.190", "127.0.0.1"] if name == "hooks.example" else ["127.0.0.1"]
        monkeypatch.setattr(transport, "addresses", lambda *_: both)
        for scheme in ("http", "https"):
            with pytest.raises(UnreachableError, match="private network"):
                post(Target(scheme, name, found.port, "/", trusted=False), {}, b"{}")
        assert found.taken == []


def test_the_address_that_was_looked_at_is_the_one_that_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name answers once, publicly; a second question would lead inside (DNS rebinding)."""
    answers = iter([["203.162.4.190"], ["127.0.0.1"]])
    called: list[Any] = []
    monkeypatch.setattr(transport, "addresses", lambda *_: next(answers))

    def refuse(address: Any, *_arguments: object, **_more: object) -> socket.socket:
        called.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(UnreachableError):
        post(Target("http", "hooks.example", 80, "/", trusted=False), {}, b"{}")
    assert [address[0] for address in called] == ["203.162.4.190"]


@pytest.mark.parametrize("behaviour", [drip, lambda connection: time.sleep(3)], ids=["drips", "hangs"])
def test_who_is_slow_is_not_waited_for(behaviour: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "DEADLINE", 0.5)
    with receiver() as found:
        found.wild = behaviour
        begun = time.monotonic()
        with pytest.raises(UnreachableError):
            post(trusted(found.url), {}, b"{}")
        assert time.monotonic() - begun < 2.5


def test_an_answer_without_end_is_read_no_further() -> None:
    with receiver() as found:
        found.wild = flood
        assert len(post(trusted(found.url), {}, b"{}").text) == transport.ANSWER


def test_what_does_not_answer_is_one_error() -> None:
    with receiver() as found:
        found.wild = garbage
        with pytest.raises(UnreachableError):
            post(trusted(found.url), {}, b"{}")
    with pytest.raises(UnreachableError):
        post(trusted(found.url), {}, b"{}")
    with pytest.raises(UnreachableError):
        post(Target("https", "khong-co.invalid", 443, "/", trusted=False), {}, b"{}")


def certificate(folder: Path) -> ssl.SSLContext:
    """A server's context for `localhost`; its certificate lies in the folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def test_a_host_is_reached_by_the_address_that_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `localhost` on a plain Debian: ::1 first, where nobody listens."""
    with receiver() as found:
        monkeypatch.setattr(transport, "addresses", lambda *_: ["::1", "127.0.0.1"])
        assert post(trusted(found.url), {}, b"{}").status == 200
        monkeypatch.setattr(transport, "addresses", lambda *_: ["::1"])
        with pytest.raises(UnreachableError, match="Connect"):
            post(trusted(found.url), {}, b"{}")


def test_the_certificate_has_to_be_that_of_the_name(tmp_path: Path) -> None:
    with receiver(certificate(tmp_path)) as found:
        known = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        right = trusted(f"https://localhost:{found.port}/")
        assert post(right, {}, b"{}", known).status == 200
        with pytest.raises(UnreachableError):
            post(right, {}, b"{}")
        with pytest.raises(UnreachableError):
            post(trusted(f"https://127.0.0.1:{found.port}/"), {}, b"{}", known)
    assert len(found.taken) == 1

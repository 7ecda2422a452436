"""The guard's services as an operator runs them: processes of their own, a database, sockets."""

from __future__ import annotations

import email
import email.policy
import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from loa.mailguard.site import Policy, Site
from loa.sandbox import Sandbox
from tests.mailguard.installation import Installation
from tests.mailguard.mailbox.forwards import MAILBOX, attached
from tests.mailguard.milter.mails import honest, spoof
from tests.mailguard.milter.process import milter
from tests.mailguard.milter.talk import Talk
from tests.mailguard.room.mails import LURE
from tests.support.servers import free_port, wait_until

pytestmark = pytest.mark.xdist_group("mailguard processes")
STAFF = "canbo@campha.example"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("town"))
    made.ask("found")
    return made


def test_the_figures_of_a_milter_for_prometheus(tmp_path: Path) -> None:
    port = free_port()
    with milter(tmp_path, Site(Policy(dangerous="reject")), "--metrics", f"127.0.0.1:{port}") as process:
        with Talk(process.port) as talk:
            assert talk.send(honest(1))[-1][0] == b"a"
            assert talk.send(spoof(2))[-1][0] == b"y"
            assert figures(port)["loa_mailguard_connections"] == 1
        with socket.create_connection(("127.0.0.1", process.port)) as stranger:
            stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
            assert stranger.recv(100) == b""
        process.write(Site())
        wait_until(lambda: 'loa_mailguard_reloads_total{result="done"}' in figures(port), "the file to be seen")
        process.policy.write_text("{")
        wait_until(lambda: 'loa_mailguard_reloads_total{result="failed"}' in figures(port), "the mistake to be seen")
        found = figures(port)
    assert found['loa_mailguard_mails_total{done="pass",verdict="safe"}'] == 1
    assert found['loa_mailguard_mails_total{done="reject",verdict="dangerous"}'] == 1
    assert found['loa_mailguard_failures_total{reason="protocol"}'] == 1
    assert found["loa_mailguard_seconds_count"] == 2
    assert 0 < found["loa_mailguard_seconds_sum"] < 60
    assert found["loa_mailguard_connections"] == 0


def figures(port: int) -> dict[str, float]:
    """What Prometheus reads, by name and labels."""
    text = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=10).raise_for_status().text
    lines = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


def test_a_milter_beside_the_desk_takes_an_entry_over_without_a_restart(town: Installation, tmp_path: Path) -> None:
    with milter(tmp_path, None, "--desk", environment=town.environment) as process, Talk(process.port) as talk:
        assert talk.verdict(honest(1)) == "safe"
        town.ask("block", "sender", "lan@ban-be.example")
        wait_until(lambda: talk.verdict(honest(2)) == "dangerous", "the entry to be taken over")
        town.ask("unblock", "lan@ban-be.example")
        wait_until(lambda: talk.verdict(honest(3)) == "safe", "the entry to be gone")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(tmp_path / "sandbox", parts=("mail",)) as sandbox:
        yield sandbox


@pytest.mark.parametrize("protocol", [smtplib.LMTP, smtplib.SMTP])
def test_the_check_mailbox_answers_through_the_mail_server(
    town: Installation, world: Sandbox, protocol: type[smtplib.SMTP]
) -> None:
    outside = {"LOA_SMTP": world.addresses.smtp, "LOA_CHECK_MAILBOX": MAILBOX, "LOA_MAIL_FROM": "loa@campha.example"}
    loa = Installation(town.folder, outside)
    spoken = ("--smtp",) if protocol is smtplib.SMTP else ()
    with loa.running("mail", "receive", "--listen", "127.0.0.1:0", *spoken) as mailbox, loa.running("worker"):
        with protocol("127.0.0.1", loa.said_port(mailbox)) as session:
            session.sendmail(STAFF, [MAILBOX], attached(STAFF, LURE.build()))
            session.sendmail("ke-la@gmail.com", [MAILBOX], attached("ke-la@gmail.com", LURE.build()))
        wait_until(lambda: bool(inbox(world, STAFF)), "the answer", 60)
    [head] = inbox(world, STAFF)
    raw = httpx.get(f"{world.addresses.mail_url}/api/messages/{head['id']}/raw").content
    letter = email.message_from_bytes(raw, policy=email.policy.default)
    assert (letter["Auto-Submitted"], letter["To"]) == ("auto-replied", STAFF)
    assert "NGUY HIỂM" in letter.get_content()
    assert inbox(world, "ke-la@gmail.com") == [], "a stranger is not answered"


def inbox(world: Sandbox, to: str) -> list[dict[str, object]]:
    found = httpx.get(f"{world.addresses.mail_url}/api/messages", params={"to": to}).raise_for_status().json()
    return list(found["messages"])

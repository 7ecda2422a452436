"""`loa doctor` names what a running system suffers from."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from loa.cli.doctor import Finding, examine
from loa.config import Config, config
from loa.delivery import providers
from loa.units.models import ContactPoint, Recipient
from tests.support.servers import free_port


@pytest.mark.django_db
def test_a_stopped_channel_is_named_with_the_providers_words() -> None:
    def sending() -> str:
        return next(finding.problem for finding in examine() if finding.subject == "sending")

    assert sending() == ""
    providers.stop("zalo", "-216 Access token is invalid", timezone.now())
    assert sending() == "kênh zalo đã dừng: -216 Access token is invalid"


Change = Callable[..., None]


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch) -> Change:
    """Sets settings for the test, as the environment would."""

    def change(**values: Any) -> None:
        changed = Config({**config().values, **values})
        for name in ("cli.doctor.config", "channels.zalo.channel.config", "channels.mail.channel.process_config"):
            monkeypatch.setattr(f"loa.{name}", lambda: changed)

    return change


def found(subject: str) -> Finding:
    return next(finding for finding in examine() if finding.subject == subject)


@pytest.mark.django_db
@pytest.mark.parametrize("subject", ["channel zalo", "channel mail", "mail server", "check mailbox", "NATS"])
def test_what_is_not_used_is_said_calmly(subject: str) -> None:
    assert found(subject) == Finding(subject, used=False)
    assert "không dùng" in found(subject).line()


@pytest.mark.django_db
def test_portal_and_app_are_always_used() -> None:
    assert found("channel app").used
    assert found("channel portal").used


@pytest.mark.django_db
@pytest.mark.parametrize("channel", ["zalo", "mail"])
def test_a_channel_on_which_somebody_waits_is_used_though_nothing_is_set_up(channel: str) -> None:
    recipient = Recipient.objects.create(kind=Recipient.Kind.SUBSCRIBER)
    ContactPoint.objects.create(recipient=recipient, channel=channel, address="an@campha.example")
    assert found(f"channel {channel}").used
    assert ("Zalo chưa" in found("channel zalo").problem) == (channel == "zalo")
    assert found("mail server").used == (channel == "mail")


@pytest.mark.django_db
def test_half_of_zalo_is_named_as_what_is_missing(configured: Change) -> None:
    configured(zalo_app_id="4711")
    assert found("channel zalo").used
    assert "LOA_ZALO_OA_ID" in found("channel zalo").problem
    assert "LOA_ZALO_APP_ID" not in found("channel zalo").problem


@pytest.mark.django_db
def test_a_check_mailbox_needs_the_mail_server_and_an_address(configured: Change) -> None:
    configured(check_mailbox="kiemtra@campha.example", smtp=("127.0.0.1", free_port()))
    assert found("check mailbox") == Finding("check mailbox")
    assert "127.0.0.1" in found("mail server").problem
    configured(check_mailbox="kiemtra")
    assert "kiemtra" in found("check mailbox").problem


@pytest.mark.django_db
def test_a_sender_of_our_own_makes_mail_used(configured: Change) -> None:
    configured(mail_from="bantin@campha.example")
    assert found("channel mail").used
    assert found("mail server").used


def doctor(folder: Path) -> str:
    """What the command says of the installation in *folder*."""
    return subprocess.run(
        [sys.executable, "-m", "loa", "doctor"],
        env={**os.environ, "LOA_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    ).stdout


def test_a_damaged_database_is_told_with_what_to_do(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "loa.sqlite3") as database:
        database.execute("CREATE TABLE t (x)")
        database.executemany("INSERT INTO t VALUES (?)", [("x" * 4000,)] * 50)
    database.close()
    with (tmp_path / "loa.sqlite3").open("r+b") as file:
        file.seek(4096)
        file.write(b"\x07" * 40_000)
    assert "the file is damaged" in doctor(tmp_path)


def test_a_fresh_installation_is_told_to_migrate_and_nothing_that_follows_from_it(tmp_path: Path) -> None:
    said = doctor(tmp_path)
    assert "run `loa migrate`" in said
    assert "no such table" not in said

"""The channel as the engine and the desk see it: in Vietnamese, from settings, without any effect outside."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils.translation import override

import loa.channels.mail
from loa import config
from loa.channels.base import Channel, Outcome, Report, Sender, TechnicalFailureError
from loa.channels.mail.channel import MailChannel
from loa.channels.mail.smtp import UndeliverableError
from loa.channels.registry import channel
from loa.kernel import tokens
from tests.channels.mail import samples
from tests.channels.mail.servers import ScriptedServer

ROOM = Path(loa.channels.mail.__file__).parent


def configured(**settings: object) -> MailChannel:
    return MailChannel(config.load({name: str(value) for name, value in settings.items()}))


def test_the_registry_finds_it_and_it_keeps_the_contract() -> None:
    found: Channel = channel("mail")
    assert found.name == "mail"
    sender: Sender = found.open_sender(found.prepare(samples.release()))
    sender.close()
    sender.close()


def test_a_release_goes_out_in_the_readers_language(tmp_path: Path) -> None:
    with ScriptedServer().running() as server:
        mail = configured(LOA_SMTP=f"127.0.0.1:{server.port}", LOA_DATA_DIR=tmp_path, LOA_SMTP_SESSIONS=2)
        sender = mail.open_sender(mail.prepare(samples.release()))
        reports: list[Report] = []
        sender.send([samples.envelope(0), samples.envelope(1, "john@y.example", language="en")], reports.append)
        sender.close()
    assert {report.outcome for report in reports} == {Outcome.SENT}
    by_person = {message_from_bytes(content)["Message-ID"]: content for content in server.messages}
    assert b"X=C3=A1c nh=E1=BA=ADn =C4=91=C3=A3 =C4=91=E1=BB=8Dc" in by_person["<7k3f9qxa.1000@loa.example>"]
    assert b"Confirm that you have read this" in by_person["<7k3f9qxa.1001@loa.example>"]
    unsubscribe = message_from_bytes(by_person["<7k3f9qxa.1000@loa.example>"])["List-Unsubscribe"]
    assert tokens.read("unsubscribe", "", unsubscribe.strip("<>").rpartition("/")[2]) == 7000
    verp = next(command for command in server.commands if command.startswith(b"MAIL FROM:<")).decode()
    bounced = mail.return_paths("loa.example").read(verp.removeprefix("MAIL FROM:<").rstrip(">"))
    assert bounced is not None
    assert bounced.code == "7K3F9QXA"


def test_with_a_key_the_mail_is_signed(tmp_path: Path) -> None:
    key = rsa.generate_private_key(65537, 2048)
    path = tmp_path / "dkim.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with ScriptedServer().running() as server:
        mail = configured(LOA_SMTP=f"127.0.0.1:{server.port}", LOA_DATA_DIR=tmp_path, LOA_DKIM_KEY_FILE=path)
        sender = mail.open_sender(mail.prepare(samples.release()))
        sender.send([samples.envelope(0)], lambda report: None)
        sender.close()
    (content,) = server.messages
    header = message_from_bytes(content)["DKIM-Signature"]
    assert "d=loa.example; s=loa" in header
    assert "list-unsubscribe-post" in header
    # The dots of the sample's body came through single: they were doubled after signing and undone by the server.
    assert b"\r\n.d=C3=B2ng\r\n.\r\n" in content


def test_an_unusable_key_stops_before_anything_is_sent(tmp_path: Path) -> None:
    mail = configured(LOA_DKIM_KEY_FILE=tmp_path / "none.pem", LOA_DATA_DIR=tmp_path)
    with pytest.raises(TechnicalFailureError):
        mail.prepare(samples.release())
    assert any("DKIM" in problem for problem in mail.check())


def test_the_preview_is_the_mail_with_its_limits() -> None:
    preview = MailChannel().preview(samples.release())
    assert samples.VIETNAMESE.title in preview.html
    assert "Xác nhận đã đọc" in preview.html
    assert not any(0xE000 <= ord(letter) <= 0xF8FF for letter in preview.html)
    # Django merges the catalogues of all rooms: a word that another room uses in another sense would show here.
    for words in ("Số, ký hiệu: 05/TB-UBND", "Nguồn: Trung tâm", "Mã tra cứu: 7K3F-9QXA", "Hủy đăng ký nhận tin"):
        assert words in preview.html
    subject, text, whole = preview.limits
    assert subject.used == len(f"[KHẨN] {samples.VIETNAMESE.title}")
    assert 0 < text.used < text.allowed
    assert 0 < whole.used < whole.allowed


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"LOA_MAIL_FROM": "nobody"}, "LOA_MAIL_FROM"),
        ({"LOA_SMTP": "mail.example:587", "LOA_SMTP_USER": "loa"}, "LOA_SMTP_TLS"),
        ({"LOA_SMTP": "mail.example:587", "LOA_SMTP_USER": "loa", "LOA_SMTP_TLS": "1"}, None),
        ({}, None),
    ],
)
def test_the_check_names_what_is_wrong(settings: dict[str, str], word: str | None) -> None:
    problems = configured(**settings).check()
    assert (problems == []) if word is None else any(word in problem for problem in problems)


def used(*files: str, context: str | None = None) -> set[tuple[str | None, str]]:
    return {
        (context, str(message))
        for file in files
        for _, message, *_ in extract_from_file("python", ROOM / file, keywords={"_": None})
    }


def test_every_sentence_has_its_vietnamese() -> None:
    with (ROOM / "locale/vi/LC_MESSAGES/django.po").open("rb") as source:
        catalogue = read_po(source)
    wanted = used("render.py", context="mail") | used("channel.py") | {(None, UndeliverableError.message)}
    assert {(message.context, message.id) for message in catalogue if message.id} == wanted
    assert all(message.string for message in catalogue)


def test_the_words_are_vietnamese_when_the_reader_is() -> None:
    with override("en"):
        assert "Mã tra cứu" in MailChannel().preview(samples.release()).html

"""MIME of any quality: what programs show is read, and nothing is ever raised."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import mime
from loa.mailguard.core.mail import mailbox, read_mail


def test_encoded_words_split_inside_a_letter_are_joined() -> None:
    data = base64.b64encode("Bộ Y tế".encode())
    first, second = base64.b64encode("Bộ".encode()[:2]), base64.b64encode("Bộ".encode()[2:])
    assert mime.decode_words(f"=?utf-8?B?{data.decode()}?=") == "Bộ Y tế"
    assert mime.decode_words(f"=?utf-8?B?{first.decode()}?= =?UTF-8?b?{second.decode()}?=") == "Bộ"


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("Bộ Y tế <a@moh.gov.vn>", "Bộ Y tế", "a@moh.gov.vn"),
        ('"service@paypal.com" <x@evil.example>', "service@paypal.com", "x@evil.example"),
        ('"PayPal <service@paypal.com>" <x@evil.example>', "PayPal <service@paypal.com>", "x@evil.example"),
        ("x@evil.example (Bộ Y tế)", "Bộ Y tế", "x@evil.example"),
        ("x@evil.example", "", "x@evil.example"),
        ("nobody", "", "nobody"),
        ("", "", ""),
    ],
)
def test_mailboxes(value: str, name: str, address: str) -> None:
    found = mailbox(value)
    assert (found.name, found.address) == (name, address)


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_a_line_of_blanks_does_not_end_the_header(end: str) -> None:
    """Reports of filters are folded with such lines; what stands below is still header, the From among it."""
    lines = (
        "X-Report: filtered on the way,",
        " ",
        "\thits 5",
        "From: Bộ Y tế <x@evil.example>",
        "Subject: Tin",
        "",
        "text",
    )
    mail = read_mail(end.join(lines).encode())
    assert (mail.sender.name, mail.subject, mail.visible.strip()) == ("Bộ Y tế", "Tin", "text")


def test_charset_lies_are_seen_through() -> None:
    raw = "Subject: x\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nTình hình dịch".encode()
    assert "Tình hình dịch" in read_mail(raw).visible
    raw = b"Subject: x\r\nContent-Type: text/plain; charset=rot13\r\n\r\nUryyb"
    assert "Uryyb" in read_mail(raw).visible


def test_a_missing_end_and_a_nested_mail_are_read() -> None:
    raw = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nouter\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text"
    )
    mail = read_mail(raw)
    assert [part.nested for part in mail.parts] == [False, True]
    assert "outer" in mail.visible
    assert "inner text" in mail.visible


@pytest.mark.parametrize(
    "header",
    [
        "attachment; filename*=UTF-8''c%C3%B4ng%20v%C4%83n.pdf",
        "attachment; filename*0*=UTF-8''c%C3%B4ng; filename*1*=%20v%C4%83n.pdf",
        'attachment; filename="=?utf-8?Q?c=C3=B4ng_v=C4=83n.pdf?="',
    ],
)
def test_names_of_attachments(header: str) -> None:
    _, parts = mime.parse(f"Content-Type: application/pdf\r\nContent-Disposition: {header}\r\n\r\nx".encode())
    assert parts[0].filename == "công văn.pdf"


def test_as_the_standard_library_reads_it() -> None:
    message = EmailMessage()
    message["Subject"] = "Thông báo"
    message.set_content("xin chào")
    message.add_alternative("<p>xin chào</p>", subtype="html")
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    mail = read_mail(message.as_bytes())
    assert [part.kind for part in mail.parts] == ["text/plain", "text/html", "application/pdf"]
    assert mail.subject == "Thông báo"
    assert mail.attachments[0].data == b"%PDF-1.4"


def test_parts_and_depth_are_bounded() -> None:
    many = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 5000
    assert len(mime.parse(many)[1]) == mime.MAX_PARTS
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(500))
    assert mime.parse(deep)[1]


@given(st.binary(max_size=2000))
def test_any_bytes_give_a_mail(raw: bytes) -> None:
    mail = read_mail(raw)
    assert isinstance(mail.visible, str)
    assert isinstance(mail.subject, str)


@given(st.text(max_size=300))
def test_any_header_gives_a_mailbox(value: str) -> None:
    assert isinstance(mailbox(value).domain, str)
    assert isinstance(mime.decode_words(value), str)
    mime.parse_parameters(value)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80))
def test_encoded_words_come_back(text: str) -> None:
    word = "=?utf-8?B?" + base64.b64encode(text.encode()).decode() + "?="
    assert mime.decode_words(word) == text

"""Headers and bodies survive their encoding, whatever people write (standards E1)."""

from __future__ import annotations

import quopri
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loa.channels.mail import mime

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạằắẵẳặầấẫẩậéèẻẽẹềếểễệíìỉĩịóòỏõọồốổỗộờớởỡợúùủũụừứửữựýỳỷỹỵ ."
WORDS = st.one_of(st.text(VIETNAMESE, max_size=150), st.text(max_size=150))


def parse(header: bytes) -> object:
    return message_from_bytes(header + b"\r\n\r\n", policy=policy.SMTP)


@given(WORDS)
def test_an_unstructured_header_reads_back_as_written(text: str) -> None:
    line = f"Subject: {mime.header_text('Subject', text)}\r\n".encode("ascii")
    assert all(len(part) <= 78 for part in line.split(b"\r\n") if b"=?" in part)
    message = message_from_bytes(line + b"\r\n", policy=policy.SMTP)
    assert " ".join(str(message["Subject"]).split()) == " ".join(mime.clean(text).split())
    assert list(message.keys()) == ["Subject"]


@given(WORDS)
@example('"')
@example('O\\\'Neil "x" <a@b>, c')
@example("=?utf-8?B?eA==?=")
def test_a_name_reads_back_as_written_and_injects_nothing(name: str) -> None:
    line = b"To: " + mime.mailbox(name, b"a@b.example") + b"\r\n"
    message = message_from_bytes(line + b"\r\n", policy=policy.SMTP)
    assert list(message.keys()) == ["To"]
    shown: tuple[Address, ...] = message["To"].addresses
    assert [person.addr_spec for person in shown] == ["a@b.example"]
    decoded = shown[0].display_name
    if b"=?" in line:
        # Read by the older decoder: the newer one puts a blank between two encoded words of a display name, against
        # RFC 2047 §6.2.
        raw = message_from_bytes(line + b"\r\n", policy=policy.compat32)["To"]
        decoded = str(make_header(decode_header(raw.rpartition("<")[0].strip())))
    assert " ".join(decoded.split()) == " ".join(mime.clean(name)[:120].split())
    assert all(len(part) <= 78 for part in line.split(b"\r\n"))


@pytest.mark.parametrize(
    "text",
    ["a@b.example", "trần@b.example", "a b@c", "a@b\r\nRCPT TO:<x@y>", "<a@b>", "a@@b", "a@-b.vn", "", "a@", "@b"],
)
def test_only_plain_addresses_pass(text: str) -> None:
    assert mime.address(text) == (b"a@b.example" if text == "a@b.example" else None)


def test_an_international_domain_is_sent_in_its_ascii_form() -> None:
    assert mime.address("lan@tỉnh.example") == b"lan@xn--tnh-dlz.example"


@given(st.text(max_size=300))
def test_an_address_never_holds_what_smtp_would_obey(text: str) -> None:
    found = mime.address(text)
    assert found is None or not any(letter in found for letter in b"\r\n <>\0")


@given(st.text(max_size=600))
def test_quoted_printable_reads_back_and_keeps_its_lines_short(text: str) -> None:
    encoded = mime.quoted_printable(text)
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))
    assert encoded.isascii()
    assert b"\0" not in encoded
    assert f"{quopri.decodestring(encoded).decode()}|".splitlines() == f"{text}|".splitlines()


@given(st.text(min_size=1, max_size=300))
def test_a_soft_end_adds_nothing_but_a_line_break_that_is_taken_away(text: str) -> None:
    text = text.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029") + "/"
    encoded = mime.soft_end(mime.quoted_printable(text))
    assert encoded.endswith(b"=\r\n")
    assert all(len(line) <= 76 for line in encoded.split(b"\r\n"))
    assert quopri.decodestring(encoded + b"TOKEN").decode().splitlines() == (text + "TOKEN").splitlines()


@given(st.lists(st.text("ab.", max_size=5)))
def test_dot_stuffing_is_undone_by_taking_one_dot_from_each_dotted_line(lines: list[str]) -> None:
    content = "".join(f"{line}\r\n" for line in lines).encode()
    stuffed = mime.dot_stuffed(content)
    received = [line.removeprefix(b".") for line in stuffed.split(b"\r\n")]
    assert b"\r\n".join(received) == content
    assert b".\r\n" not in stuffed.split(b"\r\n")
    assert not any(line == b"." for line in stuffed.split(b"\r\n"))

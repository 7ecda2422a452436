"""What leaves is a correct message (standards E1 to E5): read back with the standard library's strict policy."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loa.bulletins.core.manifest import Text
from loa.channels.base import Envelope, ReleaseContext
from loa.channels.mail.letters import Composer, MailRendered
from loa.channels.mail.render import Variant, render
from loa.channels.mail.smtp import UndeliverableError
from loa.channels.mail.template import Letterhead, build
from loa.channels.mail.verp import ReturnPaths
from tests.channels.mail import samples

PATHS = ReturnPaths("secret", "bounce.loa.example")
LETTERHEAD = Letterhead(samples.PLACE.authority, b"bantin@loa.example", "loa.example")


def rendered(release: ReleaseContext) -> MailRendered:
    variants = [
        Variant(language, duty, personal)
        for language in release.manifest.texts
        for duty in (False, True)
        for personal in (False, True)
    ]
    templates = {
        variant: build(LETTERHEAD, variant, render(release, variant, str), release).stuffed() for variant in variants
    }
    return MailRendered(release.manifest.code, "loa.example", next(iter(release.manifest.texts)), templates)


def wire(release: ReleaseContext, envelope: Envelope) -> bytes:
    composer = Composer(rendered(release), PATHS, lambda person: f"unsub-{person.recipient}", lambda: 1_581_035_400.0)
    return composer(envelope).content


def received(content: bytes) -> EmailMessage:
    """What the other side holds after SMTP took the doubled dots away."""
    raw = b"\r\n".join(line.removeprefix(b".") for line in content.split(b"\r\n"))
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, subtype: str) -> str:
    body = message.get_body((subtype,))
    assert body is not None
    return str(body.get_content())


def assert_wire_ready(content: bytes) -> None:
    assert content.endswith(b"\r\n")
    assert b"\0" not in content
    assert content.isascii()
    lines = content.split(b"\r\n")
    assert all(len(line) <= 998 and b"\r" not in line and b"\n" not in line for line in lines)
    assert b"." not in lines


def test_each_header_that_must_be_there_is_there_once() -> None:
    content = wire(samples.release(), samples.envelope())
    assert_wire_ready(content)
    message = received(content)
    assert not message.defects
    once = ["From", "To", "Date", "Message-ID", "Subject", "MIME-Version", "Content-Type", "Content-Language"]
    assert [len(message.get_all(name, [])) for name in once] == [1] * len(once)
    assert message["From"].addresses[0].display_name == samples.PLACE.authority
    assert message["To"].addresses[0].display_name == "Nguyễn Thị Lan"
    assert message["Message-ID"] == "<7k3f9qxa.1000@loa.example>"
    assert str(message["Subject"]) == f"[URGENT] {samples.VIETNAMESE.title}"
    assert message["Date"].datetime.isoformat() == "2020-02-07T00:30:00+00:00"
    assert (message["Auto-Submitted"], message["Precedence"]) == ("auto-generated", "bulk")
    assert message["Content-Language"] == "vi"


def test_subscribers_can_leave_with_one_click_and_duty_staff_cannot() -> None:
    """Standards E4, E5."""
    subscriber = received(wire(samples.release(), samples.envelope()))
    assert subscriber["List-Unsubscribe"] == "<https://loa.example/u/unsub-7000>"
    assert subscriber["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://loa.example/u/unsub-7000" in part(subscriber, "html")
    duty = received(wire(samples.release(), samples.envelope(duty=True)))
    assert duty["List-Unsubscribe"] is None
    assert "/u/" not in part(duty, "plain") + part(duty, "html")
    assert duty["List-Id"] != subscriber["List-Id"]


def test_the_personal_link_is_whole_in_both_parts() -> None:
    envelope = samples.envelope()
    message = received(wire(samples.release(), envelope))
    link = f"https://loa.example/a/7K3F-9QXA/{envelope.token}"
    assert link in part(message, "plain").splitlines()
    assert f'href="{link}"' in part(message, "html")


def test_without_a_token_there_is_no_acknowledge_link() -> None:
    message = received(wire(samples.release(), samples.envelope(token="")))
    assert "/a/7K3F" not in part(message, "plain") + part(message, "html")


def test_both_parts_carry_the_words_and_how_to_check_them() -> None:
    message = received(wire(samples.release(), samples.envelope()))
    for subtype in ("plain", "html"):
        words = part(message, subtype)
        for expected in (samples.VIETNAMESE.title, "7K3F-9QXA", "05/TB-UBND", "c2lnbmF0dXJl", "1.234", "07/02/2020"):
            assert expected in words
        assert "https://loa.example/b/7K3F-9QXA" in words
    assert "07:30, Thứ Sáu 07/02/2020" in part(message, "plain")


def test_a_language_that_was_not_written_gets_the_default_one() -> None:
    assert received(wire(samples.release(), samples.envelope(language="km")))["Content-Language"] == "vi"
    assert received(wire(samples.release(), samples.envelope(language="en")))["Content-Language"] == "en"


def test_the_return_path_names_the_contact_point() -> None:
    letter = Composer(rendered(samples.release()), PATHS, lambda _: "")(samples.envelope(5))
    bounced = PATHS.read(letter.sender.decode())
    assert bounced is not None
    assert (bounced.code, bounced.contact_point) == ("7K3F9QXA", 1005)


@pytest.mark.parametrize("address", ["", "no address", "a@b\r\nDATA", "x" * 300 + "@y.example"])
def test_what_is_no_address_is_said_to_be_none(address: str) -> None:
    with pytest.raises(UndeliverableError):
        wire(samples.release(), samples.envelope(address=address))


def test_html_asks_nothing_of_the_network_and_runs_nothing() -> None:
    evil = Text(
        "t", "s", 'a ![x](https://t.example/p.png) <script>x</script> <b onclick="y">z</b>\n\n[l](javascript:x)'
    )
    html = part(received(wire(samples.release(texts={"vi": evil}), samples.envelope())), "html")
    assert re.search(r"<(script|img|link|iframe|form)|<[^>]*(javascript:|onclick=|src=)", html) is None


def test_a_rebuttal_says_the_verdict_before_the_claim() -> None:
    text = replace(samples.VIETNAMESE, claim="Uống nước chanh thì khỏi", verdict="false")
    plain = part(received(wire(samples.release(kind="rebuttal", texts={"vi": text}), samples.envelope())), "plain")
    assert plain.index("Verdict: False") < plain.index("Uống nước chanh")


def test_a_test_and_a_recall_say_so_in_the_subject() -> None:
    message = received(wire(samples.release(test=True, kind="recall"), samples.envelope()))
    assert str(message["Subject"]).startswith("[TEST] [URGENT] [Recall] ")


def test_a_token_that_would_break_the_encoding_is_refused() -> None:
    with pytest.raises(ValueError, match="base64url"):
        wire(samples.release(), samples.envelope(token="a=b"))


@settings(max_examples=60)
@given(
    title=st.text(min_size=1, max_size=80),
    body=st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(".\r\n =ệ\ue000\0")), max_size=400),
    name=st.text(max_size=60),
)
def test_any_words_give_a_correct_message(title: str, body: str, name: str) -> None:
    release = samples.release(texts={"vi": Text(title, "", body, source=body[:50])})
    envelope = samples.envelope(name=name)
    content = wire(release, envelope)
    assert_wire_ready(content)
    message = received(content)
    assert not message.defects
    assert not any(section.defects for section in message.walk())
    assert [section.get_content_type() for section in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    expected = [line for line in body.translate({0xE000: None}).splitlines() if line]
    shown = part(message, "plain").splitlines()
    assert all(line in shown for line in expected)
    assert f"https://loa.example/a/7K3F-9QXA/{envelope.token}" in shown

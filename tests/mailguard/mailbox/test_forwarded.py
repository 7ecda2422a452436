"""From a forward back to the mail that was received."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import check
from loa.mailguard.core.mail import read_mail
from loa.mailguard.mailbox.forwarded import MAX_ORIGINALS, originals
from loa.mailguard.mailbox.manners import why_silent
from tests.mailguard.mailbox.forwards import GMAIL, OUTLOOK, QUOTED, attached, forward, quoted
from tests.mailguard.mails import MOH
from tests.mailguard.room.mails import LURE

STAFF = "Vũ Ngọc Ánh <canbo@campha.example>"


def test_an_attached_mail_comes_out_byte_for_byte() -> None:
    raw = LURE.build()
    (found,) = originals(attached(STAFF, raw))
    assert found.raw == raw
    assert found.attached
    wrapped = forward(STAFF)
    message = EmailMessage(policy=SMTP)
    message["From"], message["Subject"] = "Bộ Y tế <a@b.example>", "bên trong"
    message.set_content("nội dung")
    wrapped.add_attachment(message)
    (inner,) = originals(wrapped.as_bytes())
    assert read_mail(inner.raw).subject == "bên trong"


@pytest.mark.parametrize("text", [GMAIL, OUTLOOK, QUOTED])
def test_a_quoted_mail_is_judged_by_its_own_sender(text: str) -> None:
    (found,) = originals(quoted(STAFF, text))
    mail = read_mail(found.raw)
    assert not found.attached
    assert mail.sender.address == "yte.khan@gmail.com"
    assert mail.subject == "Khẩn: khai báo y tế trước 17 giờ"
    assert "moh-gov-vn.khaibao.example" in {link.address.host for link in mail.links}
    verdict = check(found.raw)
    assert (verdict.level.value, verdict.impersonates) == ("dangerous", "Bộ Y tế")


def test_a_quoted_mail_keeps_its_links_and_not_the_results_of_the_forward() -> None:
    page = "<p>Khai báo <a href='https://khaibao.example/a'>https://moh.gov.vn</a></p>"
    raw = b"Authentication-Results: mx.campha.example; dmarc=pass header.from=campha.example\r\n" + quoted(
        STAFF, GMAIL, page
    )
    (found,) = originals(raw)
    mail = read_mail(found.raw)
    assert [link.address.host for link in mail.links] == ["khaibao.example"]
    assert not mail.all("authentication-results")


def test_nothing_forwarded_and_too_much_forwarded() -> None:
    assert originals(forward(STAFF).as_bytes()) == []
    assert len(originals(attached(STAFF, *[MOH.build()] * (MAX_ORIGINALS + 3)))) == MAX_ORIGINALS


@given(st.binary(max_size=1500))
def test_garbage_forwards_something_or_nothing(raw: bytes) -> None:
    for found in originals(raw):
        check(found.raw)


@pytest.mark.parametrize(
    ("headers", "envelope", "why"),
    [
        ({}, "canbo@campha.example", ""),
        ({"Auto_Submitted": "no"}, "canbo@campha.example", ""),
        ({}, "", "bounce"),
        ({}, "ke-gian@evil.example", "sender differs from envelope"),
        ({"Auto_Submitted": "auto-replied"}, "canbo@campha.example", "auto-submitted"),
        ({"List_Id": "<ds.campha.example>"}, "canbo@campha.example", "list"),
        ({"Precedence": "bulk"}, "canbo@campha.example", "mass mail"),
    ],
)
def test_machines_lists_and_bounces_get_no_answer(headers: dict[str, str], envelope: str, why: str) -> None:
    mail = read_mail(forward(STAFF, **headers).as_bytes())
    assert why_silent(mail, envelope, ("kiemtra@campha.example",)) == why


def test_our_own_mail_gets_no_answer() -> None:
    for own in ("kiemtra@campha.example", "MAILER-DAEMON@campha.example"):
        assert why_silent(read_mail(forward(own).as_bytes()), own, ("kiemtra@campha.example",)) == "machine"

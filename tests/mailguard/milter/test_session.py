"""A whole exchange as Postfix 3 and Sendmail 8.17 hold it, and as an old server does; what is decided at its end."""

from __future__ import annotations

import email
import email.policy

import dkim
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import Level
from loa.mailguard.milter import codec
from loa.mailguard.milter.codec import Action, FrameReader, Option, decode
from loa.mailguard.milter.decide import UNJUDGED, Judgement, replies
from loa.mailguard.milter.session import Envelope, Session
from loa.mailguard.site import Policy, Site
from tests.mailguard.milter import wire
from tests.mailguard.milter.mails import honest, spoof

EVERYTHING = Action.ADD_HEADERS | Action.CHANGE_BODY | Action.CHANGE_HEADERS | Action.QUARANTINE
DANGEROUS = Judgement(
    Level.DANGEROUS, 91.0, (("claim.freemail", 72),), ("Thư đến từ x@gmail.com, không phải moh.gov.vn.",),
    "Không mở đường dẫn.", "Open no link.",
)  # fmt: skip
SAFE = Judgement(Level.SAFE, 3.0)


def exchange(session: Session, commands: list[bytes]) -> tuple[list[bytes], Envelope | None]:
    reader, answers, complete = FrameReader(), [], None
    for command in commands:
        for frame in reader.feed(command):
            answer, mail = session.take(decode(frame))
            answers.append(answer)
            complete = mail or complete
    return answers, complete


def taken(content: bytes, limit: int = 1_000_000) -> Envelope:
    session = Session(limit)
    _, mail = exchange(session, [wire.negotiate(), wire.connect(), *wire.mail(content)])
    assert mail is not None
    return mail


def test_postfix_and_sendmail_of_today_wait_for_no_answer_but_the_last() -> None:
    session = Session(1_000_000)
    commands = [wire.negotiate(), macro_connect(), wire.connect(), wire.frame(b"H", b"mail.b.example\0")]
    answers, mail = exchange(session, [*commands, *wire.mail(honest(1))])
    (letter, options), *_ = wire.frames(answers[0])
    assert letter == b"O"
    assert not any(answers[1:])
    assert int.from_bytes(options[8:12], "big") & Option.LEADING_SPACE
    assert mail is not None
    assert mail.head() + b"".join(mail.body()) == honest(1)
    assert (session.client_ip, session.helo, mail.queue_id) == ("192.0.2.7", "mail.b.example", "4Xyz")


def macro_connect() -> bytes:
    return wire.macros(b"C", j="mx.halong.example", daemon_name="MTA", v="8.17.1")


def test_a_server_of_version_two_is_answered_at_every_step() -> None:
    session = Session(1_000_000)
    first = [wire.negotiate(2, 0x3F, 0x7F), wire.connect(), wire.frame(b"H", b"b.example\0")]
    answers, mail = exchange(session, [*first, *wire.mail(honest(1), space=b"")])
    assert wire.frames(answers[0])[0] == (b"O", b"\0\0\0\2\0\0\0\x33\0\0\0\0")
    steps = [answer for answer in answers[1:-1] if answer]
    assert len(steps) == len(answers) - 3  # every command but the macros, and the end of the mail
    assert set(steps) == {codec.CONTINUE}
    assert mail is not None
    assert mail.head() + b"".join(mail.body()) == honest(1)


def test_one_connection_carries_many_mails_aborts_and_other_clients() -> None:
    session = Session(1_000_000)
    exchange(session, [wire.negotiate(), wire.connect()])
    exchange(session, [*wire.mail(spoof(1))[:4], wire.frame(b"A")])
    _, second = exchange(session, wire.mail(honest(2)))
    assert second is not None
    assert b"n2@" in second.head()
    assert second.recipients == 1
    exchange(session, [wire.frame(b"K")])
    assert (session.client_ip, session.closed) == ("", False)
    exchange(session, [wire.connect(address=b"192.0.2.9")])
    assert session.client_ip == "192.0.2.9"
    exchange(session, [wire.frame(b"Q")])
    assert session.closed


def test_a_huge_mail_is_kept_up_to_the_limit_and_never_changed() -> None:
    mail = taken(spoof(1) + b"x" * 300_000, limit=100_000)
    assert mail.body_bytes == 100_000
    answers = list(replies(mail, DANGEROUS, Site(), EVERYTHING))
    assert not [letter for letter, _ in wire.frames(b"".join(answers)) if letter == b"b"]


def decided(
    content: bytes, judgement: Judgement, site: Site | None = None, authserv: str | None = None
) -> list[tuple[bytes, bytes]]:
    return wire.frames(b"".join(replies(taken(content), judgement, site or Site(), EVERYTHING, authserv)))


def test_a_safe_mail_only_gets_our_headers_above_its_own() -> None:
    answers = decided(honest(1), SAFE)
    assert {letter for letter, _ in answers} == {b"i", b"a"}
    delivered = wire.apply(honest(1), answers)
    assert delivered.endswith(honest(1))
    assert delivered.startswith(b"X-Loa-Verdict: safe\r\nX-Loa-Score: 3.0\r\n")


def test_dkim_of_an_untouched_mail_stays_valid() -> None:
    key, record = dkim_pair()
    signed = dkim.sign(honest(1), b"s1", b"ban-be.example", key, canonicalize=(b"simple", b"simple")) + honest(1)
    delivered = wire.apply(signed, decided(signed, SAFE))
    assert dkim.verify(delivered, dnsfunc=lambda *_args, **_kwargs: record)


def dkim_pair() -> tuple[bytes, bytes]:
    import base64

    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return private, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def test_the_banner_is_a_part_of_its_own_and_the_mail_stands_whole_beside_it() -> None:
    sent = spoof(1)
    delivered = wire.apply(sent, decided(sent, DANGEROUS))
    message = email.message_from_bytes(delivered, policy=email.policy.SMTP)
    assert message.get_content_type() == "multipart/mixed"
    banner, original = message.iter_parts()
    words = banner.get_body(("plain",)).get_content()
    assert "CẢNH BÁO" in words
    assert "x@gmail[.]com, không phải moh[.]gov[.]vn" in words
    assert banner.get_body(("html",)) is not None
    before = email.message_from_bytes(sent, policy=email.policy.SMTP)
    assert original.get_content_type() == before.get_content_type()
    assert original.as_bytes().partition(b"\r\n\r\n")[2] == before.as_bytes().partition(b"\r\n\r\n")[2]
    assert message["Subject"] == before["Subject"]


@given(st.binary(max_size=3000), st.sampled_from(["text/plain; charset=utf-8", "multipart/mixed; boundary=x", ""]))
def test_whatever_the_body_is_its_bytes_stand_in_the_second_part(body: bytes, kind: str) -> None:
    head = b"From: a@b.example\r\n" + (f"Content-Type: {kind}\r\n".encode() if kind else b"")
    answers = decided(head + b"\r\n" + body, DANGEROUS)
    new = b"".join(data for letter, data in answers if letter == b"b")
    inner = f"Content-Type: {kind}\r\n\r\n".encode() if kind else b"\r\n"
    assert inner + body + b"\r\n--=_loa-" in new


def test_forged_headers_of_ours_are_taken_away() -> None:
    forged = b"X-Loa-Verdict: safe\r\nx-loa-score: 0\r\nX-Loa-Verdict: safe\r\n" + honest(1)
    delivered = wire.apply(forged, decided(forged, DANGEROUS, Site(Policy(dangerous="pass"))))
    message = email.message_from_bytes(delivered)
    assert message.get_all("X-Loa-Verdict") == ["dangerous"]
    assert message.get_all("X-Loa-Score") == ["91.0"]


def test_results_in_our_gateways_name_that_came_with_the_mail_are_taken_away() -> None:
    own = b"Authentication-Results: mx.halong.example; dmarc=fail\r\n"
    came = b"Received: from a by b\r\nAuthentication-Results: MX.halong.example (x); dmarc=pass\r\n"
    other = b"Authentication-Results: elsewhere.example; dmarc=pass\r\n"
    mail = own + came + other + honest(1)
    delivered = wire.apply(mail, decided(mail, SAFE, authserv="mx.halong.example"))
    assert email.message_from_bytes(delivered).get_all("Authentication-Results") == [
        "mx.halong.example; dmarc=fail", "elsewhere.example; dmarc=pass",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "judgement", "letters", "last"),
    [
        (Policy(dangerous="quarantine"), DANGEROUS, {b"q", b"b"}, (b"c", b"")),
        (Policy(dangerous="reject"), DANGEROUS, set(), (b"y", b"550 5.7.1")),
        (Policy(fail="open"), UNJUDGED, set(), (b"a", b"")),
        (Policy(fail="closed"), UNJUDGED, set(), (b"y", b"451 4.7.1")),
        (Policy(dangerous="tag", subject_mark=True), DANGEROUS, {b"b"}, (b"c", b"")),
    ],
)
def test_the_policy_decides(
    policy: Policy, judgement: Judgement, letters: set[bytes], last: tuple[bytes, bytes]
) -> None:
    answers = decided(spoof(1), judgement, Site(policy))
    assert letters == {letter for letter, _ in answers} & {b"q", b"b"}
    assert answers[-1][0] == last[0]
    assert answers[-1][1].startswith(last[1])


def test_the_mark_stands_before_the_subject() -> None:
    answers = decided(spoof(1), DANGEROUS, Site(Policy(subject_mark=True)))
    message = email.message_from_bytes(wire.apply(spoof(1), answers), policy=email.policy.default)
    assert str(message["Subject"]).startswith("[CẢNH BÁO] KHẨN")

"""A stolen thread that goes on from one letter away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import GuardSettings, check
from loa.mailguard.core.lookalike import imitates
from tests.mailguard.builder import GATEWAY, Mail

TRUSTED = GuardSettings(authserv=GATEWAY, own_domains=("halong.gov.vn",))
QUOTED = (
    "Em gửi chị hoá đơn đợt 2.\n\nFrom: Trần Mẫu <mau@hoachatmau.com.vn>\nSent: Monday\n> Chị xác nhận giúp em nhé."
)
ANSWER = Mail("Trần Mẫu <mau@hoachatmau.com.vn>", "Re: Hoá đơn đợt 2", QUOTED)


def codes(mail: Mail) -> set[str]:
    return {item.code for item in check(mail.build(), settings=TRUSTED).evidence}


@pytest.mark.parametrize("host", ["hoachatrnau.com.vn", "hoachat-mau.com", "hoachatmau-vn.com", "h0achatmau.com"])
def test_an_answer_from_one_letter_away(host: str) -> None:
    assert "thread.lookalike" in codes(ANSWER.but(sender=f"Trần Mẫu <mau@{host}>"))
    assert {"thread.lookalike", "reply.lookalike"} <= codes(ANSWER.but(reply_to=f"mau@{host}"))


def test_a_thread_that_a_page_quotes_is_read_too() -> None:
    quoted = (
        "<p>Em gửi chị hoá đơn đợt 2, chị xem giúp em nhé ạ.</p><blockquote>From: mau@hoachatmau.com.vn</blockquote>"
    )
    mail = Mail("Trần Mẫu <mau@hoachatrnau.com>", "Re: Hoá đơn", "Em gửi chị hoá đơn.", quoted)
    assert "thread.lookalike" in codes(mail)


def test_an_answer_that_goes_to_one_letter_away_needs_no_thread() -> None:
    mail = Mail("Trần Mẫu <mau@hoachatmau.com.vn>", "Hoá đơn", "Em gửi chị.", reply_to="mau@hoachatrnau.com")
    found = codes(mail)
    assert "reply.lookalike" in found
    assert "thread.lookalike" not in found


@pytest.mark.parametrize("host", ["quangn1nh.com", "quangninh-vn.com", "quang-ninh.net", "quangnlnh.org"])
def test_one_letter_away_from_the_reader_s_own_domain(host: str) -> None:
    mail = Mail(f"Phòng CNTT <it@{host}>", "Bảo trì", "Bảo trì tối thứ Bảy.", to="vanthu@quangninh.gov.vn")
    assert "domain.own" in codes(mail)
    assert "domain.own" not in codes(mail.but(sender="Phòng CNTT <it@quangninh.gov.vn>"))
    assert "domain.own" not in codes(mail.but(to="vanthu@halong.gov.vn"))


@pytest.mark.parametrize("host", ["hoachatmau.com.vn", "mail.hoachatmau.com.vn", "hoachatmau.vn", "duocphamkhac.vn"])
def test_the_same_house_and_a_colleague_s_are_no_imitation(host: str) -> None:
    assert not {code for code in codes(ANSWER.but(sender=f"Trần Mẫu <mau@{host}>")) if code.startswith("thread.")}


def test_a_public_list_has_people_of_many_houses() -> None:
    listed = ANSWER.but(sender="Trần Mẫu <mau@hoachat-mau.com>", headers=(("List-Id", "<to.lists.example>"),))
    assert "thread.lookalike" not in codes(listed)


def test_a_quoted_author_at_a_mailbox_anybody_can_open() -> None:
    assert "thread.other_mailbox" in codes(ANSWER.but(sender="Trần Mẫu <tranmau.kd@gmail.com>"))
    assert "thread.other_mailbox" not in codes(ANSWER.but(sender="Lê Khác <lekhac@gmail.com>"))


def test_a_mailbox_one_shape_away_from_the_quoted_one() -> None:
    quoted = "Em gửi chị.\n\nVào lúc 09:02 Trạm Y tế <trammau@gmail.com> đã viết:\n> Dạ vâng."
    assert "thread.other_mailbox" in codes(Mail("Trạm Y tế <trarnmau@gmail.com>", "Re: Báo cáo", quoted))
    assert "thread.other_mailbox" not in codes(Mail("Trạm Y tế <trammau@gmail.com>", "Re: Báo cáo", quoted))


@given(st.from_regex(r"[a-z][a-z0-9-]{4,20}\.(com|vn|com\.vn|org)", fullmatch=True))
def test_nothing_imitates_itself(host: str) -> None:
    assert not imitates(host, host)
    assert not imitates("mail." + host, host)

"""The check page: a verdict that a clerk understands, and one button that reports."""

from __future__ import annotations

import html
import random
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.actions import block
from loa.mailguard.models import Campaign, ReportedMail
from loa.web.mailcheck import carried
from tests.mailguard.mails import COLLEAGUE
from tests.mailguard.room.mails import LURE
from tests.web.conftest import Enter
from tests.web.world import Town

pytestmark = pytest.mark.django_db


def file(raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("thu.eml", raw)


def test_the_verdict_speaks_plainly_and_links_nowhere(town: Town, enter: Enter) -> None:
    page = enter(town.staff).post(reverse("mailcheck"), {"file": file(LURE.build())}).content.decode()
    shown = html.unescape(page)
    for said in ("Nguy hiểm", "Bộ Y tế", "thongbao@yte-khancap[.]example", "Báo thư này"):
        assert said in shown, said
    assert "khaibao.example" not in page.partition('name="mail"')[0]
    assert "(From)" not in page
    assert not ReportedMail.objects.exists()


def test_one_button_reports_what_was_judged(town: Town, enter: Enter) -> None:
    raw, client = LURE.build(), enter(town.staff)
    page = client.post(reverse("mailcheck"), {"file": file(raw)}).content.decode()
    found = re.search(r'name="mail" value="([^"]+)"', page)
    assert found is not None
    answer = client.post(reverse("mailcheck-report"), {"mail": html.unescape(found[1])})
    assert "Cảm ơn bạn" in answer.content.decode()
    mail = ReportedMail.objects.get()
    assert (mail.via, mail.reporter, mail.unit) == ("page", town.staff.staff, town.north)
    again = client.post(reverse("mailcheck-report"), {"mail": html.unescape(found[1])}).content.decode()
    assert "đã báo thư này rồi" in again
    assert Campaign.objects.get().reports == 1


def test_a_large_mail_is_reported_from_the_form(town: Town, enter: Enter) -> None:
    noise = random.Random(1).randbytes(1_200_000)
    raw = LURE.but(files=(("a.bin", "application/octet-stream", noise),)).build()
    page = enter(town.staff).post(reverse("mailcheck"), {"file": file(raw)}).content.decode()
    assert 'name="mail"' not in page
    assert "Kiểm tra và báo" in page
    enter(town.staff).post(reverse("mailcheck"), {"file": file(raw), "report": "1"})
    assert ReportedMail.objects.get().size == len(raw)


def test_what_did_not_come_along_is_said(town: Town, enter: Enter) -> None:
    client = enter(town.staff)
    for sent in ("", "!!!", carried.pack(b"x" * 50)[:-8]):
        assert client.post(reverse("mailcheck-report"), {"mail": sent}).status_code == 422
    assert client.get(reverse("mailcheck-report")).status_code == 405
    assert not ReportedMail.objects.exists()


def test_the_page_knows_the_lists_of_the_desk(town: Town, enter: Enter) -> None:
    raw = COLLEAGUE.build()
    assert "verdict safe" in enter(town.staff).post(reverse("mailcheck"), {"file": file(raw)}).content.decode()
    block("sender", "thu.tran@gmail.com", by=town.security, reason="hộp thư bị chiếm")
    page = enter(town.staff).post(reverse("mailcheck"), {"file": file(raw)}).content.decode()
    assert "verdict dangerous" in page or "verdict caution" in page


def test_a_bomb_in_the_hidden_field_is_refused() -> None:
    packed = carried.pack(bytes(carried.LONGEST + 1))
    assert packed
    with pytest.raises(carried.NotCarriedError):
        carried.unpack(packed)


@given(st.binary(min_size=1, max_size=3000))
def test_what_is_packed_comes_out_again(raw: bytes) -> None:
    assert carried.unpack(carried.pack(raw)) == raw


@given(st.text(max_size=300))
def test_garbage_in_the_hidden_field_is_refused_in_words(packed: str) -> None:
    with pytest.raises(carried.NotCarriedError):
        carried.unpack(packed)

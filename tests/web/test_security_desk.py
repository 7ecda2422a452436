"""The security desk: a spoof is reported by three, becomes one campaign, is confirmed, blocked and warned of."""

from __future__ import annotations

import io
from email import message_from_bytes, policy

import pytest
from django.urls import reverse
from pypdf import PdfReader

from loa.accounts.actions import grant
from loa.accounts.models import RoleAssignment
from loa.bulletins import actions as bulletins
from loa.bulletins.models import Bulletin
from loa.bulletins.queries import latest_revision
from loa.mailguard import queries
from loa.mailguard.actions import report
from loa.mailguard.models import BlockEntry, Campaign
from tests.mailguard.builder import Mail
from tests.mailguard.room.mails import LURE, OTHER
from tests.web.conftest import Enter
from tests.web.world import Town

pytestmark = pytest.mark.django_db
Role = RoleAssignment.Role


@pytest.fixture
def campaign(town: Town) -> Campaign:
    """Three of the staff reported the same spoof, each got it from another mailbox."""
    senders = ("Bộ Y tế <thongbao@yte-khancap.example>", "Bộ Y tế <yte.khan@gmail.com>", "BỘ Y TẾ <a@b.example>")
    for user, sender in zip((town.staff, town.focal, town.head), senders, strict=True):
        report(LURE.but(sender=sender).build(), via="page", reporter=user.staff)
    return Campaign.objects.get()


def confirm(town: Town, enter: Enter, campaign: Campaign) -> None:
    enter(town.security).post(reverse("security-confirm", args=[campaign.pk]), {"reason": "đã gọi Bộ Y tế"})


def test_the_list_and_the_campaign_say_what_is_known(town: Town, enter: Enter, campaign: Campaign) -> None:
    desk = enter(town.security)
    page = desk.get(reverse("security-desk")).content.decode()
    assert "1 chiến dịch đang chờ" in page
    assert LURE.subject in page
    page = desk.get(reverse("security-campaign", args=[campaign.pk])).content.decode()
    assert "3 lần" in page
    assert "moh-gov-vn[.]khaibao[.]example" in page
    assert "Người gửi ghi là" in page
    assert town.staff.full_name in page
    assert "https://moh-gov-vn" not in page.replace("hxxps", "")
    assert (
        town.staff.full_name
        not in enter(town.operator).get(reverse("security-campaign", args=[campaign.pk])).content.decode()
    )


def test_a_decision_needs_its_reason(town: Town, enter: Enter, campaign: Campaign) -> None:
    desk = enter(town.security)
    answer = desk.post(reverse("security-confirm", args=[campaign.pk]), {"reason": ""})
    assert answer.status_code == 422
    confirm(town, enter, campaign)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.decided_by) == ("confirmed", town.security)
    desk.post(reverse("security-dismiss", args=[campaign.pk]), {"reason": "diễn tập"})
    campaign.refresh_from_db()
    assert campaign.state == "dismissed"
    assert desk.get(reverse("security-raw", args=[campaign.mails.first().pk])).status_code == 404


def test_a_sign_is_blocked_from_the_campaign_and_taken_off_the_list(
    town: Town, enter: Enter, campaign: Campaign
) -> None:
    desk, where = enter(town.security), "moh-gov-vn.khaibao.example"
    sent = {"kind": "host", "value": where, "reason": "chiến dịch", "campaign": campaign.pk}
    assert desk.post(reverse("block-add"), sent)["Location"] == reverse("security-campaign", args=[campaign.pk])
    assert where in queries.site().blocked_hosts
    page = desk.get(reverse("block-list")).content.decode()
    assert "moh-gov-vn[.]khaibao[.]example" in page
    assert town.security.full_name in page
    desk.post(reverse("block-remove", args=[BlockEntry.objects.get().pk]))
    assert not queries.site().blocked_hosts


def test_the_list_refuses_what_stops_honest_mail_and_keeps_what_was_typed(town: Town, enter: Enter) -> None:
    answer = enter(town.security).post(
        reverse("block-add"), {"kind": "domain", "value": "moh.gov.vn", "reason": "lý do dài", "days": "30"}
    )
    assert answer.status_code == 422
    assert "sổ đăng ký tin cậy" in answer.content.decode()
    assert "lý do dài" in answer.content.decode()


@pytest.mark.parametrize("form", ["postfix", "rpz", "hosts", "csv", "json"])
def test_the_list_goes_out_in_every_form(form: str, town: Town, enter: Enter) -> None:
    desk = enter(town.security)
    desk.post(reverse("block-add"), {"kind": "domain", "value": "evil.example", "reason": "lừa đảo", "days": "0"})
    answer = desk.get(reverse("block-export", args=[form]))
    assert "attachment" in answer["Content-Disposition"]
    assert "evil.example" in answer.content.decode()


def test_one_act_writes_the_warning_that_a_second_person_approves(
    town: Town, enter: Enter, campaign: Campaign, signing_key: object
) -> None:
    desk, address = enter(town.security), reverse("security-warn", args=[campaign.pk])
    confirm(town, enter, campaign)
    desk.post(address)
    assert not Bulletin.objects.exists(), "who warns everybody is an editor too"
    grant(town.security, Role.EDITOR, town.city)
    answer = desk.post(address)
    bulletin = Bulletin.objects.get()
    assert answer["Location"] == reverse("desk-edit", args=[bulletin.pk])
    assert desk.get(answer["Location"]).status_code == 200
    words = latest_revision(bulletin).content["texts"]["vi"]
    assert words["title"] == "Cảnh báo thư giả mạo Bộ Y tế"
    everything = " ".join(words.values())
    assert "gmail(.)com" in everything
    assert "yte.khan@" not in everything
    assert "https://" not in everything
    assert desk.post(address)["Location"] == answer["Location"], "the second click finds the same warning"
    assert Bulletin.objects.count() == 1
    bulletins.submit(bulletin, by=town.security)
    seen = latest_revision(bulletin).content_hash
    with pytest.raises(Exception, match=r".") as caught:
        bulletins.approve(bulletin, by=town.security, seen_hash=seen)
    assert getattr(caught.value, "code", "") in {"self_approval", "missing_role"}
    bulletins.approve(bulletin, by=town.approver, seen_hash=seen)


def test_an_open_campaign_warns_nobody(town: Town, enter: Enter, campaign: Campaign) -> None:
    grant(town.security, Role.EDITOR, town.city)
    enter(town.security).post(reverse("security-warn", args=[campaign.pk]))
    assert not Bulletin.objects.exists()


def test_an_attackers_words_are_no_markup(town: Town, enter: Enter) -> None:
    evil = Mail(
        "[Bấm](https://evil.example) **Bộ Y tế** <x@evil.example>", "# Khẩn ![x](http://evil.example/p) <b>", LURE.text,
        auth="none",
    )  # fmt: skip
    found = report(evil.build(), via="page", reporter=None).mail.campaign
    confirm(town, enter, found)
    grant(town.security, Role.EDITOR, town.city)
    desk = enter(town.security)
    desk.post(reverse("security-warn", args=[found.pk]))
    page = desk.get(reverse("desk-preview-frame", args=[Bulletin.objects.get().pk, "portal"])).content.decode()
    assert "evil.example" not in page
    assert "<b>”" not in page
    assert "evil(.)example" in page


def test_the_report_to_the_national_centre(town: Town, enter: Enter, campaign: Campaign) -> None:
    desk = enter(town.security)
    confirm(town, enter, campaign)
    pdf = desk.get(reverse("security-report", args=[campaign.pk, "pdf"])).content
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    for said in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "giả mạo Bộ Y tế", "3 lượt báo", "72 giờ", "đã gọi Bộ Y tế"):
        assert said in text, said
    assert desk.get(reverse("security-report", args=[campaign.pk, "xlsx"])).content.startswith(b"PK")
    letter = message_from_bytes(
        desk.get(reverse("security-report", args=[campaign.pk, "eml"])).content, policy=policy.default
    )
    names = [part.get_filename() for part in letter.iter_attachments()]
    assert names == ["bao-cao.pdf", "dau-hieu.csv", "1.eml", "2.eml", "3.eml"]
    operator = enter(town.operator).get(reverse("security-report", args=[campaign.pk, "eml"])).content
    assert b"1.eml" not in operator, "the mails themselves are for the security desk alone"


def test_what_other_units_reported_does_not_exist(town: Town, enter: Enter) -> None:
    grant(town.nobody, Role.SECURITY, town.south)
    found = report(OTHER.build(), via="page", reporter=town.staff.staff).mail
    stranger = enter(town.nobody)
    assert OTHER.subject not in stranger.get(reverse("security-desk")).content.decode()
    pk = found.campaign_id
    for name, args in (
        ("security-campaign", [pk]), ("security-confirm", [pk]), ("security-dismiss", [pk]),
        ("security-warn", [pk]), ("security-report", [pk, "pdf"]), ("security-raw", [found.pk]),
    ):  # fmt: skip
        url = reverse(name, args=args)
        statuses = {getattr(stranger, method)(url, {"reason": "x"}).status_code for method in ("get", "post")}
        assert statuses <= {404, 405}, f"{url}: {statuses}"
    assert stranger.post(reverse("block-add"), {"kind": "host", "value": "a.example", "reason": "x"}).status_code == 302
    assert not BlockEntry.objects.exists()


def test_the_original_is_a_file_that_no_browser_opens(town: Town, enter: Enter, campaign: Campaign) -> None:
    mail = campaign.mails.first()
    answer = enter(town.security).get(reverse("security-raw", args=[mail.pk]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert "attachment" in answer["Content-Disposition"]
    assert b"Subject:" in answer.content


def test_the_pages_ask_the_database_a_bounded_number_of_times(
    town: Town, enter: Enter, campaign: Campaign, django_assert_max_num_queries: object
) -> None:
    desk = enter(town.security)
    for number in range(8):
        report(LURE.but(text=LURE.text + str(number)).build(), via="page", reporter=None)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        desk.get(reverse("security-campaign", args=[campaign.pk]))
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        desk.get(reverse("security-desk"))

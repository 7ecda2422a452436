"""A body's own notice that leads nowhere else reads like phishing and is none; one way out, and it counts again."""

from __future__ import annotations

import pytest

from loa.mailguard.core import GuardSettings, Level, check
from tests.mailguard.builder import GATEWAY, Mail

TRUSTED = GuardSettings(authserv=GATEWAY, own_domains=("halong.gov.vn",))
TEXT = "Mật khẩu của Quý khách sẽ hết hạn, tài khoản sẽ bị khoá ngay lập tức. Xác minh tài khoản hôm nay."
LINK = '<p>Mật khẩu sẽ hết hạn, tài khoản sẽ bị khoá ngay lập tức. <a href="{}">Xác minh tài khoản</a></p>'
NOTICE = Mail(
    "Vietcombank <digibank@vietcombank.com.vn>", "Cảnh báo: hết hạn", TEXT, LINK.format("https://vietcombank.com.vn/a")
)


def score(mail: Mail) -> float:
    return check(mail.build(), settings=TRUSTED).score


def test_a_bank_s_own_notice_is_safe() -> None:
    assert check(NOTICE.build(), settings=TRUSTED).level is Level.SAFE


@pytest.mark.parametrize(
    "way_out",
    [
        {"html": LINK.format("https://vcb-xacminh.example/a")},
        {"html": LINK.format("https://vietcombank.pages.dev/a")},
        {"reply_to": "vietcombank.hotro@outlook.com"},
        {"auth": "fail"},
        {"text": TEXT + " Soạn thư trả lời, gửi mật khẩu và mã OTP về cho chúng tôi.", "html": ""},
        {"sender": "Vietcombank <digibank@vcb-thongbao.example>"},
    ],
    ids=["link", "free page", "answer", "forged", "request", "sender"],
)
def test_one_way_out_and_the_pressure_counts_again(way_out: dict[str, str]) -> None:
    assert score(NOTICE.but(**way_out)) > 45 > score(NOTICE)


def test_without_a_gateway_only_the_topmost_result_counts() -> None:
    """Whoever writes a result himself writes it below the one of the server that took the mail in."""
    forged = NOTICE.but(auth="fail", forged_auth=f"{GATEWAY}; dmarc=pass header.from=vietcombank.com.vn")
    assert check(forged.build()).score > check(NOTICE.build()).score


def test_clicks_counted_by_a_mailing_service_for_a_newsletter_stay_at_home() -> None:
    html = LINK.format("https://click.list-manage.com/track/1")
    unsubscribe = (("List-Unsubscribe", "<https://click.list-manage.com/u>"),)
    assert score(NOTICE.but(html=html, headers=unsubscribe)) < 45 <= score(NOTICE.but(html=html))


def test_a_code_in_a_picture_or_a_link_in_a_calendar_leads_away_too() -> None:
    """All that can be opened is asked, not the text's links alone: a stolen official mailbox may send pictures."""
    calendar = (
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nLOCATION:https://vcb-xacminh.example/a\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    assert score(NOTICE.but(files=(("hen.ics", "text/calendar", calendar),))) > 45 > score(NOTICE)

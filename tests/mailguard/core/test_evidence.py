"""One test for each way of deceiving: links, hiding, asking, history."""

from __future__ import annotations

import io

import pytest

from loa.mailguard.core import GuardSettings, check
from tests.mailguard.builder import Mail

PLAIN = Mail("Nguyễn Văn Mẫu <mau@example.com>", "Trao đổi", "Chào anh, em gửi anh tài liệu.")


def codes(mail: Mail, **settings: object) -> set[str]:
    return {item.code for item in check(mail.build(), settings=GuardSettings(**settings)).evidence}  # type: ignore[arg-type]


def page(inside: str) -> Mail:
    return PLAIN.but(
        html=f"<html><body><p>Chào anh, em gửi anh tài liệu để xem trước buổi họp.</p>{inside}</body></html>"
    )


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<a href='http://203.0.113.9/x'>xem</a>", "link.ip"),
        ("<a href='http://paypal.com@evil.example/'>xem</a>", "link.userinfo"),
        ("<a href='https://bit.ly/x'>xem</a>", "link.shortener"),
        ("<a href='https://x.weebly.com/'>xem</a>", "link.hosting"),
        ("<a href='https://docs.google.com/forms/d/1'>xem</a>", "link.form"),
        ("<a href='https://www.google.com/url?q=https://evil.example'>xem</a>", "link.redirect"),
        ("<a href='javascript:alert(1)'>xem</a>", "link.script"),
        ("<a href='data:text/html,x'>xem</a>", "link.script"),
        ("<a href='https://evil.example/?u=vanthu@halong.gov.vn'>xem</a>", "link.recipient"),
        ("<a href='https://evil.example/'>www.other.com</a>", "link.text"),
        ("<a href='https://evil.example/'>https://moh.gov.vn</a>", "link.text_protected"),
        ("<a href='https://moh-gov.vn/'>xem</a>", "link.gov"),
        ("<a href='https://paypal.com.evil.example/'>xem</a>", "link.lookalike"),
        ("<a href='https://xn--80ak6aa92e.com/'>xem</a>", "link.punycode"),
        ("<form action='https://evil.example'><input type=password></form>", "link.password_form"),
        ("<form action='https://evil.example'><input></form>", "link.post_form"),
        ("<div style='display:none'>" + "chữ ẩn " * 100 + "</div>" + "<p>chữ hiện</p>" * 70, "hide.text"),
        ("<div style='display:none'>" + "chữ ẩn " * 100 + "</div>", "hide.padding"),
        (
            "<p>mật<span style='font-size:0'>xx</span>khẩu b<i style='font-size:0px'>x</i>í mậ<b hidden>x</b>t</p>",
            "hide.split",
        ),
    ],
)
def test_pages(inside: str, code: str) -> None:
    assert code in codes(page(inside))


@pytest.mark.parametrize(
    "inside",
    [
        "<a href='https://news.example.com/c?u=1'>www.example.com</a>",
        "<a href='https://click.sendgrid.net/x'>www.example.com</a>",
        "<a href='https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fgithub.com'>github.com</a>",
        "<a href='https://example.com/'>Báo cáo.pdf</a>",
        "<table style='font-size:0'><tr><td style='font-size:14px'>chữ thấy được</td></tr></table>",
    ],
)
def test_honest_pages_raise_nothing(inside: str) -> None:
    assert not {code for code in codes(page(inside)) if code.startswith(("link.", "hide."))}


def test_blocked_hosts_of_the_site() -> None:
    mail = page("<a href='https://a.scam.example/'>xem</a>")
    assert "link.blocked" in codes(mail, blocked_hosts=frozenset({"scam.example"}))
    assert "link.blocked" not in codes(mail)


def test_a_qr_code_is_read_and_judged() -> None:
    pytest.importorskip("zxingcpp")
    import segno

    picture = io.BytesIO()
    segno.make("https://moh-gov.vn/khai-bao").save(picture, kind="png", scale=6)
    found = codes(PLAIN.but(files=(("ma.png", "image/png", picture.getvalue()),)))
    assert {"link.qr", "link.gov"} <= found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Vui lòng xử lý trong vòng 24 giờ", "ask.urgency"),
        ("Vui long xu ly trong vong 24 gio", "ask.urgency"),
        ("Tài khoản sẽ bị khoá", "ask.threat"),
        ("Please verify your account", "ask.credentials"),
        ("Anh chuyển khoản giúp em", "ask.payment"),
        ("Việc này giữ kín nhé", "ask.secrecy"),
        ("Tài khoản sẽ bị khoá, hãy xác minh tài khoản", "ask.pressure"),
        ("Dear customer, hello", "ask.generic"),
        ("お客様のアカウントを停止しました。24時間以内に本人確認をお願いします。", "ask.pressure"),
        ("您的账户已被冻结，请立即点击链接验证您的账户。", "ask.pressure"),
    ],
)
def test_what_it_asks(text: str, code: str) -> None:
    assert code in codes(PLAIN.but(text=text))


@pytest.mark.parametrize("text", ["Chúng tôi không bao giờ hỏi mã OTP", "We never ask for your password"])
def test_a_warning_asks_for_nothing(text: str) -> None:
    assert "ask.credentials" not in codes(PLAIN.but(text=text))


def test_outbreak_words_alone_are_no_reason() -> None:
    found = check(PLAIN.but(text="Dịch sởi, COVID-19, vắc xin, tiêm chủng.").build())
    assert found.score == 0


def test_an_address_in_the_name() -> None:
    assert "claim.address_in_name" in codes(PLAIN.but(sender='"vanphong@moh.gov.vn" <x@evil.example>'))
    assert "claim.address_in_name" not in codes(PLAIN.but(sender='"mau@example.com" <mau@example.com>'))


class Memory:
    """An office that knows one colleague."""

    def knows_address(self, address: str) -> bool:
        return address == "mau@halong.gov.vn"

    def addresses_of(self, name: str) -> frozenset[str]:
        return frozenset({"mau@halong.gov.vn"}) if name == "nguyen van mau" else frozenset()


def test_history() -> None:
    assert "history.new_address" in codes(PLAIN, history=Memory())
    assert "history.first" in codes(PLAIN.but(sender="Ai Đó <x@example.com>"), history=Memory())
    known = codes(PLAIN.but(sender="Nguyễn Văn Mẫu <mau@halong.gov.vn>"), history=Memory())
    assert not {code for code in known if code.startswith("history.")}


def test_an_extra_body_of_the_site_is_protected() -> None:
    row = {
        "id": "khu", "kind": "own", "name_vi": "Khu công nghiệp Việt Hưng", "name_en": "",
        "names": "Khu công nghiệp Việt Hưng",
        "acronyms": "", "common": "", "domains": "viethung.example", "labels": "", "source": "desk", "as_of": "2026-11",
    }  # fmt: skip
    mail = PLAIN.but(sender="Khu cong nghiep Viet Hung <x@gmail.com>")
    assert "claim.freemail" in codes(mail, extra_registry=(row,))
    assert "claim.freemail" not in codes(mail)

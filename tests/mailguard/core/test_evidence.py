"""One test for each way of deceiving: links, hiding, asking, history."""

from __future__ import annotations

import io

import pytest

from loa.mailguard.core import GuardSettings, check
from tests.mailguard.builder import GATEWAY, Mail

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
        ("<a href='http://0313.0.0161.011/x'>xem</a>", "link.ip"),
        ("<a href='https://tai-ve.example/VssID.apk'>xem</a>", "link.program"),
        ("<a href='https://tai-ve.example/365.pdf.exe?x=1'>xem</a>", "link.program"),
        ("<a href='https://la.example/'>Cổng Dịch vụ công quốc gia</a>", "link.label"),
        ("<a href='https://vneid-kichhoat.com/'>xem</a>", "link.lookalike"),
        ("<a href='https://cdcgov.org/'>xem</a>", "link.lookalike"),
        ("<a href='https://www.meinvoice.vn-tracuu.site/'>xem</a>", "link.lookalike"),
        ("<p>Đăng nhập bằng VNeID để điểm danh</p><a href='https://la.example/'>xem</a>", "link.named_login"),
        ("<blockquote><a href='https://la.example/'>https://moh.gov.vn/bc</a></blockquote>", "link.text_protected"),
        ("<blockquote><a href='https://x.vercel.app/'>https://moh.gov.vn/bc</a></blockquote>", "link.text_protected"),
        ("<p>Đăng nhập tại đây</p><a href='https://x.web.app/'>xem</a>", "link.free_login"),
        ("<p>Đăng nhập bằng thư công vụ</p><a href='https://la.example/'>xem</a>", "link.office_login"),
        ("<a href='https://x.pages.dev/?u=vanthu@halong.gov.vn'>xem</a>", "link.recipient_free"),
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
        "<blockquote><a href='https://click.bao.example/'>www.example.com</a></blockquote>",
        "<p>Đăng nhập bằng VNeID</p><a href='https://vneid.gov.vn/'>xem</a>",
        "<table style='font-size:0'><tr><td style='font-size:14px'>chữ thấy được</td></tr></table>",
    ],
)
def test_honest_pages_raise_nothing(inside: str) -> None:
    assert not {code for code in codes(page(inside)) if code.startswith(("link.", "hide."))}


def test_a_letter_that_is_nothing_but_a_quotation_is_read() -> None:
    """Else a fraud would only have to wrap his letter in a quotation."""
    asks = "Tài khoản sẽ bị khoá, hãy xác minh tài khoản bằng mật khẩu."
    assert "ask.pressure" in codes(PLAIN.but(text=f"Xem.\n> {asks}"))
    assert "ask.pressure" in codes(PLAIN.but(text="Xem.", html=f"<p>Xem.</p><blockquote>{asks}</blockquote>"))
    answer = "Cảm ơn anh, em đã nhận được thư và sẽ báo lại trong chiều nay."
    assert "ask.pressure" not in codes(PLAIN.but(text=f"{answer}\n> {asks}"))


def test_a_code_of_a_known_page_is_hardly_a_hint() -> None:
    pytest.importorskip("zxingcpp")
    import segno

    def scores(target: str) -> float:
        picture = io.BytesIO()
        segno.make(target).save(picture, kind="png", scale=6)
        return check(PLAIN.but(files=(("ma.png", "image/png", picture.getvalue()),)).build()).score

    assert scores("https://vneid.gov.vn/a") < 10 < scores("https://la.example/a")


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
        ("Công ty đã đổi ngân hàng, đề nghị chuyển khoản vào tài khoản mới 19033344455", "ask.new_account"),
        ("Please note our new bank details for all payments", "ask.new_account"),
        ("Anh kết bạn Zalo 0912000111 để được hướng dẫn", "ask.messenger"),
        ("Tài khoản cũ đang kiểm toán, đề nghị thanh toán vào tài khoản của công ty con", "ask.new_account"),
        ("Our account is under annual audit, please settle to our subsidiary account instead", "ask.new_account"),
        ("For the per diem please use my new account as the old one was closed", "ask.new_account"),
        ("Em mua 20 thẻ Viettel 500k rồi cào gửi mã và serial cho anh", "ask.gift_cards"),
        ("Pick up four iTunes cards and send me the codes on the back", "ask.gift_cards"),
        ("Anh đang họp không nghe máy được, em chuyển khoản giúp anh", "ask.unchecked"),
        ("This payment must leave today. I cannot take calls, write here only", "ask.unchecked"),
        ("Em mua giúp 5 thẻ Got It, cào rồi chụp mã gửi lại thư này", "ask.gift_cards"),
        ("Tháng này chị chuyển vào 1028 8830 5571 giúp em, đừng gọi vì điện thoại em hỏng", "ask.unchecked"),
        ("Chị cho em mượn tên đăng nhập với mật khẩu của trạm nhé", "ask.surrender"),
        ("Hệ thống gửi mã OTP về máy chị thì chị nhắn lại em luôn", "ask.surrender"),
        ("Chi chuyen truoc 486 trieu, toi dang hop, dung goi", "ask.unchecked"),
        ("Ticket 48213: reply with your portal user name and password", "ask.surrender"),
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


@pytest.mark.parametrize(
    "text",
    [
        "Tài khoản bị khoá do nhập sai mật khẩu 5 lần",
        "Đăng nhập lại báo sai mật khẩu, gửi anh ảnh chụp",
        "Thư giả kèm tệp .rar, mật khẩu giải nén 123456",
        "Em gửi nhầm danh sách có số CCCD, xin các anh chị xoá giúp",
        "Em đang họp, chiều em gọi lại anh",
        "Tài khoản của bạn bị tạm khoá vì không dùng",
        "You can pay with a gift card at any of our shops",
        "Lúc đăng nhập hệ thống có gửi mã OTP về máy chị, chị cứ tự nhập",
        "Quý khách đang dùng gói cước 4G, thanh toán trước ngày 20",
    ],
)
def test_everyday_words_ask_for_nothing(text: str) -> None:
    wanted = ("ask.surrender", "ask.personal", "ask.new_account", "ask.unchecked", "ask.gift_cards")
    assert not codes(PLAIN.but(text=text)) & set(wanted)


def test_an_appeal_about_an_outbreak_is_no_doubt() -> None:
    """Newsletters on an epidemic ask for gifts and have buttons; only a doubt about who writes makes it one."""
    text = "Dịch sởi, COVID-19, 2.300 bệnh nhân. Mời ủng hộ, chuyển khoản theo số tài khoản trên trang của chúng tôi."
    appeal = PLAIN.but(text=text, html=f"<p>{text}</p><a href='https://tu-thien.example/'>Nhận tin</a>")
    assert "ask.outbreak" not in codes(appeal)
    assert "ask.outbreak" in codes(appeal.but(sender="Bộ Y tế <a@tu-thien.example>"))


@pytest.mark.parametrize(
    "account", ["0388 2210 977 - DANG THI MY LINH - TPBank", "Chủ tài khoản NGUYEN VAN MAU: 1903334445"]
)
def test_a_body_s_letter_with_a_person_s_account(account: str) -> None:
    school = PLAIN.but(sender="Trường Mầm non Mẫu <mn@mau.example>", text=f"Học phí tháng 10. Tài khoản: {account}.")
    assert "ask.private_holder" in codes(school)
    assert "ask.private_holder" not in codes(school.but(sender="Đặng Thị Mẫu <mau@example.com>"))


@pytest.mark.parametrize(
    "account", ["3714.0.1098821 - Truong Mam non Mau - Kho bạc", "0011 2233 4455 - CONG TY TNHH AN PHAT - Vietcombank"]
)
def test_a_body_s_own_account(account: str) -> None:
    school = PLAIN.but(sender="Trường Mầm non Mẫu <mn@mau.example>", text=f"Học phí tháng 10. Tài khoản: {account}.")
    assert "ask.private_holder" not in codes(school)


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


@pytest.mark.parametrize(
    ("sender", "reply_to", "code"),
    [
        ("Sở Y tế <a@lamdong.gov.vn>", "a@lamdong-gov.vn", "reply.lookalike"),
        ("Sở Y tế <a@lamdong.gov.vn>", "a@lamdong.example", "reply.lookalike"),
        ("Sở Y tế <a@lamdong.gov.vn>", "a@tonghop.example", "reply.protected_other"),
        ("Sở Y tế <a@lamdong.gov.vn>", "a@moh.gov.vn", "reply.other"),
        ("Công ty Mẫu <a@mau.example>", "a@hop-thu.example", "reply.other"),
    ],
)
def test_where_an_answer_goes(sender: str, reply_to: str, code: str) -> None:
    found = {found for found in codes(PLAIN.but(sender=sender, reply_to=reply_to)) if found.startswith("reply.")}
    assert found == {code}


@pytest.mark.parametrize(
    ("sender", "text", "code"),
    [
        ("Nguyễn Văn Mẫu <mau@gmail.com>", "BỘ Y TẾ\nVĂN PHÒNG BỘ\n\nKính gửi: các Sở.", "claim.letterhead_free"),
        ("UBND thành phố Đà Nẵng <a@ubnddanang.vn>", "Thông báo.", "claim.unlisted_office"),
        ("CDC Đà Nẵng <a@cdcdanang.vn>", "Thông báo.", "claim.unlisted_domain"),
        ("Ban Chỉ huy Phòng thủ dân sự <a@khan-cap.com>", "Công điện.", "claim.office"),
        ("B ộ  Y  t ế <a@ketqua.example>", "Kết quả.", "claim.disguised"),
        ("Quỳnh Chi VOV <a@gmail.com>", "Em xin số liệu.", "claim.person"),
        ("Ban biên tập VOV <a@gmail.com>", "Xin số liệu.", "claim.freemail"),
        ("WordPress <wordpress@trangnha.example>", "Đã đổi thư quản trị.", "claim.software"),
        ("Centre for Disease Control <a@health.gov.zm>", "News.", "claim.other_office"),
        ("Phòng PA06 Công an tỉnh <a@dinhdanh-tochuc.vn>", "Hướng dẫn.", "claim.unlisted_domain"),
    ],
)
def test_who_it_claims_to_be(sender: str, text: str, code: str) -> None:
    assert code in codes(PLAIN.but(sender=sender, text=text))


@pytest.mark.parametrize(
    "mail",
    [
        page("<a href='http://192.168.10.2/x'>192.168.10.2</a>"),
        page("<a href='https://www.star-telegram.com/bai'>xem</a>"),
        PLAIN.but(text="Trang giả mạo Cục Thuế yêu cầu nhập mật khẩu và mã OTP, người dân không làm theo."),
        PLAIN.but(sender="Mail Delivery System <MAILER-DAEMON@mx.example>", text="Undelivered mail."),
        PLAIN.but(sender="Quản trị mạng <qt@halong.gov.vn>", text="Bảo trì tối thứ Bảy."),
        PLAIN.but(sender="WHO <who@public.govdelivery.com>", text="Disease outbreak news."),
        PLAIN.but(sender="VnExpress <tin@vnexpress.net>", subject="Bộ Y tế công bố ca mới", html="<p>Bộ Y tế</p>"),
        PLAIN.but(html="<p>Payment method</p><p>Mastercard - 2204</p><p>Thank you</p>"),
    ],
)
def test_what_only_looks_odd_is_no_reason(mail: Mail) -> None:
    heavy = {item.code for item in check(mail.build()).evidence if item.weight >= 20}
    assert not heavy


def test_an_office_below_the_common_name_is_not_called_the_government() -> None:
    verdict = check(PLAIN.but(sender="Văn thư <a@vanthu-xa.gov.vn>").build(), settings=GuardSettings(authserv=GATEWAY))
    assert verdict.official == "vanthu-xa.gov.vn"

# ruff: noqa: E501  (texts of mails stand as they are)
"""Text that a person and a filter read differently."""

from __future__ import annotations

from tests.mailguard.builder import Mail, Pair

CYRILLIC = str.maketrans(
    {"a": "\u0430", "e": "\u0435", "o": "\u043e", "p": "\u0440", "c": "\u0441", "B": "\u0412", "A": "\u0410"}
)


def styled(text: str) -> str:
    """Latin letters as bold mathematical ones."""
    return "".join(
        chr(0x1D41A + ord(sign) - 97)
        if "a" <= sign <= "z"
        else chr(0x1D400 + ord(sign) - 65)
        if "A" <= sign <= "Z"
        else sign
        for sign in text
    )


def sprinkled(text: str, sign: str = "\u200b") -> str:
    """*sign* after every second letter."""
    return "".join(letter + (sign if place % 2 and letter.isalpha() else "") for place, letter in enumerate(text))


NOTICE = Mail(
    "Sở Y tế Nghệ An <soyte@nghean.gov.vn>",
    "Thông báo tiêm chủng",
    "Kính gửi các trung tâm y tế. Sở gửi lịch tiêm chủng tháng 11.",
)
BANK = Mail(
    "Sacombank <info@sacombank.com>",
    "Thong bao",
    "Kinh gui Quy khach. Sacombank thong bao lich nghi le va gio giao dich.",
)
STORE = Mail(
    "Apple <no_reply@email.apple.com>",
    "Your receipt",
    "Thank you for your purchase. This is your receipt for November.",
)
PAYPAL = Mail(
    "PayPal <service@paypal.com>", "Receipt for your payment", "You sent a payment of 12 USD to Example Shop."
)
PLAIN = Mail(
    "Phòng Y tế <phongyte@campha.gov.vn>",
    "Báo cáo tuần",
    "Kính gửi các trạm. Phòng nhắc báo cáo tuần gửi trước thứ Sáu.",
)


def page(text: str) -> str:
    return f"<html><body><p>{text}</p></body></html>"


HIDDEN = "<div style='display:none'>" + "lorem ipsum weather recipe football garden novel " * 12 + "</div>"

PAIRS: tuple[Pair, ...] = (
    Pair("cyrillic-name", NOTICE, NOTICE.but(sender=f"{'So Y te Nghe An'.translate(CYRILLIC)} <soyte@thong-bao.info>"), ("claim", "hide")),
    Pair("cyrillic-brand", STORE, STORE.but(sender=f"{'Apple'.translate(CYRILLIC)} <no_reply@receipts.example>"), ("claim", "hide")),
    Pair("capital-i", PAYPAL, PAYPAL.but(sender="PayPaI <service@intl-receipts.com>"), ("claim",)),
    Pair("styled-name", PAYPAL, PAYPAL.but(sender=f"{styled('PayPal')} <service@billing-desk.net>"), ("claim", "hide")),
    Pair("zero-width-text", PLAIN, PLAIN.but(text=sprinkled("Vui lòng đăng nhập để xác nhận mật khẩu hộp thư trước khi bị khoá.")), ("hide",)),
    Pair("soft-hyphens", PLAIN, PLAIN.but(text=sprinkled("Vui long xac minh tai khoan cua ban de tiep tuc su dung hop thu cong vu.", "\u00ad")), ("hide",)),
    Pair("mixed-text", BANK, BANK.but(text="Kinh gui Quy khach. " + "Tai khoan cua ban se bi khoa. Vui long xac nhan mat khau.".translate(CYRILLIC)), ("hide",)),
    Pair("styled-text", BANK, BANK.but(text=styled("Tai khoan cua Quy khach se bi khoa. Xac nhan ma OTP ngay.")), ("hide",)),
    Pair("hidden-padding", PLAIN.but(html=page(PLAIN.text)), PLAIN.but(
        html=page(HIDDEN + "Hộp thư sắp đầy, <a href='https://mo-rong.site/'>mở rộng dung lượng</a>.")), ("hide",)),
    Pair("split-words", PLAIN.but(html=page(PLAIN.text)), PLAIN.but(html=page(
        "Xác nhận m<span style='font-size:0'>xq</span>ật kh<span style='font-size:0'>zz</span>ẩu h<span style='display:none'>k</span>ộp "
        "th<span style='display:none'>vv</span>ư tại <a href='https://mo-rong.site/'>đây</a>.")), ("hide",)),
    Pair("picture-only", PLAIN.but(html=page(PLAIN.text)), PLAIN.but(
        sender="Phòng Y tế <phongyte@thong-bao-y-te.site>", text=" ",
        html="<html><body><a href='https://thong-bao-y-te.site/x'><img src='https://thong-bao-y-te.site/a.png' width='600'></a></body></html>"), ("hide",)),
    Pair("zero-width-subject", NOTICE, NOTICE.but(sender="Sở Y tế Nghệ An <soyte@y-te-nghe-an.info>", subject=sprinkled("Khẩn: cấm tiếp xúc")), ("hide",)),
    Pair("no-marks-name", NOTICE, NOTICE.but(sender="SO Y TE NGHE AN <soytenghean@hotmail.com>"), ("claim",)),
    Pair("spaced-letters", NOTICE, NOTICE.but(sender="S ở  Y  t ế  Nghệ An <soyte.na@outlook.com>"), ("claim",)),
    Pair("fullwidth-brand", STORE, STORE.but(sender="Ａｐｐｌｅ <no_reply@store-receipt.net>"), ("claim", "hide")),
    Pair("white-on-white", PLAIN.but(html=page(PLAIN.text)), PLAIN.but(html=(
        "<html><body style='background-color:#ffffff'><p style='color:#ffffff'>" + "garden novel football recipe " * 20
        + "</p><p>Mời anh chị <a href='https://mo-rong.site/'>mở tài liệu</a>.</p></body></html>")), ("hide",)),
)  # fmt: skip

# ruff: noqa: E501  (texts of mails stand as they are)
"""Consent links: the same true sign-in page, once for a sign-in, once to hand over the mailbox."""

from __future__ import annotations

from urllib.parse import quote

from tests.mailguard.builder import Mail, Pair

MICROSOFT = "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?client_id=11111111-2222-3333-4444-555555555555&response_type=code&redirect_uri={}&scope={}"
GOOGLE = "https://accounts.google.com/o/oauth2/v2/auth?client_id=1.apps.googleusercontent.com&response_type=code&redirect_uri={}&scope={}"
SIGN_IN = "openid profile email"


def consent(pattern: str, returns: str, scope: str) -> str:
    return pattern.format(quote(returns, safe=""), quote(scope))


def _page(text: str, target: str, shown: str) -> str:
    return f"<html><body><p>{text}</p><p><a href='{target.replace('&', '&amp;')}'>{shown}</a></p></body></html>"


def _pair(name: str, mail: Mail, shown: str, honest: str, spoof: str, sender: str = "") -> Pair:
    return Pair(
        name,
        mail.but(html=_page(mail.text, honest, shown)),
        mail.but(html=_page(mail.text, spoof, shown), sender=sender or mail.sender),
        ("link",),
    )


PLATFORM = Mail(
    "Nền tảng học liệu <hotro@hoclieu-mau.example>",
    "Đăng nhập một lần từ tháng 11",
    "Từ tháng 11, học viên đăng nhập nền tảng bằng tài khoản Microsoft của cơ quan, không cần mật khẩu riêng.",
)
NETWORK = Mail(
    "Laboratory Network <office@labnet.example>",
    "Calendar of proficiency rounds 2027",
    "Dear colleagues, the calendar of the proficiency rounds is on the members' page. Please sign in with Google.",
)
OWN = Mail(
    "Tổ Công nghệ thông tin <cntt@halong.gov.vn>",
    "Đồng bộ lịch họp với điện thoại",
    "Ứng dụng lịch họp của Thành phố cần đọc hộp thư để nhận giấy mời; anh chị bấm cho phép một lần.",
)
UNICEF = Mail(
    "UNICEF Supply Division <supply@unicef.org>",
    "Supplier portal: sign in with your institution",
    "Dear partner, the supplier portal now uses the account of your institution. Your name and address are read.",
)

PAIRS: tuple[Pair, ...] = (
    _pair("consent-platform", PLATFORM, "Đăng nhập", consent(MICROSOFT, "https://hoclieu-mau.example/signin-oidc", SIGN_IN),
          consent(MICROSOFT, "https://mail-sync.example/cb", SIGN_IN + " offline_access Mail.ReadWrite Files.Read.All")),
    _pair("consent-laboratory", NETWORK, "Sign in", consent(GOOGLE, "https://labnet.example/oauth", SIGN_IN),
          consent(GOOGLE, "https://labnet.example/oauth", SIGN_IN + " https://mail.google.com/ https://www.googleapis.com/auth/contacts")),
    _pair("consent-own-calendar", OWN, "Cho phép", consent(MICROSOFT, "https://lichhop.halong.gov.vn/cb", "openid Mail.Read"),
          consent(MICROSOFT, "https://lichhop-halong.example/cb", "openid offline_access https://graph.microsoft.com/Mail.Read")),
    _pair("consent-wrapped", UNICEF, "Supplier portal", consent(MICROSOFT, "https://supply.unicef.org/cb", SIGN_IN),
          "https://eur03.safelinks.protection.outlook.com/?url=" + quote(consent(MICROSOFT, "https://supply-portal.example/cb", "Mail.Send Contacts.Read offline_access"), safe="") + "&data=05",
          "UNICEF Supply Division <supply@unicef-partners.example>"),
)  # fmt: skip

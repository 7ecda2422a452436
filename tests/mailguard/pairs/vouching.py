# ruff: noqa: E501  (texts of mails stand as they are)
"""Nothing differs to the eye: what vouches for the sender, or where an answer goes, gives the twin away."""

from __future__ import annotations

from tests.mailguard.builder import GATEWAY, Mail, Pair

DIRECTIVE = Mail(
    "UBND tỉnh Quảng Ninh <vanthu@quangninh.gov.vn>",
    "Chỉ thị 04/CT-UBND",
    "Kính gửi: Thủ trưởng các sở, ban, ngành.\nUBND tỉnh gửi Chỉ thị 04/CT-UBND về phòng, chống dịch, đề nghị thực hiện nghiêm.",
)
MINISTRY = Mail(
    "Bộ Y tế <vanthu@moh.gov.vn>", "Công điện khẩn 1212/CĐ-BYT",
    "Kính gửi UBND các tỉnh. Bộ Y tế gửi công điện khẩn về giám sát ca bệnh xâm nhập.",
)  # fmt: skip
OWN = Mail("Trần Thị Mẫu <mau.tranthi@halong.gov.vn>", "Báo cáo ngày", "Em gửi anh báo cáo ngày của phường.")
BANK = Mail(
    "Agribank <no-reply@agribank.com.vn>", "Biến động số dư", "Tài khoản *1234 nhận 5.000.000 đồng lúc 9 giờ 12."
)
PARTNER = Mail(
    "Công ty Mẫu <lienhe@congtymau.com.vn>", "Báo giá khẩu trang", "Công ty gửi báo giá khẩu trang y tế theo yêu cầu."
)


def _failed(name: str, honest: Mail, **more: object) -> Pair:
    return Pair(name, honest, honest.but(auth="fail", **more), ("auth",))


def _answer(name: str, honest: Mail, reply_to: str) -> Pair:
    return Pair(name, honest, honest.but(reply_to=reply_to, text=honest.text + ASKED), ("reply",))


ASKED = "\nĐề nghị trả lời thư này kèm danh sách cán bộ, số điện thoại và số CCCD ngay trong hôm nay."


def _results(domain: str) -> str:
    return f"{GATEWAY}; spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"


PAIRS: tuple[Pair, ...] = (
    _failed("province-forged", DIRECTIVE),
    _failed("ministry-forged", MINISTRY),
    _failed("own-forged", OWN),
    _failed("bank-forged", BANK),
    _failed("province-forged-results", DIRECTIVE, forged_auth=_results("quangninh.gov.vn")),
    _failed("ministry-forged-results", MINISTRY, forged_auth=_results("moh.gov.vn")),
    Pair("own-nothing-vouches", OWN, OWN.but(auth="none"), ("auth",)),
    Pair("ministry-nothing-vouches", MINISTRY, MINISTRY.but(auth="none"), ("auth",)),
    _answer("province-answer-elsewhere", DIRECTIVE, "ubndquangninh.tonghop@gmail.com"),
    _answer("ministry-answer-elsewhere", MINISTRY, "boyte.baocao@outlook.com"),
    _answer("bank-answer-elsewhere", BANK, "agribank.hotro@yahoo.com"),
    _answer("partner-answer-elsewhere", PARTNER, "congtymau.baogia@gmail.com"),
    _failed("own-forged-with-request", OWN, text="Anh gửi lại em mật khẩu phần mềm báo cáo, em cần gấp ngay hôm nay."),
    _failed(
        "who-forged", Mail("WHO Viet Nam <wpvnmwr@who.int>", "Weekly report", "The weekly measles report is attached.")
    ),
)

# ruff: noqa: E501  (texts of mails stand as they are)
"""Payment codes: the letter is the same, the code in its picture pays to somebody else."""

from __future__ import annotations

from tests.mailguard.builder import Mail, Pair
from tests.mailguard.vietqr import picture, vietqr


def _pair(name: str, mail: Mail, honest: tuple[str, str], spoof: tuple[str, str]) -> Pair:
    with_code = [mail.but(files=(("ma-qr.png", "image/png", picture(vietqr(*code))),)) for code in (honest, spoof)]
    return Pair(name, with_code[0], with_code[1], ("ask",))


CLUB = Mail(
    "Hội Điều dưỡng <vanphong@hoidieuduong.example>",
    "Đăng ký lớp cập nhật kiến thức",
    "Kính gửi các đơn vị,\nHọc phí 800.000 đồng, chuyển vào số tài khoản 1131 0000 9901 tại VietinBank hoặc quét mã trong ảnh.\nHội gửi giấy chứng nhận trong tháng 12.",
)
PLAIN_MARKS = Mail(
    "Cong doan nganh <congdoan@congdoan-mau.example>",
    "Ung ho dong bao vung lu",
    "Cac dong chi ung ho qua STK 0451000777888, Vietcombank, hoac quet ma QR kem theo. Danh sach gui ve truoc thu Sau.",
)
ENGLISH = Mail(
    "Asia Laboratory Forum <office@labforum.example>",
    "Registration fee for the annual meeting",
    "Dear participant,\nThe fee for local participants is 1.200.000 VND.\nAccount number: 2151 xxxx 0034 at BIDV, or scan the code attached.\nReceipts are sent within a week.",
)
TEAM = Mail(
    "Trạm Y tế phường <tramyte@halong.gov.vn>",
    "Góp quỹ chăm sóc bệnh nhân nghèo",
    "Quỹ dùng tài khoản tại Agribank của Trạm. Anh chị muốn góp xin quét mã QR trong ảnh; kế toán công khai sao kê cuối tháng.",
)

PAIRS: tuple[Pair, ...] = (
    _pair("qr-other-bank-and-account", CLUB, ("970415", "113100009901"), ("970422", "0977000111222")),
    _pair("qr-without-marks", PLAIN_MARKS, ("970436", "0451000777888"), ("970423", "00005557770")),
    _pair("qr-masked-account", ENGLISH, ("970418", "21510000990034"), ("970432", "188200999")),
    _pair("qr-other-bank-named", TEAM, ("970405", "8000201001234"), ("546034", "0377000999")),
)

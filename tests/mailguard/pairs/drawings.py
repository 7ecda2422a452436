# ruff: noqa: E501  (texts of mails stand as they are)
"""Drawings: a picture where one belongs, and a page of the web where a paper or a recording was promised."""

from __future__ import annotations

from tests.mailguard.builder import Mail, Pair
from tests.mailguard.pairs.files import PDF

SVG = "image/svg+xml"
LOGO = (
    b"<svg xmlns='http://www.w3.org/2000/svg' width='90' height='90'><circle cx='45' cy='45' r='40' fill='#0a5'/></svg>"
)


def drawing(inside: str) -> bytes:
    return f"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='500' height='300'>{inside}</svg>".encode()


def button(target: str) -> bytes:
    return drawing(
        f"<text x='20' y='40'>Trang 1</text><a xlink:href='{target}'><rect x='20' y='60' width='160' height='40'/></a>"
    )


def _pair(
    name: str, mail: Mail, honest: tuple[str, str, bytes], spoof: tuple[str, str, bytes], sender: str = ""
) -> Pair:
    twin = mail.but(files=(spoof,), sender=sender or mail.sender)
    return Pair(name, mail.but(files=(honest,)), twin, ("file",))


PAIRS: tuple[Pair, ...] = (
    _pair(
        "svg-voice-message",
        Mail(
            "Tổng đài số <tongdai@tongdai-mau.example>",
            "Tin nhắn thoại mới (0:42)",
            "Anh chị có một tin nhắn thoại gọi đến máy lẻ 114. Bản ghi đính kèm thư.",
        ),
        ("tin-nhan-0211.mp3", "audio/mpeg", b"ID3\x04\x00\x00harmless"),
        ("tin-nhan-0211.svg", SVG, button("https://nghe-lai.example/0211?m=dmFudGh1")),
    ),
    _pair(
        "svg-invoice",
        Mail(
            "Accounts Receivable <ar@coldchain-parts.example>",
            "Invoice 20261107",
            "Dear customer, please find the invoice for the spare parts of the vaccine refrigerators attached.",
        ),
        ("Invoice 20261107.pdf", "application/pdf", PDF),
        ("Invoice 20261107.svg", SVG, drawing("<script>location='https://invoice-view.example/'</script>")),
    ),
    _pair(
        "svg-logo-or-page",
        Mail(
            "Nhà in Minh Hoạ <thietke@nhain-mau.example>",
            "Mẫu biển hiệu trạm y tế",
            "Chào anh chị, nhà in gửi mẫu biển hiệu đã sửa màu theo góp ý, anh chị xem và duyệt giúp.",
        ),
        ("bien-hieu.svg", SVG, LOGO),
        (
            "bien-hieu.svg",
            SVG,
            drawing(
                "<foreignObject width='500' height='300'><form xmlns='http://www.w3.org/1999/xhtml' action='https://xem-mau.example/'/></foreignObject>"
            ),
        ),
    ),
    _pair(
        "svg-dispatch",
        Mail(
            "Phòng Văn hoá <vanhoa@vanhoa-mau.example>",
            "Công văn 118 về tuyên truyền lưu động",
            "Gửi các phường công văn 118, đề nghị thực hiện đúng hạn.",
        ),
        ("cong-van-118.pdf", "application/pdf", PDF),
        ("cong-van-118.svg", SVG, button("https://xem-cong-van.example/118")),
    ),
)

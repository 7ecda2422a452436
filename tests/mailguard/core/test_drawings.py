"""Attached SVG files: drawings, papers that are none, and pages that act."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import GuardSettings, check
from loa.mailguard.core.drawings import MAX_LINKS, acts, links
from tests.mailguard.builder import Mail
from tests.mailguard.pairs.drawings import LOGO, SVG, button, drawing

SENDER = Mail("Nguyễn Văn Mẫu <mau@mau.example>", "Trao đổi", "Chào anh, em gửi anh hình em đã sửa.")


def codes(raw: bytes) -> set[str]:
    return {item.code for item in check(raw, settings=GuardSettings()).evidence}


def attached(data: bytes, name: str = "hinh.svg", kind: str = SVG, **changes: str) -> set[str]:
    return codes(SENDER.but(files=((name, kind, data),), **changes).build())


@pytest.mark.parametrize(
    "inside",
    [
        "<script>x()</script>", "<svg:script>x()</svg:script>", "<foreignObject><p/></foreignObject>",
        "<rect onload='x()'/>", "<rect onmouseover = 'x()'/>", "<a href='javascript:x()'>y</a>",
        "<image href='data:text/html;base64,eA=='/>", "<iframe src='x'/>",
    ],
)  # fmt: skip
def test_a_drawing_that_acts(inside: str) -> None:
    assert "file.smuggling" in attached(drawing(inside))


def test_a_wide_encoding_hides_nothing() -> None:
    wide = drawing("<script>x()</script>").decode().encode("utf-16")
    assert acts(wide)
    assert links(button("https://la.example/x").decode().encode("utf-16-le")) == ["https://la.example/x"]


def test_a_drawing_of_nothing_but_shapes_is_a_hint() -> None:
    found = attached(LOGO)
    assert "file.svg" in found
    assert not found & {"file.smuggling", "file.svg_paper", "file.svg_link"}
    assert check(SENDER.but(files=(("logo.svg", SVG, LOGO),)).build()).level == "safe"


@pytest.mark.parametrize(
    ("subject", "text", "name"),
    [
        ("Fax mới", "", "trang.svg"), ("New voicemail", "", "x.svg"), ("Trao đổi", "Gửi anh hoá đơn.", "x.svg"),
        ("Trao doi", "Gui anh ban scan quyet dinh.", "x.svg"), ("Hello", "See attached.", "Payment-Advice_77.svg"),
        ("Công văn 118", "Gửi anh.", "x.svg"), ("Trao đổi", "Gửi anh.", "Hop_dong_so_4.svg"),
    ],
)  # fmt: skip
def test_no_paper_and_no_recording_is_a_drawing(subject: str, text: str, name: str) -> None:
    assert "file.svg_paper" in attached(LOGO, name, subject=subject, text=text or SENDER.text)


def test_talking_of_documents_beside_a_drawing_is_ordinary() -> None:
    found = attached(LOGO, text="Gửi anh biểu trưng mới để chèn vào tài liệu, văn bản và báo cáo của Trạm.")
    assert "file.svg_paper" not in found


def test_a_drawn_button() -> None:
    assert "file.svg_link" in attached(button("https://la.example/x"))
    assert "link.blocked" in {
        item.code
        for item in check(
            SENDER.but(files=(("x.svg", SVG, button("https://la.example/x")),)).build(),
            settings=GuardSettings(blocked_hosts=frozenset({"la.example"})),
        ).evidence
    }


def test_a_body_links_to_its_own_pages() -> None:
    found = attached(button("https://www.who.int/x"), sender="WHO <press@who.int>")
    assert "file.svg_link" not in found


def test_a_drawing_under_any_type_and_without_a_name() -> None:
    assert "file.svg" in attached(LOGO, "hinh.svg", "application/octet-stream")
    message = message_from_bytes(SENDER.build(), policy=SMTP)
    message.add_attachment(drawing("<script>x()</script>"), "image", "svg+xml")
    assert {"file.svg", "file.smuggling"} <= codes(message.as_bytes())


def test_a_logo_that_the_letter_shows_is_no_attachment() -> None:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "mau@mau.example", "vanthu@halong.gov.vn", "Fax"
    message.set_content("Chào anh chị, xem hình trong thư.")
    message.add_alternative(
        "<p>Chào anh chị, xem hình trong thư.</p><img src='cid:logo@mau' alt='logo'>", subtype="html"
    )
    cast("list[EmailMessage]", message.get_payload())[1].add_related(
        LOGO, "image", "svg+xml", cid="<logo@mau>", filename="logo.svg"
    )
    assert not codes(message.as_bytes()) & {"file.svg", "file.svg_paper"}


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_within_bounds(data: bytes) -> None:
    acts(data)
    assert len(links(b"<svg><a href='http://" + data)) <= MAX_LINKS

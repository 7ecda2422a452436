"""To whom a dispatch is sent."""

from __future__ import annotations

import pytest

from loa.directives.core.addressees import address_start, read_addressees
from loa.directives.core.layout import to_lines


def addressees(*rows: str) -> tuple[str, ...]:
    lines = to_lines(rows)
    start = address_start(lines)
    assert start is not None
    return read_addressees(lines, start, len(lines))[0]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (("Kính gửi: Sở Y tế.", "Căn cứ Luật"), ("Sở Y tế",)),
        (("Kính gửi:", "- Sở Y tế;", "- Sở Nội vụ.", "Căn cứ Luật"), ("Sở Y tế", "Sở Nội vụ")),
        (("Kính gửi: Sở Y tế; Sở Nội vụ", "Thực hiện Công văn"), ("Sở Y tế", "Sở Nội vụ")),
        (("Kính", "gửi: Sở Y tế", "Căn cứ Luật"), ("Sở Y tế",)),
        (
            ("Kính gửi: Ủy ban nhân dân các tỉnh,", "thành phố trực thuộc trung ương", "Căn cứ Luật"),
            ("Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương",),
        ),
        (("Kính gửi:", "- Các tỉnh: Gia Lai,", "- Đắk Lắk.", "Căn cứ"), ("Các tỉnh: Gia Lai, Đắk Lắk",)),
        (("Kính gửi: Công ty A", "(Địa chỉ: 12 Lê Lợi,", "Huế)", "Trả lời công văn"), ("Công ty A",)),
        (
            ("THỦ TƯỚNG CHÍNH PHỦ điện:", "- Bộ trưởng Bộ Y tế;", "- Chủ tịch UBND tỉnh Gia Lai.", "Hiện nay"),
            ("Bộ trưởng Bộ Y tế", "Chủ tịch UBND tỉnh Gia Lai"),
        ),
        (("Đồng kính gửi: Bộ Y tế", "Căn cứ Luật"), ("Bộ Y tế",)),
    ],
)
def test_one_name_per_addressee(rows: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert addressees(*rows) == names


def test_a_blank_form_line_addresses_nobody() -> None:
    assert addressees("Kính gửi: ……………………", "Căn cứ Luật") == ()


@pytest.mark.parametrize("rows", [("QUYẾT ĐỊNH", "Điều 1. Sở Y tế"), ("Công ty cung cấp điện: báo cáo",)])
def test_without_a_greeting_there_are_no_addressees(rows: tuple[str, ...]) -> None:
    assert address_start(to_lines(rows)) is None

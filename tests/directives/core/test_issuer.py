"""The issuing body: printed at the head, or inferred where all signs agree (standards V1)."""

from __future__ import annotations

import pytest

from loa.directives.core.issuer import infer_issuer, printed_issuer
from loa.directives.core.layout import to_lines


@pytest.mark.parametrize(
    ("rows", "issuer", "parent"),
    [
        (("BỘ Y TẾ", "Số: 12/QĐ-BYT"), "BỘ Y TẾ", None),
        (("BỘ Y TẾ", "CỤC PHÒNG BỆNH", "Số: 12/PB-DP"), "CỤC PHÒNG BỆNH", "BỘ Y TẾ"),
        (("ỦY BAN NHÂN", "DÂN", "TỈNH KHÁNH HÒA", "Số: 12/UBND"), "ỦY BAN NHÂN DÂN TỈNH KHÁNH HÒA", None),
        (
            ("UBND TỈNH KHÁNH HÒA", "SỞ Y TẾ", "-------", "Số: 12/SYT-NV"),
            "SỞ Y TẾ",
            "UBND TỈNH KHÁNH HÒA",
        ),
        (("VĂN", "PHÒNG CHÍNH PHỦ", "Số: 12/TB-VPCP"), "VĂN PHÒNG CHÍNH PHỦ", None),
        (("HỎA TỐC", "BỘ Y TẾ", "Số: 12/CĐ-BYT"), "BỘ Y TẾ", None),
        (("Số: 12/QĐ-BYT", "BỘ Y TẾ"), None, None),
    ],
)
def test_printed_issuer(rows: tuple[str, ...], issuer: str | None, parent: str | None) -> None:
    assert printed_issuer(to_lines(rows)) == (issuer, parent)


@pytest.mark.parametrize(
    ("number", "place", "text", "capacity", "issuer"),
    [
        ("12/UBND-VX", "Cẩm Phả", "UBND Thành phố đề nghị", (), "ỦY BAN NHÂN DÂN THÀNH PHỐ CẨM PHẢ"),
        ("12/VX", "Khánh Hòa", "UBND tỉnh yêu cầu", ("TM. ỦY BAN NHÂN DÂN",), "ỦY BAN NHÂN DÂN TỈNH KHÁNH HÒA"),
        ("12/TB-VPCP", "Hà Nội", "", (), "VĂN PHÒNG CHÍNH PHỦ"),
        ("12/UBND-VX", None, "UBND Thành phố đề nghị", (), None),
        ("12/UBND-VX", "Cẩm Phả", "UBND tỉnh yêu cầu; UBND xã báo cáo", (), None),
        ("12/ABC", "Cẩm Phả", "UBND Thành phố đề nghị", ("GIÁM ĐỐC",), None),
        (None, "Cẩm Phả", "UBND Thành phố đề nghị", (), None),
    ],
)
def test_the_issuer_is_inferred_only_where_all_signs_agree(
    number: str | None, place: str | None, text: str, capacity: tuple[str, ...], issuer: str | None
) -> None:
    assert infer_issuer(number, place, text, capacity) == issuer

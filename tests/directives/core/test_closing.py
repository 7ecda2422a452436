"""The close: recipients, filing, capacity and signer (standards V4)."""

from __future__ import annotations

import pytest

from loa.directives.core.closing import Close, find_close, read_close
from loa.directives.core.layout import to_lines


def close(*rows: str) -> Close:
    return read_close(to_lines(rows))


RECIPIENTS = ("Nơi nhận:", "- Như trên;", "- Lưu: VT, DP.")


def test_recipients_filing_capacity_and_signer() -> None:
    found = close(*RECIPIENTS, "", "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "", "Nguyễn Thị Hoa")
    assert found.recipients == ("Như trên",)
    assert found.filing == "VT, DP"
    assert found.capacity == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")
    assert found.signer == "Nguyễn Thị Hoa"


@pytest.mark.parametrize(
    ("rows", "capacity"),
    [
        (("BỘ TRƯỞNG",), ("BỘ TRƯỞNG",)),
        (("KT. BỘ TRƯỞNG,", "CHỦ NHIỆM"), ("KT. BỘ TRƯỞNG, CHỦ NHIỆM",)),
        (("TL.", "CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG"), ("TL. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG")),
        (
            ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
            ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG"),
        ),
        (("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"), ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG")),
        (("CHỦ", "TỊCH"), ("CHỦ TỊCH",)),
    ],
)
def test_capacity_line_by_line(rows: tuple[str, ...], capacity: tuple[str, ...]) -> None:
    assert close(*RECIPIENTS, "", *rows, "", "Lê Văn An").capacity == capacity


@pytest.mark.parametrize(
    ("rows", "signer"),
    [
        (("Lê Văn An",), "Lê Văn An"),
        (("Vũ", "Chiến Thắng"), "Vũ Chiến Thắng"),
        (("(Đã ký)", "Lê Văn An"), "Lê Văn An"),
        (("Thượng tướng Lê Văn An",), "Lê Văn An"),
        (("PGS.TS. Lê Văn An",), "Lê Văn An"),
        (("PHỤ LỤC I", "DANH SÁCH"), None),
        (("Căn cứ vào tình hình thực tế",), None),
        ((), None),
    ],
)
def test_the_signer_is_a_persons_name_or_nobody(rows: tuple[str, ...], signer: str | None) -> None:
    assert close(*RECIPIENTS, "", "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG", "", *rows).signer == signer


def test_the_stamp_of_a_portal_is_not_the_signer() -> None:
    stamp = "Người ký: CỔNG THÔNG TIN ĐIỆN TỬ CHÍNH PHỦ"
    assert close(*RECIPIENTS, "", "THỨ TRƯỞNG", "", stamp, "Thời gian ký: 23.04.2026").signer is None


def test_a_close_without_recipients_begins_at_the_signature() -> None:
    lines = to_lines(["Trân trọng./.", "", "GIÁM ĐỐC", "", "Lê Văn An"])
    start = find_close(lines)
    assert lines[start].text == "GIÁM ĐỐC"
    assert read_close(lines[start:]).signer == "Lê Văn An"


def test_recipients_without_a_filing_line_and_without_dashes() -> None:
    found = close("Nơi nhận:", "Như trên;", "Bộ Y tế;", "", "GIÁM ĐỐC", "", "Lê Văn An")
    assert (found.recipients, found.filing) == (("Như trên", "Bộ Y tế"), None)


def test_a_wrapped_recipient_is_one() -> None:
    found = close(
        "Nơi nhận:", "- Ủy ban nhân dân các tỉnh,", "thành phố;", "- Lưu: VT, DP (3b).", "", "GIÁM ĐỐC", "Lê An"
    )
    assert found.recipients == ("Ủy ban nhân dân các tỉnh, thành phố",)
    assert found.filing == "VT, DP (3b)"


def test_what_follows_the_signature_is_not_read() -> None:
    found = close(
        *RECIPIENTS, "", "GIÁM ĐỐC", "", "Lê Văn An", "", "Kính gửi: ………", "Số: …/…", "PHÓ GIÁM ĐỐC", "Trần B"
    )
    assert found.signer == "Lê Văn An"
    assert found.recipients == ("Như trên",)

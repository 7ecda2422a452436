"""Made-up dispatches laid out as Decree 30/2020 asks, for tests that need a whole one."""

from __future__ import annotations

from pathlib import Path

import loa.directives

SEED = Path(loa.directives.__file__).parent / "demo" / "365-UBND-VHTT.txt"

HEAD_LEFT = ("ỦY BAN NHÂN DÂN", "TỈNH KHÁNH HÒA", "", "Số: 1234/UBND-KGVX", "V/v tăng cường phòng, chống bệnh sởi")
HEAD_RIGHT = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "",
    "Khánh Hòa, ngày 20 tháng 11 năm 2025",
)
CLOSE_LEFT = ("Nơi nhận:", "- Như trên;", "- Bộ Y tế (b/c);", "- Lưu: VT, KGVX.")
CLOSE_RIGHT = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "", "Nguyễn Thị Hoa")
BODY = """\
Kính gửi:
- Sở Y tế;
- Ủy ban nhân dân các xã, phường.

Căn cứ Công văn số 77/BYT-DP ngày 02/11/2025 của Bộ Y tế, Ủy ban nhân dân tỉnh yêu cầu:

1. Sở Y tế chủ trì, phối hợp với Sở Giáo dục và Đào tạo tiêm bù vắc xin, hoàn thành trước ngày 31/12/2025.

2. Ủy ban nhân dân các xã, phường báo cáo định kỳ hằng tuần.
"""


def letter(body: str = BODY) -> str:
    """An official letter, its cells one after the other."""
    parts = (*HEAD_LEFT, "", *HEAD_RIGHT, "", body, "", *CLOSE_LEFT, "", *CLOSE_RIGHT)
    return "\n".join(parts) + "\n"


def side_by_side(body: str = BODY) -> str:
    """The same as page text with both columns on a line."""
    head = _columns(HEAD_LEFT, HEAD_RIGHT)
    close = _columns(CLOSE_LEFT, CLOSE_RIGHT)
    return "\n".join((*head, "", body, "", *close)) + "\n"


def _columns(left: tuple[str, ...], right: tuple[str, ...]) -> list[str]:
    height = max(len(left), len(right))
    filled = zip((*left, *[""] * (height - len(left))), (*right, *[""] * (height - len(right))), strict=True)
    return [f"{a:<46}{b}".rstrip() for a, b in filled]


def decision(*articles: str, title: str = "Về việc ban hành Quy chế") -> str:
    """A decision with *articles*, each the text of one."""
    numbered = "\n\n".join(f"Điều {number}. {text}" for number, text in enumerate(articles, start=1))
    return f"""\
BỘ Y TẾ
Số: 3456/QĐ-BYT

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Hà Nội, ngày 05 tháng 12 năm 2025

QUYẾT ĐỊNH
{title}

BỘ TRƯỞNG BỘ Y TẾ

Căn cứ Nghị định số 42/2025/NĐ-CP ngày 27 tháng 02 năm 2025 của Chính phủ;
Theo đề nghị của Cục trưởng Cục Phòng bệnh.

QUYẾT ĐỊNH:

{numbered}

Nơi nhận:
- Như Điều {len(articles)};
- Lưu: VT, PB.

BỘ TRƯỞNG

Đào Hồng Lan
"""

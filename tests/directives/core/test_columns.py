"""Two columns on one line become one after the other; tables keep their rows (standards V9)."""

from __future__ import annotations

from loa.directives.core.columns import unfold
from tests.directives.core import letters


def filled(rows: list[str]) -> list[str]:
    return [" ".join(row.split()) for row in rows if row.strip()]


def test_head_and_close_are_put_in_reading_order() -> None:
    rows = unfold(letters.side_by_side().split("\n"))
    assert filled(rows) == filled(letters.letter().split("\n"))


def test_what_is_in_one_column_already_stays() -> None:
    rows = letters.letter().split("\n")
    assert unfold(rows) == rows


def test_a_table_in_the_body_keeps_its_rows() -> None:
    table = "TT      Đơn vị            Số liều\n1       Xã Bắc            120"
    rows = unfold(letters.side_by_side(f"Kính gửi: Sở Y tế.\n\n{table}\n").split("\n"))
    assert set(table.split("\n")) < set(rows)


def test_a_right_column_that_begins_above_the_recipients_is_put_behind_them() -> None:
    rows = ["Trân trọng./.", "", " " * 40 + "KT. CHỦ TỊCH", "Nơi nhận:" + " " * 31 + "PHÓ CHỦ TỊCH", "- Như trên;"]
    rows += ["- Lưu: VT.", "", " " * 40 + "Lê Văn An"]
    assert filled(unfold(rows)) == [
        "Trân trọng./.",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Lê Văn An",
    ]


def test_nothing_is_lost_or_invented() -> None:
    text = letters.side_by_side()
    assert sorted(" ".join(unfold(text.split("\n"))).split()) == sorted(text.split())

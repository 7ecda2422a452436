"""The tasks in the body: by article, by number, in sentences."""

from __future__ import annotations

import datetime as dt
import textwrap

import pytest

from loa.directives.core import read
from loa.directives.core.blocks import blocks
from loa.directives.core.markers import Level, marker_of
from loa.directives.core.model import Task
from loa.directives.core.reader import MOST_TASKS
from loa.directives.core.tasks import Context, read_tasks
from tests.directives.core import letters


def tasks(*paragraphs: str, kind: str = "công văn") -> tuple[Task, ...]:
    return read_tasks(paragraphs, Context(kind, dt.date(2025, 11, 20), ()))


def numbers_and_doers(found: tuple[Task, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(task.no, task.who) for task in found]


@pytest.mark.parametrize(
    ("paragraph", "level", "no"),
    [
        ("Điều 2. Sở Y tế", Level.ARTICLE, "Điều 2"),
        ("II. TỔ CHỨC THỰC HIỆN", Level.PART, "II"),
        ("3. Sở Y tế", Level.ITEM, "3"),
        ("3) Sở Y tế", Level.ITEM, "3"),
        ("3.1. Sở Y tế", Level.SUBITEM, "3.1"),
        ("a) Sở Y tế", Level.POINT, "a"),
        ("(1) Trang", Level.POINT, "1"),
        ("- Sở Y tế", Level.DASH, ""),
    ],
)
def test_markers(paragraph: str, level: Level, no: str) -> None:
    marker = marker_of(paragraph)
    assert marker is not None
    assert (marker.level, marker.no) == (level, no)


@pytest.mark.parametrize("paragraph", ["Sở Y tế", "15/12/2025 là hạn cuối", "2025", "3.000 liều", "Điều kiện tiêm"])
def test_what_only_looks_like_a_marker(paragraph: str) -> None:
    assert marker_of(paragraph) is None


def test_a_number_that_does_not_continue_the_count_is_no_marker() -> None:
    found = blocks(["1. Một", "5. của Điều này", "2. Hai"], articles=True)
    assert [block.no for block in found] == ["1", "2"]
    assert found[0].full_text() == "Một\n5. của Điều này"


def test_quoted_law_has_no_markers() -> None:
    found = blocks(
        ["Điều 1. Sửa đổi Điều 5 như sau:", "“Điều 2. Phạm vi", "1. Một”", "Điều 2. Hiệu lực"], articles=True
    )
    assert [block.no for block in found] == ["Điều 1", "Điều 2"]


def test_numbered_tasks_inherit_the_doers_named_above_them() -> None:
    found = tasks(
        "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành và UBND các xã:",
        "1. Rà soát đối tượng tiêm chủng.",
        "2. Sở Y tế chủ trì, phối hợp với Sở Tài chính tổng hợp.",
    )
    assert numbers_and_doers(found) == [("1", ("các sở, ban, ngành", "UBND các xã")), ("2", ("Sở Y tế",))]


def test_items_below_an_item_are_tasks_of_their_own() -> None:
    found = tasks("1. Sở Y tế:", "1.1. Rà soát;", "1.2. Công an tỉnh điều tra.", "2. Sở Nội vụ báo cáo.")
    assert numbers_and_doers(found) == [
        ("1", ("Sở Y tế",)),
        ("1.1", ("Sở Y tế",)),
        ("1.2", ("Công an tỉnh",)),
        ("2", ("Sở Nội vụ",)),
    ]


def test_points_with_doers_of_their_own_are_given_too() -> None:
    found = tasks("1. Tổ chức thực hiện:", "a) Sở Y tế tiêm chủng;", "b) Sở Nội vụ báo cáo trước ngày 01/12/2025.")
    assert numbers_and_doers(found)[1:] == [("1.a", ("Sở Y tế",)), ("1.b", ("Sở Nội vụ",))]
    assert found[2].due == dt.date(2025, 12, 1)


def test_points_of_one_doer_stay_one_task() -> None:
    found = tasks("1. Sở Y tế:", "a) Rà soát;", "b) Tiêm chủng.")
    assert [task.no for task in found] == ["1"]
    assert found[0].text == "Sở Y tế:\na) Rà soát;\nb) Tiêm chủng."


def test_aims_and_grounds_of_a_plan_are_no_tasks() -> None:
    found = tasks(
        "I. MỤC ĐÍCH, YÊU CẦU",
        "1. Nâng cao nhận thức.",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế chủ trì triển khai.",
        kind="kế hoạch",
    )
    assert [task.text for task in found] == ["Sở Y tế chủ trì triển khai."]


@pytest.mark.parametrize("aside", ["Thời gian: tháng 01 năm 2026.", "Địa điểm: Trạm Y tế.", "Tồn tại, hạn chế: chậm."])
def test_when_where_and_what_was_are_no_tasks(aside: str) -> None:
    assert [task.no for task in tasks(f"1. {aside}", "2. Sở Y tế rà soát.", kind="kế hoạch")] == ["2"]


def test_those_who_answer_for_a_directive_are_its_last_task() -> None:
    found = tasks(
        "1. Bộ Y tế rà soát.",
        "2. Bộ Tài chính bố trí kinh phí.",
        "Thủ trưởng các bộ, ngành, Chủ tịch UBND các tỉnh chịu trách nhiệm thi hành Chỉ thị này./.",
        kind="chỉ thị",
    )
    assert numbers_and_doers(found)[-1] == ("", ("Thủ trưởng các bộ, ngành", "Chủ tịch UBND các tỉnh"))


def test_tasks_said_in_sentences() -> None:
    found = tasks(
        "Sở Y tế nhận được Công văn số 12/BYT-DP của Bộ Y tế.",
        "Sở Y tế đề nghị Trung tâm Y tế các xã báo cáo kết quả trước ngày 01/12/2025.",
    )
    assert numbers_and_doers(found) == [("", ("Trung tâm Y tế các xã",))]
    assert found[0].due == dt.date(2025, 12, 1)


def test_the_order_behind_the_last_number_is_a_task_without_one() -> None:
    found = tasks(
        "1. Sở Y tế rà soát.",
        "2. Sở Nội vụ tổng hợp.",
        "Yêu cầu các sở, ban, ngành nghiêm túc thực hiện./.",
    )
    assert numbers_and_doers(found)[-1] == ("", ("các sở, ban, ngành",))


def test_articles_of_a_decision_are_its_tasks() -> None:
    dispatch = read(
        letters.decision(
            "Ban hành kèm theo Quyết định này Quy chế tiêm chủng.",
            "Quyết định này có hiệu lực kể từ ngày ký.",
            "Chánh Văn phòng Bộ, Cục trưởng Cục Phòng bệnh và Giám đốc Sở Y tế các tỉnh chịu trách nhiệm thi hành "
            "Quyết định này./.",
        ).encode(),
        "a.txt",
    )
    assert [task.no for task in dispatch.tasks] == ["Điều 1", "Điều 2", "Điều 3"]
    assert dispatch.tasks[2].who == ("Chánh Văn phòng Bộ", "Cục trưởng Cục Phòng bệnh", "Giám đốc Sở Y tế các tỉnh")
    assert all(task.due is None for task in dispatch.tasks)


def test_articles_are_no_markers_where_a_letter_quotes_law() -> None:
    body = textwrap.dedent("""\
        Kính gửi: Sở Y tế.

        Điều 4. Luật này quy định về tiêm chủng.

        Đề nghị Sở Y tế tổng hợp, báo cáo.
        """)
    dispatch = read(letters.letter(body).encode(), "a.txt")
    assert [(task.no, task.who) for task in dispatch.tasks] == [("", ("Sở Y tế",))]


def test_an_unclear_deadline_is_named_in_a_notice() -> None:
    body = "Kính gửi: Sở Y tế.\n\n1. Sở Y tế báo cáo trước ngày 15/12.\n\n2. Sở Y tế tổng hợp.\n"
    dispatch = read(letters.letter(body).encode(), "a.txt")
    assert dispatch.tasks[0].due is None
    assert [notice.code for notice in dispatch.notices] == ["due_unclear"]
    assert "trước ngày 15/12" in dispatch.warnings[0]


def test_no_more_tasks_are_kept_than_any_dispatch_has() -> None:
    items = "".join(f"{number % 90 + 1}. Sở Y tế làm việc {number}.\n\n" for number in range(MOST_TASKS + 50))
    dispatch = read(letters.letter(f"Kính gửi: Sở Y tế.\n\n{items}").encode(), "a.txt")
    assert len(dispatch.tasks) == MOST_TASKS
    assert "too_many_tasks" in [notice.code for notice in dispatch.notices]


def test_a_letter_that_orders_nothing_says_so() -> None:
    dispatch = read(letters.letter("Kính gửi: Sở Y tế.\n\nHôm nay trời đẹp.\n").encode(), "a.txt")
    assert dispatch.tasks == ()
    assert [notice.code for notice in dispatch.notices] == ["no_tasks"]

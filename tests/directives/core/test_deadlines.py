"""Until when: only the day that the words surely name; the words in every case."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.directives.core.deadlines import LONGEST_WORDS, Deadline, find_deadline

ISSUED = dt.date(2025, 11, 20)


@pytest.mark.parametrize(
    ("text", "due", "words"),
    [
        ("báo cáo trước ngày 26/11/2025.", dt.date(2025, 11, 26), "trước ngày 26/11/2025"),
        ("chậm nhất ngày 5 tháng 12 năm 2025", dt.date(2025, 12, 5), "chậm nhất ngày 5 tháng 12 năm 2025"),
        ("gửi kết quả trước 17 giờ 00 ngày 26.11.2025", dt.date(2025, 11, 26), "trước 17 giờ 00 ngày 26.11.2025"),
        ("hoàn thành đến hết ngày 31/12/2025", dt.date(2025, 12, 31), "đến hết ngày 31/12/2025"),
        ("thời hạn nộp là ngày 01/12/2025", dt.date(2025, 12, 1), "thời hạn nộp là ngày 01/12/2025"),
        ("hoàn thành trong tháng 12/2025", dt.date(2025, 12, 31), "trong tháng 12/2025"),
        ("hoàn thành trong tháng 02 năm 2026", dt.date(2026, 2, 28), "trong tháng 02 năm 2026"),
        ("hoàn thành trong quý I năm 2026", dt.date(2026, 3, 31), "trong quý I năm 2026"),
    ],
)
def test_a_named_day_or_period_is_the_deadline(text: str, due: dt.date, words: str) -> None:
    found = find_deadline(text, ISSUED)
    assert found.due == due
    assert found.words is not None
    assert words in found.words or found.words in words
    assert not found.unclear


@pytest.mark.parametrize(
    "text",
    [
        "báo cáo trước ngày 15/12 hằng năm",
        "báo cáo định kỳ hàng quý",
        "cập nhật hàng ngày",
        "trả lời trong 05 ngày làm việc kể từ ngày nhận được hồ sơ",
        "chậm nhất 10 ngày sau khi kết thúc",
    ],
)
def test_what_recurs_or_runs_from_an_event_keeps_its_words_only(text: str) -> None:
    found = find_deadline(text, ISSUED)
    assert found.due is None
    assert found.words
    assert not found.unclear


def test_words_that_recur_stand_beside_those_that_name_no_day() -> None:
    found = find_deadline("xử lý trong 48 giờ kể từ khi phát hiện; báo cáo hằng tuần", ISSUED)
    assert found.words == "trong 48 giờ kể từ khi phát hiện; hằng tuần"


@pytest.mark.parametrize(
    "text",
    [
        "báo cáo trước ngày 15/12",
        "báo cáo trước ngày 15/12/2025, gửi bổ sung trước ngày 20/12/2025",
    ],
)
def test_a_day_without_its_year_or_several_days_are_unclear(text: str) -> None:
    found = find_deadline(text, ISSUED)
    assert (found.due, found.unclear) == (None, True)
    assert found.words


@pytest.mark.parametrize(
    "text",
    [
        "đã tiêm trước ngày 01/10/2025",  # past
        "Công văn số 77/BYT-DP ngày 26/11/2025",  # a cited document
        "từ ngày 01/12/2025 đến hết ngày 31/12/2025",  # a range
        "hồ sơ được phê duyệt trước ngày 01/12/2025 thì tiếp tục thực hiện",  # a condition
        "đạt 95% vào năm 2026",
        "tăng 12,5% so với tháng 10/2025",
        "trước ngày 31/02/2026",  # no such day
        "Quyết định có hiệu lực từ ngày 01/12/2025",
        "kế hoạch đầu tư công trung hạn hằng năm của ngân sách",
        "",
    ],
)
def test_what_is_no_deadline_gives_no_day(text: str) -> None:
    assert find_deadline(text, ISSUED).due is None


@pytest.mark.parametrize("text", ["Công văn số 77/BYT-DP ngày 26/11/2025", "đạt 95% vào năm 2026", ""])
def test_what_is_no_deadline_gives_no_words_either(text: str) -> None:
    assert find_deadline(text, ISSUED) == Deadline()


def test_the_words_are_bounded() -> None:
    text = "; ".join(f"báo cáo trước ngày {day}/12 hằng năm" for day in range(1, 29))
    words = find_deadline(text, ISSUED).words
    assert words is not None
    assert len(words) <= LONGEST_WORDS


@given(st.dates(ISSUED, dt.date(2099, 12, 31)), st.sampled_from(["trước ngày", "chậm nhất ngày", "hết ngày"]))
def test_every_day_from_the_day_of_issue_on_is_found(day: dt.date, lead: str) -> None:
    for printed in (f"{day:%d/%m/%Y}", f"{day.day} tháng {day.month} năm {day.year}", f"{day:%d.%m.%Y}"):
        assert find_deadline(f"gửi báo cáo {lead} {printed}.", ISSUED).due == day


@given(st.dates(dt.date(1990, 1, 1), ISSUED - dt.timedelta(days=1)))
def test_no_day_before_the_day_of_issue_is_a_deadline(day: dt.date) -> None:
    assert find_deadline(f"gửi báo cáo trước ngày {day:%d/%m/%Y}.", ISSUED).due is None


@given(st.text())
def test_a_day_is_never_given_without_words(text: str) -> None:
    found = find_deadline(text, None)
    assert found.words is not None or found.due is None

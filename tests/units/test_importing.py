"""Importing: the dry run tells, the import does all or nothing, and doing it again changes nothing."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from loa.units import actions
from loa.units.core.importing import Plan
from loa.units.core.spreadsheet import StaffList, read
from loa.units.core.unit_names import unit_key
from loa.units.errors import ImportRefusedError, explain
from loa.units.models import ContactPoint, Membership, Recipient, Staff, Unit
from loa.units.queries import membership_on, tree
from tests.support.spreadsheets import workbook

pytestmark = pytest.mark.django_db
START, DAY = dt.date(2020, 1, 1), dt.date(2020, 2, 7)
HEADER = ["STT", "Mã CB", "Họ và tên", "Chức vụ", "Đơn vị", "Điện thoại", "Email", "Ngày nghỉ"]


@pytest.fixture
def city() -> Unit:
    root = actions.create_unit(code="tp", name="Thành phố", kind=Unit.Kind.CITY, on=START)
    for code, name in (("pyt", "Phòng Y tế"), ("p1", "Ủy ban nhân dân phường Cẩm Thủy"), ("p2", "UBND phường Cẩm Tây")):
        actions.create_unit(code=code, name=name, kind=Unit.Kind.WARD, on=START, parent=root)
    return root


def listed(*rows: list[object]) -> StaffList:
    return read(workbook([["DANH SÁCH"], HEADER, *rows]), "ds.xlsx")


AN = [1, "01", "Trần Văn An", "Trưởng phòng", "Phòng Y tế", 912345678, "an@campha.example"]
BINH = [2, None, "Lê Thị Bình", "Chuyên viên", "UBND P. Cẩm Thuỷ", None, "binh@campha.example"]


def where(name: str) -> str:
    members, _duty = membership_on(DAY)
    person = Staff.objects.get(full_name=name)
    return next(Unit.objects.get(pk=unit).code for unit, people in members.items() if person.pk in people)


def test_new_people_are_taken_on_where_they_work(city: Unit) -> None:
    made = actions.import_staff(listed(AN, BINH), DAY)
    assert made.counts() == {"new": 2, "changed": 0, "moved": 0, "same": 0, "left": 0}
    assert where("Lê Thị Bình") == "p1"
    an = Staff.objects.get(employee_code="01")
    assert (an.phone, an.given_name, an.recipient.contact_points.get().address) == (
        "0912345678",
        "An",
        "an@campha.example",
    )


def test_importing_again_changes_nothing(city: Unit) -> None:
    actions.import_staff(listed(AN, BINH), DAY)
    before = list(Staff.objects.values()), Membership.objects.count(), ContactPoint.objects.count()
    again = actions.import_staff(listed(AN, BINH), DAY)
    assert again.counts()["same"] == 2
    assert before == (list(Staff.objects.values()), Membership.objects.count(), ContactPoint.objects.count())


def test_the_dry_run_tells_row_by_row_and_changes_nothing(city: Unit) -> None:
    actions.import_staff(listed(AN), DAY)
    changed = ["", "01", "Trần Văn An", "Phó phòng", "Phòng Y tế", 912345678, "an.moi@campha.example"]
    made: Plan = actions.plan_import(listed(changed, BINH), DAY)
    first, second = made.changes
    assert (first.kind, second.kind) == ("changed", "new")
    assert first.details == (
        ("position", "Trưởng phòng", "Phó phòng"),
        ("email", "an@campha.example", "an.moi@campha.example"),
    )
    assert Staff.objects.get().position == "Trưởng phòng"


def test_changes_moves_and_a_new_mailbox(city: Unit) -> None:
    actions.import_staff(listed(AN, BINH), DAY)
    moved = [1, "01", "Trần Văn An", "Chủ tịch", "UBND phường Cẩm Tây", None, "an.moi@campha.example"]
    made = actions.import_staff(listed(moved, BINH), DAY + dt.timedelta(days=30))
    assert made.counts()["moved"] == 1
    an = Staff.objects.get(employee_code="01")
    assert (an.position, an.phone) == ("Chủ tịch", "0912345678")  # an empty cell takes nothing away
    points = an.recipient.contact_points.order_by("pk")
    assert [(point.address, point.closed_reason) for point in points] == [
        ("an@campha.example", "address changed"),
        ("an.moi@campha.example", ""),
    ]
    assert where("Trần Văn An") == "pyt"  # on the day before the move


def test_who_left_is_closed_and_never_deleted(city: Unit) -> None:
    actions.import_staff(listed(AN, BINH), DAY)
    leaving = [*AN, "01/02/2020"]
    made = actions.import_staff(listed(leaving, BINH), DAY + dt.timedelta(days=1))
    assert made.counts()["left"] == 1
    assert Staff.objects.count() == 2
    assert Recipient.objects.filter(closed_at__isnull=False).count() == 1


def test_a_complete_list_closes_those_it_no_longer_names(city: Unit) -> None:
    third = [3, "03", "Vũ Văn Cường", "Chuyên viên", "Phòng Y tế"]
    actions.import_staff(listed(AN, BINH, third), DAY)
    later = DAY + dt.timedelta(days=1)
    assert actions.plan_import(listed(AN), later).counts()["left"] == 0
    made = actions.import_staff(listed(AN), later, complete=True)
    [left] = [change for change in made.changes if change.kind == "left"]
    assert left.name == "Vũ Văn Cường"  # of the unit that the list names; Bình's unit is not in it


def test_all_or_nothing_with_every_mistake_in_its_row(city: Unit) -> None:
    wrong = [
        [1, "09", "Đỗ Văn Đức", "", "Phòng Không Có"],
        [2, "10", "Hồ Thị Em", "", None],
        [3, "11", "Mai Văn Giang", "", "Phòng Y tế", "12", "không"],
    ]
    with pytest.raises(ImportRefusedError) as refused:
        actions.import_staff(listed(AN, *wrong), DAY)
    found = [(problem.row, problem.code) for problem in refused.value.problems]
    assert found == [(4, "unknown_unit"), (5, "no_unit"), (6, "bad_email"), (6, "bad_phone")]
    assert "Phòng Không Có" in explain(refused.value.problems[0])
    assert not Staff.objects.exists()


def test_namesakes_are_told_apart_by_what_is_their_own(city: Unit) -> None:
    one = [1, None, "Nguyễn Văn Hùng", "Bác sĩ", "Phòng Y tế", "0911111111"]
    other = [2, None, "Nguyễn Văn Hùng", "Lái xe", "Phòng Y tế", "0922222222"]
    actions.import_staff(listed(one, other), DAY)
    again = actions.import_staff(listed(other, one), DAY)
    assert again.counts()["same"] == 2
    assert Staff.objects.count() == 2


def test_namesakes_with_nothing_of_their_own_are_refused(city: Unit) -> None:
    hung = [1, None, "Nguyễn Văn Hùng", "Bác sĩ", "Phòng Y tế"]
    with pytest.raises(ImportRefusedError) as refused:
        actions.import_staff(listed(hung, hung), DAY)
    assert {problem.code for problem in refused.value.problems} == {"ambiguous"}


def test_the_mailbox_of_somebody_else_is_refused(city: Unit) -> None:
    actions.import_staff(listed(AN), DAY)
    thief = [1, "77", "Lý Thị Kim", "", "Phòng Y tế", None, "an@campha.example"]
    with pytest.raises(ImportRefusedError) as refused:
        actions.import_staff(listed(thief), DAY)
    assert [problem.code for problem in refused.value.problems] == ["email_of_other"]


def test_units_can_be_founded_by_the_list(city: Unit) -> None:
    new = [1, "05", "Phan Văn Lâm", "Giám đốc", "Trung tâm Truyền thông"]
    actions.import_staff(listed(new), DAY, create_units=True, below=city)
    unit = Unit.objects.get(name="Trung tâm Truyền thông")
    assert tree(DAY)[unit.pk].parent == city.pk
    again = actions.import_staff(listed(new), DAY, create_units=True, below=city)
    assert (again.new_units, again.counts()["same"]) == ([], 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UBND P. Cẩm Thủy", "Ủy ban nhân dân phường Cẩm Thuỷ"),
        ("Phòng VH-TT", "Phòng Văn hóa - Thông tin"),
        ("Phòng GD&ĐT", "Phòng Giáo dục và Đào tạo"),
        ("Phòng Tài chính – Kế hoạch", "Phòng Tài chính - Kế hoạch"),
    ],
)
def test_units_in_several_spellings(one: str, other: str) -> None:
    assert unit_key(one) == unit_key(other)


def test_thousands_of_rows_are_quick_and_tell_how_far_they_are(city: Unit) -> None:
    """A tenth of the 40,000 rows that may take 30 s, with twice their time for a machine that has other work."""
    rows = [
        [
            number,
            f"CB{number}",
            f"Nguyễn Văn {number % 97}",
            "",
            "Phòng Y tế",
            900_000_000 + number,
            f"n{number}@a.example",
        ]
        for number in range(4_000)
    ]
    told: list[int] = []
    started = time.process_time()
    actions.import_staff(listed(*rows), DAY, progress=lambda _what, done, _total: told.append(done))
    assert time.process_time() - started < 6
    assert told == [2_000, 4_000]

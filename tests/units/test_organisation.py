"""Units and people through time: what was true on a day stays answerable."""

from __future__ import annotations

import datetime as dt

import pytest

from loa.units import actions
from loa.units.errors import (
    BrokenTreeError,
    DuplicateEmployeeError,
    MemberElsewhereError,
    UnitClosedError,
    UnknownUnitError,
)
from loa.units.models import Membership, Staff, Unit
from loa.units.queries import membership_on, staff_of, tree, unit_by_code

pytestmark = pytest.mark.django_db
START, MIDDLE, LATER = dt.date(2020, 1, 1), dt.date(2020, 6, 1), dt.date(2025, 7, 1)


@pytest.fixture
def city() -> Unit:
    return actions.create_unit(code="tp", name="Thành phố", kind=Unit.Kind.CITY, on=START)


@pytest.fixture
def wards(city: Unit) -> list[Unit]:
    return [
        actions.create_unit(code=f"p{n}", name=f"Phường {n}", kind=Unit.Kind.WARD, on=START, parent=city, position=n)
        for n in range(3)
    ]


def hire(unit: Unit, code: str = "01", **fields: str) -> Staff:
    return actions.register_staff(employee_code=code, full_name="Trần Văn An", unit=unit, on=START, **fields)


def where(staff: Staff, on: dt.date) -> int | None:
    members, _duty = membership_on(on)
    return next((unit for unit, people in members.items() if staff.pk in people), None)


def test_the_tree_of_a_day(city: Unit, wards: list[Unit]) -> None:
    assert tree(START).ids == (city.pk, *(ward.pk for ward in wards))
    assert len(tree(dt.date(2019, 12, 31))) == 0


def test_the_tree_is_read_anew_after_every_change(
    city: Unit, wards: list[Unit], django_assert_num_queries: object
) -> None:
    before = tree(START)
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert tree(START) is before
    actions.rename_unit(wards[0], "Phường Đổi Tên")
    assert tree(START)[wards[0].pk].name == "Phường Đổi Tên"


def test_a_moved_unit_hangs_elsewhere_from_that_day(city: Unit, wards: list[Unit]) -> None:
    actions.move_unit(wards[2], wards[0], MIDDLE)
    assert tree(MIDDLE)[wards[2].pk].parent == wards[0].pk
    assert tree(START)[wards[2].pk].parent == city.pk


def test_a_unit_cannot_be_hung_below_itself(city: Unit, wards: list[Unit]) -> None:
    with pytest.raises(BrokenTreeError):
        actions.move_unit(city, wards[0], MIDDLE)


def test_a_merger_hands_people_and_children_over(city: Unit, wards: list[Unit]) -> None:
    child = actions.create_unit(code="t1", name="Trạm y tế", kind=Unit.Kind.SERVICE, on=START, parent=wards[1])
    an = hire(wards[1])
    resident = actions.subscribe("đồng ý", unit=wards[1])
    actions.merge_units([wards[1]], wards[0], LATER)
    wards[1].refresh_from_db()
    assert where(an, LATER) == wards[0].pk
    assert where(an, LATER - dt.timedelta(days=1)) == wards[1].pk
    assert tree(LATER)[child.pk].parent == wards[0].pk
    assert wards[1].pk not in tree(LATER)
    assert list(wards[1].successors.all()) == [wards[0]]
    assert resident.pk in membership_on(LATER)[0][wards[0].pk]


def test_a_secondment_that_outlives_its_unit_ends_on_its_own_day(wards: list[Unit]) -> None:
    an = hire(wards[0])
    actions.second_staff(an, wards[1], MIDDLE, until=dt.date(2026, 1, 1))
    actions.merge_units([wards[1]], wards[2], LATER)
    assert where(an, LATER) == wards[2].pk
    assert where(an, dt.date(2026, 1, 1)) == wards[0].pk


def test_seconded_people_count_where_they_work(wards: list[Unit]) -> None:
    an = hire(wards[0])
    actions.second_staff(an, wards[1], MIDDLE, until=LATER)
    assert [where(an, day) for day in (START, MIDDLE, LATER)] == [wards[0].pk, wards[1].pk, wards[0].pk]


def test_moving_staff(wards: list[Unit]) -> None:
    an = hire(wards[0])
    actions.move_staff(an, wards[1], MIDDLE)
    again = actions.move_staff(an, wards[1], MIDDLE)
    assert again.unit_id == wards[1].pk
    assert [where(an, day) for day in (START, MIDDLE)] == [wards[0].pk, wards[1].pk]
    assert Membership.objects.filter(staff=an).count() == 2


def test_a_move_on_the_first_day_leaves_no_empty_row(wards: list[Unit]) -> None:
    an = hire(wards[0])
    actions.move_staff(an, wards[1], START)
    assert Membership.objects.get(staff=an).unit_id == wards[1].pk


def test_who_left_is_closed_and_stays_in_the_past(wards: list[Unit]) -> None:
    an = hire(wards[0], email="An@campha.example")
    actions.close_staff(an, MIDDLE)
    an.refresh_from_db()
    assert an.recipient.closed_at is not None
    assert where(an, START) == wards[0].pk
    assert where(an, MIDDLE) is None
    assert an.recipient.contact_points.get().closed_reason == "left duty"
    with pytest.raises(MemberElsewhereError):
        actions.move_staff(an, wards[1], MIDDLE)


def test_an_employee_code_is_one_person(wards: list[Unit]) -> None:
    hire(wards[0])
    with pytest.raises(DuplicateEmployeeError):
        hire(wards[1])


def test_a_closed_unit_takes_nobody(wards: list[Unit]) -> None:
    actions.close_unit(wards[0], MIDDLE)
    with pytest.raises(UnitClosedError):
        actions.register_staff(employee_code="9", full_name="Lê Bình", unit=wards[0], on=MIDDLE)


def test_units_are_found_by_code_on_a_day(wards: list[Unit]) -> None:
    assert unit_by_code("p1", START) == wards[1]
    with pytest.raises(UnknownUnitError):
        unit_by_code("p1", dt.date(2019, 1, 1))


def test_lists_of_staff_are_in_vietnamese_order(wards: list[Unit]) -> None:
    for number, name in enumerate(["Vũ Văn Ân", "Lê Thị Bình", "Trần Văn An", "Đỗ Văn An"]):
        actions.register_staff(employee_code=str(number), full_name=name, unit=wards[0], on=START)
    listed = [staff.full_name for staff in staff_of([wards[0].pk], START)]
    assert listed == ["Đỗ Văn An", "Trần Văn An", "Vũ Văn Ân", "Lê Thị Bình"]

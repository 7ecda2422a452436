"""The areas that units stand for, with the codes of the list that was in force when they were founded (C4, V20)."""

from __future__ import annotations

import datetime as dt

import pytest

from loa.units.actions import create_unit
from loa.units.areas import NEW_LIST, OLD_LIST, AdminArea, areas
from loa.units.core.names import place_name
from loa.units.models import Unit

pytestmark = pytest.mark.django_db
BEGIN, NOW = dt.date(2020, 1, 1), dt.date(2026, 2, 7)


@pytest.fixture
def city() -> Unit:
    return create_unit(code="cp", name="Ủy ban nhân dân thành phố Cẩm Phả", kind="city", on=BEGIN, official_code="195")


def below(parent: Unit, name: str, official_code: str = "", on: dt.date = BEGIN) -> Unit:
    return create_unit(code=name, name=name, kind="ward", on=on, parent=parent, official_code=official_code)


CITY = AdminArea("Thành phố Cẩm Phả", OLD_LIST, "195")


def test_a_unit_is_its_own_area_and_an_office_that_of_the_unit_above(city: Unit) -> None:
    old = below(city, "Ủy ban nhân dân phường Cẩm Đông", "06748")
    new = below(city, "Ủy ban nhân dân phường Cửa Ông", "06781", dt.date(2025, 7, 1))
    office = below(below(city, "Khối các phòng ban"), "Phòng Y tế")
    assert areas([new.pk, old.pk], NOW) == [
        AdminArea("Phường Cẩm Đông", OLD_LIST, "06748"),
        AdminArea("Phường Cửa Ông", NEW_LIST, "06781"),
    ]
    assert areas([office.pk], NOW) == [CITY]
    assert areas([office.pk, city.pk], NOW) == [CITY]


def test_what_lies_inside_another_area_is_not_said_twice(city: Unit) -> None:
    ward = below(city, "Ủy ban nhân dân phường Cẩm Đông", "06748")
    assert areas([ward.pk, city.pk], NOW) == [CITY]


def test_units_without_a_code_anywhere_and_units_of_another_time_have_none(city: Unit) -> None:
    later = below(city, "Phường sau", "06781", dt.date(2027, 1, 1))
    lonely = create_unit(code="x", name="Bệnh viện", kind="service", on=BEGIN)
    assert areas([later.pk, lonely.pk], NOW) == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("Ủy ban nhân dân phường Cửa Ông", "Phường Cửa Ông"),
        ("UBND phường Cửa Ông", "Phường Cửa Ông"),
        ("Phường Cửa Ông", "Phường Cửa Ông"),
        ("Ủy ban nhân dân ", "Ủy ban nhân dân "),
    ],
)
def test_an_area_is_called_by_its_name_and_not_by_its_government(body: str, place: str) -> None:
    assert place_name(body) == place

"""The wards of Cẩm Phả in 2020 become those of 1 July 2025, with their people."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from loa.units import actions
from loa.units.core.reorganisation import UnreadableListError, read
from loa.units.errors import UndecidedError
from loa.units.models import Unit
from loa.units.queries import membership_on, tree

pytestmark = pytest.mark.django_db
BEFORE, DAY = dt.date(2020, 1, 1), dt.date(2025, 7, 1)
DECISIONS = {"06799": "06799", "06802": "06799"}  # Cộng Hòa goes to Hải Hòa, as Cẩm Hải did in 2024

LIST = """vintage,level,code,name,type,full_name,successor_codes
2020,ward,1,A,phường,Phường A,1
2020,ward,2,B,phường,Phường B,1
2020,ward,3,C,xã,Xã C,1; 9
2020,ward,4,D,xã,Xã D,
2025-07,ward,1,A,phường,Phường A,
2025-07,ward,9,Z,xã,Xã Z,
"""


@pytest.fixture
def city() -> Unit:
    return actions.create_unit(code="tp", name="Thành phố", kind=Unit.Kind.CITY, on=BEFORE)


def found(city: Unit, *codes: str) -> list[Unit]:
    return [
        actions.create_unit(
            code=f"p-{code}",
            name=f"Ủy ban nhân dân phường {code}",
            kind="ward",
            on=BEFORE,
            parent=city,
            official_code=code,
        )
        for code in codes
    ]


def test_merged_wards_hand_their_people_to_the_new_one(city: Unit) -> None:
    a, b = found(city, "1", "2")
    an = actions.register_staff(employee_code="1", full_name="Trần Văn An", unit=b, on=BEFORE)
    actions.reorganise(LIST, DAY)
    new = Unit.objects.get(official_code="1", valid_to__isnull=True)
    assert (new.name, new.code, new.valid_from) == ("Ủy ban nhân dân phường A", "p-1", DAY)
    assert tree(DAY).ids == (city.pk, new.pk)
    assert an.pk in membership_on(DAY)[0][new.pk]
    assert set(new.predecessors.all()) == {a, b}
    assert a.pk in tree(DAY - dt.timedelta(days=1))


def test_again_it_changes_nothing(city: Unit) -> None:
    found(city, "1", "2")
    actions.reorganise(LIST, DAY)
    units = list(Unit.objects.values())
    assert actions.reorganise(LIST, DAY).mergers == []
    assert list(Unit.objects.values()) == units


def test_what_the_list_leaves_open_is_asked(city: Unit) -> None:
    found(city, "1", "3", "4")
    assert [each.code for each in actions.plan_reorganisation(LIST, DAY).undecided] == ["3", "4"]
    with pytest.raises(UndecidedError, match="Xã C → 1/9"):
        actions.reorganise(LIST, DAY)
    assert not Unit.objects.filter(valid_to__isnull=False).exists()
    actions.reorganise(LIST, DAY, {"3": "9", "4": "9"})
    assert {unit.official_code for unit in Unit.objects.filter(valid_from=DAY)} == {"1", "9"}


def test_another_csv_is_refused() -> None:
    with pytest.raises(UnreadableListError):
        read("a,b\n1,2\n")


def test_cam_pha_becomes_five(city: Unit, shared_data: Path) -> None:
    text = (shared_data / "admin-units.csv").read_text("utf-8")
    old, _new = read(text)
    found(city, *(code for code in old if "06760" <= code <= "06805"))
    made = actions.reorganise(text, DAY, DECISIONS)
    assert {merger.unit.full_name for merger in made.mergers} == {
        "Phường Cẩm Phả", "Phường Cửa Ông", "Phường Quang Hanh", "Phường Mông Dương", "Xã Hải Hòa",
    }  # fmt: skip
    assert sum(len(merger.takes) for merger in made.mergers) == 16

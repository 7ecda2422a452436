"""A directory keeps staff in step: the same user twice is one person, and who is inactive has left."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.units import actions
from loa.units.core.scim import (
    ENTERPRISE,
    DirectoryUser,
    InvalidFilterError,
    InvalidUserError,
    parse,
    parse_filter,
    render,
)
from loa.units.errors import UnknownUnitError
from loa.units.models import Membership, Staff, Unit

START, DAY = dt.date(2020, 1, 1), dt.date(2020, 2, 7)


@pytest.fixture
def units(db: None) -> list[Unit]:
    root = actions.create_unit(code="tp", name="Thành phố", kind=Unit.Kind.CITY, on=START)
    return [
        actions.create_unit(code=code, name=name, kind=Unit.Kind.DEPARTMENT, on=START, parent=root)
        for code, name in (("pyt", "Phòng Y tế"), ("pnv", "Phòng Nội vụ"))
    ]


def resource(**changes: Any) -> dict[str, Any]:
    return {
        "externalId": "CB01",
        "name": {"familyName": "Trần", "middleName": "Văn", "givenName": "An"},
        "title": "Chuyên viên",
        "emails": [{"value": "old@campha.example"}, {"value": "An@campha.example", "primary": True}],
        "phoneNumbers": [{"value": "tel:+84912345678"}],
        ENTERPRISE: {"department": "pyt"},
        **changes,
    }


def test_a_user_becomes_staff_and_again_changes_nothing(units: list[Unit]) -> None:
    first = actions.put_user(resource(), DAY)
    again = actions.put_user(resource(), DAY)
    staff = Staff.objects.get()
    assert first == again
    assert (staff.full_name, staff.phone, staff.email) == ("Trần Văn An", "0912345678", "an@campha.example")
    assert Membership.objects.get().unit == units[0]


def test_a_user_moves_leaves_and_comes_back(units: list[Unit]) -> None:
    actions.put_user(resource(), DAY)
    later = DAY + dt.timedelta(days=30)
    actions.put_user(resource(**{ENTERPRISE: {"department": "Phòng Nội vụ"}}), later)
    assert Membership.objects.get(valid_to__isnull=True).unit == units[1]
    actions.put_user(resource(active=False), later + dt.timedelta(days=1))
    assert not Membership.objects.filter(valid_to__isnull=True).exists()
    assert actions.users()["Resources"][0]["active"] is False
    actions.put_user(resource(), later + dt.timedelta(days=9))
    staff = Staff.objects.get()
    assert staff.recipient.closed_at is None
    assert staff.recipient.contact_points.filter(closed_at__isnull=True).get().address == "an@campha.example"


def test_what_cannot_be_taken_over_is_said(units: list[Unit]) -> None:
    with pytest.raises(UnknownUnitError):
        actions.put_user(resource(**{ENTERPRISE: {"department": "không có"}}), DAY)
    for broken in ({"externalId": ""}, {"name": {"givenName": "An"}}, {"emails": [{"value": "x"}]}):
        with pytest.raises(InvalidUserError):
            actions.put_user(resource(**broken), DAY)
    assert actions.put_user(resource(active=False), DAY) is None
    assert not Staff.objects.exists()


def test_lists_are_paged(units: list[Unit]) -> None:
    for number in range(5):
        actions.put_user(resource(externalId=f"CB{number}", emails=[]), DAY)
    page = actions.users(start=4, count=10)
    assert (page["totalResults"], page["startIndex"], page["itemsPerPage"]) == (5, 4, 2)
    assert page["Resources"][0][ENTERPRISE]["department"] == "pyt"


@given(
    st.builds(
        DirectoryUser,
        employee_code=st.from_regex(r"[A-Z]{2}[0-9]{1,6}", fullmatch=True),
        full_name=st.sampled_from(["Trần Văn An", "Lê Thị Thu Thủy", "Đỗ Ân"]),
        unit=st.sampled_from(["pyt", "", "Phòng Y tế"]),
        position=st.sampled_from(["", "Chuyên viên"]),
        email=st.sampled_from(["", "an@campha.example"]),
        phone=st.sampled_from(["", "0912345678"]),
        active=st.booleans(),
    )
)
def test_what_is_written_is_read_back(user: DirectoryUser) -> None:
    assert parse(render(7, user)) == user


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "primary", "x"]), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(["externalId", "name", "emails", "phoneNumbers", "title", ENTERPRISE]), json_values)
)
def test_any_json_is_a_user_or_refused(value: dict[str, Any]) -> None:
    try:
        parse(value)
    except InvalidUserError as error:
        assert error.fields["field"]  # noqa: PT017 - either outcome is right


@given(st.one_of(st.text(max_size=40), st.from_regex(r'(userName|externalId) (eq|EQ) "[^"]{0,9}"', fullmatch=True)))
def test_a_filter_is_understood_or_refused(written: str) -> None:
    try:
        found = parse_filter(written)
    except InvalidFilterError:
        return
    assert found.attribute in ("userName", "externalId")
    assert f'"{found.value}"' in written

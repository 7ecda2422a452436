"""A staff list through the pages: look first, then exactly that, all of it or nothing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from loa.accounts.actions import grant, revoke
from loa.accounts.models import RoleAssignment
from loa.units import actions
from loa.units.models import Staff, StaffUpload
from tests.support.spreadsheets import workbook
from tests.web.conftest import Enter
from tests.web.world import START, Town

pytestmark = pytest.mark.django_db
HEADER = ["STT", "Họ và tên", "Đơn vị", "Email"]


def send(client: Client, *rows: list[object], **options: str) -> str:
    """Upload a list; the address one is led to, empty when it was refused."""
    file = SimpleUploadedFile("danh-sach.xlsx", workbook([["DANH SÁCH CÁN BỘ"], HEADER, *rows]))
    answer = client.post(reverse("staff-upload"), {"file": file, "on": "2026-11-01", **options})
    return str(answer.headers.get("Location", ""))


def person(number: int, unit: str = "Phường Cửa Ông") -> list[object]:
    return [number, f"Nguyễn Văn {chr(65 + number % 26)}nh", unit, f"moi{number}@campha.example"]


def test_a_list_is_looked_at_and_then_taken_over(town: Town, enter: Enter) -> None:
    client, before = enter(town.operator), Staff.objects.count()
    review = send(client, *map(person, range(1, 151)))
    first, second = (client.get(review, {"page": page}).content.decode() for page in (1, 2))
    assert "Những thay đổi sẽ có" in first
    assert "moi" not in first, "addresses are not shown where names are enough"
    assert first.count("<tr>") == 101
    assert second.count("<tr>") == 51
    assert Staff.objects.count() == before
    done = client.post(f"{review}/apply", follow=True).content.decode()
    assert "150" in done
    assert Staff.objects.count() == before + 150
    assert not StaffUpload.objects.exists(), "the file with its names does not lie about"


def test_a_mistake_stops_the_whole_list_and_stands_in_its_row(town: Town, enter: Enter) -> None:
    client, before = enter(town.operator), Staff.objects.count()
    review = send(client, person(1), person(2, "Phường Không Có"))
    page = client.get(review).content.decode()
    assert "Phường Không Có" in page
    assert ">4<" in page
    assert f"{review}/apply" not in page
    client.post(f"{review}/apply")
    assert Staff.objects.count() == before


def test_what_has_changed_since_one_looked_is_shown_again(town: Town, enter: Enter) -> None:
    client = enter(town.operator)
    review = send(client, person(1))
    actions.register_staff(
        employee_code="x", full_name="Nguyễn Văn Bnh", unit=town.north, on=START, email="moi1@campha.example"
    )
    again = client.post(f"{review}/apply", follow=True).content.decode()
    assert "đã thay đổi" in again
    assert StaffUpload.objects.get().preview["counts"]["same"] == 1


def test_only_the_own_units_and_the_own_uploads(town: Town, enter: Enter) -> None:
    review = send(enter(town.operator), person(1))
    grant(town.head, RoleAssignment.Role.OPERATOR, town.city)
    revoke(town.operator, RoleAssignment.Role.OPERATOR, town.city)
    grant(town.operator, RoleAssignment.Role.OPERATOR, town.south)
    assert enter(town.head).get(review).status_code == 404
    mine = send(enter(town.operator), person(1), person(2, "Phường Quang Hanh"))
    page = enter(town.operator).get(mine).content.decode()
    assert "không phụ trách" in page
    listed = enter(town.operator).get(reverse("staff-export", args=["csv"])).content.decode()
    assert town.focal.full_name in listed
    assert town.head.full_name not in listed


def test_what_is_no_list_is_said_beside_the_field(town: Town, enter: Enter) -> None:
    file = SimpleUploadedFile("x.xlsx", b"PK\x03\x04 broken")
    answer = enter(town.operator).post(reverse("staff-upload"), {"file": file, "on": "2026-11-01"})
    assert answer.status_code == 422
    assert "Không đọc được tệp" in answer.content.decode()


def test_new_units_need_a_place(town: Town, enter: Enter) -> None:
    client = enter(town.operator)
    assert send(client, person(1, "Ban Mới"), create_units="on") == ""
    review = send(client, person(1, "Ban Mới"), create_units="on", below=str(town.city.pk))
    client.post(f"{review}/apply")
    assert Staff.objects.get(email="moi1@campha.example").memberships.get().unit.name == "Ban Mới"

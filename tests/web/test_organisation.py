"""A staff list through the pages: look first, then exactly that, all of it or nothing."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncGenerator
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncRequestFactory, Client
from django.urls import reverse

from loa.accounts.actions import grant, revoke
from loa.accounts.models import RoleAssignment
from loa.units import actions
from loa.units.core.telling import Progress
from loa.units.models import Staff, StaffUpload
from loa.web.organisation import told
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


def lines_of(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def test_reading_and_taking_over_tell_how_far_they_are(town: Town, enter: Enter) -> None:
    client, before = enter(town.operator), Staff.objects.count()
    rows = [person(number) for number in range(1, 1_201)]
    file = SimpleUploadedFile("danh-sach.xlsx", workbook([["DANH SÁCH CÁN BỘ"], HEADER, *rows]))
    sent = {"file": file, "on": "2026-11-01"}
    read = lines_of(client.post(reverse("staff-upload"), sent, headers={"accept": told.MEDIA_TYPE}))
    assert [(line["done"], line["total"]) for line in read[:3]] == [(500, 1_200), (1_000, 1_200), (1_200, 1_200)]
    assert read[0]["said"] == "Đã đọc 500 trên 1.200 dòng"
    assert read[-1]["ended"]
    assert Staff.objects.count() == before
    done = lines_of(client.post(f"{read[-1]['go']}/apply", headers={"accept": told.MEDIA_TYPE}))
    assert (done[-1]["tone"], done[-1]["go"]) == ("good", reverse("organisation"))
    assert "1.200" in done[-1]["said"]
    assert Staff.objects.count() == before + 1_200


def test_refusals_come_as_the_last_line_and_change_nothing(
    town: Town, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, before = enter(town.operator), Staff.objects.count()
    asks = {"accept": told.MEDIA_TYPE}
    broken = {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04 broken"), "on": "2026-11-01"}
    [last] = lines_of(client.post(reverse("staff-upload"), broken, headers=asks))
    assert (last["tone"], last["go"]) == ("grave", "")
    assert "Không đọc được tệp" in last["said"]
    nothing = client.post(reverse("staff-upload"), {}, headers=asks)
    assert nothing.status_code == 422, "fields that are amiss stand on the page"
    review = send(client, *map(person, range(1, 20)))
    monkeypatch.setattr("loa.units.bulk.add_addresses", lambda *_: 1 / 0)
    last = lines_of(client.post(f"{review}/apply", headers=asks))[-1]
    assert last["tone"] == "grave"
    assert Staff.objects.count() == before


def test_a_line_is_sent_while_the_act_is_under_way_and_leaving_stops_nothing() -> None:
    go_on, ended = threading.Event(), threading.Event()

    def act(tell: Progress) -> told.Ending:
        tell("read", 1, 2)
        assert go_on.wait(10)
        ended.set()
        return told.Ending(go="/")

    async def leave_early() -> dict[str, Any]:
        request = AsyncRequestFactory().get("/")
        lines = cast("AsyncGenerator[bytes]", aiter(told.stream(request, act)))  # type: ignore[arg-type]
        first: dict[str, Any] = json.loads(await anext(lines))
        await lines.aclose()
        go_on.set()
        return first

    assert asyncio.run(leave_early())["done"] == 1
    assert ended.wait(10)

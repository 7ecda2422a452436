"""The board: figures of the own subtree, the not-yet list, and reminding exactly the missing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from loa.accounts.actions import grant
from loa.bulletins.models import Release
from loa.reach.actions import record
from loa.reach.models import Receipt, Reminder
from loa.reach.timeline import Point
from loa.units.actions import create_unit
from loa.web.board.charts import chart
from tests.web.conftest import Enter
from tests.web.world import START, Role, Town, colleagues, release

pytestmark = pytest.mark.django_db


@pytest.fixture
def daylight() -> Iterator[None]:
    """Nobody is reminded at night; the test does not ask what time it is."""
    with patch("loa.reach.actions.reminders.is_quiet", return_value=False):
        yield


def test_a_head_comes_straight_to_the_own_unit(town: Town, enter: Enter) -> None:
    made = release(town)
    answer = enter(town.head).get(reverse("board-release", args=[made.code]))
    assert answer["Location"] == reverse("board-unit", args=[made.code, town.north.pk])


def test_the_figures_follow_the_receipts(town: Town, enter: Enter) -> None:
    made, url = release(town), ""
    url = reverse("board-unit", args=[made.code, town.north.pk])
    head = enter(town.head)
    assert "còn 2 người chưa xác nhận" in head.get(url).content.decode()
    for user in (town.head, town.staff):
        record(made.pk, user.staff_id or 0, Receipt.Kind.ACKNOWLEDGED, "mail")
    assert "tất cả đã xác nhận" in head.get(url).content.decode()


def wards(town: Town, number: int) -> None:
    """More wards, of four people each; of the first nobody has acknowledged, of the next one, and so on."""
    members = [
        colleagues(create_unit(code=f"w{n}", name=f"Ủy ban nhân dân phường Mới {chr(65 + n)}", kind="ward", on=START,
                               parent=town.city), 4)
        for n in range(number)
    ]  # fmt: skip
    made = release(town)
    for n, people in enumerate(members):
        for person in people[: n % 5]:
            record(made.pk, person.pk, Receipt.Kind.ACKNOWLEDGED, "mail")


def test_many_units_stand_as_squares_those_furthest_behind_first(town: Town, enter: Enter) -> None:
    wards(town, 10)
    made, client = Release.objects.get(), enter(town.approver)
    url = reverse("board-unit", args=[made.code, town.city.pk])
    page = client.get(url).content.decode()
    squares = page.partition('class="tiles"')[2].partition("</div>")[0]
    assert re.findall(r"<b>(\d+) %</b>", squares) == [*["0"] * 4, *["25"] * 2, *["50"] * 2, *["75"] * 2, *["100"] * 2]
    assert "Dưới 25 %" in squares
    assert "Đã đủ: 100 %" in squares
    assert "<span>Mới E</span>" in squares
    link = re.findall(r'href="([^"]+)" title="Ủy ban nhân dân phường Mới E"', squares)
    assert client.get(link[0]).status_code == 200
    with patch("loa.web.board.views.TILES", 5):
        assert 'class="tiles"' not in client.get(url).content.decode()
    assert 'class="tiles"' not in client.get(reverse("board-unit", args=[made.code, town.north.pk])).content.decode()


def test_the_not_yet_list_names_staff_page_by_page(town: Town, enter: Enter) -> None:
    people = colleagues(town.north, 60)
    made = release(town)
    record(made.pk, people[0].pk, Receipt.Kind.ACKNOWLEDGED, "mail")
    client, url = enter(town.head), reverse("board-missing", args=[made.code, town.north.pk, "acknowledged"])
    pages = [client.get(url, {"page": number}).content.decode() for number in (1, 2)]
    listed = [person for person in people if any(f">{person.full_name}<" in page for page in pages)]
    assert listed == people[1:]
    for nonsense in ("0", "-1", "x", "99999999999", "٣"):
        assert client.get(url, {"page": nonsense}).status_code == 200


def test_reminding_takes_exactly_the_missing_once(town: Town, enter: Enter, daylight: None) -> None:
    made = release(town)
    record(made.pk, town.head.staff_id or 0, Receipt.Kind.ACKNOWLEDGED, "mail")
    client, url = enter(town.head), reverse("board-remind", args=[made.code, town.north.pk])
    assert "1 người" in client.post(url, follow=True).content.decode()
    assert "Không còn ai" in client.post(url, follow=True).content.decode()
    assert Reminder.objects.get().count == 1


def test_the_chart_stays_inside_its_frame() -> None:
    start = timezone.now()
    points = [Point(start + dt.timedelta(hours=n), opened=n, acknowledged=n // 2, audience=10) for n in range(11)]
    drawn = chart(points)
    assert drawn is not None
    for line in (drawn.opened, drawn.acknowledged):
        for pair in line.points.split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= drawn.right
            assert 0 <= y <= drawn.bottom
    assert chart([]) is None


@pytest.mark.parametrize(("form", "starts"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_a_report_of_the_own_unit_can_be_taken_away(form: str, starts: bytes, town: Town, enter: Enter) -> None:
    made = release(town)
    answer = enter(town.head).get(reverse("board-report", args=[made.code, town.north.pk, form]))
    assert answer.content.startswith(starts)
    assert "attachment" in answer["Content-Disposition"]
    assert enter(town.head).get(reverse("board-report", args=[made.code, town.city.pk, form])).status_code == 404


@pytest.mark.parametrize("name", ["board", "board-unit", "board-missing"])
def test_an_open_page_is_told_that_nothing_is_new(name: str, town: Town, enter: Enter) -> None:
    made, client = release(town), enter(town.head)
    page = {"board": [], "board-unit": [made.code, town.north.pk]}
    url = reverse(name, args=page.get(name, [made.code, town.north.pk, "acknowledged"]))
    seen = client.get(url).context["mark"]
    assert f'data-live="{seen}"' in client.get(url).content.decode()
    assert client.get(url, headers={"X-Loa-Mark": seen}).status_code == 204
    record(made.pk, town.staff.staff_id or 0, Receipt.Kind.ACKNOWLEDGED, "zalo")
    cache.clear()
    assert client.get(url, headers={"X-Loa-Mark": seen}).status_code == 200


def test_the_list_asks_no_more_for_ten_bulletins_than_for_two(
    town: Town, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    client, url = enter(town.head), reverse("board")
    made = [release(town) for _ in range(2)]
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    made += [release(town) for _ in range(8)]
    for number, each in enumerate(made):
        record(each.pk, town.staff.staff_id or 0, [Receipt.Kind.OPENED, Receipt.Kind.ACKNOWLEDGED][number % 2], "mail")
    cache.clear()
    with django_assert_max_num_queries(len(few)):
        page = client.get(url)
    shown = [(counts.audience, counts.acknowledged) for _release, _title, counts in page.context["lines"]]
    assert shown == [(2, 1), (2, 0)] * 5, "the newest first, each with the counts of the own ward"


def test_the_list_counts_all_units_of_somebody_who_has_two(town: Town, enter: Enter) -> None:
    release(town)
    grant(town.head, Role.FOCAL_POINT, town.south)
    (line,) = enter(town.head).get(reverse("board")).context["lines"]
    assert line[2].audience == 4

"""An open board follows the receipts by itself: no reload, and what the reader holds stays in their hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from loa.reach.actions import record
from loa.reach.models import Receipt
from tests.web.world import Town, release

pytestmark = pytest.mark.e2e
Visit = Callable[..., Page]


def test_the_board_changes_without_reload(living_town: Town, visit: Visit) -> None:
    made = release(living_town)
    page = visit(reverse("board-unit", args=[made.code, living_town.north.pk]), living_town.head)
    expect(page.locator("h1")).to_contain_text("còn 2 người chưa xác nhận")
    page.evaluate("window.neverReloaded = true")
    page.locator("details summary").click()
    report = page.locator("a[href$='report.pdf']")
    report.focus()
    for person, remaining in (
        (living_town.head, "còn 1 người chưa xác nhận"),
        (living_town.staff, "tất cả đã xác nhận"),
    ):
        record(made.pk, person.staff_id or 0, Receipt.Kind.ACKNOWLEDGED, "mail")
        expect(page.locator("h1")).to_contain_text(remaining)
        expect(page.locator("[data-live-spoken]")).to_contain_text(remaining)
    assert page.evaluate("window.neverReloaded")
    expect(page.locator("details")).to_have_attribute("open", "")
    expect(report).to_be_focused()

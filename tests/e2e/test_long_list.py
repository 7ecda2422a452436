"""A long staff list in the browser: how far it is stands on the page, and it ends where it should."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from loa.units.models import Staff
from tests.support.spreadsheets import workbook
from tests.web.world import Town

pytestmark = pytest.mark.e2e
Visit = Callable[..., Page]


def choose(page: Page, name: str, data: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]


def test_a_list_is_read_and_taken_over_without_leaving_the_page(living_town: Town, visit: Visit) -> None:
    page = visit(reverse("organisation"), living_town.operator)
    choose(page, "hong.xlsx", b"PK\x03\x04 broken")
    page.locator("form[data-told] button").click()
    expect(page.locator("#told.grave")).to_contain_text("Không đọc được tệp")
    rows = [[n, f"Nguyễn Văn {chr(65 + n % 26)}nh", "Phường Cửa Ông", f"m{n}@campha.example"] for n in range(1_500)]
    choose(page, "ds.xlsx", workbook([["STT", "Họ và tên", "Đơn vị", "Email"], *rows]))
    page.locator("form[data-told] button").click()
    expect(page.locator("h1")).to_have_text("Những thay đổi sẽ có")
    before = Staff.objects.count()
    page.locator("form[data-told] button").click()
    expect(page.locator("#told.good")).to_contain_text("1.500")
    assert Staff.objects.count() == before + 1_500
    expect(page.locator("#told a")).to_be_focused()
    page.locator("#told a").click()
    expect(page.locator("h1")).to_have_text("Đơn vị và cán bộ")

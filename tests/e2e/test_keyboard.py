"""From the first word to the release without a mouse: Tab, Space, Enter and letters alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from loa.bulletins.models import Bulletin, Release
from tests.web.world import WORDS, Town, write

pytestmark = pytest.mark.e2e
Visit = Callable[..., Page]
FARTHEST = 120  # presses of Tab that anything on a page may be away

NAME_OF_FOCUS = """() => {
  const here = document.activeElement;
  const label = here.labels?.[0]?.textContent || here.getAttribute('aria-label') || here.textContent || '';
  return label.trim().replace(/\\s+/g, ' ');
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called *name* has the focus, and the focus can be seen."""
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if page.evaluate(NAME_OF_FOCUS).startswith(name):
            outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"the focus on “{name}” cannot be seen"
            return
    raise AssertionError(f"“{name}” cannot be reached with Tab on {page.url}")


def go(page: Page, name: str) -> None:
    """Tab to *name*, press Enter, and wait for the page that follows."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_write_submit_and_approve_by_keyboard(living_town: Town, visit: Visit) -> None:
    page = visit(reverse("desk"), living_town.editor)
    go(page, "Soạn bản tin")
    go(page, "Bắt đầu soạn")
    for field, words in (
        ("Tiêu đề", "Tạm dừng chợ đêm từ 18 giờ"),
        ("Tóm tắt", "Chợ đêm tạm dừng để phòng dịch."),
        ("Nội dung", "Bà con mua hàng ở chợ trung tâm."),
        ("Nguồn", "Quyết định số 12/QĐ-UBND ngày 07/02/2020"),
    ):
        tab_to(page, field)
        page.keyboard.type(words)
    go(page, "Lưu và kiểm tra")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tạm dừng chợ đêm từ 18 giờ")
    go(page, "Trình duyệt")
    expect(page.get_by_role("status").first).to_contain_text("Đã trình")

    bulletin = Bulletin.objects.get()
    page = visit(reverse("desk-bulletin", args=[bulletin.pk]), living_town.approver)
    tab_to(page, "Tôi đã đọc toàn bộ nội dung")
    page.keyboard.press("Space")
    go(page, "Duyệt và phát hành")
    expect(page.get_by_role("status").first).to_contain_text("Đã phát hành")
    expect(page.get_by_text(Release.objects.get().code).first).to_be_visible()


def test_autosave_and_the_head_count_follow_the_keys(living_town: Town, visit: Visit) -> None:
    page = visit(reverse("desk-new"), living_town.editor)
    go(page, "Bắt đầu soạn")
    tab_to(page, "Tiêu đề")
    page.keyboard.type("Thông báo")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu mọi thay đổi", timeout=20_000)
    tab_to(page, "Toàn bộ Thành phố Cẩm Phả")
    page.keyboard.press("Space")
    expect(page.locator("#reach")).to_contain_text("0 người", timeout=20_000)


def test_the_toolbar_is_one_stop_with_arrows_inside(living_town: Town, visit: Visit) -> None:
    page = visit(reverse("desk-edit", args=[write(living_town, texts={"vi": WORDS}).pk]), living_town.editor)
    tab_to(page, "Đậm")
    for name in ("Nghiêng", "Tiêu đề mục", "Danh sách"):
        page.keyboard.press("ArrowRight")
        assert page.evaluate(NAME_OF_FOCUS) == name
    page.keyboard.press("Home")
    assert page.evaluate(NAME_OF_FOCUS) == "Đậm"
    tab_to(page, "Nội dung")
    page.keyboard.press("Control+End")
    page.keyboard.type("xong")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+b")
    expect(page.locator("#id_vi_body")).to_have_value(re.compile(r"\*\*xong\*\*$"))


def test_findings_and_previews_follow_the_keys(living_town: Town, visit: Visit) -> None:
    page = visit(reverse("desk-edit", args=[write(living_town).pk]), living_town.editor)
    tab_to(page, "Bốn kênh sẽ hiển thị thế nào")
    page.keyboard.press("Enter")
    page.locator("#id_vi_body").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Gọi anh Nam 0912 345 678.")
    expect(page.locator("[data-remarks]")).to_contain_text("0912 345 678", timeout=20_000)
    frame = page.frame_locator("[data-channel=mail] iframe")
    expect(frame.locator("body")).to_contain_text("Gọi anh Nam", timeout=20_000)
    expect(page.locator("[data-channel=zalo]")).to_be_hidden()

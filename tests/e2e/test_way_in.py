"""From the sheet of paper to the unit head's board, in real browsers with a virtual authenticator (WebAuthn, CDP)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from tests.web.world import PASSWORD, Town, release

pytestmark = pytest.mark.e2e
Visit = Callable[..., Page]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def phone(browser: Browser) -> Page:
    """A phone with a fingerprint reader."""
    page = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="vi-VN", reduced_motion="reduce"
    ).new_page()
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return page


def invitation_of(town: Town, visit: Visit, base: str) -> str:
    """The head invites the member of staff; the link that the sheet shows, on this server."""
    page = visit(reverse("person", args=[town.staff.pk]), town.head)
    page.get_by_role("button", name="Thư mời mới").click()
    link = re.search(r"/invitation/[\w-]+", page.locator(".sheet .code").inner_text())
    assert link is not None
    return base + link.group()


def test_invited_passkey_read_acknowledged_and_the_board_changes_by_itself(
    living_town: Town, visit: Visit, browser: Browser, live_server: Any
) -> None:
    made = release(living_town)
    link = invitation_of(living_town, visit, live_server.url)
    board = visit(reverse("board-unit", args=[made.code, living_town.north.pk]), living_town.head)
    expect(board.locator("h1")).to_contain_text("còn 2 người chưa xác nhận")
    board.evaluate("window.neverLoadedAgain = true")

    page = phone(browser)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(living_town.staff.full_name)
    page.get_by_role("button", name="Tạo khóa truy cập và đăng nhập").click()
    page.wait_for_url(re.compile(r"/me/"))
    page.get_by_role("button", name=re.compile("xác nhận|Đã đọc", re.IGNORECASE)).first.click()
    page.wait_for_load_state()

    expect(board.locator("h1")).to_contain_text("còn 1 người chưa xác nhận", timeout=30_000)
    assert board.evaluate("window.neverLoadedAgain") is True, "the board changed without being loaded again"

    # Signed out, the phone alone is name, key and second factor.
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url(re.compile("sign-in"))
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url(re.compile(r"/me/"))
    page.context.close()


def test_a_passkey_is_the_second_step_after_the_password(
    living_town: Town, visit: Visit, browser: Browser, live_server: Any
) -> None:
    living_town.staff.set_password(PASSWORD)
    living_town.staff.save()

    def give_the_password() -> None:
        page.goto(live_server.url + reverse("sign-in"))
        page.locator("input[name=email]").fill(living_town.staff.email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()

    page = phone(browser)
    give_the_password()
    page.wait_for_url(re.compile(r"/me/"))
    page.goto(live_server.url + reverse("passkey-add"))
    page.get_by_role("button", name="Tạo khóa").click()
    page.wait_for_url(re.compile("recovery-codes"))
    page.get_by_role("button", name="Đăng xuất").click()

    give_the_password()
    page.wait_for_url(re.compile("second-step"))
    page.goto(live_server.url + reverse("home"))
    assert "sign-in" in page.url, "a password alone opens nothing any more"
    give_the_password()
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(re.compile(r"/me/"))
    page.context.close()

"""Installing the app from its page: Chromium finds nothing missing, and its offer waits for a tap."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.portal.conftest import Served

pytestmark = pytest.mark.e2e
# The browser's own offer comes when it thinks that a person has been here long enough; no test can wait for that.
OFFER = """() => {
  window.asked = 0;
  const offer = new Event("beforeinstallprompt", { cancelable: true });
  offer.prompt = () => { window.asked += 1; };
  window.left_to_us = !dispatchEvent(offer);
}"""
INSTALL = "Cài ngay"


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    made = context.new_page()
    made.goto(f"{served.url}/app/install", wait_until="networkidle")
    yield made
    context.close()


def test_chromium_finds_nothing_that_hinders_installing(page: Page) -> None:
    """Manifest, icons and worker as the browser itself judges them."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    session = page.context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["url"].endswith("/manifest.webmanifest")
    assert manifest["errors"] == []
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []


def test_the_button_comes_with_the_offer_and_asks_once(page: Page) -> None:
    button = page.get_by_role("button", name=INSTALL)
    expect(button).to_be_hidden()
    page.evaluate(OFFER)
    assert page.evaluate("left_to_us"), "the browser shows no banner of its own"
    expect(button).to_be_visible()
    assert page.evaluate("asked") == 0, "nobody is asked unasked (standards I2)"
    button.click()
    assert page.evaluate("asked") == 1
    expect(button).to_be_hidden()
    page.evaluate(OFFER)
    expect(button).to_be_visible()


def test_an_offer_that_comes_at_once_is_not_lost(browser: Browser, served: Served) -> None:
    """It may come before the worker is ready and the app's own script is loaded: here neither ever comes."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.route("**/app/app.js", lambda route: route.abort())
    page.goto(f"{served.url}/app/install")
    page.evaluate(OFFER)
    expect(page.get_by_role("button", name=INSTALL)).to_be_visible()
    context.close()


def test_once_installed_nothing_is_offered_any_more(page: Page) -> None:
    page.evaluate(OFFER)
    page.evaluate("() => dispatchEvent(new Event('appinstalled'))")
    expect(page.get_by_role("button", name=INSTALL)).to_be_hidden()


def test_who_reads_in_the_installed_app_is_told_so_and_is_one_device(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true })")
    page.route("**/app/installations", lambda route: route.fulfill(status=204))  # the server: test_app_api
    devices = set()
    for _visit in range(2):
        with page.expect_request("**/app/installations") as sent:
            page.goto(f"{served.url}/app/install")
        expect(page.get_by_text("Bạn đang đọc trong ứng dụng đã cài.")).to_be_visible()
        devices.add(sent.value.post_data_json["device"])
    assert len(devices) == 1
    context.close()


def test_the_way_by_hand_stands_there_without_script(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.url}/app/install")
    for system in ("Android", "iPhone, iPad", "Máy tính"):
        expect(page.get_by_role("heading", name=system, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=INSTALL)).to_be_hidden()
    context.close()

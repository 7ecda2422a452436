"""The portal in a real browser: accessible, readable without script, and offline (standards V11, I6)."""

from __future__ import annotations

import json
from dataclasses import replace
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route, expect

from loa.channels.portal.guides import render as guides
from loa.channels.portal.publisher import Publisher
from tests.channels.portal.samples import SITE, entry
from tests.e2e.portal.conftest import Served

pytestmark = pytest.mark.e2e
PHONE = {"width": 390, "height": 844}
PAGES = (
    "/", "/en", "/b/{bulletin}", "/b/{bulletin}/en", "/b/{old}", "/b/{rumour}", "/bulletins", "/rumours", "/check",
    "/verify", "/search?q=khau+trang", "/channels", "/app/install", "/open-data", "/accessibility", "/privacy",
    "/coverage", "/dispatches", "/offline", "/unavailable", "/b/0000-0000", *guides.ADDRESSES,
)  # fmt: skip


def address(served: Served, page: str) -> str:
    return served.url + page.format(bulletin=served.bulletin, old=served.old, rumour=served.rumour)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(served: Served, browser: Browser, scheme: str) -> None:
    """WCAG 2.2 AA (standards V11): zero violations on every kind of page, in both colour schemes."""
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, service_workers="block")  # type: ignore[arg-type]
    page = context.new_page()
    found = []
    for name in PAGES:
        page.goto(address(served, name))
        result = Axe().run(page)
        found += [f"{name}: {item['id']} {[node['html'][:100] for node in item['nodes']]}"
                  for item in result.response["violations"]]  # fmt: skip
    context.close()
    assert found == []


def test_pages_fit_320_pixels_and_need_no_script(served: Served, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto(address(served, "/b/{bulletin}"))
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_text("Đọc hằng ngày", exact=True)).to_be_visible()
    expect(page.locator(".code")).to_have_text(served.bulletin)
    page.goto(address(served, "/"))
    page.get_by_role("link", name="Đọc bản tin").click()
    assert page.url.endswith(served.bulletin)
    context.close()
    wide = browser.new_context(viewport={"width": 320, "height": 640}, service_workers="block")
    page = wide.new_page()
    for name in PAGES:
        page.goto(address(served, name))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    wide.close()


def test_figures_beside_those_of_the_report_before_are_whole_on_a_phone(tmp_path: Path, browser: Browser) -> None:
    """The day stands last, and was cut."""
    portal = Publisher(tmp_path / "portal", SITE, tmp_path / "keys")
    counted = tuple(replace(figure, previous=18) for figure in entry(1).manifest.figures)
    portal.rebuild([entry(1, figures=counted)])

    def file(route: Route) -> None:
        path = urlsplit(route.request.url).path.lstrip("/") or "index.html"
        content = portal.store.read(path)
        found = {"status": 404} if content is None else {"body": content, "content_type": guess_type(path)[0]}
        route.fulfill(**found)  # type: ignore[arg-type]

    context = browser.new_context(viewport=PHONE, service_workers="block")  # type: ignore[arg-type]
    page = context.new_page()
    page.route("**/*", file)
    page.goto(SITE.base_url)
    expect(page.get_by_role("columnheader", name="Kỳ trước")).to_be_visible()
    assert page.locator(".scroll").evaluate_all("all => all.map(one => one.scrollWidth - one.clientWidth)") == [0]
    context.close()


def test_no_request_leaves_for_anybody_else(served: Served, browser: Browser) -> None:
    context = browser.new_context()
    foreign: list[str] = []
    context.on(
        "request", lambda request: foreign.append(request.url) if not request.url.startswith(served.url) else None
    )
    page = context.new_page()
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    for name in ("/", "/b/{bulletin}", "/check", "/app/install", "/search?q=toi"):
        page.goto(address(served, name), wait_until="networkidle")
    context.close()
    assert foreign == []
    assert broken == []


def test_search_finds_with_and_without_diacritics(served: Served, browser: Browser) -> None:
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    for query in ("tỏi sống", "toi song", "TOI"):
        page.goto(f"{served.url}/search?q={query}")
        expect(page.locator("[data-results] a").first).to_have_attribute("href", f"/b/{served.rumour}")
    page.goto(f"{served.url}/search?q=khongcotu")
    expect(page.locator("[data-results]")).to_contain_text("Không tìm thấy")
    context.close()


def test_without_a_network_the_bulletins_can_be_read(served: Served, browser: Browser) -> None:
    """I6: also those that were never opened; what is not kept says so."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(served.url, wait_until="networkidle")
    page.wait_for_function("async path => !!(await caches.match(path))", arg=f"/b/{served.rumour}", timeout=20_000)
    context.set_offline(True)
    page.goto(f"{served.url}/b/{served.rumour}")
    expect(page.locator("h1")).to_contain_text("Ăn tỏi sống")
    page.goto(f"{served.url}/bulletins/77")
    expect(page.locator("h1")).to_contain_text("không có mạng")
    expect(page.locator("[data-kept] a").first).to_be_visible()
    context.close()


def test_a_correction_replaces_the_notification(served: Served, browser: Browser) -> None:
    """The worker's push event driven over CDP; one tag, so one notification is left (standards W4, I4)."""
    context = browser.new_context(permissions=["notifications"])
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(item["registrationId"] for item in event["registrations"]),
    )
    page.goto(served.url, wait_until="networkidle")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    for title in ("Bản tin", "Đính chính"):
        notification = {
            "title": title,
            "tag": "incident",
            "renotify": True,
            "navigate": address(served, "/b/{bulletin}"),
            "data": {"code": served.bulletin},
        }
        payload = json.dumps({"web_push": 8030, "notification": notification})
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": served.url, "registrationId": registrations[-1], "data": payload},
        )
        page.wait_for_function(
            """async title => (await (await navigator.serviceWorker.ready).getNotifications())
                .some(shown => shown.title === title)""",
            arg=title,
            timeout=20_000,
        )
    page.wait_for_function(
        """async () => (await (await navigator.serviceWorker.ready).getNotifications())
            .map(shown => shown.title).join() === "Đính chính\"""",
        timeout=20_000,
    )
    context.close()


def test_the_portal_answers_without_worker_and_database(served: Served) -> None:
    """DESIGN §8: no worker ever ran beside this server, and its database is taken away under it."""
    database = served.folder / "loa.sqlite3"
    for name in ("loa.sqlite3-wal", "loa.sqlite3-shm"):
        (served.folder / name).unlink(missing_ok=True)
    database.write_bytes(b"this is no database any more" * 100)
    assert httpx.get(f"{served.url}/readyz", timeout=60).status_code == 503
    for name in ("/", "/b/{bulletin}", "/feeds/all.atom", "/search/index.json", "/manifest.webmanifest", "/sw.js"):
        assert httpx.get(address(served, name), timeout=60).status_code == 200, name


def test_pages_weigh_little_on_the_wire(served: Served, browser: Browser) -> None:
    """At most 30 KB for the first bulletin, 8 KB for the next: counted by the browser, headers included.

    The worker, which fetches pages for reading without a network later, is kept out: nobody waits for it.
    """
    context = browser.new_context(viewport=PHONE, service_workers="block")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    weights = []
    for name in ("/b/{bulletin}", "/b/{rumour}", "/b/{old}", "/"):
        received.clear()
        page.goto(address(served, name), wait_until="networkidle")
        weights.append(sum(received))
    context.close()
    assert 0 < weights[0] <= 30_000
    assert all(0 < weight <= 8_000 for weight in weights[1:]), weights

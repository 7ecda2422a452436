"""A real browser before a real server. Chromium is Debian's; without it these tests are skipped."""

from __future__ import annotations

import mimetypes
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, Route, sync_playwright

from loa.accounts.models import User
from loa.channels.portal import assets
from loa.trust import actions as trust
from loa.web.accounts.freshness import PROVED_AT
from tests.web.world import Town, build_town

CHROMIUM = Path("/usr/bin/chromium")
SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture
def signing_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """A key of this test's own: processes that run side by side take no key from each other."""
    monkeypatch.setattr(trust, "signing_key_path", lambda: tmp_path / "signing.pem")
    return trust.ensure_signing_key()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a file of tests. Its loop must end with them: no other runs in the thread meanwhile."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    # Playwright's loop runs in this thread; Django would take it for an asynchronous caller.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def living_town(transactional_db: None, signing_key: object) -> Iterator[Town]:
    """The town in a database that the server's threads see."""
    try:
        yield build_town()
    finally:
        _lift_guards()


_lifted: list[str] = []


def _lift_guards() -> None:
    """The database refuses to delete releases and receipts (DESIGN §5), also to a test that cleans up behind itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        for name, sql in cursor.fetchall():
            _lifted.append(sql)
            cursor.execute(f"DROP TRIGGER {name}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Put the guards back once everything is flushed, for whatever test comes next in this process."""
    try:
        return (yield)
    finally:
        while _lifted:
            connection.connection.execute(_lifted.pop())


def _portal_file(route: Route) -> None:
    """What the portal's folder holds in a running house: pages that Django makes in the portal's dress need it."""
    content = assets.files().get(urlsplit(route.request.url).path.lstrip("/"))
    if content is None:
        route.continue_()
    else:
        route.fulfill(body=content, content_type=mimetypes.guess_type(route.request.url)[0] or "text/plain")


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a page of the live server: `visit("/desk/", user, "phone")`."""
    contexts = []

    def open_page(path: str, user: User | None = None, size: str = "desktop", scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            locale="vi-VN",
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.session
            session[PROVED_AT] = time.time()  # as after signing in by hand
            session.save()
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        context.route(re.compile(r"/(assets|icons)/"), _portal_file)
        page = context.new_page()
        answer = page.goto(live_server.url + path)
        assert answer is not None
        assert answer.status < 500, f"{path} answers {answer.status}"
        return page

    yield open_page
    for context in contexts:
        context.close()

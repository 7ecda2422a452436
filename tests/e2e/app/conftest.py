"""One running Loa for all tests of the installed app, and a person's own browser before it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Worker

from tests.e2e.conftest import SIZES
from tests.support.running import RunningLoa
from tests.support.sandbox import sandbox

__all__ = ["sandbox"]


@pytest.fixture(scope="session")
def loa(tmp_path_factory: pytest.TempPathFactory, sandbox: object) -> Iterator[RunningLoa]:
    """`loa up` with a town, its portal, its worker and the sandbox's push service."""
    with RunningLoa(tmp_path_factory.mktemp("app"), sandbox) as running:  # type: ignore[arg-type]
        yield running


@pytest.fixture
def phone(browser: Browser, loa: RunningLoa) -> Iterator[BrowserContext]:
    """A phone whose browser allows notices."""
    context = browser.new_context(viewport=SIZES["phone"], locale="vi-VN")  # type: ignore[arg-type]
    context.grant_permissions(["notifications"], origin=loa.url)
    yield context
    context.close()


NOTICES = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
    .map(one => ({ title: one.title, tag: one.tag, actions: one.actions.map(each => each.action) }))"""


@dataclass
class Pushed:
    """A page whose service worker gets pushes as the browser would hand them to it (CDP)."""

    context: BrowserContext
    origin: str
    page: Page = field(init=False)
    _registrations: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        self._session = self.context.new_cdp_session(self.page)
        self._session.on("ServiceWorker.workerRegistrationUpdated", self._remember)
        self._session.send("ServiceWorker.enable")
        self.page.goto(self.origin, wait_until="networkidle")
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=30_000)

    def _remember(self, event: Any) -> None:
        self._registrations += [one["registrationId"] for one in event["registrations"]]

    def push(self, payload: dict[str, Any] | str) -> None:
        """Hand a decrypted message to the worker."""
        data = payload if isinstance(payload, str) else json.dumps(payload)
        wanted = {"origin": self.origin, "registrationId": self._registrations[-1], "data": data}
        self._session.send("ServiceWorker.deliverPushMessage", wanted)

    def notices(self) -> list[dict[str, Any]]:
        """What is shown."""
        found: list[dict[str, Any]] = self.page.evaluate(NOTICES)
        return found

    @property
    def worker(self) -> Worker:
        """The worker itself."""
        return self.context.service_workers[0]

    def press(self, action: str = "") -> None:
        """Touch the shown notice, or one of its buttons."""
        self.worker.evaluate(
            """async action => {
              const [notification] = await registration.getNotifications();
              dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
            }""",
            action,
        )


@pytest.fixture
def pushed(phone: BrowserContext, loa: RunningLoa) -> Pushed:
    """The front page on a phone, ready for pushes."""
    return Pushed(phone, loa.url)

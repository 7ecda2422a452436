"""One running Loa for all tests of the installed app, and a person's own browser before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

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

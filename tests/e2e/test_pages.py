"""Every page of the desk in a real browser: no accessibility violation, nothing wider than the screen.

`SHOTS_DIR=folder` keeps a picture of each, at 390 and at 1280 pixels.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.furnished import Shown, furnish
from tests.web.world import Town

pytestmark = pytest.mark.e2e
SHOTS = os.environ.get("SHOTS_DIR")
SHARES = 4  # the pages are dealt out to so many tests, which can run side by side
POST = """([address, fields]) => {
  const form = document.createElement("form");
  Object.assign(form, {method: "post", action: address});
  for (const [name, value] of Object.entries(fields))
    form.append(Object.assign(document.createElement("input"), {name, value}));
  document.body.append(form);
  form.submit();
}"""
Visit = Callable[..., Page]


def check(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands: axe's violations, and a page wider than the screen."""
    results = Axe().run(page, options={"resultTypes": ["violations"]})
    found = [
        f"{name}: {one['id']} {json.dumps([node['html'][:160] for node in one['nodes'][:3]])}"
        for one in _violations(results)
    ]
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"{name}: {wider} px wider than the screen"] if wider > 0 else [])


def _act(page: Page, shown: Shown) -> None:
    if shown.press.startswith("/"):
        with page.expect_navigation():
            page.evaluate(POST, [shown.press, dict(shown.fills)])
        return
    for selector, value in shown.fills:
        target = page.locator(selector).first
        if "type=file" in selector:
            target.set_input_files({"name": "danh-sach.csv", "mimeType": "text/csv", "buffer": value.encode()})
        else:
            target.fill(value)
    if shown.press:
        page.locator(shown.press).last.click()
        page.wait_for_load_state()


def _violations(results: Any) -> list[dict[str, Any]]:
    return list(results.response["violations"])


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desktop", "light"), ("phone", "dark")])
def test_every_page_is_accessible(size: str, scheme: str, share: int, living_town: Town, visit: Visit) -> None:
    problems = []
    for name, shown in list(furnish(living_town).items())[share::SHARES]:
        page = visit(shown.path, shown.user, size, scheme)
        _act(page, shown)
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{size}-{scheme}.png"), full_page=True)
        problems += check(page, name)
        page.context.close()
    assert not problems, "\n".join(problems)

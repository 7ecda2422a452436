"""Take the pictures of the README from a running demo and its sandbox:
`python scripts/screenshots.py http://127.0.0.1:8000 http://127.0.0.1:8100`.

Needs Debian's Chromium. Pages of people are opened with their own links, as people would.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "loa-demo-365"  # the demo says it on the screen (loa.demo.organisation)
TARGET = Path(__file__).resolve().parent.parent / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 860}


def main(base_url: str, sandbox_url: str) -> None:
    """Take every picture."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        editor = signed_in(chromium, (base_url, sandbox_url), "bientap", DESKTOP)
        editor.goto(f"{base_url}/desk/?tab=released")
        code = re.findall(r"releases/([0-9A-Z]{4}-[0-9A-Z]{4})", editor.content())[-1]
        editor.goto(f"{base_url}/board/{code}/")
        keep(editor, "board")
        editor.goto(f"{base_url}/desk/1/preview")
        editor.wait_for_timeout(1500)
        keep(editor, "preview")
        phone = chromium.new_context(viewport=PHONE, locale="vi-VN").new_page()  # type: ignore[arg-type]
        phone.goto(f"{base_url}/b/{code}")
        keep(phone, "bulletin-phone")
        staff = signed_in(chromium, (base_url, sandbox_url), "canbo", PHONE)
        staff.goto(f"{base_url}/me/")
        keep(staff, "acknowledge-phone")
        chromium.close()


def signed_in(chromium: Browser, places: tuple[str, str], name: str, size: dict[str, int]) -> Page:
    """A page of a demo account; its codes are read in the sandbox."""
    base_url, sandbox_url = places
    page = chromium.new_context(viewport=size, locale="vi-VN").new_page()  # type: ignore[arg-type]
    page.goto(f"{base_url}/sign-in")
    page.locator("input[name=email]").fill(f"{name}@campha.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    if "second-step" in page.url:
        codes = page.request.get(f"{sandbox_url}/authenticator/api/codes").json()
        page.locator("input[name=code]").fill(codes[f"{name}@campha.example"])
        page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_load_state()
    return page


def keep(page: Page, name: str) -> None:
    """One picture with 128 colours: small enough for a repository."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(128, dither=Image.Dither.NONE).save(TARGET / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2].rstrip("/"))

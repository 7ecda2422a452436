"""Take the pictures of the portal's guides from a running product: `python -m scripts.guide_pictures`.

Starts a small demo of its own, opens each page as the person who would, rings what the step speaks of, and keeps the
part of the page that matters. A browser test opens every one of them again (`tests/e2e/test_guide_pictures.py`).
Needs Debian's Chromium.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "src" / "loa" / "channels" / "portal" / "guides" / "pictures"
RECORD = ROOT / "scripts" / "guide_pictures.json"  # what could be read on each picture when it was taken
PASSWORD = "loa-demo-365"  # the demo says it on the screen (loa.demo.organisation)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--lang=vi"]
PHONE, COMPUTER = {"width": 390, "height": 740}, {"width": 1000, "height": 660}
SHARPNESS = {"phone": 1.5, "computer": 1.2}  # pixels of the picture for one of the page
LARGEST = 38 * 1024  # bytes of one picture: guides are read on phones, too
QUALITIES = (72, 60, 48, 36, 24)
RUMOUR = "ăn tỏi sống mỗi ngày là diệt hết virus corona"
_RING = """(element, number) => {
  const box = element.getBoundingClientRect(), ring = document.createElement("div"), page = document.documentElement;
  Object.assign(ring.style, {
    position: "absolute", left: `${box.left + scrollX - 6}px`, top: `${box.top + scrollY - 6}px`,
    width: `${box.width + 12}px`, height: `${box.height + 12}px`, border: "4px solid #c8102e", borderRadius: "10px",
    boxSizing: "border-box", zIndex: 9999, pointerEvents: "none"});
  page.append(ring);
}"""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture. *path*: an address with places to fill; *who*: a demo account, or nobody; *marks*: what is ringed;
    *clip*: the part to keep (empty: the first screen); *acts*: (verb, selector, value) done before."""

    path: str
    who: str = ""
    device: str = "phone"
    marks: tuple[str, ...] = ()
    clip: str = ""
    acts: tuple[tuple[str, str, str], ...] = ()


SHOTS: dict[str, Shot] = {
    "portal-home": Shot("/", marks=("main .btn.main",)),
    "portal-check": Shot("/check", marks=("main form button",), acts=(("fill", "main textarea", RUMOUR),)),
    "portal-answer": Shot(
        "/check",
        acts=(("fill", "main textarea", RUMOUR), ("click", "main form button", "")),
        clip="main",
    ),
    "portal-computer": Shot("/", device="computer"),
    "portal-proof": Shot("/b/{code}", clip=".proof", marks=(".proof .code",)),
    "portal-verify": Shot(
        "/verify", marks=("main form button",), acts=(("fill", "main form input[type=text]", "{code}"),)
    ),
    "app-install": Shot("/app/install"),
    "app-notices": Shot("/app/install", clip="[data-push]", marks=("[data-push-form] button.main",)),
    "app-computer": Shot("/app/install", device="computer"),
    "app-notice": Shot("/desk/{bulletin}/preview/app", "bientap", clip="body"),
    "app-reading": Shot("/app/install", clip="[data-settings]", marks=("[data-size=l]",)),
    "mail-message": Shot("/desk/{bulletin}/preview/mail", "bientap", marks=("a:has-text('Xác nhận đã đọc')",)),
    "mail-confirm": Shot("{acknowledge}", marks=("main .act button",)),
    "mail-confirmed": Shot("{acknowledge}", acts=(("click", "main .act button", ""),)),
    "mail-computer": Shot("/desk/{bulletin}/preview/mail", "bientap", "computer"),
    "mail-check": Shot("/mail-check/", "canbo", marks=("main input[type=file]", "main form button")),
    "zalo-message": Shot("/desk/{bulletin}/preview/zalo", "bientap", marks=("section .button",), clip="section"),
    "staff-sign-in": Shot("/sign-in"),
    "staff-today": Shot("/me/", "canbo", marks=("main form[action$=acknowledge] button",)),
    "staff-share": Shot("/me/", "canbo", clip="main ul.today > li", marks=("main a:has-text('Gửi qua Zalo')",)),
    "staff-notice": Shot("/me/{code}/notice", "canbo", "computer"),
    "staff-family": Shot("/me/family", "canbo"),
    "staff-verdict": Shot(
        "/mail-check/", "canbo", acts=(("fill", "main textarea", "{forged}"), ("click", "main form button", ""))
    ),
    "focal-board": Shot("/board/", "daumoi", "computer", marks=("main tbody a",)),
    "focal-unit": Shot("/board/{code}/", "daumoi", "computer"),
    "focal-missing": Shot("/board/{code}/{ward}/missing/acknowledged", "daumoi", "computer"),
    "focal-remind": Shot("/board/{code}/", "lanhdao", "computer", marks=("main form[action$=remind] button",)),
    "focal-month": Shot("/board/all/{ward}/", "daumoi", "computer"),
    "focal-tasks": Shot("/directives/tasks/", "daumoi", "computer"),
    "desk-new": Shot("/desk/new", "bientap", "computer"),
    "desk-edit": Shot("/desk/{draft}/edit", "bientap", "computer"),
    "desk-preview": Shot("/desk/{waiting}/preview", "bientap", "computer"),
    "desk-submit": Shot("/desk/{draft}/", "bientap", "computer"),
    "desk-waiting": Shot("/desk/", "duyet", "computer", marks=("main tbody a",)),
    "desk-approve": Shot("/desk/{waiting}/", "duyet", "computer", marks=("button:has-text('Duyệt và phát hành')",)),
    "desk-release": Shot("/desk/releases/{code}/", "duyet", "computer"),
}  # fmt: skip


class Camera:
    """Opens the pages of one running demo. *state*: its state file as a value."""

    def __init__(self, browser: Browser, state: Mapping[str, Any]) -> None:
        self._browser = browser
        self._base_url = f"http://127.0.0.1:{state['ports']['web']}"
        self._sandbox_url = f"http://127.0.0.1:{state['ports']['sandbox']}"
        self._facts = state["facts"]
        self._sessions: dict[str, Any] = {"": None}
        self._places: dict[str, str] = {}

    @contextmanager
    def opened(self, shot: Shot) -> Iterator[Page]:
        """The page of *shot* with everything done that comes before the picture."""
        if shot.who not in self._sessions:
            self._sessions[shot.who] = self._sign_in(shot.who)
        context = self._browser.new_context(
            viewport=PHONE if shot.device == "phone" else COMPUTER,  # type: ignore[arg-type]
            device_scale_factor=SHARPNESS[shot.device],
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            storage_state=self._sessions[shot.who],
        )
        page = context.new_page()
        try:
            path = self.filled(shot.path)
            answer = page.goto(path if path.startswith("http") else self._base_url + path)
            assert answer is not None
            assert answer.status < 400, f"{path} answers {answer.status}"
            for verb, selector, value in shot.acts:
                self._act(page.locator(selector).first, verb, self.filled(value))
            page.wait_for_load_state("networkidle")
            yield page
        finally:
            context.close()

    def filled(self, text: str) -> str:
        """*text* with this demo's own codes and numbers at their places."""
        if "{" not in text:
            return text
        return text.format_map(_Places(self))

    def place(self, name: str) -> str:
        """What stands for *name* in this demo; looked up once."""
        if name not in self._places:
            self._places[name] = self._find(name)
        return self._places[name]

    def _find(self, name: str) -> str:
        desk = self._facts["desk"]
        known = {
            "code": self._facts["release"],
            "bulletin": str(self._facts["bulletin"]),
            "waiting": str(desk["waiting"]),
            "draft": str(desk["draft"]),
        }
        if name in known:
            return known[name]
        return {"acknowledge": self._acknowledge_link, "ward": self._ward, "forged": _forged_mail}[name]()

    def _acknowledge_link(self) -> str:
        """The link of a mail whose reader has not confirmed yet."""
        request = self._browser.new_context().request
        link = re.compile(rf"/a/{self.place('code')}/[\w-]+")
        for mail in request.get(f"{self._sandbox_url}/mail/api/messages?limit=200").json()["messages"]:
            found = link.search(request.get(f"{self._sandbox_url}/mail/api/messages/{mail['id']}").text())
            if found and 'class="act"' in request.get(self._base_url + found.group()).text():
                return found.group()
        raise LookupError("nobody is left who has a mail to confirm")

    def _ward(self) -> str:
        with self.opened(Shot("/board/{code}/", "daumoi")) as page:
            return page.url.rstrip("/").rpartition("/")[2]

    def _sign_in(self, name: str) -> Any:
        page = self._browser.new_context(locale="vi-VN").new_page()
        page.goto(f"{self._base_url}/sign-in")
        page.locator("input[name=email]").fill(f"{name}@campha.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        if "second-step" in page.url:
            codes = page.request.get(f"{self._sandbox_url}/authenticator/api/codes").json()
            page.locator("input[name=code]").fill(codes[f"{name}@campha.example"])
            page.get_by_role("button", name="Tiếp tục").click()
        page.wait_for_url(re.compile("^(?!.*sign-in)"))
        try:
            return page.context.storage_state()
        finally:
            page.context.close()

    @staticmethod
    def _act(target: Locator, verb: str, value: str) -> None:
        if verb == "fill":
            target.fill(value)
        else:
            target.click()
            target.page.wait_for_load_state()


def _forged_mail() -> str:
    from loa.demo.texts import PHISHING_MAIL

    return PHISHING_MAIL


class _Places(dict[str, str]):
    def __init__(self, camera: Camera) -> None:
        super().__init__()
        self._camera = camera

    def __missing__(self, name: str) -> str:
        return self._camera.place(name)


def words(page: Page, shot: Shot) -> str:
    """What can be read on the part of the page that is kept, without what differs from run to run."""
    text = page.locator(shot.clip or "body").first.inner_text()
    return " ".join(word for word in text.split() if not re.search(r"[\d@/]", word))


def marked(page: Page, shot: Shot) -> list[Locator]:
    """The elements that are ringed; raises when one is not there for the eye."""
    found = [page.locator(selector).first for selector in shot.marks]
    for target in found:
        target.wait_for(state="visible", timeout=5_000)
    return found


def take(page: Page, shot: Shot) -> bytes:
    """The picture, as small as a phone on a weak network asks for."""
    for target in marked(page, shot):
        target.scroll_into_view_if_needed()
        target.evaluate(_RING)
    raw = page.screenshot(full_page=True, clip=_box(page, shot))  # type: ignore[arg-type]
    return small(Image.open(io.BytesIO(raw)).convert("RGB"))


def _box(page: Page, shot: Shot) -> dict[str, float]:
    """The part to keep: at most one screen high, a little wider than the element, or the screen around the marks."""
    size = PHONE if shot.device == "phone" else COMPUTER
    if shot.clip:
        box = page.locator(shot.clip).first.bounding_box()
        assert box is not None, shot
        top = max(box["y"] + page.evaluate("scrollY") - 8, 0)
        return {"x": 0, "y": top, "width": size["width"], "height": min(box["height"] + 16, size["height"])}
    top, whole = page.evaluate("scrollY"), page.evaluate("document.documentElement.scrollHeight")
    return {"x": 0, "y": top, "width": size["width"], "height": min(size["height"], whole - top)}


def small(picture: Image.Image) -> bytes:
    """WebP of at most `LARGEST` bytes."""
    for quality in QUALITIES:
        target = io.BytesIO()
        picture.save(target, "WEBP", quality=quality, method=6)
        if target.tell() <= LARGEST:
            break
    return target.getvalue()


def main(names: list[str]) -> None:
    """Take every picture, or those named, from a demo of its own."""
    from tests.support.story import RunningDemo

    PICTURES.mkdir(parents=True, exist_ok=True)
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo = RunningDemo(Path(folder) / "demo", staff=300, residents=60).start()
        try:
            demo.wait_for("end")
            chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
            camera = Camera(chromium, demo.state)
            for name, shot in SHOTS.items():
                if names and name not in names:
                    continue
                with camera.opened(shot) as page:
                    record[name] = words(page, shot)
                    content = take(page, shot)
                (PICTURES / f"{name}.webp").write_bytes(content)
                sys.stderr.write(f"{name}: {len(content) // 1024} KB\n")
        finally:
            demo.stop()
    kept = {name: record[name] for name in SHOTS if name in record}
    RECORD.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

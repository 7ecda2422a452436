"""Hearing a bulletin in a real browser. Only the voice is stood in for: test machines have none (V11)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.channels.portal.samples import EN, VI
from tests.e2e.portal.conftest import Served

pytestmark = pytest.mark.e2e
VOICE = """() => {
  const queue = window.queue = [];
  const stand_in = {
    speak: (said) => queue.push(said),
    cancel: () => { queue.length = 0; sessionStorage.setItem("silenced", location.pathname); },
  };
  for (const [name, value] of Object.entries(stand_in)) Object.defineProperty(speechSynthesis, name, { value });
  Object.defineProperty(speechSynthesis, "speaking", { get: () => queue.length > 0 });
}"""
HEARD = "() => window.queue.map((said) => [said.lang, said.text])"
FINISH = "() => { const [last] = window.queue.splice(0).slice(-1); last.onend(); }"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 390, "height": 844}, service_workers="block")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    made = context.new_page()
    made.add_init_script(f"({VOICE})()")
    return made


def heard(page: Page) -> tuple[set[str], str]:
    """The languages that the voice was asked for, and all that it was given."""
    said = page.evaluate(HEARD)
    return {language for language, _text in said}, "\n".join(text for _language, text in said)


def listen(page: Page, address: str, name: str = "Nghe đọc") -> None:
    page.goto(address)
    page.get_by_role("button", name=name).click()


def test_a_bulletin_is_read_from_title_to_end_in_its_language(served: Served, page: Page) -> None:
    listen(page, f"{served.url}/b/{served.bulletin}")
    languages, words = heard(page)
    assert languages == {"vi-VN"}
    assert words.index(VI.title[:30]) < words.index(VI.summary[:30]) < words.index("Đọc hằng ngày tin chính thức")
    assert words.rstrip().endswith("để phát tán mã độc.")
    assert "*" not in words, "words, not their mark-up"
    listen(page, f"{served.url}/b/{served.bulletin}/en", "Read aloud")
    languages, words = heard(page)
    assert languages == {"en"}
    assert EN.title in words


def test_who_hears_an_old_bulletin_hears_first_that_it_no_longer_holds(served: Served, page: Page) -> None:
    listen(page, f"{served.url}/b/{served.old}")
    _languages, words = heard(page)
    assert words.startswith("Bản tin này đã được đính chính")


def test_a_rumour_is_heard_with_its_verdict(served: Served, page: Page) -> None:
    listen(page, f"{served.url}/b/{served.rumour}")
    _languages, words = heard(page)
    assert "Ăn tỏi sống mỗi ngày diệt được virus" in words
    assert words.index("Kết luận") < words.index("Không có bằng chứng nào")
    assert "còn hiệu lực" not in words, "what is hidden is not read"


def test_a_number_is_not_cut_at_its_point(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/b/{served.bulletin}")
    words = "Có 1.014 người cách ly. Hết 12.5 giờ! Rồi sao? Thế thôi"
    page.locator(".lede").evaluate("(lede, words) => { lede.textContent = words; }", words)
    page.get_by_role("button", name="Nghe đọc").click()
    parts = [text for _language, text in page.evaluate(HEARD)]
    place = parts.index("Có 1.014 người cách ly.")
    assert parts[place : place + 3] == ["Có 1.014 người cách ly.", "Hết 12.5 giờ!", "Rồi sao?"]


def test_the_button_stops_and_begins_again_and_comes_back_at_the_end(served: Served, page: Page) -> None:
    listen(page, f"{served.url}/b/{served.bulletin}")
    page.get_by_role("button", name="Dừng đọc").click()
    assert page.evaluate(HEARD) == []
    page.get_by_role("button", name="Nghe đọc").click()
    assert page.evaluate(HEARD)
    expect(page.get_by_role("button", name="Dừng đọc")).to_be_visible()
    page.evaluate(FINISH)
    expect(page.get_by_role("button", name="Nghe đọc")).to_be_visible()


def test_leaving_the_page_silences_it(served: Served, page: Page) -> None:
    listen(page, f"{served.url}/b/{served.bulletin}")
    page.goto(f"{served.url}/bulletins")
    assert page.evaluate("sessionStorage.getItem('silenced')") == f"/b/{served.bulletin}"


def test_a_browser_without_a_voice_shows_no_button(served: Served, context: BrowserContext) -> None:
    page = context.new_page()
    page.add_init_script("delete window.speechSynthesis")
    page.goto(f"{served.url}/b/{served.bulletin}")
    expect(page.get_by_role("button", name="In")).to_be_visible()
    expect(page.locator("[data-listen]")).to_be_hidden()

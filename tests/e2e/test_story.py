"""The promise of the house in one walk, on the running system with a real browser and the sandbox's other ends:

write → self-approval refused → approve → released → page, feed, push, mail and Zalo message carry the same short code
and words; the correction reaches the same people.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import feedparser
import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from loa.demo.device import Device
from loa.demo.organisation import PASSWORD
from tests.support.story import RunningDemo

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("story")]
TITLE = "Tạm dừng chợ đêm phường Cẩm Tây từ 18 giờ ngày 08/02/2020"
SUMMARY = "Chợ đêm Cẩm Tây tạm dừng để phòng dịch. Bà con mua hàng ở chợ trung tâm, đeo khẩu trang."
CORRECTED = "Đính chính: chợ đêm Cẩm Tây tạm dừng từ 20 giờ ngày 08/02/2020"
PATIENCE = 60.0


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """A small demo that has told its story and runs on."""
    running = RunningDemo(tmp_path_factory.mktemp("story") / "demo").start()
    try:
        running.wait_for("end")
        yield running
    finally:
        running.stop()


@pytest.fixture
def sign_in(browser: Browser, demo: RunningDemo) -> Iterator[Callable[[str], Page]]:
    """Signs a demo account in, through the page that people use."""
    contexts: list[BrowserContext] = []

    def enter(name: str) -> Page:
        context = browser.new_context(locale="vi-VN", reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{demo.base_url}/sign-in")
        page.locator("input[name=email]").fill(f"{name}@campha.example")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        if "second-step" in page.url:
            codes = httpx.get(f"{demo.sandbox_url}/authenticator/api/codes", timeout=10).json()
            page.locator("input[name=code]").fill(codes[f"{name}@campha.example"])
            page.get_by_role("button", name="Tiếp tục").click()
        expect(page).not_to_have_url(re.compile("sign-in"))
        return page

    yield enter
    for context in contexts:
        context.close()


def eventually(look: Callable[[], Any]) -> Any:
    """What *look* finds, once it finds something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, look
        time.sleep(0.2)
    return found


def test_one_text_on_four_channels_and_its_correction(demo: RunningDemo, sign_in: Callable[[str], Page]) -> None:
    editor, approver = sign_in("bientap"), sign_in("duyet")
    address = _write(editor, demo)
    _refuse_self_approval(editor, address)
    code = _approve(approver, address)
    _carries(demo, code, TITLE)
    first = _mailboxes(demo, code)
    assert first

    correction = _correct(editor, demo, code)
    new_code = _approve(approver, correction)
    assert new_code != code
    _carries(demo, new_code, CORRECTED)
    assert eventually(lambda: _mailboxes(demo, new_code) == first)
    assert new_code in httpx.get(f"{demo.base_url}/b/{code}", timeout=10).text, "the old page points at its correction"


def _write(page: Page, demo: RunningDemo) -> str:
    page.goto(f"{demo.base_url}/desk/new")
    page.locator("main form button.main").click()
    page.wait_for_url("**/edit*")
    page.locator("[name=vi_title]").fill(TITLE)
    page.locator("[name=vi_summary]").fill(SUMMARY)
    page.locator("[name=vi_body]").fill("Thực hiện chỉ đạo của thành phố.\n\n- Chợ trung tâm **vẫn mở cửa**.")
    page.locator("[name=vi_source]").fill("UBND phường Cẩm Tây")
    page.locator("[name=units]").first.check()
    page.locator("button[value=check]").click()
    page.wait_for_url(re.compile(r"/desk/\d+/$"))
    address = page.url
    page.goto(f"{address}preview")
    assert page.locator("iframe").count() == 4, "the four channels side by side"
    page.goto(address)
    page.locator("form[action$='/submit'] button").click()
    page.wait_for_load_state()
    return address


def _refuse_self_approval(page: Page, address: str) -> None:
    """The editor of the demo is an approver too: no button is offered, and a forged request is refused."""
    page.goto(address)
    assert page.locator("form[action$='/approve']").count() == 0
    token = page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = page.request.post(
        f"{address}approve",
        form={"csrfmiddlewaretoken": token, "seen_hash": "0" * 64, "read": "on"},
        headers={"Referer": address},
    )
    assert "Bạn đã viết một phần của bản tin này" in answer.text()


def _approve(page: Page, address: str) -> str:
    """Approve and release; the code of the release."""
    page.goto(address)
    form = page.locator("form[action$='/approve']")
    form.locator("input[name=read]").check()
    form.locator("button.main").click()
    page.wait_for_url("**/desk/releases/**")
    found = re.search(r"releases/([0-9A-Z]{4}-[0-9A-Z]{4})", page.url)
    assert found is not None
    return found.group(1)


def _correct(page: Page, demo: RunningDemo, code: str) -> str:
    page.goto(f"{demo.base_url}/desk/releases/{code}/correction")
    page.locator("[name=title]").fill(CORRECTED)
    page.locator("[name=summary]").fill(SUMMARY)
    page.locator("main form button.main").click()
    page.wait_for_url("**/edit*")
    page.locator("button[value=check]").click()
    page.wait_for_url(re.compile(r"/desk/\d+/$"))
    address = page.url
    page.locator("form[action$='/submit'] button").click()
    page.wait_for_load_state()
    return address


def _carries(demo: RunningDemo, code: str, title: str) -> None:
    """Page, feed, push, mail and Zalo message say the same words under the same code."""
    page = eventually(lambda: _text(f"{demo.base_url}/b/{code}"))
    assert code in page
    assert title in page
    feed = feedparser.parse(_text(_feed(demo)))
    entry = next(entry for entry in feed.entries if code in entry.link)
    assert title in entry.title
    mail = eventually(lambda: _mail(demo, code))
    assert title in mail["subject"]
    assert code in mail["text"]
    message = eventually(lambda: _zalo(demo, code))
    assert title in message["title"]
    assert title in eventually(lambda: _push(demo, code))["title"]


def _text(url: str) -> str:
    answer = httpx.get(url, timeout=10, follow_redirects=True)
    return answer.text if answer.status_code == httpx.codes.OK else ""


def _feed(demo: RunningDemo) -> str:
    home = _text(f"{demo.base_url}/")
    links = re.findall(r"<link[^>]+application/atom\+xml[^>]*>", home)
    found = re.search(r'href="?([^" >]+)', links[0]) if links else None
    assert found is not None, "the home page announces its Atom feed (standards F5)"
    return found.group(1) if found.group(1).startswith("http") else demo.base_url + found.group(1)


def _heads(demo: RunningDemo, code: str) -> list[dict[str, Any]]:
    since, found = 0, []
    while True:
        answer = httpx.get(f"{demo.sandbox_url}/mail/api/messages", params={"since": since, "limit": 500}, timeout=10)
        page = answer.json()
        if not page["messages"]:
            return found
        found += [head for head in page["messages"] if code in head["message_id"]]
        since = page["next"]


def _mailboxes(demo: RunningDemo, code: str) -> set[str]:
    return {address for head in _heads(demo, code) for address in head["to"]}


def _mail(demo: RunningDemo, code: str) -> dict[str, Any] | None:
    heads = _heads(demo, code)
    if not heads:
        return None
    mail: dict[str, Any] = httpx.get(f"{demo.sandbox_url}/mail/api/messages/{heads[0]['id']}", timeout=10).json()
    return mail


def _zalo(demo: RunningDemo, code: str) -> dict[str, Any] | None:
    users = httpx.get(f"{demo.sandbox_url}/zalo/api/users", params={"limit": 1}, timeout=10).json()["users"]
    chat = httpx.get(f"{demo.sandbox_url}/zalo/api/users/{users[0]['id']}/messages", timeout=10).json()["messages"]
    return next((item for item in chat if f"/a/{code}/" in item.get("url", "")), None)


def _push(demo: RunningDemo, code: str) -> dict[str, Any] | None:
    """The notification on one phone: the push service holds it as ciphertext, only the phone's keys open it."""
    url = f"{demo.sandbox_url}/push/api/subscriptions"
    phone = httpx.get(url, params={"limit": 1}, timeout=10).json()["subscriptions"][0]["id"]
    for message in httpx.get(f"{url}/{phone}/messages", timeout=10).json()["messages"]:
        ciphertext = base64.b64decode(message["body"])
        assert code.encode() not in ciphertext
        notification: dict[str, Any] = Device.seeded(phone).decrypt(ciphertext)["notification"]
        if notification["data"]["code"] == code:
            return notification
    return None

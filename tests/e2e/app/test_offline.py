"""A day without a network: read with pictures, acknowledge, report a rumour; once the network is back, each arrives
exactly once, however often it is sent (issue 5; DESIGN §5.5; standards I6, N3)."""

from __future__ import annotations

import json
import secrets

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.running import RunningLoa, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("app")]
KEPT = """async path => {
  const page = await caches.match(path);
  if (!page) return false;
  const images = (await page.text()).match(/\\/files\\/[^" ]+/g) || [];
  for (const image of images) if (await caches.match(image)) return true;
  return images.length === 0;
}"""
SHOWN = "image => image.complete && image.naturalWidth > 0"


def installed(phone: BrowserContext, loa: RunningLoa, code: str) -> Page:
    """The front page, with the worker in charge and the bulletin kept."""
    page = phone.new_page()
    page.goto(loa.url, wait_until="networkidle")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null", timeout=30_000)
    page.wait_for_function(KEPT, arg=f"/b/{code}", timeout=30_000)
    return page


def waiting(page: Page) -> int:
    """How much waits on the device to be sent, as the page's own script says once it runs."""
    page.wait_for_function("() => typeof outbox !== 'undefined'", timeout=30_000)
    return int(page.evaluate("async () => (await outbox.all()).length"))


def test_read_acknowledge_and_ask_without_a_network(phone: BrowserContext, loa: RunningLoa) -> None:
    code = loa.release("Khai báo y tế tại ba điểm từ ngày 09/02/2020", picture=True)
    link, question = loa.link(code, "staff"), f"uống nước muối diệt virus {secrets.token_hex(4)}"
    page = installed(phone, loa, code)
    phone.set_offline(True)

    page.goto(f"{loa.url}/b/{code}")
    expect(page.locator("h1")).to_contain_text("Khai báo y tế")
    picture = page.locator("article picture img, article .body img").first
    picture.scroll_into_view_if_needed()
    assert eventually(lambda: picture.evaluate(SHOWN)), "the picture is shown from what is kept"

    page.goto(link)
    page.get_by_role("button", name="Tôi đã đọc và nắm rõ").click()
    expect(page.get_by_role("status")).to_contain_text("được lưu trên máy")
    page.goto(f"{loa.url}/check")
    page.locator("#claim").fill(question)
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_text("Câu hỏi được lưu trên máy")).to_be_visible()
    page.goto(f"{loa.url}/check")  # on a slow phone the worker answered, not the page's script: its answer has none
    assert waiting(page) == 2
    assert loa.acknowledgements(code, "staff") == []

    phone.set_offline(False)
    page.goto(f"{loa.url}/check")
    eventually(lambda: loa.acknowledgements(code, "staff"))
    eventually(lambda: waiting(page) == 0)
    assert loa.acknowledgements(code, "staff") == ["app"]
    assert loa.ask("questions", text=question) == [1]


def test_a_sync_whose_answer_is_lost_is_sent_again_and_counts_once(phone: BrowserContext, loa: RunningLoa) -> None:
    """The server took it, the network broke before the phone heard so: the worst case of a bad network."""
    code = loa.release("Lịch phun khử khuẩn các phường")
    token = loa.link(code, "head").rpartition("/")[2]
    question = f"ớt cay diệt virus {secrets.token_hex(4)}"
    page = installed(phone, loa, code)
    page.goto(f"{loa.url}/check", wait_until="networkidle")
    sent: list[str] = []

    def lose(route: object) -> None:
        body = route.request.post_data  # type: ignore[attr-defined]
        sent.append(body)
        httpx.post(f"{loa.url}/app/sync", content=body, headers={"content-type": "application/json"}, timeout=20)
        route.abort()  # type: ignore[attr-defined]

    phone.route("**/app/sync", lose)
    acts = [{"kind": "acknowledgement", "code": code, "token": token}, {"kind": "rumour", "text": question}]
    page.evaluate("async acts => { for (const act of acts) await outbox.add(act); }", acts)
    for _try in range(3):
        page.evaluate("outbox.flush().catch(() => {})")
    assert waiting(page) == 2, "what was not confirmed stays"
    phone.unroute("**/app/sync")
    page.evaluate("outbox.flush()")
    assert waiting(page) == 0
    assert len(sent) == 3
    assert len({item["id"] for body in sent for item in json.loads(body)["rumours"]}) == 1
    assert loa.acknowledgements(code, "head") == ["app"]
    assert loa.ask("questions", text=question) == [1]


def test_page_and_worker_sending_at_once_count_once(phone: BrowserContext, loa: RunningLoa) -> None:
    code = loa.release("Tạm dừng lễ hội đầu xuân")
    token = loa.link(code, "focal").rpartition("/")[2]
    question = f"xông lá bưởi khỏi bệnh {secrets.token_hex(4)}"
    page = installed(phone, loa, code)
    page.goto(f"{loa.url}/check", wait_until="networkidle")
    acts = [{"kind": "acknowledgement", "code": code, "token": token}, {"kind": "rumour", "text": question}]
    page.evaluate(
        """async acts => {
          for (const act of acts) await outbox.add(act);
          (await navigator.serviceWorker.ready).active.postMessage("flush");
          await Promise.allSettled([outbox.flush(), outbox.flush(), outbox.flush()]);
        }""",
        acts,
    )
    eventually(lambda: waiting(page) == 0)
    assert loa.acknowledgements(code, "focal") == ["app"]
    assert loa.ask("questions", text=question) == [1]


def test_a_question_sent_into_a_dead_network_is_kept(phone: BrowserContext, loa: RunningLoa) -> None:
    """The phone believes that it has a network, and has none: the form's own request fails, and nothing is lost."""
    code = loa.release("Số điện thoại đường dây nóng của các trạm y tế")
    question = f"sữa nghệ ngừa bệnh {secrets.token_hex(4)}"
    page = installed(phone, loa, code)
    page.goto(f"{loa.url}/check", wait_until="networkidle")
    phone.set_offline(True)
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
    page.locator("#claim").fill(question)
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.get_by_role("status")).to_contain_text("Câu hỏi được lưu trên máy")
    phone.set_offline(False)
    page.goto(f"{loa.url}/check")
    eventually(lambda: loa.ask("questions", text=question))
    eventually(lambda: waiting(page) == 0)
    assert loa.ask("questions", text=question) == [1]


def test_the_frugal_keep_fewer_and_no_pictures(phone: BrowserContext, loa: RunningLoa) -> None:
    """Data-saver: set on the app's page, kept on the device, obeyed by the worker."""
    code = loa.release("Sơ đồ các điểm cách ly", picture=True)
    for number in range(3):
        loa.release(f"Thông báo ngắn số {number}")
    page = installed(phone, loa, code)
    page.goto(f"{loa.url}/app/install", wait_until="networkidle")
    page.get_by_label("Tiết kiệm dữ liệu").check()
    page.wait_for_function(
        """async () => (await (await caches.open("pages-1")).keys()).length === 3
          && (await (await caches.open("pictures-1")).keys()).length === 0""",
        timeout=20_000,
    )

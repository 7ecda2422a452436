"""Notices from the desk's release to the phone's screen: encrypted by our worker, queued by topic at the push service,
read with the phone's own key, shown by the app's worker in Chromium (standards W1, W4, W7, I3–I5)."""

from __future__ import annotations

import base64
import json
import secrets
from typing import Any

import httpx
import pytest

from loa.demo.device import Device
from tests.e2e.app.conftest import Pushed
from tests.support.running import RunningLoa, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("app")]


def subscribed(loa: RunningLoa, person: str) -> tuple[Device, str]:
    """A phone that is switched off, subscribed for *person*; its keys and its name at the push service."""
    made = httpx.post(f"{loa.sandbox.push_url}/api/subscriptions", json={}, timeout=10).json()
    device = Device.seeded(made["id"])
    invitation = loa.ask("token", purpose="invite", code="", person=loa.people[person])
    body = {"endpoint": made["endpoint"], "keys": device.keys, "token": invitation}
    assert httpx.post(f"{loa.url}/app/subscriptions", json=body, timeout=10).status_code == 201
    return device, made["id"]


def queued(loa: RunningLoa, name: str) -> list[dict[str, Any]]:
    """What waits for a phone."""
    address = f"{loa.sandbox.push_url}/api/subscriptions/{name}/messages"
    found: list[dict[str, Any]] = httpx.get(address, timeout=10).json()["messages"]
    return found


def opened(device: Device, message: dict[str, Any]) -> dict[str, Any]:
    """The payload, as only this phone can read it."""
    return device.decrypt(base64.b64decode(message["body"]))


def waiting_for(loa: RunningLoa, device: Device, name: str, code: str) -> dict[str, Any]:
    """The payload about release *code*, once it waits."""

    def look() -> dict[str, Any] | None:
        found = [opened(device, message) for message in queued(loa, name)]
        return next((one for one in found if one["notification"]["data"]["code"] == code), None)

    payload: dict[str, Any] = eventually(look)
    return payload


def test_a_correction_takes_the_place_in_the_queue_and_on_the_screen(loa: RunningLoa, pushed: Pushed) -> None:
    """W4: one topic and one tag for a whole line; a phone that was off gets the last word alone."""
    device, name = subscribed(loa, "staff")
    first = loa.release("Chợ Cẩm Đông nghỉ từ 17 giờ")
    payloads = [waiting_for(loa, device, name, first)]
    second = loa.correct(first, "Đính chính: chợ Cẩm Đông nghỉ từ 19 giờ")
    payloads += [waiting_for(loa, device, name, second)]
    third = loa.correct(second, "Đính chính lần hai: chợ Cẩm Đông không nghỉ")
    payloads += [waiting_for(loa, device, name, third)]
    mine = [message for message in queued(loa, name) if message["topic"] == first.replace("-", "")]
    assert [opened(device, message)["notification"]["data"]["code"] for message in mine] == [third]

    for payload in payloads:  # a phone that was on saw all three
        pushed.push(payload)
        title = payload["notification"]["title"]
        eventually(lambda title=title: [one["title"] for one in pushed.notices()] == [title])  # type: ignore[misc]
    [shown] = pushed.notices()
    assert shown["tag"] == first.replace("-", "")
    assert shown["actions"] == ["read", "share"]


def test_read_pressed_on_the_notice_acknowledges_and_empties_the_badge(loa: RunningLoa, pushed: Pushed) -> None:
    """I5, N3: the button is a deliberate act; that the notice was shown is only a hint."""
    device, name = subscribed(loa, "head")
    code = loa.release("Đo thân nhiệt tại cổng trường")
    payload = waiting_for(loa, device, name, code)
    pushed.worker.evaluate(
        """() => {
          self.badges = [];
          navigator.setAppBadge = async number => { badges.push(number); };
          navigator.clearAppBadge = async () => { badges.push(0); };
        }"""
    )
    pushed.push(payload)
    eventually(pushed.notices)
    eventually(lambda: ["delivered", "app"] in loa.ask("receipts", code=code, person=loa.people["head"]))
    assert loa.acknowledgements(code, "head") == []
    assert pushed.worker.evaluate("badges") == [1]
    pushed.press("read")
    eventually(lambda: loa.acknowledgements(code, "head") == ["app"])
    assert eventually(lambda: pushed.worker.evaluate("badges")[1:]) == [0]
    assert eventually(lambda: not pushed.notices())


def test_read_pressed_without_a_network_arrives_later(loa: RunningLoa, pushed: Pushed) -> None:
    device, name = subscribed(loa, "focal")
    code = loa.release("Phát khẩu trang tại nhà văn hóa")
    pushed.push(waiting_for(loa, device, name, code))
    eventually(pushed.notices)
    pushed.context.set_offline(True)
    pushed.press("read")
    eventually(lambda: not pushed.notices())
    assert loa.acknowledgements(code, "focal") == []
    pushed.context.set_offline(False)
    pushed.page.goto(f"{loa.url}/check")
    eventually(lambda: loa.acknowledgements(code, "focal") == ["app"])


def test_share_leads_to_the_button_that_shares(loa: RunningLoa, pushed: Pushed) -> None:
    """No notice may open the phone's own sheet without a tap; the page waits with its button in hand."""
    code = loa.release("Giờ mở cửa trạm y tế")
    pushed.page.goto(f"{loa.url}/b/{code}?share")
    button = pushed.page.locator("[data-share]")
    assert button.is_visible()
    assert button.evaluate("button => button === document.activeElement")


@pytest.mark.parametrize("payload", ["", "no JSON at all", "[]", '{"notification": 7}', '{"web_push": 8030}'])
def test_an_unreadable_push_still_shows_that_there_is_news(pushed: Pushed, payload: str) -> None:
    """I3: a push that shows nothing costs the subscription."""
    pushed.push(payload)
    assert eventually(pushed.notices)[0]["title"] == "Có bản tin mới"


CHANGED = """([old, fresh, keys]) => {
  const event = new ExtendableEvent("pushsubscriptionchange");
  const subscription = { endpoint: fresh, toJSON: () => ({ endpoint: fresh, keys }) };
  Object.assign(event, { newSubscription: subscription, oldSubscription: old ? { endpoint: old } : null });
  dispatchEvent(event);
}"""


@pytest.mark.parametrize("told", [True, False], ids=["the browser says the old", "the browser says nothing"])
def test_a_changed_subscription_follows_its_person(loa: RunningLoa, pushed: Pushed, told: bool) -> None:
    """W7: not every browser says which subscription it has replaced; the device remembers it."""
    device, name = subscribed(loa, "auditor")
    service = loa.sandbox.url + "/push/s/"
    pushed.worker.evaluate("endpoint => outbox.set('endpoint', endpoint)", "" if told else service + name)
    fresh = service + secrets.token_urlsafe(18)
    pushed.worker.evaluate(CHANGED, [service + name if told else "", fresh, device.keys])
    endpoints = eventually(lambda: fresh in loa.ask("endpoints", person=loa.people["auditor"]))
    assert endpoints
    assert service + name not in loa.ask("endpoints", person=loa.people["auditor"])


LOST = """([keys, fresh]) => {
  const made = { endpoint: fresh, options: {}, toJSON: () => ({ endpoint: fresh, keys }) };
  PushManager.prototype.getSubscription = async () => null;
  PushManager.prototype.subscribe = async () => made;
}"""


def test_a_subscription_that_the_browser_lost_is_made_anew_at_the_next_start(loa: RunningLoa, pushed: Pushed) -> None:
    """W7: looked after at every start of the app, not only where notices are turned on."""
    device, name = subscribed(loa, "operator")
    service = loa.sandbox.url + "/push/s/"
    fresh = service + secrets.token_urlsafe(18)
    pushed.worker.evaluate("endpoint => outbox.set('endpoint', endpoint)", service + name)
    pushed.page.add_init_script(f"({LOST})({json.dumps([device.keys, fresh])})")
    pushed.page.goto(f"{loa.url}/check")
    eventually(lambda: loa.ask("endpoints", person=loa.people["operator"]) == [fresh])


def test_notices_that_were_never_turned_on_are_not_turned_on_by_a_start(loa: RunningLoa, pushed: Pushed) -> None:
    """P2, I2: nobody is subscribed without having asked for it."""
    asked: list[str] = []
    pushed.context.on("request", lambda request: asked.append(request.url))
    pushed.page.goto(f"{loa.url}/app/install", wait_until="networkidle")
    assert not [url for url in asked if url.endswith(("/app/subscriptions", "/app/vapid-key"))]

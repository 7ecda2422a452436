"""Push for real, end to end (issue 5): Debian's Firefox ESR subscribes at the sandbox's push service over Mozilla's
WebSocket protocol, our worker encrypts and posts, Firefox decrypts and shows (standards W1–W4, W7, I3).

Without a Firefox (`apt-get install firefox-esr`) these tests are skipped; alone they run with
`.venv/bin/pytest tests/e2e/app/test_firefox.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from py_vapid import Vapid02

from tests.support.firefox import FIREFOX, Firefox
from tests.support.running import RunningLoa, eventually

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.xdist_group("app"),
    pytest.mark.skipif(FIREFOX is None, reason="Firefox is not installed (apt-get install firefox-esr)"),
]
NOTICES = """const shown = await (await navigator.serviceWorker.ready).getNotifications();
    return shown.map(one => ({ title: one.title, body: one.body, tag: one.tag, data: one.data }));"""
ENDPOINT = """const found = await (await navigator.serviceWorker.ready).pushManager.getSubscription();
    return found && found.endpoint;"""
STATE = "return document.querySelector('[data-push-state]').textContent"


@pytest.fixture
def firefox(loa: RunningLoa, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """A Firefox whose push service is the sandbox's, and which may show notices."""
    preferences = {
        "alerts.useSystemBackend": False,  # there is no desktop here that could show them
        "dom.push.connection.enabled": True,
        "dom.push.serverURL": loa.sandbox.push_connect,
        "dom.push.testing.allowInsecureServerURL": True,
        "dom.push.retryBaseInterval": 300,
        "permissions.default.desktop-notification": 1,
    }
    with Firefox(tmp_path_factory.mktemp("firefox"), preferences) as browser:
        yield browser


def turned_on(firefox: Firefox, loa: RunningLoa, person: str) -> str:
    """Notices turned on through the page, as *person*, with an invitation; the endpoint."""
    invitation = loa.ask("token", purpose="invite", code="", person=loa.people[person])
    firefox.open(f"{loa.url}/app/install?invite={invitation}")
    eventually(lambda: not firefox.run("return document.querySelector('[data-push]').hidden"))
    firefox.click("[data-push-form] input[name=consent]")
    firefox.click("[data-push-form] button.main")
    eventually(lambda: firefox.run(STATE))
    assert firefox.run(STATE) == "Thiết bị này đang nhận thông báo."
    return str(firefox.run(ENDPOINT))


def shown(firefox: Firefox) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = firefox.run(NOTICES)
    return found


def _refuses_strangers(endpoint: str, loa: RunningLoa) -> None:
    """RFC 8292 §4.2: the subscription is bound to our key."""
    stranger = Vapid02()
    stranger.generate_keys()
    headers = stranger.sign({"aud": loa.sandbox.url, "sub": "mailto:a@loa.example"}) | {"TTL": "60"}
    assert httpx.post(endpoint, headers=headers, timeout=5).status_code == 403


def test_from_the_desk_to_firefox(firefox: Firefox, loa: RunningLoa) -> None:
    endpoint = turned_on(firefox, loa, "nobody")
    assert endpoint.startswith(f"{loa.sandbox.url}/push/s/")
    assert endpoint in loa.ask("endpoints", person=loa.people["nobody"])
    _refuses_strangers(endpoint, loa)

    code = loa.release("Uống nước chín, rửa tay bằng xà phòng")
    [notice] = eventually(lambda: shown(firefox))
    assert notice["title"].endswith("Uống nước chín, rửa tay bằng xà phòng")
    assert notice["data"]["code"] == code
    assert notice["data"]["navigate"] == loa.link(code, "nobody")
    person = loa.people["nobody"]
    eventually(lambda: ["delivered", "app"] in loa.ask("receipts", code=code, person=person))
    assert loa.acknowledgements(code, "nobody") == []

    second = loa.correct(code, "Đính chính: đun sôi nước một phút")
    eventually(lambda: [one["data"]["code"] for one in shown(firefox)] == [second])
    assert [one["tag"] for one in shown(firefox)] == [notice["tag"]], "the correction took the place of the first"
    waiting = f"{loa.sandbox.push_url}/api/subscriptions/{endpoint.rpartition('/')[2]}/messages"
    eventually(lambda: httpx.get(waiting, timeout=5).json()["messages"] == [])  # Firefox acknowledged each


def test_a_push_service_that_lost_everything_is_subscribed_to_anew(firefox: Firefox, loa: RunningLoa) -> None:
    """W7 with a real `pushsubscriptionchange`: Firefox drops all, the worker subscribes and tells."""
    endpoint = turned_on(firefox, loa, "auditor")
    person = loa.people["auditor"]
    assert httpx.delete(f"{loa.sandbox.push_url}/api/agents", timeout=5).json()["forgotten"] >= 1
    assert httpx.post(endpoint, timeout=5).status_code in {401, 410}
    # Dead ones go in their time: the first, and one more where the start of a page was quicker than the worker.
    eventually(lambda: firefox.run(ENDPOINT) in set(loa.ask("endpoints", person=person)) - {endpoint})
    code = loa.release("Khử khuẩn bề mặt hằng ngày")
    assert eventually(lambda: shown(firefox))[0]["data"]["code"] == code
    eventually(lambda: loa.ask("endpoints", person=person) == [firefox.run(ENDPOINT)])

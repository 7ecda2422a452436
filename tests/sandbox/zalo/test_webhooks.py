"""Rows 17 to 21: what the platform tells a webhook, how it is signed, and how often."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from loa.sandbox import Addresses


class Hook:
    """A webhook that keeps what it is told and answers as a test wants."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                hook.told.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(hook.status)
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hooks/zalo"
        threading.Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def events(self) -> list[str]:
        return [json.loads(body)["event_name"] for _, body in self.told if body]

    def wait(self, ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 15
        while not ready():
            assert time.monotonic() < deadline, self.events()
            time.sleep(0.02)


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()
    yield hook
    hook.server.shutdown()
    hook.server.server_close()


@pytest.fixture
def control(own_sandbox: Addresses, http: httpx.Client, hook: Hook) -> Callable[..., Any]:
    def call(name: str, **body: Any) -> Any:
        answer = http.post(f"{own_sandbox.zalo_url}/_control/{name}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    call("clock", set="2020-02-07T12:00:00+07:00")
    call("webhook", url=hook.url, probe=False)
    return call


@pytest.fixture
def act(own_sandbox: Addresses, http: httpx.Client) -> Callable[..., None]:
    def call(user: str, what: str, **body: Any) -> None:
        http.post(f"{own_sandbox.zalo_url}/api/users/{user}/{what}", json=body).raise_for_status()

    return call


@pytest.fixture
def user(control: Callable[..., Any]) -> str:
    number: str = control("users", users=[{"phone": "84912345678"}])["users"][0]["id"]
    return number


@pytest.mark.parametrize("escaped", [False, True])
def test_row_17_the_signature_covers_the_bytes(control: Any, hook: Hook, act: Any, user: str, escaped: bool) -> None:
    control("switches", escape_json=escaped)
    act(user, "text", text="Dịch đã đến chưa?")
    hook.wait(lambda: len(hook.told) == 1)
    headers, body = hook.told[0]
    document = json.loads(body)
    material = document["app_id"].encode() + body + document["timestamp"].encode() + b"demo-oa-secret"
    assert headers["x-zevent-signature"] == f"mac={hashlib.sha256(material).hexdigest()}"
    assert headers["x-zevent-server"] == "OA OpenAPI"
    assert headers["user-agent"] == "ZaloWebhook"
    assert ("Dịch".encode() in body) is not escaped
    assert document["message"]["text"] == "Dịch đã đến chưa?"
    assert len(document["timestamp"]) == 13


@pytest.mark.parametrize("tamper", ["wrong_secret", "app_secret", "altered", "unsigned", "bare"])
def test_row_17_spoiled_signatures(control: Any, hook: Hook, tamper: str) -> None:
    good = control("emit", event_name="follow")["headers"]["X-ZEvent-Signature"]
    bad = control("emit", event_name="follow", tamper=tamper)["headers"].get("X-ZEvent-Signature")
    assert bad != good
    assert (bad is None) == (tamper == "unsigned")
    hook.wait(lambda: len(hook.told) == 2)


def answers(own_sandbox: Addresses, http: httpx.Client) -> int:
    """How often the last event was answered: only then is its repeat put on the clock."""
    events = http.get(f"{own_sandbox.zalo_url}/_control/events").json()["events"]
    return len(events[-1]["answers"])


def test_row_18_a_refused_event_is_repeated_and_then_the_hook_is_shut(
    control: Any, hook: Hook, act: Any, user: str, own_sandbox: Addresses, http: httpx.Client
) -> None:
    hook.status = 500
    act(user, "follow")
    for number, seconds in enumerate((30, 300, 900, 1800, 3600), 1):
        hook.wait(lambda number=number: answers(own_sandbox, http) == number)
        control("clock", advance=seconds + 1)
    hook.wait(lambda: control("webhook")["disabled"])
    assert [headers.get("num_retry") for headers, _ in hook.told] == [None, "1", "2", "3", "4", "5"]
    assert len({body for _, body in hook.told}) == 1
    act(user, "unfollow")
    time.sleep(0.2)
    assert "unfollow" not in hook.events()


def test_row_18_a_hook_that_comes_back_gets_the_event(
    control: Any, hook: Hook, act: Any, user: str, own_sandbox: Addresses, http: httpx.Client
) -> None:
    hook.status = 503
    act(user, "follow")
    hook.wait(lambda: answers(own_sandbox, http) == 1)
    hook.status = 200
    control("clock", advance=31)
    hook.wait(lambda: len(hook.told) == 2)


def test_row_19_probe_replay_duplicates_and_order(
    control: Any, hook: Hook, act: Any, user: str, own_sandbox: Addresses, http: httpx.Client
) -> None:
    control("webhook", url=hook.url)
    hook.wait(lambda: len(hook.told) == 1)
    assert hook.told[0][1] == b""
    control("switches", duplicate_events=True, seen_first=True)
    act(user, "follow")
    hook.wait(lambda: hook.events() == ["follow", "follow"])
    assert control("replay", count=2) == {"replayed": 2}
    hook.wait(lambda: hook.events() == ["follow"] * 4)
    assert len({body for _, body in hook.told if body}) == 1


def template(own_sandbox: Addresses, http: httpx.Client, token: str) -> str:
    body = {
        "phone": "84912345678",
        "template_id": "500001",
        "template_data": {"title": "x", "number": "1", "code": "c"},
        "tracking_id": "r1-42",
    }
    url = f"{own_sandbox.zalo_url}/business/message/template"
    number: str = http.post(url, json=body, headers={"access_token": token}).json()["data"]["msg_id"]
    return number


def test_row_20_a_late_receipt(control: Any, hook: Hook, user: str, own_sandbox: Addresses, http: httpx.Client) -> None:
    control("switches", receipt_delay=3600.0)
    token = control("grant")["access_token"]
    number = template(own_sandbox, http, token)
    status_url = f"{own_sandbox.zalo_url}/business/message/status"

    def status() -> int:
        answer = http.get(status_url, params={"message_id": number}, headers={"access_token": token}).json()
        return int(answer["data"]["status"])

    assert status() == 0
    assert hook.told == []
    control("clock", advance=3601)
    hook.wait(lambda: hook.events() == ["user_received_message"])
    headers, body = hook.told[0]
    assert headers["x-zevent-server"] == "ZNS"
    document = json.loads(body)
    assert document["recipient"] == {"id": "84912345678"}
    assert (document["message"]["msg_id"], document["message"]["tracking_id"]) == (number, "r1-42")
    assert status() == 1


def test_row_20_seen_before_received(
    control: Any, hook: Hook, user: str, own_sandbox: Addresses, http: httpx.Client
) -> None:
    control("switches", seen_first=True)
    template(own_sandbox, http, control("grant")["access_token"])
    hook.wait(lambda: len(hook.told) == 2)
    assert set(hook.events()) == {"user_seen_message", "user_received_message"}


def test_people_see_what_they_got(
    control: Any, hook: Hook, act: Any, user: str, own_sandbox: Addresses, http: httpx.Client
) -> None:
    number = template(own_sandbox, http, control("grant")["access_token"])
    act(user, "seen")
    hook.wait(lambda: "user_seen_message" in hook.events())
    seen = next(json.loads(body) for _, body in hook.told if b"user_seen_message" in body)
    assert seen["message"]["msg_ids"] == [number]


def test_row_21_a_withdrawal(control: Any, hook: Hook, act: Any, user: str) -> None:
    act(user, "withdraw")
    hook.wait(lambda: hook.events() == ["user_withdraw"])


def test_row_16_and_8_changes_are_told(control: Any, hook: Hook) -> None:
    control("templates", templates=[{"id": "500001", "status": "REJECT", "reason": "Sai mẫu"}])
    control("switches", template_quota=500)
    hook.wait(lambda: len(hook.told) == 2)
    bodies = {name: json.loads(body) for name, (_, body) in zip(hook.events(), hook.told, strict=True)}
    assert bodies["change_template_status"]["status"] == {"prev_status": "ENABLE", "new_status": "REJECT"}
    assert bodies["change_oa_daily_quota"]["quota"] == {"prev_value": 20000, "new_value": 500}

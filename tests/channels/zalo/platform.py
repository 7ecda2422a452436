"""A test's hands on the stand-in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx

from loa.channels.zalo.client import Article, Endpoints, ZaloClient
from loa.channels.zalo.tokens import App, TokenStore

TEMPLATE = "500001"
VALUES = {"title": "Dịch bệnh viêm đường hô hấp cấp", "number": "05/TB-UBND", "code": "7K2M-9QXA"}


class Platform:
    """Control of one stand-in at *url*."""

    def __init__(self, url: str, http: httpx.Client) -> None:
        self.url = url
        self._http = http

    def control(self, name: str, body: dict[str, Any] | None) -> dict[str, Any]:
        """Call `/_control/<name>`; GET where there is no *body*."""
        target = f"{self.url}/_control/{name}"
        answer = self._http.get(target) if body is None else self._http.post(target, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else {}

    def fault(self, kind: str, **more: Any) -> None:
        """Switch a fault on."""
        self.control("faults", {"kind": kind, **more})

    def clear_faults(self) -> None:
        """Switch all faults off."""
        self._http.delete(f"{self.url}/_control/faults").raise_for_status()

    def people(self, *people: dict[str, Any]) -> list[str]:
        """Make people; their user ids."""
        return [made["id"] for made in self.control("users", {"users": list(people)})["users"]]

    def act(self, user: str, what: str, **body: Any) -> None:
        """Let a person do something."""
        self._http.post(f"{self.url}/api/users/{user}/{what}", json=body).raise_for_status()

    def chat(self, user: str) -> list[dict[str, Any]]:
        """What a person's phone shows."""
        return self._http.get(f"{self.url}/api/users/{user}/messages").json()["messages"]

    def calls(self, path: str) -> list[dict[str, Any]]:
        """The calls the platform got on *path*."""
        return [call for call in self.control("calls", None)["calls"] if call["path"] == path]

    def now(self) -> datetime:
        """The virtual time."""
        return datetime.fromtimestamp(self.control("clock", None)["milliseconds"] / 1000, UTC)

    def client(self, store: TokenStore, **more: Any) -> ZaloClient:
        """A client of ours that lives by the virtual clock and does not wait."""
        account = self.control("account", None)
        endpoints = Endpoints(f"{self.url}/oauth", f"{self.url}/openapi", f"{self.url}/business")
        app = App(account["app_id"], account["app_secret"])
        more = {"timeout": httpx.Timeout(2.0), "sleep": lambda _seconds: None, **more}
        return ZaloClient(endpoints, app, store, now=self.now, **more)


def article(**more: Any) -> Article:
    """A small article."""
    values: dict[str, Any] = {
        "title": "Bản tin số 5",
        "description": "Tình hình dịch bệnh đến 17 giờ ngày 07/02/2020",
        "author": "UBND thành phố Cẩm Phả",
        "cover_url": "https://bantin.example/cover.png",
        "body": [{"type": "text", "content": "Chưa ghi nhận ca mắc mới."}],
    }
    return Article(**{**values, **more})

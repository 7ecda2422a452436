"""People who follow the Zalo account."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from loa.demo.readers.browser import Browser

BATCH = 500


class ZaloUsers:
    """The stand-in's users, acting through its people's API."""

    def __init__(self, sandbox_url: str, browser: Browser) -> None:
        self.url = f"{sandbox_url}/zalo"
        self.browser = browser

    def follow(self, ids: list[str], progress: Callable[[int, int], None]) -> None:
        """These accounts exist and follow us."""
        for start in range(0, len(ids), BATCH):
            users = [{"id": user, "name": "", "following": True} for user in ids[start : start + BATCH]]
            self._post("/_control/users", {"users": users})
            progress(min(start + BATCH, len(ids)), len(ids))

    def read(
        self, code: str, random: Random, opened: float, acknowledged: float, progress: Callable[[int, int], None]
    ) -> None:
        """Some look at their chat; some of them tap the button of our message."""
        users = self._everybody()
        lookers = random.sample(users, int(len(users) * opened))
        tappers = frozenset(random.sample(lookers, min(len(lookers), int(len(users) * acknowledged))))
        self.browser.everyone(lambda user: self._look(user, code, tap=user in tappers), lookers, progress)

    def _everybody(self) -> list[str]:
        found: list[str] = []
        while True:
            after = {"after": found[-1]} if found else {}
            page = self.browser.client.get(f"{self.url}/api/users", params={"limit": BATCH, **after}).json()["users"]
            if not page:
                return found
            found += [user["id"] for user in page]

    def _look(self, user: str, code: str, *, tap: bool) -> None:
        self._post(f"/api/users/{user}/seen", {})
        if not tap:
            return
        chat = self.browser.client.get(f"{self.url}/api/users/{user}/messages").json()["messages"]
        for link in (item["url"] for item in chat if f"/a/{code}/" in item.get("url", "")):
            self.browser.acknowledge(link)
            return

    def _post(self, path: str, body: dict[str, Any]) -> None:
        self.browser.client.post(f"{self.url}{path}", json=body).raise_for_status()

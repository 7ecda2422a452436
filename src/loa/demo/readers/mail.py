"""People who read their official mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from loa.demo.readers.browser import Browser

PAGE = 500


class Mailboxes:
    """The sandbox's inbox, seen by its owners."""

    def __init__(self, sandbox_url: str, browser: Browser) -> None:
        self.url = f"{sandbox_url}/mail/api/messages"
        self.browser = browser

    def read(self, code: str, random: Random, share: float, progress: Callable[[int, int], None]) -> None:
        """A share of those who got *code* acknowledge through their own link."""
        readers = [head["id"] for head in self._heads() if code in head["message_id"]]
        chosen = random.sample(readers, int(len(readers) * share))
        self.browser.everyone(lambda number: self._acknowledge(number, code), chosen, progress)

    def _heads(self) -> Iterator[dict[str, Any]]:
        since = 0
        while True:
            page = self.browser.client.get(self.url, params={"since": since, "limit": PAGE}).json()
            yield from page["messages"]
            if not page["messages"]:
                return
            since = page["next"]

    def _acknowledge(self, number: int, code: str) -> None:
        text = self.browser.client.get(f"{self.url}/{number}").json()["text"]
        link = re.search(rf"{re.escape(self.browser.base_url)}/a/{code}/[\w-]+", text)
        if link is not None:
            self.browser.acknowledge(link.group())

"""A browser that opens addresses from messages: fetches the page, and presses the one button on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import httpx

from loa.errors import LoaError

T = TypeVar("T")
HANDS = 8  # how many people act at once
_FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class RefusedError(LoaError):
    """Our own server did not do what a phone asked of it."""

    code = "refused"
    message = "%(address)s answers %(status)s: %(text)s"


class Browser:
    """HTTP for all simulated people together; safe to use from several threads."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        limits = httpx.Limits(max_connections=HANDS, max_keepalive_connections=HANDS)
        self.client = httpx.Client(timeout=30, limits=limits, follow_redirects=False)

    def close(self) -> None:
        """Give back connections."""
        self.client.close()

    def acknowledge(self, url: str) -> None:
        """Open a personal page and press its button, as a person would."""
        url = self._absolute(url)
        page = self.client.get(url)
        page.raise_for_status()
        field = _FIELD.search(page.text)
        answer = self.client.post(
            url,
            data={"csrfmiddlewaretoken": field.group(1)} if field else {},
            headers={"Referer": url, "Origin": self.base_url},
        )
        if answer.status_code not in {200, 302, 303}:
            answer.raise_for_status()

    def beacon(self, url: str, kind: str) -> None:
        """Say that a message was delivered or opened."""
        self.client.post(self._absolute(url), json={"kind": kind}).raise_for_status()

    def _absolute(self, url: str) -> str:
        return url if url.startswith("http") else f"{self.base_url}{url}"

    def post(self, path: str, body: object, sender: str = "") -> httpx.Response:
        """POST JSON to this Loa, as a phone with an address of its own."""
        headers = {"X-Forwarded-For": sender} if sender else {}
        answer = self.client.post(f"{self.base_url}{path}", json=body, headers=headers)
        if answer.is_error:
            raise RefusedError(address=path, status=answer.status_code, text=answer.text[:200])
        return answer

    @staticmethod
    def everyone(act: Callable[[T], object], people: Iterable[T], progress: Callable[[int, int], None]) -> None:
        """Let *people* act, a few at a time; the first failure is raised."""
        crowd = list(people)
        with ThreadPoolExecutor(HANDS) as hands:
            for done, _result in enumerate(hands.map(act, crowd), start=1):
                progress(done, len(crowd))

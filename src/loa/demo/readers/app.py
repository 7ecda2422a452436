"""People with the app on their phones. Only the phone can read what is pushed to it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from ipaddress import IPv4Address
from random import Random

from loa.demo.device import Device
from loa.demo.readers.browser import Browser
from loa.kernel import tokens

BATCH = 500


class Phones:
    """The phones of the story, each named after the recipient who carries it."""

    def __init__(self, sandbox_url: str, browser: Browser) -> None:
        self.url = f"{sandbox_url}/push/api/subscriptions"
        self.browser = browser
        self.fetched: dict[str, int] = {}
        self.received: dict[str, dict[str, dict[str, str]]] = {}

    def install(self, people: list[int], progress: Callable[[int, int], None]) -> None:
        """Each installs the app from a personal invitation, and allows notifications."""
        for start in range(0, len(people), BATCH):
            batch = people[start : start + BATCH]
            made = self.browser.client.post(self.url, json={"ids": [_name(person) for person in batch]}).json()
            endpoints = [subscription["endpoint"] for subscription in made["subscriptions"]]
            self.browser.everyone(
                self._subscribe,
                zip(batch, endpoints, strict=True),
                lambda done, _total, start=start: progress(start + done, len(people)),  # type: ignore[misc]
            )

    def _subscribe(self, phone: tuple[int, str]) -> None:
        person, endpoint = phone
        invitation = tokens.make("invite", "", person)
        device = Device.seeded(_name(person))
        body = {"endpoint": endpoint, "keys": device.keys, "token": invitation, "device": _name(person)}
        self.browser.post("/app/subscriptions", body, _address(person))
        self.browser.post("/app/installations", {"device": _name(person), "token": invitation}, _address(person))

    def install_for_family(self, inviter: int) -> None:
        """The page behind the link, then the app on a phone that belongs to nobody we know."""
        invitation = tokens.make("family", "", inviter)
        self.browser.client.get(f"{self.browser.base_url}/i/{invitation}").raise_for_status()
        phone = {"device": f"family-{inviter}", "family": invitation}
        self.browser.post("/app/installations", phone, _address(inviter))

    def receive(self) -> None:
        """Fetch what waits on every phone, decrypt it, show it, and tell that it came (standards I3)."""
        accepted = self._accepted()
        waiting = [name for name, count in accepted.items() if count > self.fetched.get(name, 0)]
        self.browser.everyone(self._fetch, waiting, lambda _done, _total: None)
        self.fetched = accepted

    def _accepted(self) -> dict[str, int]:
        """How many messages the push service ever took for each phone."""
        found: dict[str, int] = {}
        after = ""
        while True:
            page = self.browser.client.get(self.url, params={"limit": BATCH, "after": after}).json()["subscriptions"]
            if not page:
                return found
            found.update({subscription["id"]: subscription["accepted"] for subscription in page})
            after = page[-1]["id"]

    def _fetch(self, name: str) -> None:
        device = Device.seeded(name)
        messages = self.browser.client.get(f"{self.url}/{name}/messages").json()["messages"]
        for message in messages:
            notification = device.decrypt(base64.b64decode(message["body"]))["notification"]
            data: dict[str, str] = notification["data"]
            self.received.setdefault(data["code"], {})[name] = data
            self.browser.beacon(_personal("o", data), "delivered")
        numbers = [message["number"] for message in messages]
        self.browser.client.post(f"{self.url}/{name}/acknowledge", json={"numbers": numbers}).raise_for_status()

    def read(
        self, code: str, random: Random, opened: float, acknowledged: float, progress: Callable[[int, int], None]
    ) -> None:
        """Some open the notification; some of them press "read and understood"."""
        names = sorted(self.received.get(code, {}))
        openers = random.sample(names, int(len(names) * opened))
        pressers = frozenset(openers[: int(len(names) * acknowledged)])
        self.browser.everyone(lambda name: self._open(code, name, press=name in pressers), openers, progress)

    def _open(self, code: str, name: str, *, press: bool) -> None:
        data = self.received[code][name]
        self.browser.beacon(_personal("o", data), "opened")
        if press:
            self.browser.acknowledge(_personal("a", data))


def _personal(page: str, data: dict[str, str]) -> str:
    """The path of a personal page, from what the push said."""
    return f"/{page}/{data['code']}/{data['token']}?via=app"


def _address(person: int) -> str:
    """A network address of its own for each phone (RFC 6598 keeps 100.64/10 for carriers)."""
    return str(IPv4Address("100.64.0.0") + person)


def _name(person: int) -> str:
    return f"phone-{person}"

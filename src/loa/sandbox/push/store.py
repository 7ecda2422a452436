"""Subscriptions and what waits for their devices. The service holds ciphertext only: there is nothing to read here."""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from loa.errors import ConflictError, NotFoundError
from loa.sandbox.clock import VIETNAM


@dataclass(frozen=True, slots=True)
class Message:
    """One encrypted push. Times in seconds since 1970; `number` rises over the whole service."""

    number: int
    received: float
    expires: float
    body: bytes
    topic: str
    urgency: str
    encoding: str
    sender: str

    @property
    def at(self) -> datetime:
        """When it came, in Vietnam."""
        return datetime.fromtimestamp(self.received, VIETNAM)

    @property
    def hexadecimal(self) -> str:
        """The beginning of the ciphertext, for the page."""
        return self.body[:256].hex(" ")


@dataclass(slots=True)
class Subscription:
    """One device's endpoint. `pending` holds messages by topic, or by number where they have none (RFC 8030 §5.4).

    `key`: the only sender that is let in (base64url, RFC 8292 §4.2); empty: any.
    """

    id: str
    gone: bool = False
    key: str = ""
    taken: int = 0  # messages ever accepted
    pending: dict[str, Message] = field(default_factory=dict)


class Store:
    """All subscriptions. They survive a restart (an endpoint is for years); messages wait in memory."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("CREATE TABLE IF NOT EXISTS subscription (id TEXT PRIMARY KEY, gone INTEGER NOT NULL)")
        rows = self.database.execute("SELECT id, gone FROM subscription ORDER BY rowid")
        self.subscriptions = {name: Subscription(name, bool(gone)) for name, gone in rows}
        self.on_message: Callable[[Subscription], None] = lambda subscription: None
        self._number = 0

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def create(self, names: Iterable[str]) -> list[Subscription]:
        """Subscriptions with the ids *names* ("" asks for a random one); those that exist are given back."""
        wanted = [self._made(name or secrets.token_urlsafe(24)) for name in names]
        self.database.execute("BEGIN")
        self.database.executemany("INSERT OR IGNORE INTO subscription VALUES (?, 0)", [(one.id,) for one in wanted])
        self.database.execute("COMMIT")
        return wanted

    def _made(self, name: str) -> Subscription:
        if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii() or len(name) > 128:
            raise ConflictError
        return self.subscriptions.setdefault(name, Subscription(name))

    def get(self, name: str) -> Subscription:
        """The subscription *name*. Raises `NotFoundError`."""
        try:
            return self.subscriptions[name]
        except KeyError:
            raise NotFoundError from None

    def expel(self, name: str) -> None:
        """The device unsubscribed: from now on its endpoint answers 410."""
        subscription = self.get(name)
        subscription.gone = True
        subscription.pending.clear()
        self.database.execute("UPDATE subscription SET gone = 1 WHERE id = ?", (name,))

    def accept(
        self, to: Subscription, body: bytes, *, ttl: int, topic: str, urgency: str, encoding: str, sender: str
    ) -> int:
        """Keep one message until it is fetched or `ttl` seconds pass; one with the same topic takes the old's place."""
        self._number += 1
        now = time.time()
        message = Message(self._number, now, now + ttl, body, topic, urgency, encoding, sender)
        key = f"topic {topic}" if topic else str(self._number)
        to.pending.pop(key, None)
        to.pending[key] = message
        to.taken += 1
        self.on_message(to)
        return self._number

    def pending(self, subscription: Subscription, limit: int) -> list[Message]:
        """What waits for the device, oldest first; what has outlived its TTL is dropped."""
        now = time.time()
        for key in [key for key, message in subscription.pending.items() if message.expires < now]:
            del subscription.pending[key]
        return list(islice(subscription.pending.values(), limit))

    def acknowledge(self, subscription: Subscription, numbers: Iterable[int]) -> None:
        """The device has these: they wait no longer."""
        done = set(numbers)
        for key in [key for key, message in subscription.pending.items() if message.number in done]:
            del subscription.pending[key]

    def page(self, after: str, limit: int) -> list[Subscription]:
        """Subscriptions in order of their making, after the id *after*."""
        return list(islice(self._after(after), limit))

    def _after(self, name: str) -> Iterator[Subscription]:
        everyone = iter(self.subscriptions.values())
        if name:
            for subscription in everyone:
                if subscription.id == name:
                    break
        return everyone

    def counts(self) -> dict[str, int]:
        """Totals over the service."""
        everyone = self.subscriptions.values()
        return {
            "subscriptions": len(self.subscriptions),
            "gone": sum(one.gone for one in everyone),
            "accepted": self._number,
            "pending": sum(len(one.pending) for one in everyone),
            "reached": sum(one.taken > 0 for one in everyone),
        }

"""Webhooks (contract §7): what happens on the platform, told to the app's URL, signed, and repeated until taken."""

from __future__ import annotations

import asyncio
import hashlib
import heapq
import itertools
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from loa.errors import LoaError
from loa.sandbox.zalo.world import Item, World

RETRIES = (30, 300, 900, 1800, 3600)  # seconds after each failure; after the last the webhook is disabled
PATIENCE = 2.0  # real seconds in which a webhook must answer
AT_ONCE = 16  # webhooks under way at the same time
TICK = 0.05
OA_SERVER, ZBS_SERVER = "OA OpenAPI", "ZNS"
TAMPERS = ("wrong_secret", "app_secret", "altered", "unsigned", "bare")


class BadTamperError(LoaError):
    """The control call names no known way of spoiling a signature."""

    code = "bad_tamper"
    message = f"tamper must be one of {', '.join(TAMPERS)}"


@dataclass(slots=True)
class Event:
    """One event on its way. `body` is fixed when it happens and the same at every repeat."""

    name: str
    body: bytes
    server: str
    timestamp: str
    tamper: str = ""
    attempt: int = 0
    answers: list[str] = field(default_factory=list)


class Events:
    """The queue of what is still to happen, and of what is still to be told."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.url = ""
        self.disabled = False
        self.log: deque[Event] = deque(maxlen=5000)
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._open: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._client: httpx.AsyncClient | None = None

    def reset(self) -> None:
        """Forget what was to come and what was told, and the URL."""
        self.url, self.disabled = "", False
        self.log.clear()
        self._due.clear()

    # -- what happens ------------------------------------------------------------------------------------------

    def emit(self, name: str, fields: dict[str, Any], *, server: str = OA_SERVER, tamper: str = "") -> Event:
        """Something happened now: tell it. Raises `BadTamperError`."""
        if tamper and tamper not in TAMPERS:
            raise BadTamperError
        timestamp = str(self._world.now)
        document = {"app_id": self._world.account.app_id, "event_name": name, **fields, "timestamp": timestamp}
        body = json.dumps(document, ensure_ascii=self._world.switches.escape_json, separators=(",", ":")).encode()
        event = Event(name, body, server, timestamp, tamper)
        self._queue(event)
        if self._world.switches.duplicate_events:
            self._queue(event)
        return event

    def _queue(self, event: Event) -> None:
        self.log.append(event)
        if self.url and not self.disabled:
            self.later(0, lambda: self._start(event))

    def replay(self, count: int) -> int:
        """Tell the last *count* events again, byte for byte; gives how many there were."""
        past = list(self.log)[-count:] if count else []
        for event in past:
            self.later(0, lambda event=event: self._start(event))  # type: ignore[misc]
        return len(past)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do *act* when *seconds* of the virtual clock have passed."""
        heapq.heappush(self._due, (self._world.now + int(seconds * 1000), next(self._order), act))

    def arrived(self, item: Item, phone: str = "") -> None:
        """A message is on its way to a device, which confirms it (unless the switch is off)."""
        switches = self._world.switches
        if not switches.receipts:
            return
        if switches.seen_first:
            self.seen(item)
        if switches.receipt_delay:
            self.later(switches.receipt_delay, lambda: self._confirm(item, phone))
        else:
            self._confirm(item, phone)

    def _confirm(self, item: Item, phone: str) -> None:
        item.state = max(item.state, 1)
        message: dict[str, Any] = {"msg_id": item.message_id}
        if phone:
            message |= {"delivery_time": str(self._world.now), "tracking_id": item.tracking_id}
        self.emit(
            "user_received_message",
            {**self._between_oa_and(phone or item.user), "message": message},
            server=ZBS_SERVER if phone else OA_SERVER,
        )

    def seen(self, *items: Item) -> None:
        """Somebody looked at these messages of theirs."""
        for item in items:
            item.state = 2
        if items:
            numbers = [item.message_id for item in items]
            self.emit("user_seen_message", {**self._between_oa_and(items[0].user), "message": {"msg_ids": numbers}})

    def echo(self, item: Item) -> None:
        """Tell the OA of its own message, where the switch says so."""
        if self._world.switches.echoes:
            message = {"msg_id": item.message_id, "text": item.text}
            self.emit(f"oa_send_{item.kind}", {**self._between_oa_and(item.user), "message": message})

    def _between_oa_and(self, user: str) -> dict[str, Any]:
        return {"sender": {"id": self._world.account.oa_id}, "recipient": {"id": user}}

    # -- telling it --------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Do what is due, until cancelled."""
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as self._client:
            while True:
                while self._due and self._due[0][0] <= self._world.now:
                    heapq.heappop(self._due)[2]()
                await asyncio.sleep(TICK)

    def _start(self, event: Event) -> None:
        task = asyncio.get_running_loop().create_task(self._tell(event))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _tell(self, event: Event) -> None:
        async with self._slots:
            taken = await self._post(event)
        if taken or self.disabled:
            return
        if event.attempt >= len(RETRIES):
            self.disabled = True
            return
        self.later(RETRIES[event.attempt], lambda: self._start(event))
        event.attempt += 1

    async def _post(self, event: Event) -> bool:
        """Whether the webhook took it, or need not be asked again."""
        assert self._client is not None
        try:
            answer = await self._client.post(self.url, content=event.body, headers=self.headers(event))
        except httpx.HTTPError as error:
            event.answers.append(type(error).__name__)
            return isinstance(error, httpx.ReadTimeout) and not self._world.switches.retry_on_status
        event.answers.append(str(answer.status_code))
        return answer.status_code == 200 or not self._world.switches.retry_on_status

    def headers(self, event: Event) -> dict[str, str]:
        """The headers of contract §7.1."""
        headers = {"Content-Type": "application/json", "User-Agent": "ZaloWebhook", "X-ZEvent-Server": event.server}
        if event.tamper != "unsigned":
            headers["X-ZEvent-Signature"] = self._signature(event)
        if event.attempt:
            headers["num_retry"] = str(event.attempt)
        return headers

    def _signature(self, event: Event) -> str:
        account = self._world.account
        secret = {"wrong_secret": "not the secret", "app_secret": account.app_secret}.get(event.tamper)
        signed = event.body + b" " if event.tamper == "altered" else event.body
        material = account.app_id.encode() + signed + event.timestamp.encode() + (secret or account.oa_secret).encode()
        digest = hashlib.sha256(material).hexdigest()
        return digest if event.tamper == "bare" else f"mac={digest}"

    async def probe(self) -> None:
        """The empty POST that the console sends when the URL is saved; its answer does not matter here."""
        if self._client is not None and self.url:
            try:
                await self._client.post(self.url, headers={"User-Agent": "ZaloWebhook"})
            except httpx.HTTPError as error:
                self.log.append(Event("probe", b"", OA_SERVER, "", answers=[type(error).__name__]))

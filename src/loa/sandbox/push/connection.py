"""What a browser and its push service say to each other: Mozilla's WebSocket protocol, as Firefox speaks it.

`hello`, `register`, `unregister`, `notification`, `ack`, `nack`, `broadcast_subscribe`, and `{}` for a ping.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import logging
from typing import Any

from starlette.types import Receive, Scope, Send

from loa.sandbox.push.agents import Agent, Agents
from loa.sandbox.push.service import PREFIX
from loa.sandbox.push.store import Message, Store

log = logging.getLogger(__name__)

PROTOCOL = "push-notification"
AT_ONCE = 50  # messages sent before the first is acknowledged
Words = dict[str, Any]


class PushConnections:
    """Answers WebSocket connections of browsers."""

    def __init__(self, store: Store, agents: Agents, origin: str) -> None:
        self._store = store
        self._agents = agents
        self._origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection to its end."""
        await receive()
        offered = PROTOCOL in scope.get("subprotocols", ())
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if offered else None})
        await _Connection(self._store, self._agents, self._origin, send).run(receive)


class _Connection:
    def __init__(self, store: Store, agents: Agents, origin: str, send: Send) -> None:
        self._store = store
        self._agents = agents
        self._origin = origin
        self._send = send
        self._agent: Agent | None = None
        self._sent: set[int] = set()
        self._waiting = asyncio.Event()
        self._closed = asyncio.Event()

    async def run(self, receive: Receive) -> None:
        """Until either side hangs up."""
        tasks = [asyncio.create_task(act) for act in (self._listen(receive), self._deliver(), self._closed.wait())]
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for fault in filter(None, (task.exception() for task in ended)):
                log.error("a browser's connection ended by a fault of ours", exc_info=fault)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._leave()
            with contextlib.suppress(Exception):  # it may be closed from the other side already
                await self._send({"type": "websocket.close", "code": 1001})

    async def _listen(self, receive: Receive) -> None:
        while (event := await receive())["type"] == "websocket.receive":
            words = _read(event.get("text") or (event.get("bytes") or b"").decode("utf-8", "replace"))
            if words is None:
                return
            await self._answer(words)

    async def _answer(self, words: Words) -> None:
        kind = words.get("messageType")
        if not words or kind == "ping":
            await self._say({})
        elif kind == "hello":
            await self._hello(words)
        elif self._agent is not None:
            await self._serve(self._agent, str(kind), words)

    async def _hello(self, words: Words) -> None:
        self._leave()
        agent = self._agents.greet(str(words.get("uaid") or ""))
        agent.flush, agent.hang_up = self._waiting.set, self._closed.set
        self._agent = agent
        await self._say(
            {"messageType": "hello", "status": 200, "uaid": agent.id, "use_webpush": True, "broadcasts": {}}
        )
        self._waiting.set()

    async def _serve(self, agent: Agent, kind: str, words: Words) -> None:
        channel = str(words.get("channelID") or "")
        if kind == "register" and channel:
            subscription = self._agents.register(agent, channel, str(words.get("key") or "").rstrip("="))
            endpoint = f"{self._origin}{PREFIX}{subscription.id}"
            await self._say({"messageType": kind, "status": 200, "channelID": channel, "pushEndpoint": endpoint})
        elif kind == "unregister" and channel:
            self._agents.unregister(agent, channel)
            await self._say({"messageType": kind, "status": 200, "channelID": channel})
        elif kind in {"ack", "nack"}:
            self._acknowledge(agent, words)
        elif kind == "broadcast_subscribe":
            await self._say({"messageType": "broadcast", "broadcasts": {}})

    def _acknowledge(self, agent: Agent, words: Words) -> None:
        """The browser has it, or will never be able to read it: either way it waits no longer."""
        numbers = _numbers(words)
        for subscription in agent.channels.values():
            self._store.acknowledge(subscription, numbers)
        self._waiting.set()

    async def _deliver(self) -> None:
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            for channel, subscription in list(self._agent.channels.items() if self._agent else ()):
                for message in self._store.pending(subscription, AT_ONCE):
                    if message.number not in self._sent:
                        self._sent.add(message.number)
                        await self._say(_notification(channel, message))

    async def _say(self, words: Words) -> None:
        await self._send({"type": "websocket.send", "text": json.dumps(words)})

    def _leave(self) -> None:
        if self._agent is not None and self._agent.flush == self._waiting.set:
            self._agent.flush = self._agent.hang_up = None


def _read(text: str) -> Words | None:
    """One message; None for what no browser says."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _numbers(words: Words) -> list[int]:
    """The messages that an `ack` or `nack` is about."""
    updates = words.get("updates", [words])
    versions = (
        [str(one.get("version", "")) for one in updates if isinstance(one, dict)] if isinstance(updates, list) else []
    )
    return [int(version) for version in versions if version.isascii() and version.isdigit()]


def _notification(channel: str, message: Message) -> Words:
    words: Words = {"messageType": "notification", "channelID": channel, "version": str(message.number)}
    if message.body:
        data = base64.urlsafe_b64encode(message.body).rstrip(b"=").decode()
        words |= {"data": data, "headers": {"encoding": message.encoding}}
    return words

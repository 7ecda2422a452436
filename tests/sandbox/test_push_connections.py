"""Browsers at the push service: Mozilla's WebSocket protocol, word by word. A real Firefox speaks it in
`tests/e2e/app/test_firefox.py`; here are the cases that a real one rarely brings about."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.sandbox.push.agents import Agents
from loa.sandbox.push.connection import PROTOCOL, PushConnections
from loa.sandbox.push.store import Store

ORIGIN = "http://127.0.0.1:1"
WORDS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
KINDS = st.sampled_from(["hello", "register", "unregister", "ack", "nack", "broadcast_subscribe", "ping", "other"])


class Browser:
    """The other end of one connection."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def say(self, words: object) -> None:
        await self.incoming.put({"type": "websocket.receive", "text": json.dumps(words)})

    async def hear(self) -> dict[str, Any]:
        event = await asyncio.wait_for(self.outgoing.get(), 5)
        assert event["type"] == "websocket.send", event
        heard: dict[str, Any] = json.loads(event["text"])
        return heard

    async def greet(self, agent: str = "") -> str:
        await self.say({"messageType": "hello", "use_webpush": True, "uaid": agent, "broadcasts": {}})
        return str((await self.hear())["uaid"])

    async def register(self, channel: str, key: str = "") -> str:
        await self.say({"messageType": "register", "channelID": channel, "key": key})
        answer = await self.hear()
        assert (answer["status"], answer["channelID"]) == (200, channel)
        return str(answer["pushEndpoint"]).rpartition("/")[2]


@asynccontextmanager
async def connected(store: Store, agents: Agents) -> AsyncIterator[Browser]:
    browser = Browser()
    await browser.incoming.put({"type": "websocket.connect"})
    serving = asyncio.create_task(
        PushConnections(store, agents, ORIGIN)(
            {"type": "websocket", "subprotocols": [PROTOCOL]}, browser.incoming.get, browser.outgoing.put
        )
    )
    assert (await browser.outgoing.get())["subprotocol"] == PROTOCOL
    yield browser
    await browser.incoming.put({"type": "websocket.disconnect", "code": 1000})
    await asyncio.wait_for(serving, 5)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "push.sqlite3")


def push(store: Store, name: str, body: bytes = b"secret", topic: str = "") -> int:
    encoding = "aes128gcm" if body else ""
    return store.accept(store.get(name), body, ttl=60, topic=topic, urgency="normal", encoding=encoding, sender="k")


async def test_a_push_reaches_the_browser_and_waits_until_it_is_acknowledged(store: Store) -> None:
    agents = Agents(store, store.database)
    async with connected(store, agents) as browser:
        await browser.greet()
        name = await browser.register("c1")
        number = push(store, name)
        heard = await browser.hear()
        assert (heard["channelID"], heard["version"]) == ("c1", str(number))
        assert base64.urlsafe_b64decode(heard["data"] + "==") == b"secret"
        assert heard["headers"] == {"encoding": "aes128gcm"}
        assert store.pending(store.get(name), 9)
        await browser.say({"messageType": "ack", "updates": [{"channelID": "c1", "version": str(number), "code": 100}]})
        await browser.say({})
        assert await browser.hear() == {}
        assert not store.pending(store.get(name), 9)


async def test_what_came_while_it_was_off_comes_when_it_is_back_the_last_of_a_topic_alone(
    store: Store, tmp_path: Path
) -> None:
    """Also when the service was started anew in between: a browser keeps its name, its channels and their key."""
    agents = Agents(store, store.database)
    async with connected(store, agents) as browser:
        agent = await browser.greet()
        name = await browser.register("c1", key="KEY=")
    store.close()
    again = Store(tmp_path / "push.sqlite3")
    agents = Agents(again, again.database)
    assert again.get(name).key == "KEY"
    push(again, name, topic="line")
    last = push(again, name, topic="line")
    async with connected(again, agents) as browser:
        assert await browser.greet(agent) == agent
        assert (await browser.hear())["version"] == str(last)
        await browser.say({"messageType": "broadcast_subscribe", "broadcasts": {"x": "y"}})
        assert await browser.hear() == {"messageType": "broadcast", "broadcasts": {}}


async def test_an_unregistered_channel_is_gone(store: Store) -> None:
    agents = Agents(store, store.database)
    async with connected(store, agents) as browser:
        await browser.greet()
        name = await browser.register("c1")
        assert await browser.register("c1") == name, "asked twice, the same"
        await browser.say({"messageType": "unregister", "channelID": "c1"})
        assert (await browser.hear())["status"] == 200
        assert store.get(name).gone


async def test_a_service_that_lost_its_data_hangs_up_and_gives_a_new_name(store: Store) -> None:
    """From the new name a browser learns that its subscriptions are gone."""
    agents = Agents(store, store.database)
    async with connected(store, agents) as browser:
        agent = await browser.greet()
        name = await browser.register("c1")
        assert agents.forget() == 1
        assert (await asyncio.wait_for(browser.outgoing.get(), 5))["type"] == "websocket.close"
    assert store.get(name).gone
    async with connected(store, agents) as browser:
        assert await browser.greet(agent) != agent


async def test_nobody_is_served_before_saying_hello(store: Store) -> None:
    async with connected(store, Agents(store, store.database)) as browser:
        await browser.say({"messageType": "register", "channelID": "c1"})
        await browser.say({})
        assert await browser.hear() == {}
    assert not store.subscriptions


@given(st.lists(st.builds(lambda kind, more: {**more, "messageType": kind}, KINDS, st.dictionaries(
    st.sampled_from(["channelID", "updates", "version", "uaid", "key", "broadcasts"]), WORDS, max_size=4)), max_size=6),
    st.sampled_from(["[]", "7", "no JSON", "[" * 2000]))  # fmt: skip
def test_whatever_a_browser_says_no_fault_of_ours_ends_it(words: list[dict[str, Any]], last: str) -> None:
    async def talk() -> None:
        store = Store(Path(":memory:"))
        try:
            async with connected(store, Agents(store, store.database)) as browser:
                await browser.greet()
                for one in words:
                    await browser.say(one)
                await browser.say({"messageType": "ping"})
                heard = await browser.hear()
                while heard:
                    heard = await browser.hear()
                await browser.incoming.put({"type": "websocket.receive", "text": last})
        finally:
            store.close()

    asyncio.run(talk())

"""Browsers that keep a connection to the push service, and the channels they have asked for."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field

from loa.sandbox.push.store import Store, Subscription

Flush = Callable[[], None]


@dataclass(slots=True)
class Agent:
    """One browser: its channels (the browser's name → subscription), and how to tell it that something waits."""

    id: str
    channels: dict[str, Subscription] = field(default_factory=dict)
    flush: Flush | None = None
    hang_up: Flush | None = None


class Agents:
    """All browsers. They survive a restart, for a browser that is not known any more loses its subscriptions."""

    def __init__(self, store: Store, database: sqlite3.Connection) -> None:
        self._store = store
        self._database = database
        self._agents: dict[str, Agent] = {}
        self._owners: dict[str, Agent] = {}
        database.execute(
            "CREATE TABLE IF NOT EXISTS channel"
            " (id TEXT, agent TEXT, subscription TEXT, sender TEXT, PRIMARY KEY (agent, id)) WITHOUT ROWID"
        )
        for channel, agent, name, key in database.execute("SELECT id, agent, subscription, sender FROM channel"):
            self._open(self._agents.setdefault(agent, Agent(agent)), channel, store.get(name), key)
        store.on_message = self._tell

    def greet(self, claimed: str) -> Agent:
        """The browser that says it is *claimed*; one that is not known gets a new name, and so learns that."""
        agent = self._agents.get(claimed) or Agent(secrets.token_hex(16))
        return self._agents.setdefault(agent.id, agent)

    def register(self, agent: Agent, channel: str, key: str) -> Subscription:
        """A new subscription for *channel*, to which only the holder of *key* may push (RFC 8292 §4.2)."""
        known = agent.channels.get(channel)
        if known is not None:
            return known
        [subscription] = self._store.create([""])
        self._open(agent, channel, subscription, key)
        self._database.execute("INSERT INTO channel VALUES (?, ?, ?, ?)", (channel, agent.id, subscription.id, key))
        return subscription

    def unregister(self, agent: Agent, channel: str) -> None:
        """The browser has let go of *channel*: its endpoint answers 410 from now on."""
        subscription = agent.channels.pop(channel, None)
        if subscription is not None:
            self._owners.pop(subscription.id, None)
            self._store.expel(subscription.id)
            self._database.execute("DELETE FROM channel WHERE agent = ? AND id = ?", (agent.id, channel))

    def forget(self) -> int:
        """Know no browser any more, as a service that lost its data; return how many there were."""
        agents, self._agents, self._owners = list(self._agents.values()), {}, {}
        self._database.execute("DELETE FROM channel")
        for agent in agents:
            for subscription in agent.channels.values():
                self._store.expel(subscription.id)
            if agent.hang_up is not None:
                agent.hang_up()
        return len(agents)

    def _open(self, agent: Agent, channel: str, subscription: Subscription, key: str) -> None:
        subscription.key = key
        agent.channels[channel] = subscription
        self._owners[subscription.id] = agent

    def _tell(self, subscription: Subscription) -> None:
        agent = self._owners.get(subscription.id)
        if agent is not None and agent.flush is not None:
            agent.flush()

"""The stand-in for Zalo as a whole. It is not Zalo; it follows the written contract, as far as that is known."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.routing import Route

from loa.sandbox.faults import Faults
from loa.sandbox.zalo.content import Content
from loa.sandbox.zalo.control import Control
from loa.sandbox.zalo.events import Events
from loa.sandbox.zalo.gate import KINDS, Gate, business_handlers, openapi_handlers
from loa.sandbox.zalo.messaging import Messaging
from loa.sandbox.zalo.people import People
from loa.sandbox.zalo.views import ZaloViews
from loa.sandbox.zalo.world import Article, Grants, Parameter, Template, User, World

SKIPPED = 1_000_000  # ids left out at a restart, because some were given out after the last writing
SAVE_INTERVAL = 1.0  # seconds between two looks at whether something must be written down


class Platform:
    """World, doors and faces."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.events = Events(world)
        faults = Faults(KINDS)
        messaging, content, people = Messaging(world, self.events), Content(world), People(world)
        self._gate = Gate(
            world, faults, openapi_handlers(messaging, content, people), business_handlers(messaging, people)
        )
        self._faces: list[Control | ZaloViews] = [Control(world, self.events, faults), ZaloViews(world, self.events)]

    def routes(self) -> list[Route]:
        """Everything under `/zalo`."""
        both = ["GET", "POST"]
        return [
            Route("/zalo/oauth/{path:path}", self._gate.oauth, methods=both),
            Route("/zalo/openapi/{path:path}", self._gate.openapi, methods=both),
            Route("/zalo/business/{path:path}", self._gate.business, methods=both),
            *[route for face in self._faces for route in face.routes()],
        ]


@contextlib.asynccontextmanager
async def open_platform(path: Path) -> AsyncIterator[Platform]:
    """The platform as it was left in the file *path*; what must outlive a restart is written there."""
    world = World()
    _load(world, path)
    platform = Platform(world)
    tasks = [asyncio.create_task(platform.events.run()), asyncio.create_task(_keep_saving(world, path))]
    try:
        yield platform
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        _save(world, path)


# -- what outlives a restart: people, templates, articles, tokens and the counter; chats do not ---------------------


def _state(world: World) -> dict[str, Any]:
    return {
        "counter": world.counter,
        "grants": asdict(world.grants),
        "users": [asdict(user) for user in world.users.values()],
        "templates": [asdict(template) for template in world.templates.values()],
        "articles": [asdict(article) for article in world.articles.values()],
    }


def _save(world: World, path: Path) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(_state(world), ensure_ascii=False), "utf-8")
    draft.replace(path)


async def _keep_saving(world: World, path: Path) -> None:
    """Write when somebody or something that is kept came or went: a spent refresh token must not come back to life.

    Messages are not kept, so that sending never waits for this.
    """
    seen = None
    while True:
        kept = (len(world.users), len(world.templates), len(world.articles))
        mark = (kept, tuple(world.grants.refresh), tuple(world.grants.access))
        if mark != seen:
            _save(world, path)
            seen = mark
        await asyncio.sleep(SAVE_INTERVAL)


def _load(world: World, path: Path) -> None:
    if not path.exists():
        return
    state = json.loads(path.read_text("utf-8"))
    world.counter = state["counter"] + SKIPPED
    world.grants = Grants(**state["grants"])
    for values in state["users"]:
        world.add_user(User(**values))
    for values in state["templates"]:
        parameters = [Parameter(**one) for one in values.pop("parameters")]
        world.templates[values["id"]] = Template(parameters=parameters, **values)
    world.articles = {values["id"]: Article(**values) for values in state["articles"]}

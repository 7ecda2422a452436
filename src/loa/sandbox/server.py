"""One process, one event loop: SMTP on one port, everything that speaks HTTP on another."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from loa.sandbox import pages
from loa.sandbox.authenticator import Authenticator
from loa.sandbox.launcher import PARTS, Addresses
from loa.sandbox.ports import reserved_port
from loa.sandbox.push.service import PREFIX as PUSH_PREFIX


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    directory: Path
    host: str = "127.0.0.1"
    port: int = 0
    smtp_port: int = 0
    parts: tuple[str, ...] = PARTS
    as_json: bool = False
    attached: bool = False


@dataclass
class _Building:
    """The sandbox as it is put together."""

    addresses: dict[str, str | int]
    routes: list[BaseRoute]
    push: ASGIApp | None = None
    connections: ASGIApp | None = None


def run(options: Options) -> None:
    """Serve until SIGINT or SIGTERM (or, attached, the end of standard input)."""
    pages.prepare()
    options.directory.mkdir(parents=True, exist_ok=True)
    with reserved_port(options.host, options.port) as port:
        asyncio.run(_run(options, port))


async def _run(options: Options, port: int) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    if options.attached:
        loop.add_reader(sys.stdin.fileno(), _stop_at_end_of_input, stopping)
    async with _world(options, port) as (building, addresses), _http(options.host, port, _application(building)):
        await _until_listening(options.host, port)
        _announce(options, addresses)
        await stopping.wait()


def _stop_at_end_of_input(stopping: asyncio.Event) -> None:
    if not os.read(sys.stdin.fileno(), 1024):
        stopping.set()


@asynccontextmanager
async def _world(options: Options, port: int) -> AsyncIterator[tuple[_Building, Addresses]]:
    host = f"[{options.host}]" if ":" in options.host else options.host
    building = _Building({"url": f"http://{host}:{port}"}, [])
    async with AsyncExitStack() as stack:
        for part in options.parts:
            await _BUILDERS[part](options, building, stack)
        building.routes += [Route("/", _index(building)), *Authenticator(options.directory).routes()]
        yield building, Addresses(**building.addresses)  # type: ignore[arg-type]


async def _build_mail(options: Options, building: _Building, stack: AsyncExitStack) -> None:
    from loa.sandbox.faults import Faults
    from loa.sandbox.mail import smtp
    from loa.sandbox.mail.journal import Journal
    from loa.sandbox.mail.views import MailViews

    journal, faults = Journal(options.directory / "mail.sqlite3"), Faults(smtp.KINDS)
    stack.callback(journal.close)
    server = await smtp.serve(options.host, options.smtp_port, journal, faults)
    stack.callback(server.close)
    building.routes += MailViews(journal, faults).routes()
    building.addresses |= {
        "mail_url": f"{building.addresses['url']}/mail",
        "smtp_host": options.host,
        "smtp_port": server.sockets[0].getsockname()[1],
    }


async def _build_push(options: Options, building: _Building, stack: AsyncExitStack) -> None:
    from loa.sandbox.faults import Faults
    from loa.sandbox.push.agents import Agents
    from loa.sandbox.push.connection import PushConnections
    from loa.sandbox.push.service import KINDS, PushService
    from loa.sandbox.push.store import Store
    from loa.sandbox.push.vapid import Verifier
    from loa.sandbox.push.views import PushViews

    origin = str(building.addresses["url"])
    store, faults = Store(options.directory / "push.sqlite3"), Faults(KINDS)
    stack.callback(store.close)
    building.push = PushService(store, faults, Verifier(origin), origin)
    agents = Agents(store, store.database)
    building.connections = PushConnections(store, agents, origin)
    building.routes += PushViews(store, agents, faults, origin).routes()
    building.addresses["push_url"] = f"{origin}/push"


async def _build_zalo(options: Options, building: _Building, stack: AsyncExitStack) -> None:
    from loa.sandbox.zalo.service import open_platform

    platform = await stack.enter_async_context(open_platform(options.directory / "zalo.json"))
    building.routes += platform.routes()
    building.addresses["zalo_url"] = f"{building.addresses['url']}/zalo"


_BUILDERS = {"mail": _build_mail, "push": _build_push, "zalo": _build_zalo}


def _application(building: _Building) -> ASGIApp:
    """Pushes go straight to their service; everything else through the router."""
    pages_and_control = Starlette(routes=building.routes)
    push, connections = building.push, building.connections

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await (connections or pages_and_control)(scope, receive, send)
        elif push is not None and scope["path"].startswith(PUSH_PREFIX):
            await push(scope, receive, send)
        else:
            await pages_and_control(scope, receive, send)

    return application


def _index(building: _Building) -> ASGIApp:
    async def index(request: Request) -> Response:
        return pages.render(request, "index.html", {"addresses": building.addresses})

    return index  # type: ignore[return-value]


@asynccontextmanager
async def _http(host: str, port: int, application: ASGIApp) -> AsyncIterator[None]:
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=True,
        backlog=2048,
        log_level=LogLevels.error,
    )
    serving = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.stop()  # type: ignore[no-untyped-call]
        await asyncio.wait({serving}, timeout=3)


async def _until_listening(host: str, port: int) -> None:
    """The embedded server does not say when it is ready: knock."""
    while True:
        try:
            _, writer = await asyncio.open_connection(host, port)
        except ConnectionError:
            await asyncio.sleep(0.005)
        else:
            writer.close()
            return


def _announce(options: Options, addresses: Addresses) -> None:
    if options.as_json:
        lines = [json.dumps(addresses.to_json())]
    else:
        lines = [f"{name:10} {value}" for name, value in addresses.to_json().items() if value]
        lines.append("These are stand-ins on this machine. Nothing leaves it, and none of it is Zalo.")
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()

"""The embedded server: granian, with the portal's files answered before any framework is asked (ADR 0005).

Granian's own protocol (RSGI) costs a third of ASGI per request, so files go out over it; what is left for Django is
handed on as ASGI by `Bridge`.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import brotli

from loa.channels.portal.serving import Folders
from loa.config import config
from loa.web.asgi import Application, django_application, public_files

BODY_LIMIT = 64 * 1024 * 1024  # bytes of a request; uploads are bounded by their views well below
COMPRESSED = {".css", ".js", ".svg", ".json", ".txt"}


class Bridge:
    """One RSGI request as an ASGI conversation with Django."""

    def __init__(self, application: Application, scope: Any, proto: Any) -> None:
        self._application = application
        self._scope = scope
        self._proto = proto
        self._read = False
        self._start: MutableMapping[str, Any] = {}
        self._stream: Any = None

    async def run(self) -> None:
        """Carry the request to its end; a body of unknown or unbounded length is refused before it is read."""
        refusal = _refusal(self._scope.headers)
        if refusal:
            self._proto.response_empty(refusal, [("connection", "close")])
            return
        await self._application(self._asgi_scope(), self._receive, self._send)

    def _asgi_scope(self) -> dict[str, Any]:
        scope = self._scope
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": scope.http_version,
            "method": scope.method,
            "scheme": scope.scheme,
            "path": unquote(scope.path),
            "raw_path": scope.path.encode("ascii", "replace"),
            "query_string": scope.query_string.encode("latin-1"),
            "root_path": "",
            "headers": self._headers(),
            "client": _address(scope.client),
            "server": _address(scope.server),
        }

    def _headers(self) -> list[tuple[bytes, bytes]]:
        """HTTP/2 carries the host as the authority."""
        found = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self._scope.headers.items()]
        if self._scope.authority and all(name != b"host" for name, _ in found):
            found.append((b"host", self._scope.authority.encode("latin-1")))
        return found

    async def _receive(self) -> dict[str, Any]:
        """The whole body at once (iterating over it ends granian 2.8's process), then the disconnection."""
        if self._read:
            with contextlib.suppress(Exception):  # a protocol that is closed already has disconnected too
                await self._proto.client_disconnect()
            return {"type": "http.disconnect"}
        self._read = True
        return {"type": "http.request", "body": await self._proto(), "more_body": False}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        body = bytes(message.get("body", b""))
        more = message.get("more_body", False)
        if self._stream is None and not more:
            self._proto.response_bytes(self._start["status"], _text_headers(self._start), body)
            return
        if self._stream is None:
            self._stream = self._proto.response_stream(self._start["status"], _text_headers(self._start))
        if body:
            await self._stream.send_bytes(body)


def _refusal(headers: Any) -> int | None:
    """413 for a body that is too large, 411 for one that does not say how large it is."""
    length = headers.get("content-length")
    if length is None:
        return 411 if headers.get("transfer-encoding") else None
    return 413 if not length.isdigit() or int(length) > BODY_LIMIT else None


def _text_headers(start: MutableMapping[str, Any]) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start.get("headers", ())]


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port) if port.isdigit() else 0


class Server:
    """The RSGI application: files first, then Django."""

    def __init__(self, files: Folders, rest: Application) -> None:
        self._files = files
        self._rest = rest

    async def __rsgi__(self, scope: Any, proto: Any) -> None:
        """Answer one request."""
        path = scope.path if "%" not in scope.path else unquote(scope.path)
        found = self._files.answer(scope.method, path, scope.headers)
        if found is None:
            await Bridge(self._rest, scope, proto).run()
        elif found.body:
            proto.response_bytes(found.status, found.headers, found.body)
        else:
            proto.response_empty(found.status, found.headers)


def application() -> Server:
    """Made once in every server process."""
    server = Server(public_files(), django_application)
    gc.collect()
    gc.freeze()  # what is loaded now stays: collecting would walk all of Django again and again
    return server


def prepare() -> None:
    """What must stand before the first reader comes: the portal's own pages, and the desk's static files."""
    from django.core.management import call_command

    from loa.channels.portal.channel import publisher

    publisher().ensure(datetime.now(UTC))
    call_command("collectstatic", interactive=False, verbosity=0)
    _compress(Path(config().data_dir) / "static")


def _compress(folder: Path) -> None:
    """Compressed forms beside the static files."""
    for path in folder.rglob("*"):
        target = path.with_name(path.name + ".br")
        if path.suffix not in COMPRESSED or (target.exists() and target.stat().st_mtime >= path.stat().st_mtime):
            continue
        part = target.with_suffix(".part")
        part.write_bytes(brotli.compress(path.read_bytes()))
        part.rename(target)


def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve until a signal ends it. *workers*: processes that share the port."""
    from granian.constants import Interfaces
    from granian.server import Server as Granian

    prepare()
    Granian(
        "loa.web.server:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        websockets=False,
        log_access=False,
        log_level=_log_level(),
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def _log_level() -> Any:
    from granian.log import LogLevels

    return LogLevels.warning

"""The whole web face as an ASGI application: a file of the portal if there is one, else Django (ADR 0005).

Readers of the portal never reach Django: they are served while the database and the worker are down.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.settings")

from django.core.asgi import get_asgi_application

from loa.channels.portal import facts
from loa.channels.portal.serving import Answer, Folder, Folders
from loa.channels.portal.short_way import ShortWay
from loa.config import config

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY_LIMIT = 64 * 1024 * 1024  # bytes of a request; uploads are bounded by their views well below
ASKED = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since"})


def public_files() -> Folders:
    """The folders that readers are served from: the portal, and the desk's static files."""
    settings = config()
    portal = Folder(settings.portal_path, base_url=settings.base_url, hub=facts.load().hub, strict=settings.production)
    static = Folder(Path(settings.data_dir) / "static", "/static/", strict=settings.production)
    return Folders([portal, static], missing=portal)


class FilesFirst:
    """Serves files itself and hands everything else on. `short_way`: the same files for a server that knows it."""

    def __init__(self, files: Folders, rest: Application) -> None:
        self.short_way = ShortWay(files)
        self._files = files
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._rest(scope, receive, send)
            return
        found = self._find(scope) or _refusal(scope)
        if found is None:
            await self._rest(scope, receive, send)
        else:
            await _send(found, send)

    def _find(self, scope: Scope) -> Answer | None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"] if name in ASKED}
        return self._files.answer(scope["method"], scope["path"], headers)


def _refusal(scope: Scope) -> Answer | None:
    """413 for a body that is too large, 411 for one that does not say how large it is: before any of it is read."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length")
    if length is None:
        status = 411 if b"transfer-encoding" in headers else 0
    else:
        status = 413 if not length.isdigit() or int(length) > BODY_LIMIT else 0
    return Answer(status, [("content-length", "0"), ("connection", "close")]) if status else None


async def _send(answer: Answer, send: Send) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


django_application = cast("Application", get_asgi_application())
application: Application = FilesFirst(public_files(), django_application)

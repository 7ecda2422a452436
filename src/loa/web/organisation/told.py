"""A long act that tells how far it is: the answer is lines of JSON, the last of which says how it ended.

`static/web/js/told.js` sends the form and shows the lines; without script the same form is answered by a page. The act
runs in a thread of its own with its own connection to the database: a reader who goes away stops nothing half-way, and
the event loop is never held up.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from loa.errors import LoaError
from loa.units.core.telling import Progress
from loa.web.templatetags.loa_ui import number

MEDIA_TYPE = "application/x-ndjson"
log = structlog.get_logger(__name__)
_running: set[asyncio.Task[None]] = set()  # the event loop alone keeps tasks only weakly


@dataclass(frozen=True, slots=True)
class Ending:
    """How an act ended: a sentence with its tone, and where one goes from there."""

    said: str = ""
    tone: str = ""
    go: str = ""


Act = Callable[[Progress], Ending]
Put = Callable[[bytes | None], None]


def wanted(request: HttpRequest) -> bool:
    """Whether whoever asks can show lines."""
    return MEDIA_TYPE in request.headers.get("Accept", "")


def stream(request: HttpRequest, act: Act) -> StreamingHttpResponse:
    """Do *act* while its progress is sent. It must not touch the request, which has ended by then."""
    language = get_language() or "vi"
    lines: Any = _live(act, language) if isinstance(request, ASGIRequest) else _collected(act, language)
    response = StreamingHttpResponse(lines, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["X-Accel-Buffering"] = "no"  # nginx must pass each line on at once
    return response


async def _live(act: Act, language: str) -> AsyncIterator[bytes]:
    queue: asyncio.Queue[bytes | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    job = asyncio.create_task(asyncio.to_thread(_apart, act, language, _putter(loop, queue)))
    _running.add(job)
    job.add_done_callback(_running.discard)
    while (line := await queue.get()) is not None:
        yield line


def _putter(loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[bytes | None]) -> Put:
    def put(line: bytes | None) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, line)

    return put


def _apart(act: Act, language: str, put: Put) -> None:
    """In a thread of its own, whose connections nobody else would close."""
    try:
        _do(act, language, put)
    finally:
        connections.close_all()
        put(None)


def _collected(act: Act, language: str) -> Iterator[bytes]:
    """For a WSGI server, as the tests' own one is: the lines when all is done."""
    lines: list[bytes | None] = []
    _do(act, language, lines.append)
    yield from filter(None, lines)


def _do(act: Act, language: str, put: Put) -> None:
    with override(language):
        try:
            ending = act(lambda what, done, total: put(_line(said=_said(what, done, total), done=done, total=total)))
        except LoaError as error:
            ending = Ending(error.text, "grave")
        except Exception:  # the answer has begun: no page can be shown any more, only a last line
            log.exception("a long act stumbled")
            ending = Ending(_("Something went wrong on our side. Nothing was changed."), "grave")
        put(_line(ended=True, **asdict(ending)))


def _said(what: str, done: int, total: int) -> str:
    words = {
        "read": _("Rows read: %(done)s of %(total)s"),
        "compared": _("Compared with the staff of now: %(done)s of %(total)s"),
        "new": _("New people entered: %(done)s of %(total)s"),
        "changed": _("Changes entered: %(done)s of %(total)s"),
        "left": _("People who left: %(done)s of %(total)s"),
    }
    return words[what] % {"done": number(done), "total": number(total)}


def _line(**values: Any) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"

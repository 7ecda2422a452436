"""One reader's connection: plain requests for files take the short way, all others go through uvicorn to Django.

uvicorn knows no time limit for a request that never ends and no limit for its head; both are set here, so that slow or
endless senders cost a connection for seconds, not for ever.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

KEEP_ALIVE = 65  # seconds that a silent connection stays; longer than the 60 that proxies in front reuse one for
HEAD_SECONDS = 20.0  # from the first byte of a request's head to its last
SILENT_SECONDS = 60.0  # without a byte of a body, or without a byte of the answer being taken
HEAD_LIMIT = 64 * 1024  # bytes of a request's head
LOOK_EACH = 5.0  # seconds between two looks at a connection


class ReaderProtocol(HttpToolsProtocol):
    """uvicorn's connection with the short way before it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._answer = self.config.loaded_app.short_way.answer
        self._seen = self._began = self.loop.time()
        self._in_message = self._in_head = False
        self._head_size = 0
        self._unsent = 0
        self._look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to watch the connection."""
        super().connection_made(transport)
        self._look = self.loop.call_later(LOOK_EACH, self._watch)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        if self._look is not None:
            self._look.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Answer a plain request at once when nothing else is under way, else parse."""
        self._seen = now = self.loop.time()
        if not self._is_busy():
            answer = self._answer(data, self.server_state.default_headers[0][1], now)
            if answer is not None:
                self._unset_keepalive_if_required()
                self.transport.write(answer)
                return
        super().data_received(data)
        if self._in_head:
            self._bound_head(len(data))

    def on_message_begin(self) -> None:
        """A request's first byte."""
        self._in_message = self._in_head = True
        self._began, self._head_size = self._seen, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._in_message = False
        super().on_message_complete()

    def _is_busy(self) -> bool:
        """Whether a request or an answer is under way: then order must be kept, and the parser keeps it."""
        answering = self.cycle is not None and not self.cycle.response_complete
        return answering or self._in_message or self.flow.write_paused

    def _bound_head(self, size: int) -> None:
        self._head_size += size
        if self._head_size > HEAD_LIMIT and not self.transport.is_closing():
            self._refuse(b"431 Request Header Fields Too Large")

    def _refuse(self, status: bytes) -> None:
        self.transport.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        self.transport.close()

    def _watch(self) -> None:
        """End the connection when its time is over, else look again later."""
        now, unsent = self.loop.time(), self.transport.get_write_buffer_size()
        if unsent != self._unsent:
            self._seen, self._unsent = now, unsent
        silent = now - self._seen
        if self._in_head and now - self._began > HEAD_SECONDS:
            self._refuse(b"408 Request Timeout")
        elif (unsent or self._in_message) and silent > SILENT_SECONDS:
            self.transport.abort()
        elif not self._is_busy() and silent > KEEP_ALIVE:
            self.transport.close()
        else:
            self._look = self.loop.call_later(LOOK_EACH, self._watch)

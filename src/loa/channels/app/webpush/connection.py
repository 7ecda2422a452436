"""One kept-alive HTTP/1.1 connection to a push service, one request at a time."""

from __future__ import annotations

import ssl
import time
from collections.abc import Sequence
from selectors import BaseSelector
from typing import Generic, TypeVar

import h11

from loa.channels.app.webpush.answers import WORDS_KEPT, Answer
from loa.channels.app.webpush.endpoints import Origin
from loa.channels.streams import SocketAddress, Stream, StreamEndedError

BODY_READ_LIMIT = 65536  # bytes of an answer's body before the connection is given up

# h11 must believe that a request was sent before it reads a response. It validates requests on making them, which
# costs more than all the rest, so it is shown the same one each time; what goes on the wire is composed by the sender.
_REQUEST = h11.Request(method="POST", target="/", headers=[("Host", "push"), ("Content-Length", "0")])
_END = h11.EndOfMessage()

Job = TypeVar("Job")


class Connection(Generic[Job]):
    """`job` is what the request under way is for; None: idle. `proven` once an answer came on it.

    `advance` gives the answer when it is complete, and raises `OSError` when the connection is lost.
    """

    def __init__(
        self,
        origin: Origin,
        selector: BaseSelector,
        addresses: Sequence[SocketAddress],
        tls: ssl.SSLContext,
        timeout: float,
    ) -> None:
        self.origin = origin
        self.job: Job | None = None
        self.proven = False
        self.deadline = time.monotonic() + timeout
        self._timeout = timeout
        self._stream = Stream(selector, self, addresses)
        self._http = h11.Connection(h11.CLIENT)
        self._response: h11.Response | None = None
        self._body = b""
        if origin.scheme == "https":
            self._stream.start_tls(tls, origin.host)

    def send(self, job: Job, request: bytes) -> None:
        """Send a whole request (at once, or as soon as the connection stands)."""
        self.job = job
        self.deadline = time.monotonic() + self._timeout
        self._http.send(_REQUEST)
        self._http.send(_END)
        self._response, self._body = None, b""
        self._stream.write(request)

    def advance(self) -> Answer | None:
        """Take what came."""
        try:
            data = self._stream.advance()
        except StreamEndedError:
            return self._at_end()
        if not data:
            return None
        if self.job is None:
            raise ConnectionError("the push service speaks without being asked")
        return self._take(data)

    def finish(self) -> bool:
        """Make ready for the next request; call when the answer was dealt with. False: the service closes it."""
        self.job = None
        self.proven = True
        kept = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if kept:
            self._http.start_next_cycle()
        return kept

    def close(self) -> None:
        """Drop it; may be called twice."""
        self._stream.close()

    def _at_end(self) -> Answer | None:
        """A body without length ends with the connection (RFC 9112 §6.3); all else is a loss."""
        answer = self._take(b"") if self.job is not None else None
        if answer is None:
            raise StreamEndedError("the push service closed the connection")
        return answer

    def _take(self, data: bytes) -> Answer | None:
        try:
            self._http.receive_data(data)
            return self._read()
        except h11.RemoteProtocolError as error:
            raise ConnectionError(str(error)) from error

    def _read(self) -> Answer | None:
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA or event is h11.PAUSED or isinstance(event, h11.ConnectionClosed):
                return None
            if isinstance(event, h11.Response):
                self._response = event
            elif isinstance(event, h11.Data):
                self._keep(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage):
                return self._answer()

    def _keep(self, data: bytes) -> None:
        self._body += data
        if len(self._body) > BODY_READ_LIMIT:
            raise ConnectionError("the push service's answer does not end")

    def _answer(self) -> Answer:
        assert self._response is not None
        words = self._body[: WORDS_KEPT * 4].decode("utf-8", "replace")
        printable = "".join(letter if letter.isprintable() else " " for letter in words)
        headers = {name.decode("ascii"): value.decode("latin-1") for name, value in self._response.headers}
        return Answer(self._response.status_code, headers, " ".join(printable.split()))

"""The push resource of RFC 8030: a raw ASGI application, because a bench posts to it thousands of times a second."""

from __future__ import annotations

import asyncio
import json
import re

from starlette.types import Receive, Scope, Send

from loa.errors import LoaError
from loa.sandbox.faults import Fault, Faults
from loa.sandbox.push.store import Store, Subscription
from loa.sandbox.push.vapid import Verifier
from loa.sandbox.web import BodyTooLargeError, CutResponse, read_body

PREFIX = "/push/s/"
MAX_PAYLOAD = 4096  # bytes every push service must take (RFC 8030 §7.2)
LONGEST_TTL = 2_592_000  # seconds: what Mozilla's service allows (standards W1)
URGENCIES = frozenset({"very-low", "low", "normal", "high"})
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}\Z")

KINDS = {
    "throttle": "429 with Retry-After: `seconds`",
    "error": "status `code` (default 503)",
    "slow": "the answer comes `seconds` late; the message is kept",
    "hang": "no answer for `seconds`; nothing is kept",
    "cut": "the answer breaks in the middle; nothing is kept",
    "cut_after": "the message is kept, the answer breaks in the middle",
    "garbage": "status 200 with a page of HTML; nothing is kept",
    "gone": "410, and the subscription is dead for good",
}
Headers = list[tuple[bytes, bytes]]


class RefusedError(LoaError):
    """The service does not take this message."""

    code = "refused"
    message = "%(reason)s"

    def __init__(self, status: int, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason=reason)
        self.status = status
        self.retry_after = retry_after


class PushService:
    """Answers `POST /push/s/<subscription>`."""

    def __init__(self, store: Store, faults: Faults, verifier: Verifier, origin: str) -> None:
        self._store = store
        self._faults = faults
        self._verifier = verifier
        self._origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one push message, or say why not."""
        name = scope["path"][len(PREFIX) :]
        fault = self._faults.draw(name)
        if fault:
            await self._misbehave(fault, name, scope, receive, send)
        else:
            await self._serve(name, scope, receive, send)

    async def _serve(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            number = await self._take(name, scope, receive)
        except BodyTooLargeError:
            await _refuse(send, RefusedError(413, f"the body is larger than {MAX_PAYLOAD} bytes"))
        except RefusedError as error:
            await _refuse(send, error)
        except LoaError as error:
            await _refuse(send, RefusedError(error.http_status, error.text))
        else:
            location = f"{self._origin}/push/m/{number}".encode()
            await _answer(send, 201, [(b"location", location), (b"content-length", b"0")], b"")

    async def _take(self, name: str, scope: Scope, receive: Receive) -> int:
        headers = dict(scope["headers"])
        if scope["method"] != "POST":
            raise RefusedError(405, "only POST is understood here")
        subscription = self._live(name)
        sender = self._verifier.verify(headers.get(b"authorization", b"").decode("latin-1"))
        if subscription.key and subscription.key != sender.key.rstrip("="):
            raise RefusedError(403, "the subscription was made for another sender's key")
        ttl, topic, urgency = _ttl(headers), _topic(headers), _urgency(headers)
        body = await read_body(receive, MAX_PAYLOAD)
        encoding = _encoding(headers) if body else ""
        return self._store.accept(
            subscription, body, ttl=ttl, topic=topic, urgency=urgency, encoding=encoding, sender=sender.key
        )

    def _live(self, name: str) -> Subscription:
        subscription = self._store.get(name)
        if subscription.gone:
            raise RefusedError(410, "the subscription has ended")
        return subscription

    async def _misbehave(self, fault: Fault, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            await self._serve(name, scope, receive, send)
        elif fault.kind in {"cut", "cut_after"}:
            if fault.kind == "cut_after":
                await self._take(name, scope, receive)
            await CutResponse(b"{}", 201)(scope, receive, send)
        elif fault.kind == "garbage":
            await _answer(send, 200, [(b"content-type", b"text/html")], b"<html>no push service</html>")
        else:
            if fault.kind == "hang":
                await asyncio.sleep(fault.seconds)
            if fault.kind == "gone":
                self._store.expel(name)
            await _refuse(send, _refusal(fault))


def _refusal(fault: Fault) -> RefusedError:
    status = {"throttle": 429, "gone": 410, "hang": 503}.get(fault.kind, fault.code or 503)
    return RefusedError(status, fault.text or fault.kind, fault.seconds if status == 429 else None)


def _ttl(headers: dict[bytes, bytes]) -> int:
    value = headers.get(b"ttl", b"")
    if not value.isdigit():
        raise RefusedError(400, "a TTL header in whole seconds is required")
    return min(int(value), LONGEST_TTL)


def _topic(headers: dict[bytes, bytes]) -> str:
    value = headers.get(b"topic", b"").decode("latin-1")
    if value and not _TOPIC.match(value):
        raise RefusedError(400, "a topic has at most 32 characters of base64url")
    return value


def _urgency(headers: dict[bytes, bytes]) -> str:
    value = headers.get(b"urgency", b"normal").decode("latin-1")
    if value not in URGENCIES:
        raise RefusedError(400, f"urgency must be one of {', '.join(sorted(URGENCIES))}")
    return value


def _encoding(headers: dict[bytes, bytes]) -> str:
    value = headers.get(b"content-encoding", b"").decode("latin-1")
    if value != "aes128gcm":
        raise RefusedError(400, "a body must be encrypted as aes128gcm (RFC 8291)")
    return value


async def _refuse(send: Send, error: RefusedError) -> None:
    headers: Headers = [(b"content-type", b"application/json")]
    if error.retry_after is not None:
        headers.append((b"retry-after", str(round(error.retry_after)).encode()))
    await _answer(send, error.status, headers, json.dumps({"code": error.status, "error": error.text}).encode())


async def _answer(send: Send, status: int, headers: Headers, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

"""What the HTTP faces of the stand-ins share: bounded bodies, JSON, paging, and answers that go wrong on purpose."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from loa.errors import LoaError
from loa.sandbox.faults import Faults

MAX_BODY = 32 * 1024 * 1024  # bytes; a bulk of simulated people is the largest thing that is ever sent here
MAX_PAGE = 1000


class BadRequestError(LoaError):
    """The caller of a viewer or control API asked for something that cannot be understood."""

    code = "bad_request"
    message = "%(reason)s"


class BodyTooLargeError(LoaError):
    """The request body passes the bound."""

    code = "body_too_large"
    http_status = 413
    message = "The request is larger than %(limit)s bytes."


async def read_body(receive: Receive, limit: int = MAX_BODY) -> bytes:
    """The whole request body. Raises `BodyTooLargeError` as soon as it passes *limit* bytes."""
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            raise BodyTooLargeError(limit=limit)
    return body


async def read_json(request: Request) -> Any:
    """The request's JSON document. Raises `BadRequestError`."""
    body = await read_body(request.receive)
    try:
        return json.loads(body or b"null")
    except ValueError as error:
        raise BadRequestError(reason=f"The body is not JSON: {error}") from error


def number(request: Request, name: str, default: int, *, at_most: int = 2**62) -> int:
    """The query parameter *name* as a whole number from 0 to *at_most*. Raises `BadRequestError`."""
    value = request.query_params.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise BadRequestError(reason=f"{name} must be a whole number")
    return min(int(value), at_most)


Handler = Callable[[Request], Awaitable[Response]]


def guarded(handler: Handler) -> Handler:
    """Answer a `LoaError` as JSON instead of failing."""

    async def wrapped(request: Request) -> Response:
        try:
            return await handler(request)
        except LoaError as error:
            return JSONResponse({"error": error.code, "text": error.text}, status_code=error.http_status)

    return wrapped


def fault_routes(prefix: str, faults: Faults) -> list[Route]:
    """`GET`, `POST` and `DELETE` of `<prefix>/_control/faults`."""

    async def control(request: Request) -> Response:
        if request.method == "POST":
            faults.set(await read_json(request))
        elif request.method == "DELETE":
            faults.clear()
        return JSONResponse(faults.report())

    return [Route(f"{prefix}/_control/faults", guarded(control), methods=["GET", "POST", "DELETE"])]


class CutResponse(Response):
    """An answer that promises more than it sends: the client sees the connection break in the middle."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Announce 4096 bytes, send half of the true answer, and never the end: the server then closes."""
        headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
        half = bytes(self.body)[: len(self.body) // 2] or b" "
        await send({"type": "http.response.body", "body": half, "more_body": True})

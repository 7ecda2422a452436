"""The authenticator app on the demo people's phones: the codes that they would read there (RFC 6238).

Which accounts it holds stands in `authenticator.json` of the sandbox's folder: account name → key in base 32.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import struct
import time
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from loa.sandbox import pages

FILE = "authenticator.json"
PERIOD = 30  # seconds that a code is shown


class Authenticator:
    """One phone that holds everybody's keys."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def routes(self) -> list[Route]:
        """The phone's screen, and the same for programs."""
        return [Route("/authenticator", self.screen), Route("/authenticator/api/codes", self.codes)]

    async def screen(self, request: Request) -> Response:
        """What the app shows now, and for how long."""
        left = PERIOD - int(time.time()) % PERIOD
        context = {"codes": [(name, f"{code[:3]} {code[3:]}") for name, code in self._codes().items()], "left": left}
        return pages.render(request, "authenticator.html", context)

    async def codes(self, request: Request) -> Response:
        """Account name → code of this moment."""
        return JSONResponse(self._codes())

    def _codes(self) -> dict[str, str]:
        keys = json.loads(self._path.read_text(encoding="utf-8")) if self._path.exists() else {}
        return {name: code(key, time.time()) for name, key in keys.items()}


def code(key: str, now: float) -> str:
    """The six digits of *key* (base 32) at *now* (seconds since 1970)."""
    counter = struct.pack(">Q", int(now) // PERIOD)
    digest = hmac.digest(base64.b32decode(key, casefold=True), counter, hashlib.sha1)
    place = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[place : place + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"

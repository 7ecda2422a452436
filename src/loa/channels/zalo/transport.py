"""One call: token, proof, time-out, and what the answer means (contract §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from loa.channels.zalo.answers import normalised, text_in
from loa.channels.zalo.errors import (
    AccessEndedError,
    SetUpError,
    Table,
    UnknownOutcomeError,
    UnreachableError,
    ZaloError,
    classify,
)
from loa.channels.zalo.signature import appsecret_proof
from loa.channels.zalo.tokens import TokenKeeper

TIMEOUT = httpx.Timeout(15.0, connect=2.0)  # seconds: those of the platform's own SDK


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What the last answer of the OA host said: calls a minute, and how many of them are left."""

    limit: int
    remain: int


class Transport:
    """Carries calls to the two hosts that want an access token. `bases` are URLs without trailing slash."""

    def __init__(self, bases: Mapping[Table, str], app_secret: str, tokens: TokenKeeper, http: httpx.Client) -> None:
        self._bases = bases
        self._app_secret = app_secret
        self._tokens = tokens
        self._http = http
        self.rate: RateLimit | None = None

    def call(
        self,
        table: Table,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: dict[str, Any] | None = None,
        files: Mapping[str, tuple[str, bytes]] | None = None,
        repeatable: bool = False,
    ) -> dict[str, Any]:
        """One call with a token that holds; when the platform says it does not, one renewal and one more try.

        *repeatable*: a second call has no second effect, so a lost answer is only `UnreachableError`.
        """
        request = self._http.build_request(
            method,
            self._bases[table] + path,
            params=params,
            json=normalised(body) if body is not None else None,
            files=files,
        )
        token = self._tokens.access_token()
        try:
            return self._exchange(table, request, token, repeatable)
        except AccessEndedError:
            return self._once_more(table, request, self._tokens.renew(token), repeatable)

    def _once_more(self, table: Table, request: httpx.Request, token: str, repeatable: bool) -> dict[str, Any]:
        try:
            return self._exchange(table, request, token, repeatable)
        except AccessEndedError as error:
            # A fresh token is refused too: renewing again and again would help nobody.
            raise SetUpError(error.number, error.provider_text) from error

    def _exchange(self, table: Table, request: httpx.Request, token: str, repeatable: bool) -> dict[str, Any]:
        # The header is the bare token; the platform knows no Bearer (contract §2).
        request.headers["access_token"] = token
        request.headers["appsecret_proof"] = appsecret_proof(self._app_secret, token)
        lost = UnreachableError if repeatable else UnknownOutcomeError
        try:
            answer = self._http.send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise UnreachableError(0, str(error)) from error
        except httpx.TransportError as error:
            raise lost(0, f"{type(error).__name__} {error}") from error
        self._note_rate(answer)
        return _opened(table, answer, lost)

    def _note_rate(self, answer: httpx.Response) -> None:
        limit, remain = answer.headers.get("X-RateLimit-Limit", ""), answer.headers.get("X-RateLimit-Remain", "")
        if limit.isdecimal() and remain.isdecimal():
            self.rate = RateLimit(int(limit), int(remain))


def _opened(table: Table, answer: httpx.Response, lost: type[ZaloError]) -> dict[str, Any]:
    """The envelope's content. Raises the error of its number, or *lost* where it is no envelope."""
    try:
        body = answer.json()
    except ValueError:
        body = None
    number = _error_number(body)
    if number is None or not answer.is_success:
        raise lost(0, f"HTTP {answer.status_code}")
    if number != 0:
        text = text_in(body, "message")
        raise classify(table, number, text)(number, text)
    return dict(body)


def _error_number(body: Any) -> int | None:
    try:
        return int(body["error"])
    except (KeyError, TypeError, ValueError):
        return None

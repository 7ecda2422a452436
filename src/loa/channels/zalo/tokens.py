"""The OA's tokens: one access token for everybody, renewed by one process at a time (contract §3).

A refresh token works once. If two processes used it, or one used it and died before saving the answer, the grant
would be lost and an administrator would have to consent again. Hence: a lock across processes, the store read again
under the lock, a mark in the store before the request, and no blind second request.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx

from loa.channels.zalo.errors import BusyError, GrantInDoubtError, GrantLostError, UnknownOutcomeError, UnreachableError

MARGIN = timedelta(minutes=10)  # a token is renewed this long before its end
ASSUMED_LIFE = 25 * 3600  # seconds, where the answer does not say
RATE_LIMITED = -32
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A pair of tokens. `renewing`: a refresh with this refresh token was begun, and its answer is not known."""

    access: str
    refresh: str
    expires_at: datetime = _LONG_AGO
    renewing: bool = False

    @classmethod
    def first(cls, refresh: str) -> Tokens:
        """What an installation begins with: a refresh token from its settings."""
        return cls("", refresh)

    def usable(self, now: datetime) -> bool:
        """Whether the access token holds for a while yet."""
        return bool(self.access) and self.expires_at - MARGIN > now


class TokenStore(Protocol):
    """Where the pair is kept; shared by all processes."""

    def load(self) -> Tokens | None:
        """The newest pair, read anew each time."""
        ...

    def save(self, tokens: Tokens) -> None:
        """Keep *tokens*, durably on return."""
        ...

    def lock(self) -> AbstractContextManager[object]:
        """Held by one process (and thread) at a time while it renews."""
        ...


class MemoryTokenStore:
    """A store for one process: tests and tools."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self._tokens = tokens
        self._lock = threading.Lock()

    def load(self) -> Tokens | None:
        """The newest pair."""
        return self._tokens

    def save(self, tokens: Tokens) -> None:
        """Keep *tokens*."""
        self._tokens = tokens

    def lock(self) -> AbstractContextManager[object]:
        """A lock between threads."""
        return self._lock


@dataclass(frozen=True, slots=True)
class App:
    """Our app on the platform."""

    app_id: str
    app_secret: str


class OAuth:
    """The OAuth host: `base_url` without trailing slash."""

    def __init__(self, base_url: str, app: App, http: httpx.Client, now: Callable[[], datetime]) -> None:
        self._url = f"{base_url}/v4/oa/access_token"
        self._permission_url = f"{base_url}/v4/oa/permission"
        self._app = app
        self._http = http
        self._now = now

    def permission_url(self, redirect_uri: str, verifier: str, state: str) -> str:
        """Where an administrator of the OA consents."""
        query = {
            "app_id": self._app.app_id,
            "redirect_uri": redirect_uri,
            "code_challenge": pkce_challenge(verifier),
            "state": state,
        }
        return f"{self._permission_url}?{urlencode(query)}"

    def exchange(self, code: str, verifier: str) -> Tokens:
        """The pair for a code (single use, 10 minutes). Raises as `refresh`."""
        return self._ask({"grant_type": "authorization_code", "code": code, "code_verifier": verifier})

    def refresh(self, refresh_token: str) -> Tokens:
        """A new pair; the old refresh token is dead then.

        Raises `UnreachableError` and `BusyError` when nothing was spent, `GrantLostError` when the platform says no,
        `UnknownOutcomeError` when the answer was lost. Never repeats the request itself.
        """
        return self._ask({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def _ask(self, form: dict[str, str]) -> Tokens:
        fields = {**form, "app_id": self._app.app_id}
        try:
            answer = self._http.post(self._url, data=fields, headers={"secret_key": self._app.app_secret})
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise UnreachableError(0, str(error)) from error
        except httpx.TransportError as error:
            raise UnknownOutcomeError(0, f"{type(error).__name__} {error}") from error
        return self._tokens(answer)

    def _tokens(self, answer: httpx.Response) -> Tokens:
        """Success is an access token being there, not an error being absent (contract §3)."""
        body = _json_object(answer)
        if body is None or answer.status_code >= 500:
            raise UnknownOutcomeError(0, f"HTTP {answer.status_code}")
        access, refresh = body.get("access_token"), body.get("refresh_token")
        if not isinstance(access, str) or not isinstance(refresh, str) or not access or not refresh:
            raise _refusal(body)
        return Tokens(access, refresh, self._now() + timedelta(seconds=_life(body)))


def _json_object(answer: httpx.Response) -> dict[str, Any] | None:
    try:
        body = answer.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _life(body: dict[str, Any]) -> int:
    """`expires_in` comes as a text or as a number."""
    try:
        seconds = int(body.get("expires_in", ASSUMED_LIFE))
    except (TypeError, ValueError, OverflowError):  # JSON in Python knows Infinity
        return ASSUMED_LIFE
    return seconds if 0 < seconds < 366 * 86400 else ASSUMED_LIFE


def _refusal(body: dict[str, Any]) -> GrantLostError | BusyError:
    try:
        number = int(body.get("error", 0))
    except (TypeError, ValueError, OverflowError):  # JSON in Python knows Infinity
        number = 0
    text = str(body.get("error_name") or body.get("error_description") or body.get("message") or "")
    return BusyError(number, text) if number == RATE_LIMITED else GrantLostError(number, text)


class TokenKeeper:
    """Gives the access token to whoever calls Zalo, and renews it when it must be."""

    def __init__(self, store: TokenStore, oauth: OAuth, now: Callable[[], datetime]) -> None:
        self._store = store
        self._oauth = oauth
        self._now = now

    def access_token(self) -> str:
        """A token that holds. Raises what `renew` raises."""
        tokens = self._store.load()
        if tokens is not None and tokens.usable(self._now()):
            return tokens.access
        return self._renewed(tokens.access if tokens else "")

    def renew(self, rejected: str) -> str:
        """A token other than *rejected*, which the platform did not take.

        Raises `GrantLostError` or `GrantInDoubtError` (call a person), `BusyError` or `UnreachableError` (later).
        """
        return self._renewed(rejected)

    def adopt(self, tokens: Tokens) -> None:
        """Take over the pair of a new consent; ends every doubt."""
        with self._store.lock():
            self._store.save(tokens)

    def _renewed(self, rejected: str) -> str:
        with self._store.lock():
            tokens = self._store.load()
            if tokens is None or not tokens.refresh:
                raise GrantLostError(0, "no refresh token")
            if tokens.access != rejected and tokens.usable(self._now()):
                return tokens.access  # somebody else renewed it while we waited
            if tokens.renewing:
                raise GrantInDoubtError
            return self._refresh(tokens).access

    def _refresh(self, tokens: Tokens) -> Tokens:
        """One request, marked in the store before it leaves: a crash after this line leaves a doubt, not a repeat."""
        self._store.save(replace(tokens, renewing=True))
        try:
            fresh = self._oauth.refresh(tokens.refresh)
        except (UnreachableError, BusyError):
            self._store.save(tokens)  # nothing was spent
            raise
        except UnknownOutcomeError as error:
            raise GrantInDoubtError from error
        self._store.save(fresh)
        return fresh


def pkce_verifier() -> str:
    """A fresh code verifier: 43 characters from 32 random bytes (RFC 7636 §4.1)."""
    return secrets.token_urlsafe(32)


def pkce_challenge(verifier: str) -> str:
    """Its S256 challenge (RFC 7636 §4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()

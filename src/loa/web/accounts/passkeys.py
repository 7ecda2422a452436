"""Passkey ceremonies (WebAuthn): what a browser is asked, and what its answer proves. allauth and fido2 judge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest

from loa.accounts.models import User
from loa.errors import LoaError

MAX_ANSWER = 20_000  # characters; a browser's answer with attestation has a few thousand


class PasskeyError(LoaError):
    """The browser's answer proves nothing."""

    code = "passkey"
    http_status = 422
    message = "The passkey could not be used. Try again, or sign in another way."


def possible(request: HttpRequest) -> bool:
    """Whether browsers offer passkeys here: an address of numbers has none (WebAuthn §5.1.2, rp.id is a domain)."""
    try:
        ip_address(request.get_host().rpartition(":")[0].strip("[]") or request.get_host())
    except ValueError:
        return True
    return False


def creation(user: User) -> str:
    """What a browser is asked to make a passkey for *user*, as JSON; the challenge stays in the session."""
    return _json(auth.begin_registration(user, True))


def question(user: User | None = None) -> str:
    """What a browser is asked to prove: that it holds a passkey of *user*, or (None) of anybody here."""
    return _json(auth.begin_authentication(user))


def add(user: User, answer: str, name: str) -> Authenticator:
    """Keep the passkey that the browser made.

    Raises `PasskeyError`.
    """
    credential = _parsed(answer)
    with _judged():
        auth.parse_registration_response(credential)
        auth.complete_registration(credential)
    return auth.WebAuthn.add(user, name, credential).instance


def proven(answer: str, user: User | None = None) -> Authenticator:
    """The passkey that the browser's answer proves; *user* None: whoever it names.

    Raises `PasskeyError`.
    """
    credential = _parsed(answer)
    with _judged():
        auth.parse_authentication_response(credential)
        owner = user or auth.extract_user_from_response(credential)
        return auth.complete_authentication(owner, credential)


def _json(options: dict[str, Any]) -> str:
    return json.dumps(options, cls=DjangoJSONEncoder)


def _parsed(answer: str) -> dict[str, Any]:
    try:
        value = json.loads(answer[:MAX_ANSWER])
    except ValueError:
        raise PasskeyError from None
    if not isinstance(value, dict):
        raise PasskeyError
    return value


@contextmanager
def _judged() -> Iterator[None]:
    """What allauth and fido2 raise for answers that were made up or spoiled, as one error of ours."""
    try:
        yield
    except (ValidationError, InvalidSignature, ValueError, TypeError, KeyError, AttributeError) as error:
        raise PasskeyError from error

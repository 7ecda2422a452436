"""Which token an operation needs."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from loa.api.gate import token_of
from loa.integrations.actions import tokens
from loa.integrations.errors import UnknownTokenError
from loa.integrations.models import Token


class BearerToken(HttpBearer):
    """`Authorization: Bearer …` with a token that holds *scope*. The gate has looked the token up already."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Token:
        """Let the request in, or raise `UnknownTokenError`, `MissingScopeError`, `OwnerLostRoleError`."""
        token = token_of(request)
        if token is None:
            raise UnknownTokenError
        tokens.require_scope(token, self.scope)
        return token

    def authenticate(self, request: HttpRequest, token: str) -> Token:
        """Named by ninja's interface; `__call__` does it."""
        return self(request)


def mine(request: HttpRequest) -> Token:
    """The token of an operation that demands one."""
    token = token_of(request)
    if token is None:
        raise UnknownTokenError
    return token

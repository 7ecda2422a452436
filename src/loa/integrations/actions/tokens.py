"""Making, using and revoking tokens. A token is never more than its owner is, today, on its subtree (ADR 0012)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from loa.accounts.actions.records import record, tell
from loa.accounts.models import AccessEvent, Notice, RoleAssignment, User
from loa.accounts.queries import units_with
from loa.errors import NotAllowedError
from loa.integrations.core import secrets
from loa.integrations.errors import (
    MissingScopeError,
    OwnerLostRoleError,
    TokenLifeError,
    UnknownScopeError,
    UnknownTokenError,
)
from loa.integrations.models import Scope, Token
from loa.integrations.queries import may_revoke
from loa.units.models import Unit

Role = RoleAssignment.Role
LONGEST = 366  # days; a forgotten token ends by itself
SEEN_EVERY = dt.timedelta(minutes=1)  # between two writes of `last_used_at`

# The roles of which the owner must hold one on the token's unit, scope by scope.
ROLES: dict[str, tuple[str, ...]] = {
    Scope.COVERAGE_READ: (Role.UNIT_HEAD, Role.FOCAL_POINT, Role.EDITOR, Role.APPROVER, Role.AUDITOR, Role.OPERATOR),
    Scope.BULLETINS_WRITE: (Role.EDITOR,),
    Scope.RECEIPTS_WRITE: (Role.OPERATOR,),
    Scope.STAFF_WRITE: (Role.OPERATOR,),
}


@transaction.atomic
def make(
    owner: User, unit: Unit, scopes: Collection[str], *, name: str, days: int, by: User | None
) -> tuple[Token, str]:
    """A new token with its secret, which nobody sees again. *by* None is a command on the server.

    People make tokens for themselves alone: what a machine writes has an author who answers for it. Raises
    `NotAllowedError`, `UnknownScopeError`, `TokenLifeError`, `OwnerLostRoleError`.
    """
    if by is not None and by.pk != owner.pk:
        raise NotAllowedError
    _check(owner, unit, scopes, days)
    secret = secrets.make()
    token = Token.objects.create(
        name=name.strip()[:120] or secret.hint,
        unit=unit,
        owner=owner,
        scopes=sorted(set(scopes)),
        secret_hash=secret.hash,
        hint=secret.hint,
        expires_at=timezone.now() + dt.timedelta(days=days),
    )
    record(AccessEvent.Act.TOKEN_MADE, owner, by, unit=unit, detail=f"{token.name}: {', '.join(token.scopes)}")
    tell(owner, Notice.Kind.TOKEN_MADE, token.name)
    return token, secret.text


def _check(owner: User, unit: Unit, scopes: Collection[str], days: int) -> None:
    for scope in scopes or ("",):
        if scope not in Scope.values:
            raise UnknownScopeError(scope=scope, known=", ".join(Scope.values))
        _require_role(owner, scope, unit.pk)
    if not 1 <= days <= LONGEST:
        raise TokenLifeError(most=LONGEST)


def _require_role(owner: User, scope: str, unit_id: int) -> None:
    if not owner.is_active or unit_id not in units_with(owner, *ROLES[scope]):
        raise OwnerLostRoleError(scope=scope)


def authenticate(secret: str, now: dt.datetime) -> Token:
    """The token of *secret*, noted as used. Raises `UnknownTokenError`."""
    found = Token.objects.select_related("owner", "unit").filter(
        secret_hash=secrets.digest(secret), revoked_at__isnull=True, expires_at__gt=now, owner__is_active=True
    )
    token = found.first()
    if token is None:
        raise UnknownTokenError
    seen = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - SEEN_EVERY)
    if token.last_used_at is None or token.last_used_at < now - SEEN_EVERY:
        Token.objects.filter(seen, pk=token.pk).update(last_used_at=now)
    return token


def require_scope(token: Token, scope: str) -> None:
    """Let the act go on only if *token* holds *scope*, and its owner still a role for it on the token's unit.

    Raises `MissingScopeError`, `OwnerLostRoleError`.
    """
    if scope not in token.scopes:
        raise MissingScopeError(scope=scope)
    _require_role(token.owner, scope, token.unit_id)


@transaction.atomic
def revoke(token: Token, *, by: User | None) -> None:
    """End a token at once; doing it twice changes nothing. *by* None is a command on the server.

    Raises `NotAllowedError` for all but the owner and the operators of its unit.
    """
    if by is not None and not may_revoke(by, token):
        raise NotAllowedError
    ended = Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    if ended:
        record(AccessEvent.Act.TOKEN_REVOKED, token.owner, by, unit=token.unit, detail=token.name)

"""Questions about integrations. Lists are querysets, to be paged by the face."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from loa.accounts.models import RoleAssignment, User
from loa.accounts.queries import units_with
from loa.integrations.models import Token
from loa.units.queries import tree

Role = RoleAssignment.Role


def tokens_seen_by(user: User) -> QuerySet[Token]:
    """The own tokens, and those on units where *user* is operator; the newest first."""
    operated = units_with(user, Role.OPERATOR)
    return Token.objects.filter(Q(owner=user) | Q(unit__in=operated)).select_related("owner", "unit")


def may_revoke(user: User, token: Token) -> bool:
    """Whether *user* may end *token*: its owner, and the operators of its unit."""
    return token.owner_id == user.pk or token.unit_id in units_with(user, Role.OPERATOR)


def units_of(token: Token) -> frozenset[int]:
    """The units that *token* reaches: its own and all below it today."""
    current = tree(timezone.localdate())
    return frozenset(current.subtree(token.unit_id)) if token.unit_id in current else frozenset()

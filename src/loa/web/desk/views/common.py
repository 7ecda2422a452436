"""Finding a bulletin or a release for the visitor: what they may not see does not exist for them."""

from __future__ import annotations

from django.http import HttpRequest

from loa.accounts.models import User
from loa.accounts.queries import holds, units_with
from loa.bulletins import queries
from loa.bulletins.models import Bulletin, Release
from loa.errors import NotFoundError
from loa.web.access import Role, me


def bulletin_for(request: HttpRequest, pk: int) -> Bulletin:
    """The bulletin *pk* of a unit where the visitor writes, approves or audits.

    Raises `NotFoundError` for all others.
    """
    found = queries.visible_to(me(request)).select_related("directive", "replaces__bulletin").filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def release_for(request: HttpRequest, code: str) -> Release:
    """The release *code* of a unit where the visitor writes, approves, audits or operates.

    Raises `NotFoundError` for all others.
    """
    release = queries.release_by_code(code)
    user = me(request)
    roles = (Role.EDITOR, Role.APPROVER, Role.AUDITOR, Role.OPERATOR)
    if not any(holds(user, role, release.bulletin.unit_id) for role in roles):
        raise NotFoundError
    return release


def addressable(user: User, *kept: int) -> frozenset[int]:
    """Units that an editor may write to: the own subtrees, and those that the draft has already."""
    return units_with(user, Role.EDITOR) | frozenset(kept)

"""Who may act at the desk, asked of the domain where no face can forget it."""

from __future__ import annotations

from loa.accounts.actions import require
from loa.accounts.models import User
from loa.errors import NotFoundError
from loa.mailguard import queries
from loa.mailguard.errors import NoReasonError, WholeHouseError
from loa.mailguard.models import Campaign


def require_desk(user: User, campaign: Campaign) -> None:
    """Let the act go on only if *user* keeps the desk and sees the campaign.

    Raises `MissingRoleError`, `NotFoundError`.
    """
    require(user, *queries.DESK_ROLES)
    if not queries.campaigns(user).filter(pk=campaign.pk).exists():
        raise NotFoundError


def require_whole_desk(user: User) -> None:
    """Let the act go on only if *user* keeps the desk for all.

    Raises `MissingRoleError`, `WholeHouseError`.
    """
    require(user, *queries.DESK_ROLES)
    if not queries.sees_all(user):
        raise WholeHouseError


def reason_of(text: str, limit: int) -> str:
    """*text* without blanks around it. Raises `NoReasonError` when nothing is left."""
    reason = " ".join(text.split())[:limit]
    if not reason:
        raise NoReasonError
    return reason

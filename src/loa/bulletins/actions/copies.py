"""What somebody is typing: kept for previews, and as a sign to others that they are not alone."""

from __future__ import annotations

from datetime import datetime

from loa.accounts.actions import require
from loa.accounts.models import RoleAssignment, User
from loa.bulletins.core.draft import Draft
from loa.bulletins.models import Bulletin, WorkingCopy


def keep_copy(bulletin: Bulletin, *, by: User, draft: Draft | None, at: datetime) -> None:
    """Remember what *by* has typed and not saved (None: nothing is known of it), and that they were here at *at*.

    Raises `MissingRoleError` unless *by* is an editor of the unit.
    """
    require(by, RoleAssignment.Role.EDITOR, unit_id=bulletin.unit_id)
    values: dict[str, object] = {"seen_at": at}
    if draft is not None:
        values["content"] = draft.as_dict()
    WorkingCopy.objects.update_or_create(bulletin=bulletin, user=by, defaults=values)


def drop_copy(bulletin: Bulletin, by: User) -> None:
    """Everything that *by* typed is saved now. That they are here stays known."""
    WorkingCopy.objects.filter(bulletin=bulletin, user=by).update(content=None)


def drop_copies(bulletin: Bulletin) -> None:
    """Nobody writes here any more."""
    WorkingCopy.objects.filter(bulletin=bulletin).delete()

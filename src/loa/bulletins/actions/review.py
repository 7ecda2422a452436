"""Four eyes: submit, return with a reason, approve."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from loa.accounts.actions import require, require_second_factor
from loa.accounts.models import RoleAssignment, User
from loa.bulletins.actions.state import locked, move
from loa.bulletins.core.draft import Draft
from loa.bulletins.errors import ApprovalMismatchError, DraftIncompleteError, EndsTooEarlyError, SelfApprovalError
from loa.bulletins.models import Bulletin, Decision, Revision
from loa.bulletins.queries import latest_revision, local_words, obstacles, past_end
from loa.trust.core.canonical import content_hash

Role = RoleAssignment.Role


@transaction.atomic
def submit(bulletin: Bulletin, *, by: User) -> Decision:
    """Hand the newest revision to the approvers.

    Raises `DraftIncompleteError` with every problem, `WrongStateError`, `MissingRoleError`.
    """
    bulletin = locked(bulletin)
    require(by, Role.EDITOR, unit_id=bulletin.unit_id)
    revision = latest_revision(bulletin)
    found = obstacles(Draft.from_dict(revision.content))
    if found:
        raise DraftIncompleteError(found)
    move(bulletin, "submit")
    return _decide(revision, Decision.Verdict.SUBMIT, by)


@transaction.atomic
def return_(bulletin: Bulletin, *, by: User, reason: str) -> Decision:
    """Send the bulletin back to its editor with a reason."""
    bulletin = locked(bulletin)
    require(by, Role.APPROVER, unit_id=bulletin.unit_id)
    if not reason.strip():
        raise DraftIncompleteError([gettext("Say why the bulletin is returned.")])
    move(bulletin, "return")
    return _decide(latest_revision(bulletin), Decision.Verdict.RETURN, by, reason.strip())


@transaction.atomic
def approve(bulletin: Bulletin, *, by: User, seen_hash: str, release_at: datetime | None = None) -> Decision:
    """Approve exactly what the approver saw: *seen_hash* is the hash shown with the text.

    Raises `SelfApprovalError` for anyone who wrote a revision, `ApprovalMismatchError` when the newest revision is
    not the one seen, `SecondFactorMissingError` for an approver with a password alone, `WrongStateError`,
    `MissingRoleError`, `EndsTooEarlyError` when the text would be late news by then. The database refuses
    self-approval as well.
    """
    bulletin = locked(bulletin)
    require(by, Role.APPROVER, unit_id=bulletin.unit_id)
    if Revision.objects.filter(bulletin=bulletin, author=by).exists():
        raise SelfApprovalError
    require_second_factor(by)
    revision = latest_revision(bulletin)
    if seen_hash != revision.content_hash or content_hash(revision.content) != revision.content_hash:
        raise ApprovalMismatchError
    end = past_end(Draft.from_dict(revision.content), max(release_at or timezone.now(), timezone.now()))
    if end is not None:
        raise EndsTooEarlyError(end=local_words(end))
    move(bulletin, "approve")
    if release_at is not None:
        bulletin.release_at = release_at
        bulletin.save(update_fields=["release_at"])
    return _decide(revision, Decision.Verdict.APPROVE, by)


@transaction.atomic
def withdraw(bulletin: Bulletin, *, by: User) -> None:
    """Give up a bulletin that was never released. Its revisions stay."""
    bulletin = locked(bulletin)
    require(by, Role.EDITOR, unit_id=bulletin.unit_id)
    move(bulletin, "withdraw")


def _decide(revision: Revision, verdict: Decision.Verdict, by: User, reason: str = "") -> Decision:
    return Decision.objects.create(
        revision=revision, verdict=verdict, by=by, content_hash=revision.content_hash, reason=reason
    )

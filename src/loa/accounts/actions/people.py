"""Accounts of people: invite them in, let them in, recover, close and reopen them.

One rule decides who may hand out the key to an account: who could have given everything that it can do.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils import timezone

from loa.accounts.actions.passwords import end_sessions
from loa.accounts.actions.records import record, tell
from loa.accounts.actions.roles import grant, require_grantable, require_other_operator
from loa.accounts.errors import AccountInUseError, AddressTakenError, InvitationError, NotYoursToGiveError
from loa.accounts.models import AccessEvent, Invitation, KnownDevice, Notice, RoleAssignment, User
from loa.accounts.queries import may_let_in, may_recover, was_entered
from loa.units.models import Staff, Unit
from loa.units.queries import staff_of

Role = RoleAssignment.Role
LIFE = timedelta(days=7)
AT_ONCE = 200  # people of a unit invited in one go: what one printed batch holds


@dataclass(frozen=True, slots=True)
class Ticket:
    """An invitation with its secret, which exists only now: it is shown once and kept nowhere."""

    invitation: Invitation
    secret: str


@transaction.atomic
def invite(email: str, full_name: str, role: str, unit: Unit, *, by: User, staff: Staff | None = None) -> Ticket:
    """Give *role* on *unit* to the account of *email* (made now if there is none) and an invitation to enter it.

    Raises `NotYoursToGiveError`, `AccountInUseError`, `AddressTakenError` when the member of staff has another account.
    """
    require_grantable(by, role, unit.pk)
    user = _account(email, full_name, staff)
    _require_outside(by, user)
    grant(user, role, unit, by=by)
    return _ticket(user, by)


def _account(email: str, full_name: str, staff: Staff | None) -> User:
    found = User.objects.select_for_update().filter(email=email.lower()).first()
    if found is None:
        if staff is not None and User.objects.filter(staff=staff).exists():
            raise AddressTakenError
        return User.objects.create_user(email, full_name=full_name, staff=staff)
    if staff is not None and found.staff_id not in (None, staff.pk):
        raise AddressTakenError
    return found


def _require_outside(by: User, user: User) -> None:
    if was_entered(user):
        raise AccountInUseError
    if not may_let_in(by, user):
        raise NotYoursToGiveError


@transaction.atomic
def invite_again(user: User, *, by: User) -> Ticket:
    """Another invitation for somebody who has never come in; the earlier ones open nothing any more.

    Raises `NotYoursToGiveError`, and `AccountInUseError` for one that is in use: that one is recovered.
    """
    _require_outside(by, user)
    return _ticket(user, by)


def invite_unit(unit: Unit, *, by: User) -> Iterator[Ticket]:
    """Invitations as staff for everybody of *unit* who has a mail address and has never come in, at most `AT_ONCE`.

    Raises `NotYoursToGiveError`.
    """
    require_grantable(by, Role.STAFF, unit.pk)
    waiting = staff_of([unit.pk], timezone.localdate()).exclude(email="").select_related("user")
    made = 0
    for staff in list(waiting):
        if made == AT_ONCE:
            return
        user = getattr(staff, "user", None)
        if user is None and User.objects.filter(email=staff.email.lower()).exists():
            continue
        if user is not None and (was_entered(user) or not may_let_in(by, user)):
            continue
        made += 1
        yield invite(user.email if user else staff.email, staff.full_name, Role.STAFF, unit, by=by, staff=staff)


@transaction.atomic
def recover(user: User, *, by: User) -> Ticket:
    """For somebody who lost phone and password: every old way in is closed, every session ends, a new invitation opens.

    Raises `NotYoursToGiveError`: only an operator over everything that the account can do.
    """
    if not may_recover(by, user):
        raise NotYoursToGiveError
    _shut(user)
    record(AccessEvent.Act.RECOVERED, user, by)
    tell(user, Notice.Kind.RECOVERED)
    return _ticket(user, by)


@transaction.atomic
def close(user: User, *, by: User) -> None:
    """Let nobody into the account any more; what it wrote and decided stays under its name.

    Raises `NotYoursToGiveError`, `LastOperatorError`.
    """
    if not may_recover(by, user):
        raise NotYoursToGiveError
    for unit_id in user.roles.filter(role=Role.OPERATOR).values_list("unit_id", flat=True):
        require_other_operator(user, unit_id)
    _shut(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(AccessEvent.Act.CLOSED, user, by)


@transaction.atomic
def reopen(user: User, *, by: User) -> Ticket:
    """Open a closed account again, with an invitation.

    Raises `NotYoursToGiveError`.
    """
    if not may_recover(by, user):
        raise NotYoursToGiveError
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(AccessEvent.Act.REOPENED, user, by)
    return _ticket(user, by)


def _shut(user: User) -> None:
    user.set_unusable_password()
    user.save(update_fields=["password"])
    for model in (Authenticator, SocialAccount, KnownDevice):
        model.objects.filter(user=user).delete()
    end_sessions(user)
    _withdraw(user)


def _ticket(user: User, by: User) -> Ticket:
    _withdraw(user)
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        user=user, secret_hash=_hash(secret), made_by=by, expires_at=timezone.now() + LIFE
    )
    record(AccessEvent.Act.INVITED, user, by)
    return Ticket(invitation, secret)


def _withdraw(user: User) -> None:
    open_ones = Invitation.objects.filter(user=user, used_at__isnull=True, withdrawn_at__isnull=True)
    open_ones.update(withdrawn_at=timezone.now())


def invitation(secret: str) -> Invitation:
    """The invitation that *secret* opens.

    Raises `InvitationError` when it was used or withdrawn, has expired, or never was.
    """
    found = Invitation.objects.select_related("user").filter(secret_hash=_hash(secret)).first()
    if found is None or found.used_at or found.withdrawn_at or found.expires_at <= timezone.now():
        raise InvitationError
    if not found.user.is_active:
        raise InvitationError
    return found


@transaction.atomic
def accept(secret: str) -> User:
    """Use the invitation up; call it in the transaction that gives the account its key.

    Raises `InvitationError`, also for the slower one of two at the same moment.
    """
    found = invitation(secret)
    still_open = Invitation.objects.filter(pk=found.pk, used_at__isnull=True, withdrawn_at__isnull=True)
    if not still_open.update(used_at=timezone.now()):
        raise InvitationError
    record(AccessEvent.Act.ACCEPTED, found.user, found.user)
    return found.user


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

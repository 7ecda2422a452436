"""Verbs of accounts: demand a role, grant and take it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from loa.accounts.actions.records import record
from loa.accounts.errors import LastOperatorError, MissingRoleError, NotYoursToGiveError
from loa.accounts.models import AccessEvent, RoleAssignment, User
from loa.accounts.queries import grantable_units, holds
from loa.units.models import Unit
from loa.units.queries import tree


def require(user: User, *roles: str, unit_id: int | None = None) -> None:
    """Let the act go on only if *user* holds one of *roles* on *unit_id* (None: anywhere).

    Raises `MissingRoleError`.
    """
    if not any(holds(user, role, unit_id) for role in roles):
        raise MissingRoleError(role=" / ".join(str(RoleAssignment.Role(role).label) for role in roles))


@transaction.atomic
def grant(user: User, role: str, unit: Unit, *, by: User | None = None) -> RoleAssignment:
    """Give a role on a subtree; giving it twice changes nothing. *by* None is a command on the server.

    Raises `NotYoursToGiveError`, also for those who would give to themselves: two people stand behind every role.
    """
    if by is not None:
        if by.pk == user.pk:
            raise NotYoursToGiveError
        require_grantable(by, role, unit.pk)
    assignment, created = RoleAssignment.objects.get_or_create(user=user, role=role, unit=unit)
    if created:
        record(AccessEvent.Act.GRANTED, user, by, role=role, unit=unit)
    return assignment


@transaction.atomic
def revoke(user: User, role: str, unit: Unit, *, by: User | None = None) -> None:
    """Take a role back; one that is not held is no error.

    Raises `NotYoursToGiveError`, `LastOperatorError`.
    """
    if by is not None:
        require_grantable(by, role, unit.pk)
    held = RoleAssignment.objects.select_for_update().filter(user=user, role=role, unit=unit)
    if not held.exists():
        return
    if role == RoleAssignment.Role.OPERATOR:
        require_other_operator(user, unit.pk)
    held.delete()
    record(AccessEvent.Act.REVOKED, user, by, role=role, unit=unit)


def require_grantable(by: User, role: str, unit_id: int) -> None:
    """Let the act go on only if *by* may give and take *role* on *unit_id*.

    Raises `NotYoursToGiveError`: nobody grants what they have no right over.
    """
    if unit_id not in grantable_units(by, role):
        raise NotYoursToGiveError


def require_other_operator(user: User, unit_id: int) -> None:
    """Let the act go on only if *unit_id* has an operator beside *user*, on itself or above it.

    Raises `LastOperatorError`.
    """
    current = tree(timezone.localdate())
    above = {unit_id, *(current.ancestors(unit_id) if unit_id in current else ())}
    others = RoleAssignment.objects.filter(
        role=RoleAssignment.Role.OPERATOR, unit__in=above, user__is_active=True
    ).exclude(user=user)
    if not others.exists():
        raise LastOperatorError

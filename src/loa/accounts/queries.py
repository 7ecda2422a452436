"""Questions about roles. A role on a unit counts for everything below it in today's tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.utils import timezone
from pyroaring import BitMap

from loa.accounts.models import RoleAssignment, User
from loa.units.queries import membership_on, tree

Role = RoleAssignment.Role
HEAD_GIVES = (Role.STAFF, Role.FOCAL_POINT)  # roles that a unit head hands out in the own subtree
GUARDED_ROLES = (Role.APPROVER,)  # roles that sign in with more than a password


def role_units(user: User, role: str) -> list[int]:
    """The units on which *user* holds *role* itself (not those below)."""
    return list(user.roles.filter(role=role).values_list("unit_id", flat=True))


def units_with(user: User, role: str) -> frozenset[int]:
    """Every unit on which *user* may act in *role* today: the assigned ones and all below."""
    today = timezone.localdate()
    current = tree(today)
    covered: set[int] = set()
    for unit_id in role_units(user, role):
        covered.update(current.subtree(unit_id) if unit_id in current else [unit_id])
    return frozenset(covered)


def holds(user: User, role: str, unit_id: int | None = None) -> bool:
    """Whether *user* may act in *role*, on *unit_id* or (None) anywhere at all."""
    if not user.is_authenticated or not user.is_active:
        return False
    if unit_id is None:
        return user.roles.filter(role=role).exists()
    return unit_id in units_with(user, role)


def roles_of(user: User) -> frozenset[str]:
    """The roles that *user* holds somewhere."""
    return frozenset(user.roles.values_list("role", flat=True))


def holders(role: str, unit_ids: Iterable[int]) -> list[User]:
    """The active accounts that hold *role* directly on one of *unit_ids*."""
    return list(User.objects.filter(is_active=True, roles__role=role, roles__unit__in=list(unit_ids)).distinct())


def has_second_factor(user: User) -> bool:
    """Whether *user* has a passkey or an authenticator app (recovery codes alone are none)."""
    kinds = [Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP]
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


def must_have_second_factor(user: User) -> bool:
    """Whether a role of *user* demands a second factor."""
    return user.roles.filter(role__in=GUARDED_ROLES).exists()


def grantable_units(by: User, role: str) -> frozenset[int]:
    """The units on which *by* may give *role* to others: an operator any role in the own subtree; a unit head staff
    and focal points in the own subtree, and heads of the units below.
    """
    units = units_with(by, Role.OPERATOR)
    if role in HEAD_GIVES:
        units |= units_with(by, Role.UNIT_HEAD)
    if role == Role.UNIT_HEAD:
        units |= units_with(by, Role.UNIT_HEAD) - frozenset(role_units(by, Role.UNIT_HEAD))
    return units


def staff_with_roles(roles: Iterable[str], unit_ids: Iterable[int], at: datetime) -> BitMap:
    """Recipients on duty at the moment *at* who hold one of *roles* on one of *unit_ids* or below: the audience part
    `holders`."""
    on = timezone.localdate(at)
    current = tree(on)
    covered = {below for unit_id in unit_ids if unit_id in current for below in current.subtree(unit_id)}
    found = User.objects.filter(is_active=True, staff__isnull=False, roles__role__in=list(roles))
    people = BitMap(found.filter(roles__unit__in=covered).values_list("staff_id", flat=True))
    _members, duty = membership_on(on)
    return people & duty

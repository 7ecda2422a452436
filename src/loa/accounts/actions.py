"""Verbs of accounts: demand a role, grant and take it."""

from __future__ import annotations

from loa.accounts.errors import MissingRoleError
from loa.accounts.models import RoleAssignment, User
from loa.accounts.queries import holds
from loa.units.models import Unit


def require(user: User, *roles: str, unit_id: int | None = None) -> None:
    """Let the act go on only if *user* holds one of *roles* on *unit_id* (None: anywhere).

    Raises `MissingRoleError`.
    """
    if not any(holds(user, role, unit_id) for role in roles):
        raise MissingRoleError(role=" / ".join(str(RoleAssignment.Role(role).label) for role in roles))


def grant(user: User, role: str, unit: Unit) -> RoleAssignment:
    """Give a role on a subtree; giving it twice changes nothing."""
    assignment, _created = RoleAssignment.objects.get_or_create(user=user, role=role, unit=unit)
    return assignment


def revoke(user: User, role: str, unit: Unit) -> None:
    """Take a role back."""
    RoleAssignment.objects.filter(user=user, role=role, unit=unit).delete()

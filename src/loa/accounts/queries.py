"""Questions about roles. A role on a unit counts for everything below it in today's tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q, QuerySet
from django.utils import timezone
from pyroaring import BitMap

from loa.accounts.models import AccessEvent, RoleAssignment, User
from loa.units.core.names import fold
from loa.units.models import Membership
from loa.units.queries import membership_on, tree, unit_of, valid_on

Role = RoleAssignment.Role
HEAD_GIVES = (Role.STAFF, Role.FOCAL_POINT)  # roles that a unit head hands out in the own subtree
GUARDED_ROLES = (Role.APPROVER,)  # roles that sign in with more than a password


def role_units(user: User, *roles: str) -> list[int]:
    """The units on which *user* holds one of *roles* itself (not those below)."""
    return list(user.roles.filter(role__in=roles).values_list("unit_id", flat=True))


def units_with(user: User, *roles: str) -> frozenset[int]:
    """Every unit on which *user* may act in one of *roles* today: the assigned ones and all below."""
    assigned = role_units(user, *roles)
    return _with_all_below(assigned) if assigned else frozenset()


def _with_all_below(unit_ids: Iterable[int]) -> frozenset[int]:
    current = tree(timezone.localdate())
    covered: set[int] = set()
    for unit_id in unit_ids:
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


def gives(by: User) -> dict[str, frozenset[int]]:
    """For each role the units on which *by* may give it to others: an operator any role in the own subtree; a unit head
    staff and focal points in the own subtree, and heads of the units below.
    """
    operated, headed = units_with(by, Role.OPERATOR), units_with(by, Role.UNIT_HEAD)
    below = headed - frozenset(role_units(by, Role.UNIT_HEAD))
    by_head: dict[str, frozenset[int]] = {**dict.fromkeys(HEAD_GIVES, headed), Role.UNIT_HEAD: below}
    return {role: operated | by_head.get(role, frozenset()) for role in Role.values}


def grantable_units(by: User, role: str) -> frozenset[int]:
    """The units on which *by* may give *role* to others."""
    return gives(by).get(role, frozenset())


def managed_units(by: User) -> frozenset[int]:
    """The units whose people *by* manages."""
    return units_with(by, Role.OPERATOR, Role.UNIT_HEAD)


def was_entered(user: User) -> bool:
    """Whether anybody ever got into the account, or could without an invitation."""
    if user.last_login or user.has_usable_password():
        return True
    has_key: bool = Authenticator.objects.filter(user=user).exists()
    is_linked: bool = SocialAccount.objects.filter(user=user).exists()
    return has_key or is_linked


def reach_of(user: User) -> frozenset[int]:
    """The units in which the account is somebody today: where it holds a role, and where its owner works."""
    today = timezone.localdate()
    current = tree(today)
    units = {unit for unit in user.roles.values_list("unit_id", flat=True) if unit in current}
    home = unit_of(user.staff, today) if user.staff else None
    return frozenset(units | ({home.pk} if home else set()))


def may_recover(by: User, user: User) -> bool:
    """Whether *by* may take the account out of its owner's hands: an operator over all of its units, never oneself.

    An account that is nobody anywhere belongs to the operators of a root.
    """
    if by.pk == user.pk:
        return False
    units = reach_of(user) or frozenset(tree(timezone.localdate()).roots())
    return units <= units_with(by, Role.OPERATOR)


def may_let_in(by: User, user: User) -> bool:
    """Whether *by* may hand out the key to the account: who could have given all that it can do, to somebody they
    manage, and only as long as nobody has come in; after that it takes `may_recover`.
    """
    if may_recover(by, user):
        return True
    if by.pk == user.pk or was_entered(user):
        return False
    home = unit_of(user.staff, timezone.localdate()) if user.staff else None
    if home is not None and home.pk not in managed_units(by):
        return False
    given = gives(by)
    return all(unit in given[role] for role, unit in user.roles.values_list("role", "unit_id"))


def people_in(unit_ids: Iterable[int], text: str = "") -> QuerySet[User]:
    """Accounts with a role or a post in one of *unit_ids*, by name.

    Each word of *text*, with or without its marks, stands in the name or the e-mail.
    """
    today, units = timezone.localdate(), list(unit_ids)
    works = Membership.objects.filter(valid_on(today), unit__in=units).values("staff_id")
    has_role = RoleAssignment.objects.filter(unit__in=units).values("user_id")
    found = User.objects.filter(Q(pk__in=has_role) | Q(staff__in=works))
    for word in fold(text[:100]).split():
        found = found.filter(search_key__contains=word)
    return found.order_by("full_name", "email")


def events(unit_ids: Iterable[int]) -> QuerySet[AccessEvent]:
    """The record of access of the people in *unit_ids*, the newest first."""
    people = people_in(unit_ids).order_by().values("pk")
    return AccessEvent.objects.filter(Q(user__in=people) | Q(unit__in=list(unit_ids))).select_related(
        "user", "by", "unit"
    )


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

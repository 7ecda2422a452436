"""The provincial sign-in: which of our accounts somebody is whom it vouches for."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from loa.accounts.actions.records import record
from loa.accounts.actions.roles import grant
from loa.accounts.errors import UnknownToSsoError
from loa.accounts.models import AccessEvent, RoleAssignment, User
from loa.units.models import Staff
from loa.units.queries import unit_of


@transaction.atomic
def account_for(email: str) -> User:
    """The account with the confirmed *email*, or a new one for the one member of staff on duty who has that address.

    Nobody else gets in: there is no open sign-up. Raises `UnknownToSsoError`.
    """
    user = User.objects.filter(email=email.lower(), is_active=True).first() or _hired(email)
    if user is None:
        raise UnknownToSsoError(email=email)
    record(AccessEvent.Act.LINKED, user, user)
    return user


def _hired(email: str) -> User | None:
    if User.objects.filter(email=email.lower()).exists():  # a closed account stays closed
        return None
    people = list(Staff.objects.filter(email__iexact=email, recipient__closed_at__isnull=True, user__isnull=True)[:2])
    unit = unit_of(people[0], timezone.localdate()) if len(people) == 1 else None
    if unit is None:
        return None
    user = User.objects.create_user(email, full_name=people[0].full_name, staff=people[0])
    grant(user, RoleAssignment.Role.STAFF, unit)
    return user

"""Keeping staff in step with a directory, one SCIM user at a time. The API stands above; this room knows no HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from loa.units.actions.importing import change_mail
from loa.units.actions.people import close_staff, move_staff, register_staff
from loa.units.core.scim import DirectoryUser, Equals, InvalidUserError, parse, render, render_list
from loa.units.core.spreadsheet.reader import Row
from loa.units.core.unit_names import UnitIndex
from loa.units.errors import OutsideReachError, UnknownUnitError, UnknownUserError, UserTakenError
from loa.units.locks import change_staff_alone
from loa.units.models import Membership, Staff, Unit
from loa.units.queries import tree

PAGE_LIMIT = 200  # users in one page


@transaction.atomic
def put_user(
    resource: Mapping[str, Any],
    on: dt.date,
    *,
    allowed: Collection[int] | None = None,
    pk: int | None = None,
    new: bool = False,
) -> dict[str, Any] | None:
    """Create or replace the member of staff that *resource* describes (by its code); the resource as it is now.

    `active: false` closes them; None when somebody inactive was never known. Doing it again changes nothing. *allowed*:
    units (ids) that may be touched; *pk*: who it has to be; *new*: nobody who is known already. Raises
    `InvalidUserError`, `UnknownUnitError`, `UserTakenError`, `OutsideReachError`, `UnknownUserError`.
    """
    user = parse(resource)
    change_staff_alone()
    staff = Staff.objects.select_related("recipient").filter(employee_code=user.employee_code).first()
    _require_same(staff, user, allowed, pk=pk, new=new)
    if not user.active:
        if staff is not None and staff.recipient.closed_at is None:
            close_staff(staff, on)
        return render(staff.pk, user) if staff else None
    unit = _unit(user, on)
    if allowed is not None and unit.pk not in allowed:
        raise OutsideReachError(unit=unit.name)
    _require_own_mail(staff, user)
    staff = _amend(staff, user, unit, on) if staff else _register(user, unit, on)
    return render(staff.pk, user)


def _require_same(
    staff: Staff | None,
    user: DirectoryUser,
    allowed: Collection[int] | None,
    *,
    pk: int | None,
    new: bool,
) -> None:
    """Whether the person whom *user* names is the one that is meant, and within reach."""
    if pk is not None:
        known(pk, allowed)
        if staff is None or staff.pk != pk:
            raise InvalidUserError(field="externalId")  # a code is for ever: another code is another person
    at_home = staff is not None and Membership.objects.filter(staff=staff, kind=Membership.Kind.REGULAR).exists()
    if staff is None or not at_home:  # closed on their first day: nobody's, so that they can be taken in again
        return
    if new:
        raise UserTakenError(value=user.employee_code)
    if not _seen(allowed).filter(pk=staff.pk).exists():
        raise OutsideReachError(unit=user.unit)


def _require_own_mail(staff: Staff | None, user: DirectoryUser) -> None:
    """Nobody takes over the mail of somebody else on duty: their notices would go with it."""
    others = Staff.objects.filter(email__iexact=user.email, recipient__closed_at__isnull=True)
    if user.email and others.exclude(pk=staff.pk if staff else None).exists():
        raise UserTakenError(value=user.email)


@transaction.atomic
def set_active(pk: int, active: bool, on: dt.date, allowed: Collection[int] | None = None) -> dict[str, Any]:
    """Close a person or bring them back to the unit where they were last; the resource as it is now.

    Raises `UnknownUserError`.
    """
    change_staff_alone()
    found = {**user(pk, allowed), "active": active}
    if active:
        return put_user(found, on, allowed=allowed, pk=pk) or found
    staff = known(pk, allowed)
    if staff.recipient.closed_at is None:
        close_staff(staff, on)
    return found


def _unit(user: DirectoryUser, on: dt.date) -> Unit:
    """The unit by code, else by name. Raises `UnknownUnitError` unless exactly one is meant."""
    index = UnitIndex.of(tree(on))
    found = index.find(Row(0, user.full_name, unit_code=user.unit)) or index.find(
        Row(0, user.full_name, unit=user.unit)
    )
    if len(found) != 1:
        raise UnknownUnitError(unit=user.unit, on=on.strftime("%d/%m/%Y"))
    return Unit.objects.get(pk=found[0])


def _register(user: DirectoryUser, unit: Unit, on: dt.date) -> Staff:
    return register_staff(
        employee_code=user.employee_code,
        full_name=user.full_name,
        unit=unit,
        on=on,
        position=user.position,
        email=user.email,
        phone=user.phone,
    )


def _amend(staff: Staff, user: DirectoryUser, unit: Unit, on: dt.date) -> Staff:
    """Bring a known person to what the directory says; somebody who had left comes back."""
    before = staff.email
    staff.full_name, staff.position, staff.phone = user.full_name, user.position, user.phone
    staff.email = user.email or before
    staff.save()
    if staff.recipient.closed_at is not None:
        staff.recipient.closed_at = None
        staff.recipient.save(update_fields=["closed_at"])
        Membership.objects.get_or_create(staff=staff, unit=unit, valid_from=on, kind=Membership.Kind.REGULAR)
        change_mail(staff)
        return staff
    if staff.email != before:
        change_mail(staff)
    move_staff(staff, unit, on)
    return staff


def user(pk: int, allowed: Collection[int] | None = None) -> dict[str, Any]:
    """One member of staff as a SCIM user. Raises `UnknownUserError`, also for people of units outside *allowed*."""
    return _rendered([known(pk, allowed)])[0]


def known(pk: int, allowed: Collection[int] | None) -> Staff:
    """The person of an id. Raises `UnknownUserError`."""
    staff = _seen(allowed).select_related("recipient").filter(pk=pk).first()
    if staff is None:
        raise UnknownUserError
    return staff


def users(
    start: int = 1, count: int = 100, allowed: Collection[int] | None = None, wanted: Equals | None = None
) -> dict[str, Any]:
    """A page of the staff as SCIM users, those who left included as inactive; *start* counts from 1."""
    start, count = max(1, start), min(max(0, count), PAGE_LIMIT)
    listed = _seen(allowed).order_by("pk").select_related("recipient")
    if wanted is not None:
        listed = listed.filter(_matching(wanted))
    return render_list(_rendered(list(listed[start - 1 : start - 1 + count])), listed.count(), start)


def _matching(wanted: Equals) -> Q:
    """`userName` is the mail of those who have one, else their code (`core.scim.render`)."""
    if wanted.attribute == "externalId":
        return Q(employee_code=wanted.value)
    return Q(email__iexact=wanted.value) & ~Q(email="") | Q(email="", employee_code=wanted.value)


def _seen(allowed: Collection[int] | None) -> QuerySet[Staff]:
    """Everybody; with *allowed* those whose regular membership, or the last one they had, is in one of these units."""
    regular = Membership.objects.filter(staff=OuterRef("pk"), kind=Membership.Kind.REGULAR)
    found = Staff.objects.annotate(home=Subquery(regular.order_by("-valid_from", "-pk").values("unit")[:1]))
    return found if allowed is None else found.filter(home__in=list(allowed))


def _rendered(page: Sequence[Staff]) -> list[dict[str, Any]]:
    memberships = Membership.objects.filter(staff__in=page, kind=Membership.Kind.REGULAR).select_related("unit")
    units = {each.staff_id: each.unit.code for each in memberships.order_by("valid_from", "pk")}
    return [render(staff.pk, _as_user(staff, units.get(staff.pk, ""))) for staff in page]


def _as_user(staff: Staff, unit: str) -> DirectoryUser:
    return DirectoryUser(
        employee_code=staff.employee_code,
        full_name=staff.full_name,
        unit=unit,
        position=staff.position,
        email=staff.email,
        phone=staff.phone,
        active=staff.recipient.closed_at is None,
    )

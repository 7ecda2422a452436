"""Keeping staff in step with a directory, one SCIM user at a time. The API stands above; this room knows no HTTP."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from loa.units.actions.importing import change_mail
from loa.units.actions.people import close_staff, move_staff, register_staff
from loa.units.core.importing import UnitIndex
from loa.units.core.scim import DirectoryUser, parse, render, render_list
from loa.units.core.spreadsheet.reader import Row
from loa.units.errors import UnknownUnitError
from loa.units.models import Membership, Staff, Unit
from loa.units.queries import tree, valid_on

PAGE_LIMIT = 200  # users in one page


@transaction.atomic
def put_user(resource: Mapping[str, Any], on: dt.date) -> dict[str, Any] | None:
    """Create or replace the member of staff that *resource* describes (by its code); the resource as it is now.

    `active: false` closes them; None when somebody inactive was never known. Doing it again changes nothing. Raises
    `InvalidUserError`, `UnknownUnitError`.
    """
    user = parse(resource)
    staff = Staff.objects.select_related("recipient").filter(employee_code=user.employee_code).first()
    if not user.active:
        if staff is not None and staff.recipient.closed_at is None:
            close_staff(staff, on)
        return render(staff.pk, user) if staff else None
    unit = _unit(user, on)
    staff = _amend(staff, user, unit, on) if staff else _register(user, unit, on)
    return render(staff.pk, user)


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


def users(on: dt.date, start: int = 1, count: int = 100) -> dict[str, Any]:
    """A page of the staff as SCIM users, those who left included as inactive; *start* counts from 1."""
    start, count = max(1, start), min(max(0, count), PAGE_LIMIT)
    listed = Staff.objects.order_by("pk").select_related("recipient")
    page = list(listed[start - 1 : start - 1 + count])
    memberships = Membership.objects.filter(valid_on(on), staff__in=page).select_related("unit")
    units = {each.staff_id: each.unit.code for each in memberships.order_by("kind", "valid_from")}
    resources = [render(staff.pk, _as_user(staff, units.get(staff.pk, ""))) for staff in page]
    return render_list(resources, listed.count(), start)


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

"""Verbs of staff: register, move, second, close."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from loa.units.actions.addresses import add_contact_point
from loa.units.core.names import normalise
from loa.units.errors import DuplicateEmployeeError, MemberElsewhereError, UnitClosedError
from loa.units.locks import change_staff_alone
from loa.units.models import ContactPoint, Membership, Recipient, Staff, Unit
from loa.units.queries import valid_on


@transaction.atomic
def register_staff(
    *,
    employee_code: str,
    full_name: str,
    unit: Unit,
    on: dt.date,
    position: str = "",
    email: str = "",
    phone: str = "",
    language: str = "vi",
) -> Staff:
    """Take a person on duty in *unit* from *on*; an e-mail becomes their mail address.

    Raises `DuplicateEmployeeError`, `UnitClosedError`.
    """
    change_staff_alone()
    if Staff.objects.filter(employee_code=employee_code).exists():
        raise DuplicateEmployeeError(employee_code=employee_code)
    require_open(unit, on)
    recipient = Recipient.objects.create(kind=Recipient.Kind.STAFF, language=language)
    staff = Staff.objects.create(
        recipient=recipient,
        employee_code=employee_code,
        full_name=normalise(full_name),
        position=position,
        email=email,
        phone=phone,
    )
    Membership.objects.create(staff=staff, unit=unit, valid_from=on)
    if email:
        add_contact_point(recipient.pk, ContactPoint.Channel.MAIL, email.lower())
    return staff


def require_open(unit: Unit, on: dt.date) -> None:
    """Go on only if *unit* exists on *on*.

    Raises `UnitClosedError`.
    """
    if unit.valid_from > on or (unit.valid_to is not None and unit.valid_to <= on):
        raise UnitClosedError(unit=unit.name, on=on.strftime("%d/%m/%Y"))


@transaction.atomic
def move_staff(staff: Staff, unit: Unit, on: dt.date) -> Membership:
    """Let the regular membership go over to *unit* on *on*; moving to where one is changes nothing.

    Raises `MemberElsewhereError` when there is no regular membership to leave, `UnitClosedError`.
    """
    change_staff_alone()
    require_open(unit, on)
    current = _open_memberships(staff, on).filter(kind=Membership.Kind.REGULAR).order_by("-valid_from").first()
    if current is None:
        raise MemberElsewhereError(person=staff.full_name, on=on.strftime("%d/%m/%Y"))
    if current.unit_id == unit.pk:
        return current
    if current.valid_from == on:  # a move on the first day: the first row was never true for a day
        current.delete()
    else:
        end_membership(current, on)
    return Membership.objects.create(staff=staff, unit=unit, valid_from=on)


@transaction.atomic
def second_staff(staff: Staff, unit: Unit, on: dt.date, until: dt.date | None = None) -> Membership:
    """Second a person to *unit* from *on* to *until* (exclusive): they count there, and stay a member at home.

    Raises `UnitClosedError`, `MemberElsewhereError` for somebody who is nowhere at home.
    """
    change_staff_alone()
    require_open(unit, on)
    if not _open_memberships(staff, on).exists():
        raise MemberElsewhereError(person=staff.full_name, on=on.strftime("%d/%m/%Y"))
    for running in _open_memberships(staff, on).filter(kind=Membership.Kind.SECONDMENT):
        end_membership(running, on)
    return Membership.objects.create(
        staff=staff, unit=unit, kind=Membership.Kind.SECONDMENT, valid_from=on, valid_to=until
    )


@transaction.atomic
def close_staff(staff: Staff, on: dt.date) -> None:
    """A person leaves duty on *on*: memberships end, addresses close. Nothing is deleted; receipts stay true."""
    change_staff_alone()
    for membership in _open_memberships(staff, on):
        end_membership(membership, on)
    now = timezone.now()
    Recipient.objects.filter(pk=staff.pk, closed_at__isnull=True).update(closed_at=now)
    points = ContactPoint.objects.filter(recipient=staff.pk, closed_at__isnull=True)
    points.update(closed_at=now, closed_reason="left duty")


def _open_memberships(staff: Staff, on: dt.date) -> QuerySet[Membership]:
    return Membership.objects.filter(valid_on(on) | Q(valid_from__gt=on, valid_to__isnull=True), staff=staff)


def end_membership(membership: Membership, on: dt.date) -> None:
    """End a membership on *on* (exclusive); one that would never have begun is taken away."""
    if membership.valid_from >= on:
        membership.delete()
        return
    membership.valid_to = on
    membership.save(update_fields=["valid_to"])

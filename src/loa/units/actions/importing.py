"""Importing staff lists: a dry run that says what would change, then all of it or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils.text import slugify

from loa.units import bulk, rows
from loa.units.actions.addresses import add_contact_point
from loa.units.actions.people import close_staff, move_staff
from loa.units.actions.structure import create_unit
from loa.units.core.importing import Change, Known, Plan, employee_code, plan
from loa.units.core.names import fold, normalise
from loa.units.core.spreadsheet import StaffList
from loa.units.core.telling import Progress, counted, silent
from loa.units.core.unit_names import unit_key
from loa.units.errors import ImportRefusedError
from loa.units.locks import change_staff_alone
from loa.units.models import ContactPoint, Staff, Unit
from loa.units.queries import tree

_KNOWN = (
    "SELECT s.recipient_id, s.employee_code, s.full_name, s.position, s.email, s.phone, m.unit_id FROM units_staff s "
    "JOIN units_recipient r ON r.id = s.recipient_id LEFT JOIN units_membership m ON m.staff_id = s.recipient_id "
    "AND m.kind = 'regular' AND m.valid_from <= %s AND (m.valid_to IS NULL OR m.valid_to > %s) "
    "WHERE r.closed_at IS NULL ORDER BY s.recipient_id, m.valid_from"
)


def known_staff(on: dt.date) -> list[Known]:
    """Everybody on duty with the unit of their regular membership on *on* (the newest where there are two)."""
    return list({row[0]: Known(*row) for row in rows.select(_KNOWN, [on, on])}.values())


def plan_import(
    staff: StaffList,
    on: dt.date,
    *,
    create_units: bool = False,
    complete: bool = False,
    progress: Progress = silent,
) -> Plan:
    """What importing *staff* would change on *on*. Changes nothing."""
    known, current = known_staff(on), tree(on)
    return plan(staff, known, current, on, create_units=create_units, complete=complete, progress=progress)


@transaction.atomic
def import_staff(
    staff: StaffList,
    on: dt.date,
    *,
    create_units: bool = False,
    complete: bool = False,
    below: Unit | None = None,
    progress: Progress = silent,
) -> Plan:
    """Carry out an import, all of it or nothing; importing the same file again changes nothing more.

    *below*: where units that are founded hang. Raises `ImportRefusedError` with every problem in its row.
    """
    change_staff_alone()
    made = plan_import(staff, on, create_units=create_units, complete=complete)
    if made.problems:
        raise ImportRefusedError(made.problems)
    founded = {unit_key(name): _found_unit(name, on, below).pk for name in made.new_units}
    _hire([change for change in made.changes if change.kind == "new"], founded, on, progress)
    _amend([change for change in made.changes if change.kind in ("changed", "moved")], founded, on, progress)
    _dismiss([change for change in made.changes if change.kind == "left"], on, progress)
    return made


def _found_unit(name: str, on: dt.date, below: Unit | None) -> Unit:
    code = slugify(fold(name))[:34]
    taken = Unit.objects.filter(code__startswith=code, valid_from=on).count()
    code = f"{code}-{taken + 1}" if taken else code
    return create_unit(code=code, name=normalise(name), kind=Unit.Kind.DEPARTMENT, on=on, parent=below)


def _unit_of(change: Change, founded: dict[str, int]) -> int:
    """The unit id a change leads to."""
    if change.target is None:
        raise ValueError("a change without a unit")
    return change.target.id if change.target.id is not None else founded[unit_key(change.target.name)]


def _hire(changes: list[Change], founded: dict[str, int], on: dt.date, progress: Progress) -> None:
    done = 0
    for batch in rows.chunks(list(_new_staff(changes, founded, on)), bulk.BATCH):
        bulk.hire(batch)
        done += len(batch)
        progress("new", done, len(changes))


def _new_staff(changes: Iterable[Change], founded: dict[str, int], on: dt.date) -> Iterator[bulk.NewStaff]:
    for change in changes:
        row = change.row
        if row is None:
            continue
        yield bulk.NewStaff(
            employee_code=employee_code(row),
            full_name=row.full_name,
            unit=_unit_of(change, founded),
            begins=(min(row.begins, on) if row.begins else on).isoformat(),
            position=row.position,
            email=row.email,
            phone=row.phone,
        )


def _amend(changes: list[Change], founded: dict[str, int], on: dt.date, progress: Progress) -> None:
    for change in counted(changes, "changed", progress):
        if change.known is None:
            continue
        staff = Staff.objects.get(pk=change.known.recipient)
        fields = {name: new for name, _old, new in change.details if name != "unit"}
        for name, new in fields.items():
            setattr(staff, name, new)
        if fields:
            staff.save()
        if "email" in fields:
            change_mail(staff)
        if change.kind == "moved":
            move_staff(staff, Unit.objects.get(pk=_unit_of(change, founded)), on)


def change_mail(staff: Staff) -> None:
    """Let the e-mail of *staff* take the place of their older mail addresses."""
    if not staff.email:
        return
    new = add_contact_point(staff.pk, ContactPoint.Channel.MAIL, staff.email)
    old = ContactPoint.objects.filter(recipient=staff.pk, channel="mail", closed_at__isnull=True).exclude(pk=new.pk)
    old.update(closed_at=new.seen_at, closed_reason="address changed")


def _dismiss(changes: list[Change], on: dt.date, progress: Progress) -> None:
    for change in counted(changes, "left", progress):
        if change.known is not None:
            close_staff(Staff.objects.get(pk=change.known.recipient), on)

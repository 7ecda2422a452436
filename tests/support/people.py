"""Made people for tests: a small city with two wards, an editor and an approver."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from loa.accounts.actions import enrol_totp, grant
from loa.accounts.models import RoleAssignment, User
from loa.units.models import Membership, Placement, Recipient, Staff, Unit

DAY = dt.date(2020, 1, 1)
Role = RoleAssignment.Role
APP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of the authenticator app that approvers in tests hold


@dataclass(frozen=True)
class City:
    """The units and accounts that most tests need."""

    root: Unit
    east: Unit
    west: Unit
    editor: User
    approver: User
    head_of_east: User


def unit(code: str, parent: Unit | None = None, kind: str = Unit.Kind.WARD) -> Unit:
    """A unit since 2020."""
    made = Unit.objects.create(code=code, name=f"Đơn vị {code}", kind=kind, valid_from=DAY)
    if parent is not None:
        Placement.objects.create(unit=made, parent=parent, valid_from=DAY)
    return made


def staff(code: str, where: Unit) -> Staff:
    """A member of staff of *where* since 2020."""
    recipient = Recipient.objects.create(kind=Recipient.Kind.STAFF)
    person = Staff.objects.create(
        recipient=recipient,
        employee_code=code,
        full_name=f"Nguyễn Văn {code}",
        given_name=code,
        email=f"{code}@campha.example",
    )
    Membership.objects.create(staff=person, unit=where, valid_from=DAY)
    return person


def account(name: str, *roles: tuple[str, Unit]) -> User:
    """An account with roles."""
    user = User.objects.create_user(f"{name}@campha.example", "mật khẩu đủ dài", full_name=name.title())
    for role, where in roles:
        grant(user, role, where)
    if any(role == Role.APPROVER for role, _where in roles):
        enrol_totp(user, APP_SECRET)
    return user


def app_code(secret: str = APP_SECRET) -> str:
    """What an authenticator app that holds *secret* shows now."""
    counter = int(time.time()) // 30
    return format_hotp_value(hotp_value(secret, counter))


def city(staff_per_ward: int = 3) -> City:
    """A city with two wards, *staff_per_ward* people in each."""
    root = unit("city", kind=Unit.Kind.CITY)
    east, west = unit("east", root), unit("west", root)
    for ward in (east, west):
        for number in range(staff_per_ward):
            staff(f"{ward.code}{number}", ward)
    return City(
        root,
        east,
        west,
        editor=account("editor", (Role.EDITOR, root)),
        approver=account("approver", (Role.APPROVER, root)),
        head_of_east=account("head", (Role.UNIT_HEAD, east)),
    )

"""The demo's organisation: Cẩm Phả city of February 2020 as dispatch 365 addresses it, with made-up people.

The units are those of the dispatch and of the official list of that year (`data/NOTICE`); the people are invented.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from loa.accounts.models import RoleAssignment, User
from loa.demo.people import DOMAIN, Invention, Person
from loa.units import bulk, rows
from loa.units.actions import create_unit
from loa.units.models import Recipient, Staff, Subscriber, Unit

BEGIN = dt.date(2020, 1, 1)
PASSWORD = "loa-demo-365"  # noqa: S105 - the demo says it on the screen
BATCH = 2_000  # rows per insert
ON_ZALO = 0.6  # the share of staff whose Zalo id is known
CONSENT = (
    "Tôi đồng ý nhận bản tin dịch bệnh chính thức của thành phố qua kênh tôi đã chọn. Tôi có thể ngừng bất cứ lúc nào."
)

Progress = Callable[[str, int, int], None]
Role = RoleAssignment.Role

# Account name → role and the code of the unit it stands on and whose member it is (None: the first ward).
ACCOUNTS: dict[str, tuple[str, str | None, str | None]] = {
    "editor": (Role.EDITOR, "cam-pha", "pvhtt"),
    "approver": (Role.APPROVER, "cam-pha", "vp-hdnd-ubnd"),
    "operator": (Role.OPERATOR, "cam-pha", "pvhtt"),
    "auditor": (Role.AUDITOR, "cam-pha", "ttr"),
    "unit_head": (Role.UNIT_HEAD, None, None),
    "focal_point": (Role.FOCAL_POINT, None, None),
    "staff": (Role.STAFF, None, None),
}
LOCAL_PARTS = {
    "editor": "bientap",
    "approver": "duyet",
    "operator": "vanhanh",
    "auditor": "kiemtra",
    "unit_head": "lanhdao",
    "focal_point": "daumoi",
    "staff": "canbo",
}


@dataclass(frozen=True)
class DemoOrganisation:
    """What was loaded. `users` has the keys of `ACCOUNTS`; all have the password `password`."""

    root: Unit
    groups: list[Unit]
    wards: list[Unit]
    users: dict[str, User]
    staff: int
    residents: int
    password: str = PASSWORD

    def bodies(self, named: list[int]) -> list[int]:
        """The bodies behind *named* units: the wards of a group of wards; other units stand for themselves."""
        wards = {unit.pk for unit in self.wards}
        below = Unit.objects.filter(placements__parent__in=named, pk__in=wards).values_list("pk", "placements__parent")
        opened = {parent for _ward, parent in below}
        return [pk for pk in named if pk not in opened] + sorted(ward for ward, _parent in below)


@dataclass
class _Plan:
    """A unit to found, as `organisation.json` describes it."""

    code: str
    name: str
    kind: str
    weight: int = 0
    name_en: str = ""
    official_code: str = ""
    below: list[_Plan] = field(default_factory=list)

    def walk(self) -> Iterator[_Plan]:
        yield self
        for plan in self.below:
            yield from plan.walk()


def load(
    staff: int = 3000, residents: int = 500, seed: int = 365, progress: Progress | None = None
) -> DemoOrganisation:
    """Found the city with that many staff and residents; an organisation that is loaded already is used as it is.

    *progress* is told (what, done, of how many). All or nothing.
    """
    report = progress or (lambda _what, _done, _total: None)
    plan = _read_plan()
    with transaction.atomic():
        if not Unit.objects.filter(code=plan.code).exists():
            units = _found(plan)
            invention = Invention(seed)
            heads = _employ(plan, units, staff, invention, report)
            _settle(units, residents, invention, report)
            _open_accounts(units, heads)
    return loaded()


def loaded() -> DemoOrganisation:
    """The demo organisation in the database."""
    root = Unit.objects.get(code=_read_plan().code)
    below = Unit.objects.filter(placements__parent=root)
    emails = {name: f"{local}@{DOMAIN}" for name, local in LOCAL_PARTS.items()}
    users = {user.email: user for user in User.objects.filter(email__in=emails.values())}
    return DemoOrganisation(
        root=root,
        groups=list(below),
        wards=list(Unit.objects.filter(kind__in=[Unit.Kind.WARD, Unit.Kind.COMMUNE])),
        users={name: users[email] for name, email in emails.items()},
        staff=Staff.objects.count(),
        residents=Subscriber.objects.count(),
    )


# The plan


def _read_plan() -> _Plan:
    folder = files("loa.demo") / "data"
    described = json.loads((folder / "organisation.json").read_text("utf-8"))
    listed = list(csv.DictReader((folder / "cam-pha-2020.csv").read_text("utf-8").splitlines()))
    return _plan(described, [row for row in listed if row["level"] == "ward"])


def _plan(described: dict[str, Any], wards: list[dict[str, str]]) -> _Plan:
    names = ("code", "name", "kind", "weight", "name_en", "official_code")
    plan = _Plan(**{name: described[name] for name in names if name in described})
    plan.below = [_plan(each, wards) for each in described.get("below", [])]
    if described.get("wards"):
        plan.below += [_ward(row) for row in wards]
    if described.get("schools"):
        plan.below += [school for row in wards for school in _schools(row)]
    return plan


def _ward(row: dict[str, str]) -> _Plan:
    kind = Unit.Kind.WARD if row["type"] == "phường" else Unit.Kind.COMMUNE
    code, place = row["code"], f"{row['type']} {row['name']}"
    health = _Plan(f"tyt-{code}", f"Trạm Y tế {place}", Unit.Kind.SERVICE, 6)
    unions = _Plan(f"dt-{code}", f"Đảng ủy và các đoàn thể {place}", Unit.Kind.PARTY_BODY, 9)
    return _Plan(f"p-{code}", f"Ủy ban nhân dân {place}", kind, 22, official_code=code, below=[health, unions])


def _schools(row: dict[str, str]) -> list[_Plan]:
    levels = {"mn": ("Trường Mầm non", 22), "th": ("Trường Tiểu học", 28), "cs": ("Trường THCS", 26)}
    return [
        _Plan(f"{prefix}-{row['code']}", f"{name} {row['name']}", Unit.Kind.SERVICE, weight)
        for prefix, (name, weight) in levels.items()
    ]


def _found(plan: _Plan, parent: Unit | None = None, position: int = 0) -> dict[str, Unit]:
    """Found the units of *plan*; by code."""
    unit = create_unit(
        code=plan.code,
        name=plan.name,
        kind=plan.kind,
        on=BEGIN,
        parent=parent,
        official_code=plan.official_code,
        name_en=plan.name_en,
        position=position,
    )
    units = {plan.code: unit}
    for place, below in enumerate(plan.below):
        units.update(_found(below, unit, place))
    return units


# People


def _employ(
    plan: _Plan, units: dict[str, Unit], total: int, invention: Invention, report: Progress
) -> dict[str, list[int]]:
    """Spread *total* staff over the units by weight; the recipient ids of each unit by its code, the head first."""
    posts = [
        (units[each.code], invention.person(each.kind, place))
        for each, count in _shares(plan, total)
        for place in range(count)
    ]
    by_unit: dict[str, list[int]] = {}
    for start in range(0, len(posts), BATCH):
        chunk = posts[start : start + BATCH]
        for (unit, _person), recipient in zip(chunk, _insert_staff(chunk, invention), strict=True):
            by_unit.setdefault(unit.code, []).append(recipient)
        report("staff", start + len(chunk), len(posts))
    return by_unit


def _shares(plan: _Plan, total: int) -> list[tuple[_Plan, int]]:
    """How many of *total* each unit gets, by weight, rounded so that the sum is exact."""
    weighted = [each for each in plan.walk() if each.weight]
    whole = sum(each.weight for each in weighted)
    shares: list[tuple[_Plan, int]] = []
    seen = given = 0
    for each in weighted:
        seen += each.weight
        shares.append((each, total * seen // whole - given))
        given = total * seen // whole
    return shares


def _insert_staff(posts: list[tuple[Unit, Person]], invention: Invention) -> list[int]:
    ids = bulk.hire(
        [
            bulk.NewStaff(
                person.employee_code, person.full_name, unit.pk, BEGIN.isoformat(), person.position, person.email
            )
            for unit, person in posts
        ]
    )
    make_contact_points("zalo", _zalo(ids, invention, ON_ZALO))
    return ids


def _zalo(ids: list[int], invention: Invention, share: float) -> Iterator[tuple[int, str, dict[str, Any]]]:
    return ((pk, invention.zalo_id(), {}) for pk in ids if invention.random.random() < share)


def make_contact_points(channel: str, points: Iterable[tuple[int, str, dict[str, Any]]]) -> int:
    """Add many contact points at once: (recipient id, address, keys) each. Returns how many.

    For the demo's simulated phones and Zalo followers; a running system uses `units.actions.add_contact_point`.
    """
    made = 0
    for chunk in rows.chunks(points, BATCH):
        bulk.add_addresses(channel, [(recipient, address, json.dumps(keys)) for recipient, address, keys in chunk])
        made += len(chunk)
    return made


def _settle(units: dict[str, Unit], total: int, invention: Invention, report: Progress) -> None:
    """Residents, spread over the wards; half chose mail, half Zalo. Nothing else is known of them (standards P2)."""
    wards = [unit for unit in units.values() if unit.kind in (Unit.Kind.WARD, Unit.Kind.COMMUNE)]
    consent = hashlib.sha256(CONSENT.encode()).hexdigest()
    for start in range(0, total, BATCH):
        count = min(BATCH, total - start)
        people = Recipient.objects.bulk_create([Recipient(kind=Recipient.Kind.SUBSCRIBER) for _ in range(count)])
        Subscriber.objects.bulk_create(
            [
                Subscriber(
                    recipient=each,
                    unit=invention.random.choice(wards),
                    consent_text_hash=consent,
                    consented_at=timezone.now(),
                )
                for each in people
            ]
        )
        ids = [each.pk for each in people]
        make_contact_points("mail", ((pk, f"cudan.{pk}@cudan.{DOMAIN}", {}) for pk in ids[::2]))
        make_contact_points("zalo", _zalo(ids[1::2], invention, 1.0))
        report("residents", start + count, total)


# Accounts


def _open_accounts(units: dict[str, Unit], people: dict[str, list[int]]) -> None:
    """One account for each role of the story, and a head and a focal point for every unit that has people."""
    password = make_password(PASSWORD)
    ward = next(unit for unit in units.values() if unit.kind == Unit.Kind.WARD)
    taken: set[int] = set()
    for name, (role, on, member_of) in ACCOUNTS.items():
        home = member_of or ward.code
        person = next((pk for pk in people.get(home, []) if pk not in taken), None)
        taken.update([person] if person else [])
        _open_account(f"{LOCAL_PARTS[name]}@{DOMAIN}", person, role, units[on] if on else ward, password)
    for code, members in people.items():
        free = [pk for pk in members if pk not in taken] or members
        for role, person in ((Role.UNIT_HEAD, free[0]), (Role.FOCAL_POINT, free[min(1, len(free) - 1)])):
            _open_account("", person, role, units[code], "!")


def _open_account(email: str, recipient: int | None, role: str, unit: Unit, password: str) -> None:
    """Give a role to a member of staff. Without *email* the account has theirs; a "!" lets nobody in by password."""
    staff = Staff.objects.filter(pk=recipient).first()
    user = User.objects.filter(staff=staff).first() if staff else None
    if user is None:
        user = User.objects.create(
            email=email or (staff.email if staff else ""),
            full_name=staff.full_name if staff else email,
            staff=staff,
            password=password,
        )
    RoleAssignment.objects.get_or_create(user=user, role=role, unit=unit)

"""A small town for the tests of the web face: two wards, one person in each role, words for a bulletin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from loa.accounts.actions import enrol_totp, grant
from loa.accounts.models import RoleAssignment, User
from loa.bulletins import actions
from loa.bulletins.core.draft import Draft
from loa.bulletins.core.manifest import Figure, Text
from loa.bulletins.models import Bulletin, Release
from loa.bulletins.queries import latest_revision
from loa.delivery.actions import release_and_plan
from loa.units import actions as units
from loa.units.models import Staff, Unit
from tests.support.people import APP_SECRET

Role = RoleAssignment.Role
START = dt.date(2020, 1, 1)
PASSWORD = "một mật khẩu đủ dài 2026"
WORDS = Text(
    title="Đeo khẩu trang tại nơi đông người, khai báo y tế khi về từ vùng dịch",
    summary="Từ 07:00 ngày 08/02/2020, mọi người đeo khẩu trang tại chợ, bến xe, trụ sở cơ quan trên địa bàn.",
    body=(
        "## Việc cần làm ngay\n\n1. **Đeo khẩu trang** tại nơi đông người.\n2. Rửa tay bằng xà phòng.\n\n"
        "Khi sốt và ho, gọi trạm y tế phường."
    ),
    source="Công văn số 365/UBND-VHTT ngày 07/02/2020",
)


@dataclass(frozen=True)
class Town:
    """Who lives here."""

    city: Unit
    north: Unit
    south: Unit
    editor: User
    approver: User
    head: User
    focal: User
    staff: User
    operator: User
    auditor: User
    nobody: User
    security: User

    @property
    def people(self) -> dict[str, User]:
        """Every account by its role in the stories."""
        names = ("editor", "approver", "head", "focal", "staff", "operator", "auditor", "nobody", "security")
        return {name: getattr(self, name) for name in names}


def build_town(password: str | None = None) -> Town:
    """Found the town."""
    city = units.create_unit(code="cp", name="Thành phố Cẩm Phả", kind=Unit.Kind.CITY, on=START)
    north = units.create_unit(code="cd", name="Phường Cửa Ông", kind=Unit.Kind.WARD, on=START, parent=city)
    south = units.create_unit(
        code="qh", name="Phường Quang Hanh", kind=Unit.Kind.WARD, on=START, parent=city, position=1
    )

    def person(code: str, name: str, unit: Unit, role: str | None) -> User:
        staff = units.register_staff(
            employee_code=code,
            full_name=name,
            unit=unit,
            on=START,
            position="Chuyên viên",
            email=f"{code}@campha.example",
        )
        user = User.objects.create_user(f"{code}@campha.example", password, full_name=name, staff=staff)
        if role:
            grant(user, role, unit)
        if role == Role.APPROVER:
            enrol_totp(user, APP_SECRET)
        return user

    # No recipient of bulletins: the stories count those on duty.
    security = User.objects.create_user("antoan@campha.example", password, full_name="Ngô Văn Thành")
    grant(security, Role.SECURITY, city)
    return Town(
        city,
        north,
        south,
        editor=person("bientap", "Nguyễn Thị Hồng Hạnh", city, Role.EDITOR),
        approver=person("duyet", "Trần Quốc Bảo", city, Role.APPROVER),
        head=person("truong", "Phạm Văn Đức", north, Role.UNIT_HEAD),
        focal=person("daumoi", "Lê Thị Mai", south, Role.FOCAL_POINT),
        staff=person("canbo", "Vũ Ngọc Ánh", north, Role.STAFF),
        operator=person("vanhanh", "Đỗ Minh Khôi", city, Role.OPERATOR),
        auditor=person("kiemtra", "Hoàng Lan Anh", city, Role.AUDITOR),
        nobody=person("moi", "Bùi Thị Yến", south, None),
        security=security,
    )


def colleagues(unit: Unit, number: int) -> list[Staff]:
    """More people on duty in *unit*."""
    return [
        units.register_staff(
            employee_code=f"{unit.code}-{n:04d}", full_name=f"Nguyễn Văn {chr(65 + n % 26)}{n}", unit=unit, on=START
        )
        for n in range(number)
    ]


def draft_of(town: Town, kind: str = "instruction", **changes: object) -> Draft:
    """A draft that is ready to be submitted."""
    values: dict[str, object] = {
        "kind": kind,
        "texts": {"vi": WORDS},
        "audience": {"units": [town.city.pk], "subscribers": False},
        "channels": ("portal", "mail"),
        "figures": (Figure({"vi": "Số người đang cách ly"}, 14, "2020-02-07"),),
    }
    return Draft(**(values | changes))  # type: ignore[arg-type]


def write(town: Town, **changes: object) -> Bulletin:
    """A bulletin being written by the editor."""
    return actions.create(by=town.editor, unit=town.city, draft=draft_of(town, **changes))  # type: ignore[arg-type]


def submit(town: Town, **changes: object) -> Bulletin:
    """A bulletin that awaits approval."""
    bulletin = write(town, **changes)
    actions.submit(bulletin, by=town.editor)
    bulletin.refresh_from_db()
    return bulletin


def release(town: Town, **changes: object) -> Release:
    """A bulletin that went out."""
    bulletin = submit(town, **changes)
    actions.approve(bulletin, by=town.approver, seen_hash=latest_revision(bulletin).content_hash)
    return release_and_plan(bulletin, timezone.now())

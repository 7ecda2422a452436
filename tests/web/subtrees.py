"""What the table of subtrees is made of: things of one ward, people of both, and what a route owes to each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import timezone

from loa.accounts.actions import enrol_totp, grant
from loa.accounts.models import RoleAssignment, User
from loa.bulletins import actions as bulletins
from loa.bulletins.actions.media import add_picture
from loa.bulletins.models import Bulletin, BulletinTemplate, Release
from loa.bulletins.queries import latest_revision
from loa.delivery.actions import release_and_plan
from loa.delivery.models import Delivery, Failure, Parcel
from loa.directives import actions as directives
from loa.directives.models import Assignment, Task
from loa.integrations.actions import endpoints
from loa.integrations.models import Endpoint
from loa.mailguard.actions import report
from loa.mailguard.models import ReportedMail
from loa.rumours.models import Rumour
from loa.units.actions import register_staff
from loa.units.models import Unit
from tests.bulletins.test_pictures import photo
from tests.mailguard.room.mails import LURE
from tests.support.people import APP_SECRET
from tests.web.world import START, WORDS, Town, draft_of

Role = RoleAssignment.Role
ROLES = {"head": Role.UNIT_HEAD, "focal": Role.FOCAL_POINT}  # names of the table that differ from the role's own
DISPATCH = "ỦY BAN NHÂN DÂN\nSố: 365/UBND-VHTT\nCẩm Phả, ngày 07 tháng 02 năm 2020\n\n1. Các phường đeo khẩu trang.\n"


@dataclass
class Scene:
    """Everything here belongs to the northern ward; made when it is first asked for."""

    town: Town

    def actor(self, role: str, unit: Unit) -> User:
        """Somebody who works in *unit* and holds *role* there ("nobody": none, and there from the beginning)."""
        return self.colleagues[unit.pk] if role == "nobody" else self._actor(role, unit)

    @cached_property
    def colleagues(self) -> dict[int, User]:
        """Of each ward somebody without a role, to whom its bulletins go."""
        return {unit.pk: self._actor("nobody", unit) for unit in (self.town.north, self.town.south)}

    def _actor(self, role: str, unit: Unit) -> User:
        code = f"{role}-{unit.code}"
        staff = register_staff(employee_code=code, full_name=f"Người {code}", unit=unit, on=START)
        user = User.objects.create_user(f"{code}@campha.example", full_name=f"Người {code}", staff=staff)
        if role != "nobody":
            grant(user, ROLES.get(role) or Role(role), unit)
        if role == Role.APPROVER:
            enrol_totp(user, APP_SECRET)
        return user

    def _draft(self, title: str) -> Bulletin:
        audience = {"units": [self.town.north.pk], "subscribers": False}
        texts = {"vi": replace(WORDS, title=title)}
        draft = draft_of(self.town, audience=audience, channels=("app", "mail"), texts=texts)
        return bulletins.create(by=self.town.editor, unit=self.town.north, draft=draft)

    @cached_property
    def draft(self) -> Bulletin:
        """A bulletin that is being written."""
        return self._draft("Bản thảo của phường Bắc")

    @cached_property
    def submitted(self) -> Bulletin:
        """A bulletin that awaits approval."""
        bulletin = self._draft("Chờ duyệt ở phường Bắc")
        bulletins.submit(bulletin, by=self.town.editor)
        bulletin.refresh_from_db()
        return bulletin

    @cached_property
    def approved(self) -> Bulletin:
        """A bulletin that only has to go out."""
        self._approve(self.submitted)
        return self.submitted

    def _approve(self, bulletin: Bulletin) -> None:
        bulletins.approve(bulletin, by=self.town.approver, seen_hash=latest_revision(bulletin).content_hash)

    @cached_property
    def release(self) -> Release:
        """A bulletin that went to the ward's own people by app and mail, and is on no public page."""
        assert self.colleagues
        bulletin = self._draft("Chỉ đạo nội bộ phường Bắc")
        bulletins.submit(bulletin, by=self.town.editor)
        self._approve(bulletin)
        return release_and_plan(bulletin, timezone.now())

    @cached_property
    def delivery(self) -> Delivery:
        """How it goes out by mail."""
        return Delivery.objects.get(release=self.release, channel="mail")

    @cached_property
    def template(self) -> BulletinTemplate:
        """The ward's own template."""
        return bulletins.keep_template(self.draft, by=self.town.editor, name="Mẫu của phường Bắc")

    @cached_property
    def task(self) -> Task:
        """A task of a dispatch."""
        return directives.receive(DISPATCH.encode(), "365.txt", by=self.town.editor).tasks.order_by("position")[0]

    @cached_property
    def assignment(self) -> Assignment:
        """The ward's part of it."""
        return directives.assign(self.task, [self.town.north.pk], self.town.editor)[0]

    @cached_property
    def rumour(self) -> Rumour:
        """A claim that somebody met."""
        return Rumour.objects.create(text="Uống nước tỏi khỏi bệnh?")

    @cached_property
    def account(self) -> User:
        """Somebody of the ward who has never come in, with a role."""
        return self._actor("staff", self.town.north)

    @cached_property
    def mail(self) -> ReportedMail:
        """A suspicious mail that somebody of the ward reported."""
        return report(LURE.build(), via="page", reporter=self.town.staff.staff).mail

    @cached_property
    def webhook(self) -> Endpoint:
        """Somebody whom the ward's operators have told."""
        url, events = "https://hooks.example/", ["release.published"]
        made = endpoints.make(by=self.town.operator, unit=self.town.north, name="Cổng phường", url=url, events=events)
        return made[0]

    @cached_property
    def picture(self) -> str:
        """A picture that was taken in for the ward's draft: its SHA-256."""
        return add_picture(self.draft, by=self.town.editor, data=photo((400, 300))).files[0].sha256

    @cached_property
    def failure(self) -> Failure:
        """What a provider said of an address of the ward."""
        parcel = Parcel.objects.filter(delivery=self.delivery)[0]
        Parcel.objects.filter(pk=parcel.pk).update(state=Parcel.State.DONE)
        return Failure.objects.create(
            parcel=parcel,
            contact_point=1,
            outcome=4,
            provider_code="550",
            provider_text="Hộp thư phường Bắc đầy",
            attempt=1,
            at=timezone.now(),
        )


Arguments = Callable[[Scene], list[object]]
Form = Callable[[Scene], Mapping[str, Any]]


def nothing(_scene: Scene) -> Any:
    """No arguments, no form."""
    return {}


@dataclass(frozen=True, slots=True)
class Thing:
    """The address names a thing of a unit: 404 for the same role on another unit, *right* where it belongs."""

    of: Arguments
    right: int = 200
    method: str = "get"
    form: Form = nothing


@dataclass(frozen=True, slots=True)
class Mine:
    """The address names a thing of one person, which *of* makes: 404 for everybody else, of the same unit too."""

    of: Callable[[Scene, User], list[object]]
    right: int = 200
    method: str = "get"


@dataclass(frozen=True, slots=True)
class Listed:
    """The page lists what belongs to one's units: *shows* makes a thing of the ward, known by the words returned."""

    shows: Callable[[Scene], str]
    of: Arguments = lambda _scene: []
    query: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The unit stands in the form: *done* says whether the act happened, which it does for the right people alone."""

    form: Form
    done: Callable[[Scene], bool]
    of: Arguments = lambda _scene: []


@dataclass(frozen=True, slots=True)
class Everywhere:
    """The same for every unit, and *why* that is meant."""

    why: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """A secret is the right: *right* for who holds it, *wrong* for who made one up."""

    secret: Arguments
    right: int
    made_up: Arguments
    wrong: int
    method: str = "get"


Owed = Thing | Mine | Listed | Chosen | Everywhere | Bearer

"""The story of the demo, chapter by chapter. Every chapter can be told again: it looks at what is there first."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Protocol

from django.utils import timezone

from loa.accounts.actions import enrol_totp, grant
from loa.accounts.models import RoleAssignment, User
from loa.accounts.queries import has_second_factor
from loa.bulletins import queries as bulletins
from loa.bulletins.models import Bulletin, Release
from loa.channels.registry import channels
from loa.delivery import queries as deliveries
from loa.demo import escalating, newsroom, organisation, texts
from loa.demo.readers import Readers
from loa.demo.world import World
from loa.directives import actions as dispatches
from loa.directives.addressing import suggest_units
from loa.directives.models import Directive
from loa.directives.queries import as_record
from loa.errors import LoaError
from loa.mailguard import core as mailguard
from loa.mailguard.actions import report
from loa.mailguard.models import ReportedMail
from loa.reach import actions as reach
from loa.reach import public
from loa.reach import queries as coverage
from loa.reach.actions import digests
from loa.reach.core.escalation import Step, is_quiet, next_waking
from loa.rumours import actions as rumours
from loa.units.models import Staff

DISPATCH = "365-UBND-VHTT.txt"
PATIENCE = 1800.0  # seconds until the story gives up waiting for the last receipt
FAMILIES = 40  # members of staff who invite somebody at home
REPORTERS = 3  # of the forged mail
READS, INSTALLS, ACKNOWLEDGES = 0.5, 0.6, 0.35  # shares of those who can


class Teller(Protocol):
    """Shows how the story goes on: a progress display, or nothing."""

    def chapter(self, title: str) -> AbstractContextManager[Callable[[int, int], None]]:
        """Show one chapter; the function given takes (done, of how many)."""
        ...

    def note(self, text: str) -> None:
        """One line that stays."""
        ...


class StalledError(LoaError):
    """The last receipt did not come in time."""

    code = "stalled"
    message = "Delivery did not end within %(minutes)s minutes; the live page of the release shows why."


@dataclass
class Story:
    """One telling. `people` are the simulated recipients at the other end."""

    world: World
    teller: Teller
    people: Readers
    progress: Callable[[int, int], None] = lambda done, total: None

    def tell(self) -> dict[str, Any]:
        """Tell every chapter that is not told yet and return the document of DESIGN §9."""
        started = time.monotonic()
        for name, title, act in self._chapters():
            if name in self.world.done:
                continue
            with self.teller.chapter(title) as progress:
                self.progress = progress
                facts = act() or {}
            self.world.mark(name, **facts)
        document = self.document()
        spent = self.world.facts.get("seconds", 0.0) + time.monotonic() - started
        self.world.mark("end", seconds=round(spent, 2))
        return document | {"seconds": round(spent, 2)}

    def _chapters(self) -> Iterator[tuple[str, str, Callable[[], dict[str, Any] | None]]]:
        yield "organisation", "Nạp tổ chức và cán bộ thành phố Cẩm Phả năm 2020", self.load_organisation
        yield "directive", "Đọc Công văn 365/UBND-VHTT và giao nhiệm vụ", self.read_directive
        yield "install", "Cán bộ cài ứng dụng, quan tâm Zalo", self.install
        yield "bulletin", "Viết bản tin; người viết tự duyệt: bị từ chối; người khác duyệt", self.write_bulletin
        yield "release", "Ký số, ghi sổ, phát trên bốn kênh", self.release_bulletin
        yield "delivery", "Chuyển đến từng người", self.wait_for_delivery
        yield "reading", "Mọi người đọc và xác nhận", self.read_and_acknowledge
        yield "reminder", "Nhắc đúng những người chưa xác nhận", self.remind
        yield "escalation", "Ba ngày sau: đồng hồ nhắc từng người, rồi đầu mối, rồi trưởng đơn vị", self.escalate
        yield "family", "Cán bộ mời người thân cài ứng dụng, tính cho đơn vị", self.invite_family
        yield "digest", "Bản tổng hợp tuần gửi trưởng đơn vị", self.send_digests
        yield "rumour", "Một tin đồn được hỏi và được trả lời", self.answer_rumour
        yield (
            "phishing",
            "Kiểm tra một thư giả danh Bộ Y tế; ba cán bộ báo thư này",
            self.check_mail,
        )
        yield "desk", "Để lại một bản nháp và một bản chờ duyệt", self.leave_work

    # The chapters

    def load_organisation(self) -> dict[str, Any]:
        """Units, staff and residents; the editor also gets the approver's role, and may still not approve."""
        world = self.world
        loaded = organisation.load(
            world.staff, world.residents, progress=lambda _what, done, total: self.progress(done, total)
        )
        grant(loaded.users["editor"], RoleAssignment.Role.APPROVER, loaded.root)
        self._set_up_authenticators()
        return {"staff": loaded.staff, "residents": loaded.residents}

    def _set_up_authenticators(self) -> None:
        """Approvers sign in with more than a password; their codes are read in the sandbox."""
        for email, key in self.world.authenticator_keys().items():
            user = User.objects.get(email=email)
            if not has_second_factor(user):
                enrol_totp(user, key)

    def read_directive(self) -> dict[str, Any]:
        """The real dispatch becomes a directive; each task goes to the bodies that it names, each ward for itself."""
        data = (files("loa.directives") / "demo" / DISPATCH).read_bytes()
        directive = Directive.objects.first() or dispatches.receive(data, DISPATCH, newsroom.editor())
        groups = {unit.pk: unit.name for unit in self.organisation.groups}
        for task in directive.tasks.all():
            named = suggest_units(task.who, groups, groups)
            dispatches.assign(task, self.organisation.bodies(named), newsroom.editor())
        return {"directive": directive.pk}

    def install(self) -> None:
        """A part of the staff installs the app and follows the Zalo account, through the real addresses.

        Before that the operator looks whether every channel is in order, which also renews Zalo's authorisation: a
        renewal that is cut off by a kill would need a person (Zalo contract §3).
        """
        for channel in channels():
            for problem in channel.check():
                self.teller.note(f"{channel.name}: {problem}")
        self.people.follow_zalo(self.progress)
        self.people.install_app(INSTALLS, self.progress)

    def write_bulletin(self) -> dict[str, Any]:
        """The editor writes, tries to approve, is refused; the approver approves exactly what was submitted."""
        bulletin = Bulletin.objects.first() or newsroom.write("instruction", texts.BULLETIN, figures=True)
        newsroom.submit(bulletin)
        if refused := newsroom.refused_self_approval(bulletin):
            self.teller.note(f"Tự duyệt bị từ chối: {refused}")
        newsroom.approve(bulletin)
        return {"bulletin": bulletin.pk}

    def release_bulletin(self) -> dict[str, Any]:
        """Canonicalise, sign, log, plan: one transaction."""
        return {"release": newsroom.release(Bulletin.objects.get(pk=self.world.facts["bulletin"])).code}

    def wait_for_delivery(self) -> None:
        """Every parcel on its way, and every phone and Zalo account has said that it got the message."""
        self._wait(self.release)

    def read_and_acknowledge(self) -> None:
        """A part of the staff opens and acknowledges, by mail, app and Zalo."""
        self.people.read_mail(self.release.code, ACKNOWLEDGES / 3, self.progress)
        self.people.read_app(self.release.code, READS, ACKNOWLEDGES, self.progress)
        self.people.read_zalo(self.release.code, READS / 3, ACKNOWLEDGES / 4, self.progress)

    def remind(self) -> dict[str, Any]:
        """The head of a ward reminds exactly the missing."""
        ward = self.organisation.wards[0]
        missing = coverage.missing(self.release, ward.pk)
        reminder = reach.remind(self.release, ward.pk, self.organisation.users["unit_head"], now=_waking_hour())
        self._wait(self.release)
        return {
            "reminder": {"unit": ward.name, "missing": missing.total, "reminded": reminder.count if reminder else 0}
        }

    def escalate(self) -> dict[str, Any]:
        """What the clock does by itself: the missing, then who answers for their units; some acknowledge in between."""
        code = self.release.code

        def told(step: Step) -> None:
            self._wait(self.release)
            if step == "person":
                self.people.read_app(code, escalating.READS, escalating.ACKNOWLEDGES, self.progress)

        steps = escalating.escalate(self.release, told)
        words = "Nhắc {person} người, rồi {focal_point} đầu mối, rồi {unit_head} trưởng đơn vị"
        self.teller.note(words.format(**steps))
        return {"escalation": steps}

    def invite_family(self) -> dict[str, Any]:
        """Some of the staff show their code at home; each phone counts once for the unit, whosever it is."""
        inviters = list(Staff.objects.order_by("pk").values_list("pk", flat=True))[
            :: max(1, self.world.staff // FAMILIES)
        ]
        self.people.install_for_family(inviters, self.progress)
        return {"family": {"phones": len(inviters)}}

    def send_digests(self) -> dict[str, Any]:
        """What the heads of units will find on Monday morning."""
        return {"digest": {"sent": digests.send_digests(_next_monday())}}

    def answer_rumour(self) -> dict[str, Any]:
        """Nobody has answered it: the editor writes the rebuttal, and the next one who asks gets it."""
        first = rumours.ask(texts.RUMOUR)
        if first.release is None:
            bulletin = newsroom.write("rebuttal", texts.REBUTTAL, channels=("portal", "mail"))
            newsroom.submit(bulletin)
            newsroom.approve(bulletin)
            self._wait(newsroom.release(bulletin))
        answer = rumours.ask(texts.RUMOUR)
        return {"rumour": {"first": first.kind, "then": answer.kind, "score": answer.score}}

    def check_mail(self) -> dict[str, Any]:
        """The mail that pretends to be the ministry, what the guard says of it, and three who report it to the desk."""
        verdict = mailguard.check(texts.PHISHING_MAIL.encode(), settings=mailguard.GuardSettings())
        for person in Staff.objects.exclude(email="").order_by("pk")[:REPORTERS]:
            received = texts.PHISHING_MAIL.replace(texts.PHISHING_MAILBOX, person.email)
            report(received.encode(), via=ReportedMail.Via.PAGE, reporter=person)
        return {"phishing": verdict.to_dict()}

    def leave_work(self) -> dict[str, Any]:
        """For whoever looks around afterwards: a draft with its gaps, a bulletin that waits, the portal's figures."""
        waiting = newsroom.kept(texts.WAITING) or newsroom.write("instruction", texts.WAITING)
        newsroom.submit(waiting)
        draft = newsroom.kept(texts.DRAFT) or newsroom.write("update", texts.DRAFT)
        public.publish(timezone.now())  # the clock comes for them half an hour later
        return {"desk": {"waiting": waiting.pk, "draft": draft.pk}}

    # What the chapters share

    @property
    def organisation(self) -> organisation.DemoOrganisation:
        """The loaded organisation."""
        return organisation.loaded()

    @property
    def release(self) -> Release:
        """The release that the story is about."""
        return bulletins.release_by_code(self.world.facts["release"])

    def _wait(self, release: Release) -> None:
        """Until nothing is pending on any channel and every phone has fetched what was pushed to it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.people.receive_pushes()
            lines = deliveries.progress(release)
            planned, pending = sum(line.planned for line in lines), sum(line.pending for line in lines)
            self.progress(planned - pending, planned)
            if all(line.ended for line in lines):
                self.people.receive_pushes()
                return
            time.sleep(0.25)
        raise StalledError(minutes=int(PATIENCE / 60))

    # The document

    def channels(self, release: Release) -> dict[str, dict[str, int]]:
        """Per channel of the first sending: contact points planned, taken by the provider or device, and failed."""
        return {
            line.channel: {"planned": line.planned, "delivered": line.sent + line.delivered, "failed": line.failed}
            for line in deliveries.progress(release)
            if line.round == 0
        }

    def document(self) -> dict[str, Any]:
        """The JSON of `loa demo --once --json` (DESIGN §9)."""
        return {
            "release": self.release.code,
            "channels": self.channels(self.release),
            "coverage": coverage.record(self.release),
            "directive": as_record(Directive.objects.get(pk=self.world.facts["directive"])),
            **{
                name: self.world.facts[name]
                for name in ("reminder", "escalation", "family", "digest", "rumour", "phishing")
            },
        }


def _next_monday() -> dt.datetime:
    """Eight o'clock on the Monday to come, in Vietnam."""
    today = timezone.localtime()
    return (today + dt.timedelta(days=7 - today.weekday())).replace(hour=8, minute=0, second=0, microsecond=0)


def _waking_hour() -> dt.datetime:
    """Now, or the morning after a quiet night: the demo may be run at any hour, a person reminds by day."""
    now = timezone.now()
    return next_waking(now) if is_quiet(now) else now

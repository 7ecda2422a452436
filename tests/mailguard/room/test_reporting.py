"""Reports become campaigns; who sees them; what is kept and for how long."""

from __future__ import annotations

import datetime as dt
import itertools
import zlib

import pytest
from django.utils import timezone

from loa.accounts.actions import grant
from loa.accounts.errors import MissingRoleError
from loa.accounts.models import RoleAssignment, User
from loa.errors import NotFoundError
from loa.mailguard import queries
from loa.mailguard.actions import Reported, confirm, dismiss, purge, report
from loa.mailguard.actions.reporting import AN_HOUR, KEPT_BYTES, KEPT_COPIES
from loa.mailguard.errors import EmptyMailError, NoReasonError, TooManyReportsError
from loa.mailguard.models import Campaign, CampaignKey, ReportedMail
from tests.mailguard.builder import Mail
from tests.mailguard.room.mails import LURE, OTHER
from tests.web.world import Town

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 27, 3, tzinfo=dt.UTC)


def send(mail: Mail, user: User | None, now: dt.datetime = NOW) -> Reported:
    return report(mail.build(), via="page", reporter=user.staff if user else None, now=now)


def test_three_reports_of_one_spoof_are_one_campaign(town: Town) -> None:
    spoofs = [LURE, LURE.but(sender="Bộ Y tế <yte@gmail.com>"), LURE.but(subject="Khẩn cấp", html="")]
    found = [send(mail, user) for mail, user in zip(spoofs, (town.staff, town.focal, town.head), strict=True)]
    assert found[0].verdict.level.value != "safe"
    campaign = Campaign.objects.get()
    assert (campaign.reports, campaign.mails.count(), campaign.impersonates) == (3, 3, "Bộ Y tế")
    send(OTHER, town.staff)
    assert Campaign.objects.count() == 2


def test_the_order_of_reports_changes_no_campaign(town: Town) -> None:
    bridge = LURE.but(sender="Giải thưởng <qua@trung-thuong.example>")
    shapes = set()
    for order in itertools.permutations([LURE, OTHER, bridge, OTHER.but(sender="X <x@c.example>", text="Khác hẳn.")]):
        Campaign.objects.all().delete()
        for mail in order:
            send(mail, None)
        shapes.add(tuple(sorted(Campaign.objects.values_list("reports", flat=True))))
        assert CampaignKey.objects.exclude(campaign__in=Campaign.objects.all()).count() == 0
    assert shapes == {(1, 3)}


def test_the_same_mail_from_the_same_person_is_kept_once(town: Town) -> None:
    raw = LURE.build()
    first, second = (report(raw, via="page", reporter=town.staff.staff, now=NOW) for _ in range(2))
    assert (first.new, second.new) == (True, False)
    assert first.mail.pk == second.mail.pk
    assert Campaign.objects.get().reports == 1


def test_a_joined_campaign_keeps_the_stronger_decision(town: Town) -> None:
    one, two = send(LURE, town.staff).mail.campaign, send(OTHER, town.staff).mail.campaign
    dismiss(one, by=town.security, reason="diễn tập")
    confirm(two, by=town.security, reason="đã gọi Bộ Y tế")
    send(LURE.but(sender="Giải thưởng <qua@trung-thuong.example>"), town.head)
    campaign = Campaign.objects.get()
    assert (campaign.state, campaign.reason, campaign.reports) == ("confirmed", "đã gọi Bộ Y tế", 3)


def test_a_dangerous_mail_opens_a_dismissed_campaign_again(town: Town) -> None:
    found = send(LURE, town.staff)
    assert found.verdict.level.value == "dangerous"
    dismiss(found.mail.campaign, by=town.security, reason="nhầm")
    send(LURE, town.head)
    assert Campaign.objects.get().state == "open"


def test_floods_and_nothing_are_refused(town: Town) -> None:
    with pytest.raises(EmptyMailError):
        report(b" \r\n", via="page", reporter=None)
    for number in range(AN_HOUR):
        send(OTHER.but(subject=str(number)), town.staff)
    with pytest.raises(TooManyReportsError):
        send(OTHER.but(subject="một nữa"), town.staff)
    assert send(OTHER.but(subject="một nữa"), town.staff, NOW + dt.timedelta(hours=2)).new


def test_only_few_bounded_copies_of_a_campaign_are_kept(town: Town) -> None:
    for number in range(KEPT_COPIES + 2):
        send(LURE.but(subject=f"Khẩn {number}"), None)
    big = LURE.but(files=(("a.bin", "application/octet-stream", bytes(KEPT_BYTES * 2)),), sender="x@y.example")
    send(OTHER.but(files=big.files, subject="to"), None)
    copies = [zlib.decompress(mail.raw) for mail in ReportedMail.objects.exclude(raw=None)]
    assert len(copies) == KEPT_COPIES + 1
    assert max(map(len, copies)) == KEPT_BYTES


def test_what_is_kept_names_no_recipient(town: Town) -> None:
    send(LURE, town.staff)
    row = ReportedMail.objects.values().get()
    assert "vanthu@halong.gov.vn" not in str({key: value for key, value in row.items() if key != "raw"})


def test_a_ward_sees_what_its_own_people_reported(town: Town) -> None:
    send(LURE, town.staff)  # of the north
    send(OTHER, town.focal)  # of the south
    grant(town.nobody, RoleAssignment.Role.SECURITY, town.south)
    assert not queries.sees_all(town.nobody)
    assert queries.sees_all(town.security)
    assert [mail.subject for mail in queries.mails(town.nobody)] == [OTHER.subject]
    own = queries.campaigns(town.nobody).get()
    assert own.subject == OTHER.subject
    foreign = Campaign.objects.exclude(pk=own.pk).get()
    with pytest.raises(NotFoundError):
        confirm(foreign, by=town.nobody, reason="x")
    with pytest.raises(MissingRoleError):
        confirm(own, by=town.editor, reason="x")
    with pytest.raises(NoReasonError):
        confirm(own, by=town.nobody, reason="  ")


def test_a_dismissed_mail_loses_its_copy_at_once(town: Town) -> None:
    campaign = send(LURE, town.staff).mail.campaign
    dismiss(campaign, by=town.security, reason="thư thật")
    assert campaign.mails.get().raw is None


def test_everything_is_forgotten_in_its_time(town: Town) -> None:
    made = send(LURE, town.staff).mail
    days = dt.timedelta(days=1)
    purge(NOW + 29 * days)
    assert ReportedMail.objects.get().raw is not None
    purge(NOW + 31 * days)
    made.refresh_from_db()
    assert (made.raw, made.reporter_id) == (None, town.staff.staff_id)
    purge(NOW + 91 * days)
    made.refresh_from_db()
    assert (made.reporter, made.subject) == (None, LURE.subject)
    purge(NOW + 366 * days)
    assert not Campaign.objects.exists()
    assert not CampaignKey.objects.exists()


def test_harmless_mail_goes_after_a_month(town: Town) -> None:
    campaign = send(LURE, town.staff, timezone.now()).mail.campaign
    dismiss(campaign, by=town.security, reason="thư thật")
    purge(timezone.now() + dt.timedelta(days=31))
    assert not Campaign.objects.exists()

"""The block list: who, why, until when; and what the guard makes of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from loa.accounts.actions import grant
from loa.accounts.errors import MissingRoleError
from loa.accounts.models import RoleAssignment
from loa.mailguard import queries
from loa.mailguard.actions import block, unblock
from loa.mailguard.core import check
from loa.mailguard.errors import AlreadyBlockedError, NoReasonError, WholeHouseError
from loa.mailguard.lists.values import NotBlockableError
from loa.mailguard.models import BlockEntry
from tests.mailguard.mails import COLLEAGUE
from tests.web.world import Town

pytestmark = pytest.mark.django_db


def test_an_entry_reaches_the_guard_and_leaves_it_again(town: Town) -> None:
    raw, before = COLLEAGUE.build(), queries.lists_stamp()
    assert check(raw, settings=queries.guard_settings()).level.value == "safe"
    entry = block("sender", "Thu.Tran@gmail.com", by=town.security, reason="hộp thư bị chiếm")
    found = check(raw, settings=queries.guard_settings())
    assert "history.blocked" in {one.code for one in found.evidence}
    assert queries.lists_stamp() != before
    unblock(entry, by=town.security)
    assert check(raw, settings=queries.guard_settings()).level.value == "safe"
    assert BlockEntry.objects.get().removed_by == town.security


def test_an_entry_runs_out_by_itself(town: Town) -> None:
    now = timezone.now()
    block("host", "evil.example", by=town.security, reason="lừa đảo", expires_at=now + dt.timedelta(days=1))
    assert queries.site().blocked_hosts == {"evil.example"}
    assert queries.lists_stamp(now) != queries.lists_stamp(now + dt.timedelta(days=2))
    assert not queries.blocked(now + dt.timedelta(days=2)).exists()
    again = block("host", "evil.example", by=town.security, reason="lại hoạt động", now=now + dt.timedelta(days=2))
    assert again.expires_at is None


def test_a_domain_stops_senders_and_links(town: Town) -> None:
    block("domain", "evil.example", by=town.security, reason="lừa đảo")
    site = queries.site()
    assert "evil.example" in site.blocked_hosts & site.blocked_senders


def test_who_may_and_what_may_stand_there(town: Town) -> None:
    grant(town.nobody, RoleAssignment.Role.SECURITY, town.south)
    with pytest.raises(WholeHouseError):
        block("host", "evil.example", by=town.nobody, reason="x")
    with pytest.raises(MissingRoleError):
        block("host", "evil.example", by=town.editor, reason="x")
    with pytest.raises(NoReasonError):
        block("host", "evil.example", by=town.security, reason=" ")
    with pytest.raises(NotBlockableError):
        block("domain", "moh.gov.vn", by=town.security, reason="x")
    block("host", "evil.example", by=town.security, reason="x")
    with pytest.raises(AlreadyBlockedError):
        block("host", "https://EVIL.example/a", by=town.security, reason="x")

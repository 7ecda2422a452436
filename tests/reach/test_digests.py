"""The weekly digest: to each head once a week, with the gap, by day, through a real mail server."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import httpx
import pytest

from loa.accounts.actions import grant
from loa.accounts.models import RoleAssignment, User
from loa.bulletins.models import Release
from loa.channels.mail import single
from loa.config import Config
from loa.reach import actions
from loa.reach.actions import digests
from loa.reach.models import Digest, Receipt
from loa.sandbox import Addresses
from loa.units.core.snapshot import Snapshot
from tests.support.people import City
from tests.support.sandbox import http, own_sandbox, sandbox

__all__ = ["http", "own_sandbox", "sandbox"]

Role = RoleAssignment.Role
MONDAY = dt.datetime(2020, 2, 10, 1, 0, tzinfo=dt.UTC)  # 08:00 in Cẩm Phả; the release was on Friday before
WEEK = dt.timedelta(days=7)


@pytest.fixture
def inbox(own_sandbox: Addresses, http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    """The sandbox's mail server, where mail goes to."""
    host, _, port = own_sandbox.smtp.rpartition(":")
    post_to(monkeypatch, (host, int(port)))
    return Inbox(own_sandbox, http)


def post_to(monkeypatch: pytest.MonkeyPatch, server: tuple[str, int]) -> None:
    changed = Config({**single.config().values, "smtp": server})
    monkeypatch.setattr(single, "config", lambda: changed)


class Inbox:
    """What came in."""

    def __init__(self, addresses: Addresses, http: httpx.Client) -> None:
        self._url, self._http = f"{addresses.mail_url}/api/messages", http

    def letters(self) -> list[dict[str, Any]]:
        heads = self._http.get(self._url).json()["messages"]
        return [self._http.get(f"{self._url}/{head['id']}").json() for head in heads]


def test_the_head_hears_of_the_gap_once_a_week(city: City, release: Release, frozen: Snapshot, inbox: Inbox) -> None:
    actions.record(release.pk, next(iter(frozen.members(city.east.pk))), Receipt.Kind.ACKNOWLEDGED, "mail")
    assert digests.send_digests(MONDAY) == 1
    assert digests.send_digests(MONDAY) == digests.send_digests(MONDAY + dt.timedelta(days=1)) == 0
    (letter,) = inbox.letters()
    assert letter["to"] == [city.head_of_east.email]
    assert letter["subject"] == "Tuần 7, Đơn vị east: đã xác nhận 33,3%"
    for part in (letter["text"], letter["html"]):
        assert "Còn thiếu 2 lượt xác nhận." in part
        assert "Cập nhật dịch bệnh" in part
        assert "west" not in part, "only the own subtree"
        links = re.findall(r"https?://[^\s\"<]+", part)
        assert {link.partition("/board/")[2] for link in links} == {f"all/{city.east.pk}/"}
    assert digests.send_digests(MONDAY + WEEK) == 1, "a new week"
    assert len({letter["message_id"] for letter in inbox.letters()}) == 2


def test_the_head_of_the_city_sees_which_ward_lags(city: City, release: Release, inbox: Inbox) -> None:
    grant(city.head_of_east, Role.UNIT_HEAD, city.root)
    digests.send_digests(MONDAY)
    text = inbox.letters()[0]["text"]
    assert "- Đơn vị east: còn thiếu 3, đã xác nhận 0/3" in text
    assert "- Đơn vị west: còn thiếu 3, đã xác nhận 0/3" in text
    assert text.count("/board/all/") == 1, "what lies below the own unit is part of it"


def test_nobody_is_written_to_at_night_or_without_news(city: City, release: Release, inbox: Inbox) -> None:
    assert digests.send_digests(MONDAY.replace(hour=15)) == 0  # 22:00
    assert not Digest.objects.exists()
    assert digests.send_digests(MONDAY + 6 * WEEK) == 0, "nothing was asked in the last thirty days"
    assert inbox.letters() == []


def test_whoever_asks_at_the_same_moment_writes_to_nobody_twice(
    city: City, release: Release, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second scheduler looks while the first one is speaking to the mail server."""
    send = single.send

    def send_while_another_looks(*letter: str) -> None:
        assert digests.send_digests(MONDAY + dt.timedelta(seconds=1)) == 0
        send(*letter)

    monkeypatch.setattr(digests.single, "send", send_while_another_looks)
    assert digests.send_digests(MONDAY) == 1
    assert len(inbox.letters()) == 1


def test_who_died_with_a_claim_is_waited_for_and_then_replaced(
    city: City, release: Release, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_letter: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(digests.single, "send", die)
        with pytest.raises(KeyboardInterrupt):
            digests.send_digests(MONDAY)
    assert digests.send_digests(MONDAY + digests.CLAIM / 2) == 0
    assert digests.send_digests(MONDAY + digests.CLAIM) == 1
    assert len(inbox.letters()) == 1


def test_a_mail_server_that_is_away_is_tried_again_later(
    city: City, release: Release, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        post_to(patch, ("127.0.0.1", 9))
        assert digests.send_digests(MONDAY) == 0
    assert digests.send_digests(MONDAY + digests.LATER / 2) == 0
    assert digests.send_digests(MONDAY + digests.LATER) == 1
    assert len(inbox.letters()) == 1


def test_the_digest_speaks_the_head_s_language(city: City, release: Release, inbox: Inbox) -> None:
    User.objects.filter(pk=city.head_of_east.pk).update(language="en")
    digests.send_digests(MONDAY)
    assert inbox.letters()[0]["subject"] == "Week 7, Đơn vị east: 0,0% acknowledged"

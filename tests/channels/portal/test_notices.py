"""The hub is told, whoever dies on the way (standards F4): kept with the publication, tried again, ended for good."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from loa.channels.base import Place, ReleaseContext
from loa.channels.portal import channel, facts, notices
from loa.channels.portal.channel import PortalChannel
from loa.channels.portal.core import retries
from loa.channels.portal.core.entry import Entry
from loa.channels.portal.models import HubNotice
from loa.channels.portal.publisher import Publisher
from tests.channels.portal.samples import entry
from tests.channels.portal.test_publisher import KilledError
from tests.channels.portal.test_websub import hub

pytestmark = pytest.mark.django_db
LATER = timedelta(seconds=30)
Name = Callable[[str], None]


@pytest.fixture
def name(publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Name:
    """Names a hub in the particulars of the site, whose portal is the test's own."""
    path = tmp_path / "site.json"
    monkeypatch.setattr(facts, "particulars_path", lambda: path)
    monkeypatch.setattr(channel, "publisher", lambda: publisher)

    def write(address: str) -> None:
        path.write_text(json.dumps({"hub": address}))

    return write


def today(number: int = 1, **changes: object) -> Entry:
    return entry(number, **{"issued_at": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"), **changes})


def publish(item: Entry) -> None:
    """As the engine does it."""
    key, signature = (base64.b64encode(value).decode() for value in (item.public_key, item.signature))
    PortalChannel().prepare(
        ReleaseContext(item.manifest, signature, Place("https://x", "UBND", "x"), extra={"public_key": key})
    )


def test_a_worker_that_dies_after_publishing_leaves_the_notice_and_the_next_one_carries_it(name: Name) -> None:
    item = today()
    with hub([]) as (address, asked):
        name(address)
        publish(item)  # … and the process ends here: nothing but the database is left
        notices.carry_due(timezone.now())
        notices.carry_due(timezone.now() + LATER)
    assert len(asked) == 1
    assert "https://x/feeds/all.atom" in asked[0]
    kept = HubNotice.objects.get()
    assert (kept.code, kept.state) == (item.code, HubNotice.State.TAKEN)


def test_a_worker_that_dies_between_files_and_notice_comes_back_to_both(
    name: Name, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    name("http://127.0.0.1:9/")
    item = today()

    def die(*_parts: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(notices, "keep", die)
        with pytest.raises(KilledError):
            publish(item)
    assert (publisher.root / "b" / item.code / "index.html").is_file()
    assert not HubNotice.objects.exists()
    publish(item)
    assert HubNotice.objects.get().code == item.code


def test_a_carrier_that_dies_with_a_notice_leaves_it_to_another(name: Name) -> None:
    now = timezone.now()
    with hub([]) as (address, asked):
        name(address)
        publish(today())
        [waiting] = notices.due(now + LATER)
        assert notices.claim(waiting, now)
        assert not notices.claim(waiting, now), "of two, one wins"
        assert notices.due(now) == []
        notices.carry_due(now + LATER)
    assert len(asked) == 1


@pytest.mark.parametrize("refusals", [[503], [500, 429], [408, 502, 503, 504]])
def test_silence_is_tried_again_with_growing_pauses(name: Name, refusals: list[int]) -> None:
    now, pauses = timezone.now(), []
    with hub(list(refusals)) as (address, asked):
        name(address)
        publish(today())
        for _attempt in range(len(refusals) + 1):
            now = max(now, HubNotice.objects.get().next_at)
            notices.carry_due(now)
            pauses.append(HubNotice.objects.get().next_at - now)
    assert len(asked) == len(refusals) + 1
    assert pauses[: len(refusals)] == sorted(pauses[: len(refusals)])
    assert HubNotice.objects.get().state == HubNotice.State.TAKEN


@pytest.mark.parametrize("status", [301, 400, 403, 404, 410])
def test_a_permanent_answer_ends_it_and_the_operator_is_shown_it(name: Name, status: int) -> None:
    with hub([status]) as (address, asked):
        name(address)
        publish(today())
        notices.carry_due(timezone.now())
        notices.carry_due(timezone.now() + timedelta(hours=2))
    assert len(asked) == 1
    assert HubNotice.objects.get().state == HubNotice.State.REFUSED
    assert any(f"status {status}" in problem for problem in PortalChannel().check())


def test_after_two_days_it_is_given_up(name: Name) -> None:
    name("http://127.0.0.1:9/")
    publish(today())
    notices.carry_due(timezone.now() + retries.LASTING - timedelta(minutes=1))
    assert HubNotice.objects.get().state == HubNotice.State.WAITING
    notices.carry_due(timezone.now() + retries.LASTING + timedelta(hours=2))
    kept = HubNotice.objects.get()
    assert (kept.state, kept.error) == (HubNotice.State.GIVEN_UP, "ConnectError")


def test_nobody_is_told_of_exercises_of_old_releases_or_where_no_hub_is(name: Name) -> None:
    name("http://127.0.0.1:9/")
    publish(today(1, test=True))
    publish(entry(2))
    name("")
    publish(today(3))
    assert not HubNotice.objects.exists()


def test_a_hub_that_is_no_longer_named_is_not_told(name: Name) -> None:
    with hub([]) as (address, asked):
        name(address)
        publish(today())
        name("")
        notices.carry_due(timezone.now())
    assert asked == []
    assert HubNotice.objects.get().state == HubNotice.State.REFUSED
    assert not any("WebSub" in problem for problem in PortalChannel().check())


@given(st.integers(1, 10_000), st.floats(0, 1), st.floats(0, 1e9))
def test_pauses_grow_and_are_bounded(attempts: int, chance: float, asked: float) -> None:
    pause = retries.pause(attempts, chance, asked).total_seconds()
    assert pause <= retries.LONGEST * (1 + retries.JITTER)
    assert pause >= min(asked, retries.LONGEST)
    assert retries.pause(attempts + 1, chance).total_seconds() >= retries.pause(attempts, chance).total_seconds()


@given(st.integers(0, 599))
def test_who_refuses_for_good_is_not_asked_again(status: int) -> None:
    assert retries.is_final(status) == (200 <= status < 500 and status not in {408, 425, 429})

"""What is asked most reaches the portal as numbers: never a question's words, never who asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from loa.bulletins import actions as bulletins
from loa.bulletins.models import Release
from loa.channels.portal.channel import publisher
from loa.delivery import scheduler
from loa.rumours.models import Rumour
from loa.rumours.public import publish_asked, times_asked
from tests.support.people import city
from tests.support.releases import approved


@pytest.fixture
def release(db: None, signing_key: object) -> Release:
    return bulletins.release(approved(city()), timezone.now())


def claim(text: str, asked: int, answer: Release | None = None) -> Rumour:
    state = Rumour.State.ANSWERED if answer else Rumour.State.NEW
    return Rumour.objects.create(text=text, key=text, asked=asked, answer=answer, state=state)


def test_claims_with_one_answer_count_together(release: Release) -> None:
    claim("ăn tỏi", 7, release)
    claim("tỏi diệt virus", 5, release)
    claim("chưa ai trả lời", 900)
    assert times_asked(timezone.now()) == {release.code: 12}


def test_what_nobody_asks_any_more_is_old_news(release: Release) -> None:
    claim("ăn tỏi", 7, release)
    assert times_asked(timezone.now() + timedelta(days=31)) == {}


def test_it_goes_only_to_a_portal_that_stands_and_waits_for_no_release(release: Release) -> None:
    claim("ăn tỏi", 7, release)
    now, portal = timezone.now(), publisher()
    (portal.root / "index.html").unlink(missing_ok=True)
    assert not publish_asked(now)
    portal.ensure()
    assert publish_asked(now)
    with portal.store.exclusive():
        assert not publish_asked(now)


def test_the_clock_counts() -> None:
    assert scheduler._jobs["most asked"].every >= 600

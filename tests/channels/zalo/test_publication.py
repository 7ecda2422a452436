"""An article is published once, wherever a crash cut the work off."""

from __future__ import annotations

from typing import Any

import pytest

from loa.channels.zalo.client import Article
from loa.channels.zalo.errors import LaterError, RefusedError
from loa.channels.zalo.models import Publication
from loa.channels.zalo.publication import publish

pytestmark = pytest.mark.django_db
ARTICLE = Article("Tiêu đề", "Mô tả", "UBND", "https://x/cover.png", [])


class Platform:
    """A client that remembers what was asked of it."""

    def __init__(self, *, known: frozenset[str] = frozenset(), night: bool = False) -> None:
        self.tokens, self.night, self.calls = set(known), night, []

    def create_article(self, article: Article) -> str:
        self.calls.append("create")
        self.tokens.add(f"t{len(self.tokens)}")
        return f"t{len(self.tokens) - 1}"

    def article_id(self, token: str) -> str:
        if token not in self.tokens:
            raise RefusedError(-201, "token is invalid!")
        return f"article-{token}"

    def broadcast(self, article_id: str) -> str:
        self.calls.append("broadcast")
        if self.night:
            raise LaterError(-234, "not at night")
        return "b1"


def run(platform: Any, *, broadcast: bool = True) -> Publication:
    return publish(platform, "7K3F-9QXA", lambda: ARTICLE, broadcast=broadcast)


def test_publishing_twice_publishes_once() -> None:
    platform = Platform()
    assert run(platform).broadcast_id == run(platform).broadcast_id == "b1"
    assert platform.calls == ["create", "broadcast"]


def test_a_job_that_the_platform_forgot_is_handed_in_again() -> None:
    Publication.objects.create(code="7K3F-9QXA", article_token="forgotten")
    platform = Platform()
    assert run(platform).article_id == "article-t0"
    assert platform.calls == ["create", "broadcast"]


def test_a_remembered_job_is_not_handed_in_twice() -> None:
    Publication.objects.create(code="7K3F-9QXA", article_token="t9")
    platform = Platform(known=frozenset({"t9"}))
    assert run(platform).article_id == "article-t9"
    assert platform.calls == ["broadcast"]


def test_a_broadcast_whose_answer_was_lost_is_not_repeated() -> None:
    Publication.objects.create(code="7K3F-9QXA", article_id="a", broadcast_begun=True)
    platform = Platform()
    assert run(platform).broadcast_id == ""
    assert platform.calls == []


def test_a_refused_broadcast_is_written_down_and_holds_nobody_up() -> None:
    publication = run(Platform(night=True))
    assert "-234" in publication.problem

"""Fixtures of the web face."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from loa.accounts.models import User
from tests.web.world import Town, build_town

Enter = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    """Counters of one test are not those of another."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def town(db: None, signing_key: object) -> Town:
    """A small town that can sign."""
    return build_town()


@pytest.fixture
def enter() -> Enter:
    """A client that is signed in as somebody."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make

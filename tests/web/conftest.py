"""Fixtures of the web face."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from loa.accounts.models import User
from loa.trust import actions as trust
from tests.web.world import Town, build_town

Enter = Callable[[User], Client]


@pytest.fixture
def signing_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """A key of this test's own: processes that run side by side take no key from each other."""
    monkeypatch.setattr(trust, "signing_key_path", lambda: tmp_path / "signing.pem")
    return trust.ensure_signing_key()


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

"""The client meets the stand-in over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from loa.channels.zalo.client import ZaloClient
from loa.channels.zalo.tokens import MemoryTokenStore, Tokens
from loa.sandbox import Addresses
from tests.channels.zalo.platform import Platform
from tests.support.sandbox import http, own_sandbox, sandbox

__all__ = ["http", "own_sandbox", "sandbox"]


@pytest.fixture
def platform(own_sandbox: Addresses, http: httpx.Client) -> Platform:
    """A stand-in of its own, at noon of the day of the dispatch."""
    platform = Platform(own_sandbox.zalo_url, http)
    platform.control("clock", {"set": "2020-02-07T12:00:00+07:00"})
    return platform


@pytest.fixture
def store(platform: Platform) -> MemoryTokenStore:
    """Holds the refresh token of a fresh consent, as an installation begins."""
    return MemoryTokenStore(Tokens.first(platform.control("grant", {})["refresh_token"]))


@pytest.fixture
def client(platform: Platform, store: MemoryTokenStore) -> Iterator[ZaloClient]:
    """Our client, talking to the stand-in."""
    client = platform.client(store)
    yield client
    client.close()

"""The outside world for tests: `pytest_plugins` or `from tests.support.sandbox import sandbox` gives the fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from loa.sandbox import Addresses, Sandbox


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    """One sandbox for all tests of this worker process. Tests share it: look only at what is yours."""
    folder: Path = tmp_path_factory.mktemp("sandbox")
    with Sandbox(folder) as running:
        yield running.addresses


@pytest.fixture
def own_sandbox(sandbox: Addresses, http: httpx.Client) -> Iterator[Addresses]:
    """The sandbox, emptied before and after: for tests that count, set faults or move the clock."""
    _empty(sandbox, http)
    yield sandbox
    _empty(sandbox, http)


def _empty(sandbox: Addresses, http: httpx.Client) -> None:
    http.delete(f"{sandbox.mail_url}/_control/faults").raise_for_status()
    http.delete(f"{sandbox.mail_url}/api/messages").raise_for_status()
    http.delete(f"{sandbox.push_url}/_control/faults").raise_for_status()
    http.post(f"{sandbox.zalo_url}/_control/reset", json={}).raise_for_status()


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    """A client that ignores proxies and gives up after five seconds."""
    with httpx.Client(timeout=5, trust_env=False) as client:
        yield client

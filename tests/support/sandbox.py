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
def own_sandbox(tmp_path: Path) -> Iterator[Addresses]:
    """A sandbox for one test alone: for those that set faults, switches or the clock."""
    with Sandbox(tmp_path / "sandbox") as running:
        yield running.addresses


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    """A client that ignores proxies and gives up after five seconds."""
    with httpx.Client(timeout=5, trust_env=False) as client:
        yield client

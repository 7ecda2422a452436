"""A portal in a folder of the test's own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loa.channels.portal import store
from loa.channels.portal.publisher import Publisher
from loa.channels.portal.seal import Seal
from tests.channels.portal.samples import SITE


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Killing is simulated here, power cuts are not: syncing would only make the tests slow."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    monkeypatch.setattr(os, "sync", lambda: None)
    monkeypatch.setattr(store, "BROTLI_QUALITY", 1)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one CAP key for all tests of this process: making one takes a second."""
    folder = tmp_path_factory.mktemp("keys")
    Seal(folder, "bantin.campha.example")
    return folder


@pytest.fixture
def publisher(tmp_path: Path, keys: Path) -> Publisher:
    """An empty portal."""
    made = Publisher(tmp_path / "portal", SITE, keys)
    made.ensure()
    return made

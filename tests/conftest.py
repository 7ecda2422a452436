"""Fixtures for all tests. The environment is made in `tests.settings`, which is read before anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("loa", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("loa")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of development data beside the project; tests that need it are skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the development data (../shared/data) is not beside this checkout")
    return SHARED_DATA


@pytest.fixture
def signing_key() -> object:
    """An installation that can sign."""
    from loa.trust.actions import ensure_signing_key, signing_key_path

    path = signing_key_path()
    path.unlink(missing_ok=True)
    yield ensure_signing_key()
    path.unlink(missing_ok=True)

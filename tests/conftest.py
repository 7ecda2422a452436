"""Fixtures for all tests: a data folder of its own for every worker process, and nothing from the environment."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

for _name in [name for name in os.environ if name.startswith("LOA_") and name != "LOA_CHAOS"] + ["DATABASE_URL"]:
    os.environ.pop(_name, None)
_folder = tempfile.TemporaryDirectory(prefix="loa-tests-", ignore_cleanup_errors=True)
os.environ["LOA_DATA_DIR"] = _folder.name
os.environ["LOA_SECRET_KEY"] = "a test secret that is long enough for anybody, and no secret at all"

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

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

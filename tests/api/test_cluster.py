"""The API on PostgreSQL: the stories of SCIM, keys and quotas, and what many systems ask at the same moment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.mailguard.installation import Installation
from tests.support.servers import PostgresServer, postgres

ROOT = Path(__file__).resolve().parents[2]
STORIES = (
    "tests/api/test_scim.py",
    "tests/integrations/test_idempotency.py",
    "tests/api/test_writing.py::test_the_same_key_acts_once",
    "tests/api/test_writing.py::test_a_refused_request_may_be_mended_under_the_same_key",
    "tests/api/test_writing.py::test_a_quota_is_told_and_kept",
    "tests/api/test_writing.py::test_a_directory_looks_then_does_exactly_that_and_again_nothing",
)

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    with postgres() as made:
        yield made


def test_the_stories_end_as_on_sqlite(server: PostgresServer) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *STORIES]
    environment = {**os.environ, "TEST_DATABASE_URL": server.create_database("stories")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_systems_that_write_at_the_same_moment(tmp_path: Path, server: PostgresServer) -> None:
    loa = Installation(tmp_path, {"DATABASE_URL": server.create_database("rush"), "LOA_LOG_LEVEL": "error"})
    command = [sys.executable, "-m", "tests.api.rush"]
    done = subprocess.run(command, env=loa.environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    answers = found["answers"]
    assert answers["same person"] == answers["same mail"] == {"201": 1, "409 uniqueness": 5}
    assert answers["moves"] == {"200": 8, "204": 1}
    assert answers["same key"].pop("201") == 1
    assert set(answers["same key"]) <= {"409 idempotency_still_running", "201 again"}
    assert (found["bulletins"], found["kept"]) == (1, [201])
    assert answers["same phone"] == {"app": 6}
    assert answers["same list"] == {"preview_outdated": 5, "taken": 1}
    assert answers["quota"] == {"200": 120, "429 rate_limited": 40}
    assert (found["staff"], found["sharers"], found["at home twice"]) == (1, 1, 0)
    assert found["open"] == {"m@campha.example": 1, "https://push.example/1": 1}

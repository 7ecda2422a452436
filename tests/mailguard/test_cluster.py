"""The room on PostgreSQL, where transactions really run beside each other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mailguard.installation import Installation
from tests.support.servers import postgres


@pytest.mark.cluster
def test_reports_decisions_and_blocks_of_the_same_moment(tmp_path: Path) -> None:
    with postgres() as server:
        loa = Installation(tmp_path, {"DATABASE_URL": server.create_database("loa")})
        command = [sys.executable, "-m", "tests.mailguard.siege"]
        done = subprocess.run(command, env=loa.environment, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    mails = 6 * 6 * 2 + 1
    assert found["ended"] == {"block": 1, "block: already_blocked": 2, "report": 6, "warn": 3}
    assert found["campaigns"] == [["confirmed", mails]], "one campaign, and no report wrote over the decision"
    assert (found["mails"], found["lost_keys"], found["seen"]) == (mails, 0, [mails])
    assert (found["blocked"], found["site"]) == (1, ["khaibao.example"])
    assert found["warnings"] == 1

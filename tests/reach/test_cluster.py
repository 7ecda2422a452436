"""On PostgreSQL ids are given before rows are committed: no receipt may be lost behind the mark."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.servers import postgres

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.cluster
def test_no_receipt_is_lost_behind_the_mark(tmp_path: Path) -> None:
    with postgres() as server:
        environment = {
            **os.environ,
            "DATABASE_URL": server.create_database("loa"),
            "LOA_DATA_DIR": str(tmp_path),
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.reach.province"],
            cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["stored"] == report["truth"]
    assert sum(len(people) for people in report["truth"].values()) > 50
    assert report["tail"] == 0
    assert (report["audience"], report["points"], report["installed"]) == (200, 200, 200)
    assert report["missing"] == 200 - report["timeline"]
    assert report["again"] <= 1

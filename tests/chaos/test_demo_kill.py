"""`kill -9` of the whole demo in mid-delivery, and a restart: it goes on and finishes, nothing is lost."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path

import pytest

from tests.support.story import PATIENCE, RunningDemo

pytestmark = [pytest.mark.chaos, pytest.mark.xdist_group("story")]


def settled(database: Path) -> int:
    """Contact points whose outcome is on record."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT COALESCE(SUM(sent + delivered + failed), 0) FROM delivery_parcel").fetchone()
    connection.close()
    return int(rows[0])


def test_a_demo_killed_in_mid_delivery_finishes_after_a_restart(tmp_path: Path) -> None:
    demo = RunningDemo(tmp_path / "demo", "--once", "--json", staff=400, residents=100).start()
    demo.wait_for("release")
    deadline = time.monotonic() + PATIENCE
    while settled(tmp_path / "demo" / "loa" / "loa.sqlite3") == 0:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    demo.kill()
    left = demo.state
    assert "delivery" not in left["done"]

    status, out, err = RunningDemo(tmp_path / "demo", "--once", "--json", staff=400, residents=100).start().finish()
    assert status == 0, err[-2000:]
    document = json.loads(out)
    assert document["release"] == left["facts"]["release"], "the same release goes on"
    for channel, figures in document["channels"].items():
        assert figures["planned"] > 0, channel
        assert (figures["delivered"], figures["failed"]) == (figures["planned"], 0), channel
    covered = document["coverage"]
    assert covered["reached"] == covered["audience"]
    assert covered["acknowledged"] > 0
    assert document["reminder"]["missing"] == document["reminder"]["reminded"] > 0
    steps = document["escalation"]
    assert steps["person"] > steps["focal_point"] > 0 < steps["unit_head"]
    assert document["rumour"]["first"] == "unknown"
    assert document["rumour"]["then"] == "rebuttal"
    assert document["phishing"]["verdict"] == "dangerous"
    assert document["directive"]["number"] == "365/UBND-VHTT"

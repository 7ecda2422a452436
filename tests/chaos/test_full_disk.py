"""A disk that is really full under SQLite: nothing is lost, it is said, and it goes on with room."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.installation import ROOT, WINDOW

SIZE = "32m"
# A file system of our own needs a mount namespace: root has one, others where the kernel lets users make them.
_WAYS = (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"])


def _way_to_mount(folder: Path) -> list[str]:
    if shutil.which("unshare"):
        for way in _WAYS:
            tried = [*way, "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
            if subprocess.run(tried, capture_output=True, check=False).returncode == 0:
                return way
    pytest.skip("a small file system cannot be mounted here (neither root nor user namespaces): the disk is not filled")


def test_a_full_disk_loses_nothing_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    script = f'mount -t tmpfs -o size={SIZE} tmpfs "$1/data" && exec "$2" -m tests.chaos.full_disk "$1"'
    done = subprocess.run(
        [*_way_to_mount(data), "sh", "-c", script, "sh", str(tmp_path), sys.executable],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    toll = said["toll"]
    assert (toll["lost"], toll["strangers"]) == (0, 0)
    assert toll["repeated"] <= WINDOW, "at most the window that was under way when the disk became full"
    assert toll["recorded_sent"] == toll["planned"]
    assert said["alive"], "the worker waited for room and did not die"
    assert said["crept"] == 0, "nothing is sent that could not be written down"
    assert "database or disk is full" in said["log"]
    assert "Traceback" not in said["log"]
    assert said["doctor"]["status"] == 1
    assert "0 MB free" in said["doctor"]["out"]
    assert said["command"]["status"] == 1
    assert "Đĩa của máy chủ đã đầy" in said["command"]["err"]
    assert "Traceback" not in said["command"]["err"]

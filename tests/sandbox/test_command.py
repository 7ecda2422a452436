"""`loa sandbox`."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import httpx


def test_it_prints_where_it_is(tmp_path: Path, http: httpx.Client) -> None:
    options = ["--dir", str(tmp_path), "--port", "0", "--smtp-port", "0", "--json"]
    command = [sys.executable, "-m", "loa", "sandbox", "mail", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        addresses = json.loads(process.stdout.readline())
        assert http.get(addresses["mail_url"]).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(15) == 0
    assert addresses["zalo_url"] == ""


def test_an_unknown_part_is_wrong_usage(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "loa", "sandbox", "fax", "--dir", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "fax" in done.stderr
    assert "Traceback" not in done.stderr

"""Logs as they reach the machine that collects them."""

from __future__ import annotations

import json
import subprocess
import sys

FAILING = """
import structlog
from loa.kernel.logs import configure
configure("json", "info")
structlog.contextvars.bind_contextvars(delivery=7, parcel=9)
try:
    {}["key"]
except KeyError:
    structlog.get_logger().exception("a job failed", job="sweep")
"""


def test_a_failure_is_one_line_of_json_with_its_traceback_and_ids() -> None:
    said = subprocess.run([sys.executable, "-c", FAILING], capture_output=True, text=True, check=True)
    (line,) = said.stderr.splitlines()
    event = json.loads(line)
    assert event["exception"].endswith("KeyError: 'key'")
    assert (event["delivery"], event["parcel"], event["job"], event["level"]) == (7, 9, "sweep", "error")

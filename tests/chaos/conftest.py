"""Fixtures of the chaos tests; LOA_CHAOS=long runs the set whose figures stand in docs/reliability.md."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.chaos.installation import Installation, Toll
from tests.support.smtp_sink import SmtpSink

LONG = os.environ.get("LOA_CHAOS") == "long"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a chaos test and may take its time."""
    for item in items:
        if "tests/chaos" in str(item.path):
            item.add_marker(pytest.mark.chaos)
            item.add_marker(pytest.mark.timeout(3600 if LONG else 290))


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[SmtpSink]:
    """A mail server that takes 2 ms a message on each connection: a window lasts long enough to be hit."""
    with SmtpSink(tmp_path / "journal", pace=0.002) as made:
        yield made


@pytest.fixture
def install(tmp_path: Path, sink: SmtpSink) -> Iterator[Callable[..., Installation]]:
    """Makes installations and ends their processes."""
    made: list[Installation] = []

    def make(people: int, cluster: dict[str, str] | None = None) -> Installation:
        installation = Installation(tmp_path, sink, people, cluster or {})
        made.append(installation)
        installation.start()
        return installation

    yield make
    for installation in made:
        installation.stop()


@pytest.fixture
def tell() -> Callable[[str, Toll], None]:
    """Print a toll, and keep it in the file that CHAOS_REPORT names."""

    def write(name: str, toll: Toll) -> None:
        line = json.dumps({"test": name, **asdict(toll)})
        sys.stdout.write(f"\n{line}\n")
        report = os.environ.get("CHAOS_REPORT")
        if report:
            with Path(report).open("a") as target:
                target.write(line + "\n")

    return write

"""The milter looks again for changed settings, whatever happened at the look before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from loa.mailguard.desk_site import ListsAwayError
from loa.mailguard.milter import server
from loa.mailguard.milter.server import Milter, Options
from loa.mailguard.site import BadSiteError, Site

NEW = Site(blocked_senders=frozenset({"ke-gian.example"}))


@dataclass
class Desk:
    """Settings whose readings fail in turn, then succeed."""

    failures: list[Exception] = field(default_factory=list)
    version: int = 0
    readings: int = 0
    looks: int = 0

    def stamp(self) -> object:
        self.looks += 1
        return self.version

    def site(self) -> Site:
        self.readings += 1
        if self.version and self.failures:
            raise self.failures.pop(0)
        return NEW if self.version else Site()

    def broken_stamp(self) -> object:
        if self.version and self.failures:
            raise self.failures.pop(0)
        return self.version


def failed() -> float:
    return REGISTRY.get_sample_value("loa_mailguard_reloads_total", {"result": "failed"}) or 0.0


async def looks(milter: Milter, until: Callable[[], bool]) -> None:
    """Let the milter's own watch run until *until*."""
    watch = asyncio.create_task(milter._watch())
    try:
        async with asyncio.timeout(20):
            while not until():
                assert not watch.done(), "the watch ended"
                await asyncio.sleep(0.01)
    finally:
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)


def made(desk: Desk, stamp: Callable[[], object] | None = None) -> Milter:
    return Milter.make(Options("127.0.0.1", 0, desk.site, stamp or desk.stamp, processes=1))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "WATCH", 0.01)


@pytest.mark.parametrize("where", ["site", "stamp"])
async def test_a_fault_of_any_kind_is_logged_counted_and_the_next_look_takes_the_change(where: str) -> None:
    desk = Desk([RuntimeError("a fault of ours"), KeyError("kind"), ListsAwayError(reason="gone"), OSError("disk")])
    milter, before = made(desk, desk.broken_stamp if where == "stamp" else None), failed()
    desk.version = 1
    with capture_logs() as lines:
        await looks(milter, lambda: milter.site == NEW)
    assert failed() - before == 4
    kept = [line for line in lines if line["event"] == "mail guard keeps its settings"]
    assert [bool(line.get("exc_info")) for line in kept] == [True, True, False, False]
    assert [line["log_level"] for line in kept] == ["error", "error", "warning", "warning"]


async def test_a_broken_file_is_complained_of_once_until_it_changes_again() -> None:
    desk = Desk([BadSiteError(reason="policy")])
    milter, before = made(desk), failed()
    desk.version = 1
    await looks(milter, lambda: desk.looks > 6)
    assert (desk.readings, failed() - before, milter.site) == (2, 1, Site())
    desk.version = 2
    await looks(milter, lambda: milter.site == NEW)

"""Fair rounds: everybody measured in turn, so that what else the machine does falls on all of them."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Timing:
    """One run: operations, seconds on the clock, seconds of the worker's processor."""

    count: int
    wall: float
    cpu: float

    @property
    def per_second(self) -> float:
        return self.count / self.wall

    @property
    def per_cpu_second(self) -> float:
        return self.count / self.cpu


def interleaved(
    runners: Mapping[str, Callable[[], Timing]], rounds: int, seconds: float, progress: Progress
) -> dict[str, list[Timing]]:
    """The timings of each runner. The first round is always whole; no other begins after *seconds*."""
    timings: dict[str, list[Timing]] = {name: [] for name in runners}
    until = time.monotonic() + seconds
    for number in range(1, rounds + 1):
        if number > 1 and time.monotonic() > until:
            break
        for name, runner in runners.items():
            progress(f"round {number} of {rounds}: {name}")
            timings[name].append(runner())
    return timings


@contextmanager
def measured(count: int, who: int = resource.RUSAGE_SELF) -> Iterator[Callable[[], Timing]]:
    """Time the block of *count* operations; the result is asked for after it. *who*: whose processor (`getrusage`)."""
    ends: list[Timing] = []
    wall, cpu = time.perf_counter(), _cpu(who)
    yield lambda: ends[0]
    ends.append(Timing(count, time.perf_counter() - wall, _cpu(who) - cpu))


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime

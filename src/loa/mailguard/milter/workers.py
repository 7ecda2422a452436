"""A pool of working processes: a slow mail blocks one of them, a deadly one kills one of them, and it comes back."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog

from loa.errors import LoaError
from loa.mailguard.milter.worker import LENGTH

log = structlog.get_logger(__name__)
START = 60.0  # seconds a process may take to be ready


class JudgeTimeoutError(LoaError):
    """The mail took too long, or no process became free in time."""

    code = "judge_timeout"
    permanent = False
    message = "The mail could not be judged in time."


class JudgeFailedError(LoaError):
    """Two processes fell over the same mail."""

    code = "judge_failed"
    permanent = False
    message = "The mail could not be judged: the process that judged it fell twice."


class WorkerStartError(LoaError):
    """A working process does not come up."""

    code = "worker_start"
    message = "A working process of the mail guard does not start; its own words stand above."


@dataclass(eq=False)
class Worker:
    """One process. `ask` is for one caller at a time."""

    process: asyncio.subprocess.Process
    generation: int

    @classmethod
    async def start(cls, config: bytes, generation: int) -> Worker:
        """Start a process and wait until it is ready. Raises `WorkerStartError`."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "loa.mailguard.milter.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        worker = cls(process, generation)
        try:
            async with asyncio.timeout(START):
                await worker.configure(config, generation)
        except (OSError, EOFError, TimeoutError) as error:
            worker.kill()
            raise WorkerStartError from error
        return worker

    async def configure(self, config: bytes, generation: int) -> None:
        """Give it settings, the first or new ones. Raises `EOFError` or `OSError` when it fell over them."""
        await self._send([config], len(config))
        await self._receive()
        self.generation = generation

    async def ask(self, envelope: dict[str, Any], raw: Iterable[bytes], size: int) -> dict[str, Any]:
        """The judgement of one mail. Raises `EOFError` or `OSError` when the process fell."""
        head = json.dumps(envelope).encode()
        await self._send([head], len(head))
        await self._send(raw, size)
        answer: dict[str, Any] = json.loads(await self._receive())
        return answer

    async def _send(self, pieces: Iterable[bytes], size: int) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(LENGTH.pack(size))
        for piece in pieces:
            self.process.stdin.write(piece)
            await self.process.stdin.drain()

    async def _receive(self) -> bytes:
        assert self.process.stdout is not None
        head = await self.process.stdout.readexactly(LENGTH.size)
        return await self.process.stdout.readexactly(LENGTH.unpack(head)[0])

    def kill(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)


class Workers:
    """*count* processes with the same settings. `reload` gives them new ones without a gap."""

    def __init__(self, count: int, config: bytes) -> None:
        self.count = count
        self._config = config
        self._generation = 0
        self._idle: asyncio.Queue[Worker] = asyncio.Queue()
        self._living: set[Worker] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False

    async def start(self) -> None:
        """Start all. Raises `WorkerStartError`."""
        for worker in await asyncio.gather(*(self._new() for _ in range(self.count))):
            self._idle.put_nowait(worker)

    async def _new(self) -> Worker:
        worker = await Worker.start(self._config, self._generation)
        self._living.add(worker)
        return worker

    async def judge(
        self, envelope: dict[str, Any], raw: list[Iterable[bytes]], size: int, seconds: float
    ) -> dict[str, Any]:
        """The judgement of one mail within *seconds*; *raw* holds one reading of the mail for each try.

        Raises `JudgeTimeoutError`, `JudgeFailedError`.
        """
        try:
            async with asyncio.timeout(seconds):
                for reading in raw:
                    with contextlib.suppress(EOFError, OSError, ValueError):
                        return await self._once(envelope, reading, size)
        except TimeoutError as error:
            raise JudgeTimeoutError from error
        raise JudgeFailedError

    async def _once(self, envelope: dict[str, Any], reading: Iterable[bytes], size: int) -> dict[str, Any]:
        worker = await self._idle.get()
        sound = False
        try:
            if worker.generation != self._generation:
                await worker.configure(self._config, self._generation)
            answer = await worker.ask(envelope, reading, size)
            sound = True
        finally:  # after a time-out or a cancelled connection the process is in the middle of something: away with it
            if sound:
                self._idle.put_nowait(worker)
            else:
                self._replace(worker)
        return answer

    def _replace(self, worker: Worker) -> None:
        worker.kill()
        self._living.discard(worker)
        if not self._stopped:
            task = asyncio.get_running_loop().create_task(self._revive())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _revive(self) -> None:
        while not self._stopped:
            try:
                self._idle.put_nowait(await self._new())
            except WorkerStartError as error:
                log.warning("mail guard process does not start", error=error.code)
                await asyncio.sleep(1)
            else:
                return

    def reload(self, config: bytes) -> None:
        """Go on with *config*: a process under way ends its mail with the old one and takes the new before its next."""
        if config != self._config:
            self._config = config
            self._generation += 1

    async def stop(self) -> None:
        """End all."""
        self._stopped = True
        for task in [*self._tasks]:
            task.cancel()
        for worker in [*self._living]:
            worker.kill()
            with contextlib.suppress(ProcessLookupError):
                await worker.process.wait()
        self._living.clear()

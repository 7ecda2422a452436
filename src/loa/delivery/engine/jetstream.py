"""The cluster engine: NATS JetStream spreads parcels over the workers of many machines.

A work-queue stream holds one small message an announced parcel (the parcel's id; message id = parcel + attempt, so
that announcing twice within two minutes is announcing once). The database stays the truth: a lost message is found by
the scheduler's feed, a doubled one is refused by the lease, and while NATS is away workers ask the database.
"""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import nats
import nats.errors
import nats.js.errors
import structlog
from django.utils import timezone
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StorageType, StreamConfig

from loa.bulletins.core.manifest import CHANNELS
from loa.delivery import leases
from loa.delivery.engine.base import Announcement, Work
from loa.delivery.errors import EngineUnavailableError

log = structlog.get_logger(__name__)

STREAM = "LOA_PARCELS"
SUBJECT = "loa.parcels"
DUPLICATES = 120.0  # seconds in which the same message id is taken once
ACK_WAIT = 45.0  # seconds without a sign of life after which a message is handed out again (a heart-beat is 15)
CALL_TIMEOUT = 5.0  # seconds for one question to NATS
PUBLISH_BATCH = 500  # messages in flight at once
RECONNECT_PAUSE = 2.0  # seconds between two first connections
LOOK_PAUSE = 3.0  # seconds between two looks into the database while the queue is silent
LOOK_AHEAD = 32  # parcels one of which is picked by chance, so that idle workers do not all reach for the same

Result = TypeVar("Result")
_OUTAGES = (nats.errors.Error, nats.js.errors.Error, OSError, FutureTimeoutError, asyncio.TimeoutError)


@dataclass(eq=False, slots=True)
class MessageWork:
    """A parcel that NATS handed to this worker."""

    parcel: int
    message: Msg
    engine: JetStreamEngine

    def keep(self) -> None:
        """In progress: do not hand it to anyone else."""
        self.engine.send(self.message.in_progress())

    def done(self) -> None:
        """Remove it from the queue."""
        self.engine.send(self.message.ack())

    def later(self, seconds: float) -> None:
        """Hand it out again after *seconds* (at least a moment, or a busy parcel would go round and round)."""
        self.engine.send(self.message.nak(delay=max(0.2, seconds)))


@dataclass(eq=False, slots=True)
class FoundWork:
    """A parcel that was found in the database, past the queue."""

    parcel: int

    def keep(self) -> None:
        """The lease is all there is."""

    def done(self) -> None:
        """Nobody else knows of it."""

    def later(self, seconds: float) -> None:
        """Found again when it is due."""


class JetStreamEngine:
    """Talks to NATS from one event loop in a thread of its own; may be used from any thread."""

    def __init__(self, servers: Sequence[str], replicas: int = 1, clock: Callable[[], datetime] = timezone.now) -> None:
        self._servers = [server.strip() for server in servers if server.strip()]
        self._replicas = replicas
        self._clock = clock
        self._guard = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._client: Client | None = None
        self._stream: JetStreamContext | None = None
        self._queues: dict[str, JetStreamContext.PullSubscription] = {}
        self._next_try = 0.0
        self._first_try: AbstractAsyncContextManager[object] = asyncio.Lock()
        self._looked: dict[str, float] = {}

    # -- the engine --------------------------------------------------------------------------------------------------

    def announce(self, parcels: Iterable[Announcement]) -> None:
        """Publish *parcels* and wait until the stream has them on disk. Raises `EngineUnavailableError`."""
        batch = list(parcels)
        for start in range(0, len(batch), PUBLISH_BATCH):
            self._ask(lambda start=start: self._publish(batch[start : start + PUBLISH_BATCH]))  # type: ignore[misc]

    def fetch(self, channel: str, timeout: float) -> Work | None:
        """The next announced parcel; while NATS is silent or away, one that the database says is due."""
        try:
            message = self._ask(lambda: self._next(channel, max(0.05, timeout)), timeout + CALL_TIMEOUT)
        except EngineUnavailableError as error:
            log.warning("the queue is away; the database is asked", channel=channel, reason=error.text)
            message = None
            time.sleep(min(timeout, random.uniform(0.05, 0.3)))  # noqa: S311 - spread, not a secret
        if message is None:
            return self._look(channel)
        return MessageWork(int(message.data), message, self)

    def backlog(self, channel: str) -> int:
        """Messages of *channel* that wait or are being worked on. Raises `EngineUnavailableError`."""
        return self._ask(lambda: self._count(channel))

    def close(self) -> None:
        """End the connection, the loop and its thread."""
        with self._guard:
            loop, self._loop = self._loop, None
        if loop is None:
            return
        if self._client is not None:
            ending = asyncio.run_coroutine_threadsafe(self._client.close(), loop)
            try:
                ending.result(CALL_TIMEOUT)
            except _OUTAGES:
                log.warning("the connection to the queue did not end in order")
        loop.call_soon_threadsafe(loop.stop)
        assert self._thread is not None
        self._thread.join()
        loop.close()

    def send(self, word: Coroutine[Any, Any, None]) -> None:
        """Say something to NATS without waiting; a word that is lost costs a redelivery, which the lease refuses."""
        with self._guard:
            loop = self._loop
        if loop is None:
            word.close()
            return
        asyncio.run_coroutine_threadsafe(_quietly(word), loop)

    # -- past the queue ----------------------------------------------------------------------------------------------

    def _look(self, channel: str) -> FoundWork | None:
        now = time.monotonic()
        if now - self._looked.get(channel, 0.0) < LOOK_PAUSE and self._connected:
            return None
        self._looked[channel] = now
        found = leases.candidates(channel, self._clock(), LOOK_AHEAD)
        return FoundWork(random.choice(found)) if found else None  # noqa: S311 - spread, not a secret

    @property
    def _connected(self) -> bool:
        return self._client is not None and bool(self._client.is_connected)

    # -- the bridge between threads and the loop ---------------------------------------------------------------------

    def _ask(self, question: Callable[[], Coroutine[Any, Any, Result]], timeout: float = CALL_TIMEOUT) -> Result:
        """Run *question* on the loop, connected. Raises `EngineUnavailableError`."""
        try:
            future = asyncio.run_coroutine_threadsafe(self._connected_then(question), self._running_loop())
            try:
                return future.result(timeout + CALL_TIMEOUT)
            except FutureTimeoutError:
                future.cancel()
                raise
        except _OUTAGES as error:
            raise EngineUnavailableError(reason=str(error) or type(error).__name__) from error

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self._guard:
            if self._loop is None:
                self._loop, self._first_try = asyncio.new_event_loop(), asyncio.Lock()
                self._thread = threading.Thread(target=self._loop.run_forever, name="nats", daemon=True)
                self._thread.start()
            return self._loop

    async def _connected_then(self, question: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        if not self._connected:
            async with self._first_try:  # the channels begin together: they wait for the one that connects
                await self._connect_once()
        return await question()

    async def _connect_once(self) -> None:
        try:
            if not self._connected:
                await self._connect()
        finally:
            self._first_try = nullcontext()  # later nobody waits: the database is asked meanwhile

    async def _connect(self) -> None:
        """Connect for the first time; later the client comes back by itself."""
        if self._client is not None and not self._client.is_closed:
            raise nats.errors.ConnectionReconnectingError
        if time.monotonic() < self._next_try:
            raise nats.errors.NoServersError
        self._next_try = time.monotonic() + RECONNECT_PAUSE
        client = await nats.connect(
            self._servers,
            name="loa",
            connect_timeout=2,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.5,
            allow_reconnect=True,
            error_cb=_note,
        )
        try:
            self._stream = client.jetstream(timeout=CALL_TIMEOUT)
            await self._declare(self._stream)
        except BaseException:
            await client.close()
            raise
        self._client = client
        self._queues = {}

    async def _declare(self, stream: JetStreamContext) -> None:
        """Make the stream and one durable consumer a channel, or find them as they are."""
        try:
            await stream.add_stream(self._stream_config())
        except nats.js.errors.BadRequestError:
            await stream.update_stream(self._stream_config())
        for channel in CHANNELS:
            await stream.add_consumer(STREAM, _consumer_config(channel))

    def _stream_config(self) -> StreamConfig:
        return StreamConfig(
            name=STREAM,
            subjects=[f"{SUBJECT}.*"],
            retention=RetentionPolicy.WORK_QUEUE,
            storage=StorageType.FILE,
            num_replicas=self._replicas,
            duplicate_window=DUPLICATES,
        )

    # -- questions, on the loop --------------------------------------------------------------------------------------

    async def _publish(self, batch: Sequence[Announcement]) -> None:
        assert self._stream is not None
        futures = [
            await self._stream.publish_async(
                f"{SUBJECT}.{item.channel}",
                str(item.parcel).encode(),
                headers={"Nats-Msg-Id": f"{item.parcel}.{item.attempt}"},
            )
            for item in batch
        ]
        await asyncio.wait_for(asyncio.gather(*futures), CALL_TIMEOUT)

    async def _next(self, channel: str, seconds: float) -> Msg | None:
        assert self._stream is not None
        if channel not in self._queues:
            self._queues[channel] = await self._stream.pull_subscribe_bind(f"loa-{channel}", STREAM)
        try:
            messages = await self._queues[channel].fetch(1, timeout=seconds)
        except (nats.errors.TimeoutError, TimeoutError):
            return None
        return messages[0] if messages else None

    async def _count(self, channel: str) -> int:
        assert self._stream is not None
        known = await self._stream.consumer_info(STREAM, f"loa-{channel}")
        return int(known.num_pending or 0) + int(known.num_ack_pending or 0)


def _consumer_config(channel: str) -> ConsumerConfig:
    return ConsumerConfig(
        durable_name=f"loa-{channel}",
        filter_subject=f"{SUBJECT}.{channel}",
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT,
        max_ack_pending=20_000,
    )


async def _quietly(word: Coroutine[Any, Any, None]) -> None:
    try:
        await word
    except _OUTAGES as error:
        log.debug("a word to the queue was lost", reason=str(error))


async def _note(error: Exception) -> None:
    log.warning("the queue", reason=str(error) or type(error).__name__)

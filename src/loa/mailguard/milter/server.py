"""The milter on a socket: connections in, judgements from the working processes, replies out; reloads while it runs."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import structlog

from loa.errors import LoaError
from loa.mailguard.milter import codec, metrics
from loa.mailguard.milter.codec import FrameReader, MilterProtocolError
from loa.mailguard.milter.decide import UNJUDGED, Judgement, replies, treatment
from loa.mailguard.milter.session import Envelope, Session
from loa.mailguard.milter.workers import Workers
from loa.mailguard.site import MEGABYTE, Policy, Site

log = structlog.get_logger(__name__)

READ = 128 * 1024
SILENCE = 3600.0  # seconds a connection may say nothing: a mail server keeps it as long as its client stays
WATCH = 2.0  # seconds between two looks whether settings changed
GRACE = 20.0  # seconds for mails under way when the milter is told to end
TRIES = 2  # a process that falls over a mail may have fallen for another reason


@dataclass(frozen=True)
class Options:
    """How the milter runs. `site` gives the settings as they are now; `stamp` changes when they did."""

    host: str
    port: int
    site: Callable[[], Site]
    stamp: Callable[[], object] = lambda: None
    authserv: str | None = None
    own_domains: tuple[str, ...] = ()
    model: Path | None = None
    processes: int = 2
    connections: int = 500
    ready: Callable[[int], None] = lambda _port: None


@dataclass
class Milter:
    """One running milter."""

    options: Options
    site: Site
    workers: Workers
    _stamp: object = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)
    _busy: int = 0
    _quiet: asyncio.Event = field(default_factory=asyncio.Event)
    _reloading: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def make(cls, options: Options) -> Milter:
        """Read the settings. Raises `LoaError` when they cannot be used."""
        stamp = _stamp(options)
        site = options.site()
        _try_model(options)
        return cls(options, site, Workers(options.processes, _config(options, site)), stamp)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve until *stop*, then finish the mails under way."""
        await self.workers.start()
        server = await asyncio.start_server(self._connected, self.options.host, self.options.port)
        watcher = asyncio.create_task(self._watch())
        port = int(server.sockets[0].getsockname()[1])
        log.info("mail guard listens", host=self.options.host, port=port, processes=self.options.processes)
        self.options.ready(port)
        await stop.wait()
        server.close()
        watcher.cancel()
        await self._finish()
        await self.workers.stop()

    async def _finish(self) -> None:
        if self._busy:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._quiet.wait(), GRACE)
        for task in [*self._open]:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH)
            await self.reload(forced=False)

    async def reload(self, forced: bool = True) -> None:
        """Read settings again when they changed; whatever is wrong with them is said, and the old ones stay."""
        async with self._reloading:
            try:
                await self._take_over(forced)
            except (LoaError, OSError) as error:
                log.warning("mail guard keeps its settings", reason=str(error))
                metrics.RELOADS.labels("failed").inc()
            except Exception:  # a fault of ours: a watch that ended at it would never see a blocked sender again
                log.exception("mail guard keeps its settings")
                metrics.RELOADS.labels("failed").inc()

    async def _take_over(self, forced: bool) -> None:
        stamp = await asyncio.to_thread(_stamp, self.options)
        if stamp == self._stamp and not forced:
            return
        try:
            site = await asyncio.to_thread(self.options.site)
            await asyncio.to_thread(_try_model, self.options)
        except LoaError as error:
            if error.permanent:
                self._stamp = stamp  # a broken file is complained of once, not every two seconds
            raise
        self.workers.reload(_config(self.options, site))
        self._stamp, self.site = stamp, site
        metrics.RELOADS.labels("done").inc()
        log.info("mail guard took new settings", registry=len(site.registry), hosts=len(site.blocked_hosts))

    # -- one connection -------------------------------------------------------------------------------------------

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._open) >= self.options.connections:
            writer.close()
            metrics.FAILURES.labels("too_many").inc()
            return
        self._open.add(task)
        metrics.CONNECTIONS.inc()
        session = Session(self._limit())
        try:
            await self._serve(session, reader, writer)
        except MilterProtocolError as error:
            metrics.FAILURES.labels("protocol").inc()
            log.warning("mail guard closes a connection", reason=str(error))
        except (OSError, TimeoutError, asyncio.CancelledError):
            pass  # the server went away, or we end: there is nobody left to answer
        finally:
            session.abort()
            writer.close()
            self._open.discard(task)
            metrics.CONNECTIONS.dec()

    def _limit(self) -> int:
        return self.site.policy.max_megabytes * MEGABYTE

    async def _serve(self, session: Session, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        frames = FrameReader()
        while not session.closed:
            data = await asyncio.wait_for(reader.read(READ), SILENCE)
            if not data:
                return
            for frame in frames.feed(data):
                answer, mail = session.take(codec.decode(frame))
                writer.write(answer)
                if mail is not None:
                    await self._end_of_mail(session, mail, writer)
                    session.limit = self._limit()
            await writer.drain()

    async def _end_of_mail(self, session: Session, mail: Envelope, writer: asyncio.StreamWriter) -> None:
        self._busy += 1
        self._quiet.clear()
        site = self.site
        try:
            judgement = await self._judge(session, mail, site)
            for reply in replies(mail, judgement, site, session.actions, self.options.authserv):
                writer.write(reply)
                await writer.drain()
        finally:
            self._busy -= 1
            mail.close()
            if not self._busy:
                self._quiet.set()

    async def _judge(self, session: Session, mail: Envelope, site: Site) -> Judgement:
        begun = time.perf_counter()
        head = mail.head()
        envelope = {"client_ip": session.client_ip, "helo": session.helo, "mail_from": mail.sender}
        size = len(head) + mail.body_bytes
        readings: list[Iterable[bytes]] = [itertools.chain([head], mail.body()) for _ in range(TRIES)]
        try:
            answer = await self.workers.judge(envelope, readings, size, site.policy.timeout)
            judgement = Judgement.from_dict(answer)
        except LoaError as error:
            metrics.FAILURES.labels(error.code).inc()
            log.warning("mail not judged", queue_id=mail.queue_id, reason=error.code, size=size)
            judgement = UNJUDGED
        self._note(mail, judgement, site, size, time.perf_counter() - begun)
        return judgement

    @staticmethod
    def _note(mail: Envelope, judgement: Judgement, site: Site, size: int, seconds: float) -> None:
        """One line and the counters: never an address, a subject or a word of the mail."""
        level = judgement.level.value if judgement.level else "unchecked"
        done = treatment(judgement, site) or "later"
        metrics.MAILS.labels(level, done).inc()
        metrics.SECONDS.observe(seconds)
        log.info(
            "mail judged", queue_id=mail.queue_id, verdict=level, done=done, score=round(judgement.score, 1),
            codes=[code for code, _ in judgement.codes], size=size, ms=round(seconds * 1000, 1),
        )  # fmt: skip


def _config(options: Options, site: Site) -> bytes:
    value = {
        "site": replace(site, policy=Policy()).to_json(),  # the policy is applied here, not there
        "model": str(options.model) if options.model else "",
        "own_domains": list(options.own_domains),
        "authserv": options.authserv,
    }
    return json.dumps(value).encode()


def _try_model(options: Options) -> None:
    """Raise `LoaError` for a model that cannot be read: here, not in every working process."""
    from loa.mailguard import learning

    if options.model:
        learning.load(options.model)


def _stamp(options: Options) -> object:
    model = options.model.stat().st_mtime_ns if options.model else 0
    return options.stamp(), model


async def serve(options: Options) -> None:
    """Run a milter until SIGTERM or SIGINT; SIGHUP reads the settings again. Raises `LoaError`, `OSError`."""
    milter = Milter.make(options)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    reloads: set[asyncio.Task[None]] = set()

    def reload() -> None:
        task = loop.create_task(milter.reload())
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reload)
    with contextlib.suppress(asyncio.CancelledError):
        await milter.run(stop)

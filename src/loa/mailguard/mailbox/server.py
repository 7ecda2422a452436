"""Takes mail over from the mail server by LMTP or SMTP on loopback: 250 only when all is in the database.

What cannot be kept now is put off with 451 and stays in the mail server's queue, so nothing is lost while Loa restarts.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections

from loa.mailguard.mailbox.receive import receive

log = structlog.get_logger(__name__)
LARGEST = 40 * 1024 * 1024  # bytes, as the guard reads
AT_ONCE = 2  # mails judged at one time
SILENCE = 300.0  # seconds a client may say nothing


class Handler:
    """What aiosmtpd asks. *address*: the check mailbox; others are refused."""

    def __init__(self, address: str) -> None:
        self._address = address.lower()
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """One recipient a mail, and only this mailbox."""
        if self._address and address.lower() != self._address:
            return "550 5.1.1 No such mailbox here"
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep it, then say so."""
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        try:
            async with self._turn:
                sender = (envelope.mail_from or "").strip("<>")  # aiosmtpd leaves the empty return path its brackets
                done = await asyncio.to_thread(_receive, raw, sender)
        except Exception:  # whatever it was, the mail server tries again
            log.exception("a mail to the check mailbox was put off", size=len(raw))
            return "451 4.3.0 Try again later"
        log.info("check mailbox", done=done, size=len(raw))
        return "250 2.0.0 Taken"


def _receive(raw: bytes, sender: str) -> str:
    close_old_connections()
    try:
        return receive(raw, sender)
    finally:
        close_old_connections()


async def serve(host: str, port: int, address: str, *, lmtp: bool, ready: Callable[[int], None]) -> None:
    """Serve until SIGTERM or SIGINT; *ready* is told the port. Raises `OSError`."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await start(host, port, address, lmtp=lmtp)
    ready(int(server.sockets[0].getsockname()[1]))
    async with server:
        await stop.wait()


async def start(host: str, port: int, address: str, *, lmtp: bool) -> asyncio.Server:
    """A listening server."""
    handler, kind, loop = Handler(address), LMTP if lmtp else SMTP, asyncio.get_running_loop()

    def connected() -> SMTP:
        return kind(handler, data_size_limit=LARGEST, enable_SMTPUTF8=True, timeout=SILENCE, hostname="loa", loop=loop)

    return await loop.create_server(connected, host, port)

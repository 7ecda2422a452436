"""The mail server: takes everything for everybody, unless a fault is switched on."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from loa.sandbox.faults import Fault, Faults
from loa.sandbox.mail.journal import Journal

MAX_MESSAGE = 32 * 1024 * 1024  # bytes

KINDS = {
    "temporary": "451 after DATA; nothing is kept",
    "permanent": "550 to RCPT",
    "busy": "421 to MAIL, then the connection is closed",
    "greylist": "450 to RCPT until `seconds` have passed since this sender first tried this recipient",
    "hang": "no answer after DATA for `seconds`; nothing is kept",
    "hang_after": "the message is kept, then no answer for `seconds`, then the connection breaks",
    "reset": "the connection breaks after DATA; nothing is kept",
    "reset_after": "the message is kept, then the connection breaks before the answer",
    "garbage": "an answer after DATA that is no SMTP; nothing is kept",
    "slow": "the answer after DATA comes `seconds` late",
}
_AT_RCPT = frozenset({"permanent", "greylist"})
_AT_MAIL = frozenset({"busy"})
_AT_DATA = frozenset(KINDS) - _AT_RCPT - _AT_MAIL
_CLOSED = "421 4.3.2 closing connection"


class Handler:
    """What aiosmtpd asks at each command of RFC 5321. Its hooks return the reply line."""

    def __init__(self, journal: Journal, faults: Faults) -> None:
        self._journal = journal
        self._faults = faults
        self._first_tries: dict[tuple[str, str], float] = {}

    async def handle_EHLO(  # noqa: N802 - the name of the hook
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Announce PIPELINING: aiosmtpd answers line by line, in order, as RFC 2920 asks, but does not say so."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", "250-ENHANCEDSTATUSCODES", responses[-1]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, or be busy."""
        fault = self._faults.draw(address, _AT_MAIL)
        if fault:
            asyncio.get_running_loop().call_later(0.05, _break, server)
            return fault.text or "421 4.3.2 Service busy, try later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the recipient, or refuse."""
        fault = self._faults.draw(address, _AT_RCPT)
        if fault:
            refusal = self._refusal(fault, envelope.mail_from or "", address)
            if refusal:
                return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    def _refusal(self, fault: Fault, sender: str, recipient: str) -> str:
        if fault.kind == "permanent":
            return fault.text or f"{fault.code or 550} 5.1.1 No such mailbox"
        first = self._first_tries.setdefault((sender, recipient), time.monotonic())
        waited = time.monotonic() - first
        return "" if waited >= fault.seconds and waited > 0 else "450 4.7.1 Greylisted, come back later"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Journal the message, then (and only then) say 250."""
        fault = self._faults.draw(" ".join(envelope.rcpt_tos), _AT_DATA)
        if fault is None:
            return self._keep(envelope)
        return await self._misbehave(fault, server, envelope)

    async def handle_exception(self, error: Exception) -> str:
        """A fault of our own (the journal is closed while we end) is a passing one: no mail is refused for it."""
        return f"451 4.3.0 {type(error).__name__}: try again"

    async def _misbehave(self, fault: Fault, server: SMTP, envelope: Envelope) -> str:
        if fault.kind in {"hang_after", "reset_after"}:
            self._keep(envelope)
        if fault.kind in {"hang", "hang_after", "slow"}:
            await asyncio.sleep(fault.seconds)
        if fault.kind == "slow":
            return self._keep(envelope)
        if fault.kind == "temporary":
            return fault.text or f"{fault.code or 451} 4.3.0 Local error, try later"
        if fault.kind == "garbage":
            return fault.text or "<html>\x01 this is not SMTP"
        _break(server)
        return _CLOSED

    def _keep(self, envelope: Envelope) -> str:
        recipients = [_clean(address) for address in envelope.rcpt_tos]
        number = self._journal.append(_clean(envelope.mail_from or ""), recipients, _bytes(envelope.content))
        return f"250 2.0.0 OK queued as {number}"


def _clean(address: str) -> str:
    """The address without the lone surrogates that stand for bytes outside UTF-8."""
    return address.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _bytes(content: str | bytes | None) -> bytes:
    return content.encode() if isinstance(content, str) else content or b""


def _break(server: SMTP) -> None:
    """Cut the connection with RST, as a crashing server does."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


async def serve(host: str, port: int, journal: Journal, faults: Faults) -> asyncio.Server:
    """Listen for SMTP on *host*:*port* (0: any free port)."""
    loop = asyncio.get_running_loop()
    handler = Handler(journal, faults)

    def protocol() -> Any:
        return SMTP(
            handler,
            data_size_limit=MAX_MESSAGE,
            enable_SMTPUTF8=True,
            hostname="sandbox.loa.example",
            ident="Loa sandbox: not a real mail server",
            loop=loop,
        )

    return await loop.create_server(protocol, host, port)

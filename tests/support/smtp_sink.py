"""A mail server that journals: every message it answered 250 for stands in the journal, and no other.

The reply goes out only after the line is in the file, so "accepted" can be counted whatever the client does next.
`Trouble` makes it misbehave for a number of connections or messages, then it is well again.
"""

from __future__ import annotations

import asyncio
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^>]+)>", re.IGNORECASE | re.MULTILINE)

TroubleKind = Literal[
    "none", "hang", "reset", "half_close", "garbage", "busy", "storm", "greylist", "refuse", "credentials"
]


@dataclass
class Trouble:
    """What is wrong, and how many times it is shown before the server is well."""

    kind: TroubleKind = "none"
    times: int = 0

    def strikes(self) -> bool:
        """Whether it shows itself once more."""
        if self.kind == "none" or self.times <= 0:
            return False
        self.times -= 1
        return True


@dataclass
class SmtpSink:
    """Runs in a thread of its own; `pace` is seconds a message takes on one connection."""

    journal: Path
    pace: float = 0.0
    trouble: Trouble = field(default_factory=Trouble)
    port: int = 0
    greeted: set[bytes] = field(default_factory=set)

    def __enter__(self) -> SmtpSink:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(10)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._guarded, "127.0.0.1", 0, limit=2**20))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        try:
            self._loop.run_forever()
        finally:
            server.close()
            pending = asyncio.all_tasks(self._loop)
            for task in pending:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
            self._loop.close()

    async def _guarded(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.trouble.kind == "garbage" and self.trouble.strikes():
            writer.write(b"\x00\xff\xfe this is no mail server\r\n\r\n")
            return
        if self.trouble.kind == "busy" and self.trouble.strikes():
            writer.write(b"421 4.3.2 too busy\r\n")
            return
        writer.write(b"220 sink.example ESMTP\r\n")
        accepted, sender = 0, False
        while line := await reader.readline():
            word = line[:4].upper()
            if word == b"QUIT":
                writer.write(b"221 2.0.0 bye\r\n")
                return
            if word == b"DATA" and accepted:
                accepted = 0
                writer.write(b"354 go ahead\r\n")
                if not await self._data(reader, writer):
                    return
            else:
                reply = self._reply(word, line) if word != b"RCPT" or sender else b"503 5.5.1 no sender\r\n"
                fine = reply.startswith(b"250")
                sender = fine if word == b"MAIL" else sender
                accepted += word == b"RCPT" and fine
                writer.write(reply)
            await writer.drain()

    def _reply(self, word: bytes, line: bytes) -> bytes:
        """The answer to a command that carries no message."""
        if word == b"EHLO":
            return b"250-sink.example\r\n250-8BITMIME\r\n250 PIPELINING\r\n"
        if word == b"MAIL" and self.trouble.kind == "credentials" and self.trouble.strikes():
            return b"530 5.7.0 authentication required\r\n"
        if word == b"DATA":
            return b"503 5.5.1 no valid recipients\r\n"
        return self._recipient(line) if word == b"RCPT" else b"250 2.0.0 ok\r\n"

    def _recipient(self, line: bytes) -> bytes:
        if self.trouble.kind == "storm" and self.trouble.strikes():
            return b"451 4.3.0 try later\r\n"
        if self.trouble.kind == "refuse" and self.trouble.strikes():
            return b"550 5.1.1 no such user\r\n"
        if self.trouble.kind == "greylist" and line not in self.greeted:
            self.greeted.add(line)
            return b"450 4.7.1 greylisted\r\n"
        return b"250 2.1.5 ok\r\n"

    async def _data(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        message = await reader.readuntil(b"\r\n.\r\n")
        if self.pace:
            await asyncio.sleep(self.pace)
        if self.trouble.kind == "hang" and self.trouble.strikes():
            await asyncio.sleep(3600)
        if self.trouble.kind == "reset" and self.trouble.strikes():
            writer.transport.abort()
            return False
        if self.trouble.kind == "half_close" and self.trouble.strikes():
            writer.write_eof()
            return False
        found = _MESSAGE_ID.search(message)
        with self.journal.open("ab") as journal:
            journal.write((found[1] if found else b"?") + b"\n")
        writer.write(b"250 2.0.0 queued\r\n")
        return True

    def message_ids(self) -> list[str]:
        """Every message that was taken, in order."""
        return self.journal.read_text().split() if self.journal.exists() else []

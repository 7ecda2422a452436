"""SMTP replies: bytes from a mail server into `Reply` values (RFC 5321 §4.2, enhanced codes RFC 3463)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

MAX_LINE = 4096  # RFC 5321 §4.5.3.1.5 allows 512; servers with long diagnostics exist, endless lines must not
MAX_LINES = 128

_LINE = re.compile(rb"([2-5][0-9][0-9])(?:([ -])(.*))?\Z", re.DOTALL)
_STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?:\s|\Z)")


class UnintelligibleReplyError(ConnectionError):
    """What came is not SMTP."""


class Reply(NamedTuple):
    """One reply: its three-digit code and its lines without code."""

    code: int
    lines: tuple[bytes, ...]

    @property
    def text(self) -> str:
        """The server's own words on one line (standards N4)."""
        words = b" ".join(line.strip() for line in self.lines).decode("utf-8", "replace")
        return "".join(letter if letter.isprintable() else " " for letter in words)

    @property
    def status(self) -> str:
        """The enhanced status code (`5.1.1`), or empty where the server gives none."""
        found = _STATUS.match(self.text)
        return found[1] if found else ""

    @property
    def positive(self) -> bool:
        """2yz: done."""
        return 200 <= self.code < 300

    @property
    def transient(self) -> bool:
        """4yz: may do another time."""
        return 400 <= self.code < 500

    def __str__(self) -> str:
        return f"{self.code} {self.text}".rstrip()


class ReplyReader:
    """Cuts a stream of bytes into replies; holds at most one unfinished reply."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: list[bytes] = []

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that *data* completes, in order.

        Raises `UnintelligibleReplyError` on anything that is no SMTP reply, or that does not end.
        """
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > MAX_LINE:
            raise UnintelligibleReplyError("a line without end")
        return [reply for line in lines if (reply := self._line(line.rstrip(b"\r"))) is not None]

    def _line(self, line: bytes) -> Reply | None:
        code, more, words = _parsed(line)
        if not more and not self._lines:
            return Reply(code, (words,))
        self._lines.append(words)
        if len(self._lines) > MAX_LINES:
            raise UnintelligibleReplyError("a reply without end")
        if more:
            return None
        reply = Reply(code, tuple(self._lines))
        self._lines.clear()
        return reply


@lru_cache(maxsize=64)  # a server says the same few lines over and over
def _parsed(line: bytes) -> tuple[int, bool, bytes]:
    """Code, whether more lines follow, and the words of one line."""
    found = _LINE.match(line)
    if found is None or len(line) > MAX_LINE:
        raise UnintelligibleReplyError(f"not an SMTP reply: {line[:80]!r}")
    code, mark, words = found.groups()
    return int(code), mark == b"-", words or b""

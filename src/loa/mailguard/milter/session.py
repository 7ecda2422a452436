"""One connection of a mail server: what it tells, step by step, until a mail is complete. Pure but for the spool."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from loa.mailguard.milter import codec
from loa.mailguard.milter.codec import Action, MilterProtocolError, Option

MEMORY = 256 * 1024  # bytes of a body kept in memory; the rest waits in a temporary file
MAX_HEADERS = 1_000_000  # bytes of all headers that are kept
PIECE = 256 * 1024
WANTED_ACTIONS = Action.ADD_HEADERS | Action.CHANGE_HEADERS | Action.CHANGE_BODY | Action.QUARANTINE
WANTED_OPTIONS = (
    Option.NO_REPLY_HEADER
    | Option.NO_UNKNOWN
    | Option.SKIP
    | Option.NO_REPLY_CONNECT
    | Option.NO_REPLY_HELO
    | Option.NO_REPLY_MAIL
    | Option.NO_REPLY_RECIPIENT
    | Option.NO_REPLY_DATA
    | Option.NO_REPLY_UNKNOWN
    | Option.NO_REPLY_END_OF_HEADERS
    | Option.NO_REPLY_BODY
    | Option.LEADING_SPACE
)


@dataclass
class Envelope:
    """One mail under way: envelope, headers as they stand, body in a spool that does not fill the memory."""

    limit: int
    sender: str = ""
    recipients: int = 0
    queue_id: str = ""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    header_bytes: int = 0
    body_bytes: int = 0
    complete: bool = True
    spool: IO[bytes] = field(default_factory=lambda: tempfile.SpooledTemporaryFile(max_size=MEMORY))  # noqa: SIM115

    def add_header(self, name: bytes, value: bytes, exact: bool) -> None:
        """Keep one header; *exact* when the value carries the blank after its colon."""
        self.header_bytes += len(name) + len(value) + 4
        if self.header_bytes > MAX_HEADERS:
            self.complete = False
            return
        self.headers.append((name, value if exact else b" " + value))

    def add_body(self, data: bytes) -> bool:
        """Keep a piece of the body; False when nothing more of it is wanted."""
        room = self.limit - self.body_bytes
        if len(data) > room:
            self.complete = False
            data = data[:room]
        self.spool.write(data)
        self.body_bytes += len(data)
        return self.complete

    def head(self) -> bytes:
        """The headers as RFC 5322 writes them, with the empty line."""
        return b"".join(b"%s:%s\r\n" % (name, crlf(value)) for name, value in self.headers) + b"\r\n"

    def body(self) -> Iterator[bytes]:
        """The body in pieces of `PIECE` bytes."""
        self.spool.seek(0)
        while piece := self.spool.read(PIECE):
            yield piece

    def close(self) -> None:
        """Give the spool back."""
        self.spool.close()


def crlf(value: bytes) -> bytes:
    """Folded lines ended by CRLF, whichever end the server wrote."""
    return value.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


class Session:
    """Follows the commands of one connection; `take` answers each, and hands the mail over when it is complete."""

    def __init__(self, limit: int) -> None:
        self.limit = limit  # bytes of a body; the owner may change it between mails
        self.actions = Action(0)
        self.options = Option(0)
        self.client_ip = ""
        self.helo = ""
        self.closed = False
        self._negotiated = False
        self._macros: dict[str, str] = {}
        self._mail: Envelope | None = None

    def take(self, command: codec.Command) -> tuple[bytes, Envelope | None]:
        """Bytes to answer at once (maybe none), and the complete mail at its end.

        Raises `MilterProtocolError` for a command that cannot come now.
        """
        if not isinstance(command, codec.Negotiate) and not self._negotiated:
            raise MilterProtocolError(reason="a command before the option negotiation")
        match command:
            case codec.Negotiate():
                return self._negotiate(command), None
            case codec.Macros(values=values):
                self._macros.update(values)
            case codec.Connect(address=address):
                self.client_ip = address
                return self._answer(Option.NO_REPLY_CONNECT), None
            case codec.Strings():
                return self._envelope(command), None
            case codec.Header(name=name, value=value):
                self._open().add_header(name, value, Option.LEADING_SPACE in self.options)
                return self._answer(Option.NO_REPLY_HEADER), None
            case codec.Body():
                return self._body(command)
            case codec.Plain():
                return self._plain(command), None
        return b"", None

    def abort(self) -> None:
        """Forget the mail under way; the connection goes on."""
        if self._mail is not None:
            self._mail.close()
        self._mail = None

    def _negotiate(self, offer: codec.Negotiate) -> bytes:
        if offer.version < codec.LOWEST:
            raise MilterProtocolError(reason=f"protocol version {offer.version}")
        self._negotiated = True
        self.actions = Action(offer.actions & WANTED_ACTIONS)
        self.options = Option(offer.options & WANTED_OPTIONS)
        return codec.negotiated(min(offer.version, codec.HIGHEST), self.actions, self.options)

    def _answer(self, silent: Option) -> bytes:
        return b"" if silent in self.options else codec.CONTINUE

    def _open(self) -> Envelope:
        if self._mail is None:
            self._mail = Envelope(self.limit)
        return self._mail

    def _envelope(self, command: codec.Strings) -> bytes:
        if command.letter == b"H":
            self.helo = command.values[0]
            return self._answer(Option.NO_REPLY_HELO)
        if command.letter == b"M":
            self.abort()
            self._open().sender = command.values[0].strip("<> ")
            return self._answer(Option.NO_REPLY_MAIL)
        self._open().recipients += 1
        return self._answer(Option.NO_REPLY_RECIPIENT)

    def _body(self, command: codec.Body) -> tuple[bytes, Envelope | None]:
        mail = self._open()
        wanted = mail.add_body(command.data)
        if not command.last:
            if not wanted and Option.SKIP in self.options and Option.NO_REPLY_BODY not in self.options:
                return codec.SKIP, None
            return self._answer(Option.NO_REPLY_BODY), None
        mail.queue_id = self._macros.get("i", "")
        self._mail = None
        return b"", mail

    def _plain(self, command: codec.Plain) -> bytes:
        match command.letter:
            case b"T":
                return self._answer(Option.NO_REPLY_DATA)
            case b"N":
                return self._answer(Option.NO_REPLY_END_OF_HEADERS)
            case b"U":
                return self._answer(Option.NO_REPLY_UNKNOWN)
            case b"K":  # the same connection serves another client (SMFIC_QUIT_NC)
                self._macros.clear()
                self.client_ip = self.helo = ""
            case b"Q":
                self.closed = True
        self.abort()
        return b""

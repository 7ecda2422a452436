"""One SMTP session: the dialogue of RFC 5321 with PIPELINING (RFC 2920), STARTTLS (3207) and AUTH (4954).

Where the server pipelines, MAIL, RCPT and DATA of the next message travel behind the content of the one before it
(RFC 2920 §3.1 allows it), so a message costs one round trip. Where it does not, commands go one by one.
"""

from __future__ import annotations

import base64
import ssl
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from ipaddress import ip_address
from selectors import BaseSelector
from typing import Protocol

from loa.channels.base import TechnicalFailureError
from loa.channels.mail.replies import Reply, ReplyReader, UnintelligibleReplyError
from loa.channels.streams import SocketAddress, Stream

IMPLICIT_TLS_PORT = 465  # RFC 8314 §3.3


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait at each step. Shorter than RFC 5321 §4.5.3.2: our server is the office's own, and every
    message is repeated under the same Message-ID when an answer stays away."""

    connect: float = 10.0
    greeting: float = 30.0
    command: float = 30.0
    final: float = 120.0


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where our mail is handed over. `hello` is our name in EHLO: a host name or an address literal (standards E2)."""

    host: str
    port: int
    hello: str = "[127.0.0.1]"
    tls: bool = False
    user: str = ""
    password: str = ""
    tls_context: ssl.SSLContext | None = None

    @property
    def loopback(self) -> bool:
        """Whether the server is this machine, so that nobody can listen on the way."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


@dataclass(slots=True)
class Letter:
    """One message on its way: index in the parcel, envelope addresses, and content ready for the wire
    (CRLF at every line's end, no line beginning with an unstuffed dot, without the closing dot)."""

    index: int
    sender: bytes
    recipient: bytes
    content: bytes
    losses: int = 0

    @property
    def announcement(self) -> bytes:
        """The three commands that lead up to the content."""
        return b"MAIL FROM:<%b>\r\nRCPT TO:<%b>\r\nDATA\r\n" % (self.sender, self.recipient)


class Stage(Enum):
    """What a refusal answered."""

    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    CONTENT = "DATA"


class Desk(Protocol):
    """Where sessions fetch letters and bring answers."""

    def take(self) -> Letter | None:
        """The next letter to send, or None."""
        ...

    def accepted(self, letter: Letter) -> None:
        """The server took responsibility for it."""
        ...

    def refused(self, letter: Letter, stage: Stage, reply: Reply) -> None:
        """The server did not."""
        ...


class ServerBusyError(ConnectionError):
    """The server closes the session or does not want one now (421, or 4yz before any message)."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(str(reply))
        self.reply = reply


Handler = Callable[[Reply], None]


class Session:
    """One connection and what it is in the middle of.

    `idle` when it waits for letters; `proven` once the server settled a letter on it; `deadline` (monotonic seconds)
    is when patience ends. `advance` raises `OSError` when the session is lost, `TechnicalFailureError` when the
    server does not accept our set-up.
    """

    def __init__(
        self,
        server: SmtpServer,
        timeouts: Timeouts,
        desk: Desk,
        selector: BaseSelector,
        addresses: Sequence[SocketAddress],
    ) -> None:
        self._server = server
        self._timeouts = timeouts
        self._desk = desk
        self._stream = Stream(selector, self, addresses)
        self._reader = ReplyReader()
        self._expected: deque[Handler] = deque([self._on_greeting])
        self._steps: deque[tuple[bytes, Handler]] = deque()
        self._pipelining = False
        self._letter: Letter | None = None  # the one whose answer comes first
        self._following: Letter | None = None  # announced behind it
        self._refusal: tuple[Stage, Reply] | None = None
        self._reset_needed = False
        self.content_sent = False
        self.idle = False
        self.proven = False
        self.deadline = time.monotonic() + timeouts.connect
        if self._implicit_tls:
            self._start_tls()

    def advance(self) -> None:
        """Take what came and answer it."""
        connecting = not self._stream.ready
        data = self._stream.advance()
        if connecting and self._stream.ready:
            self._allow(self._timeouts.greeting)
        for reply in self._reader.feed(data) if data else ():
            self._on_reply(reply)

    def resume(self) -> None:
        """Ask the desk for a letter, when idle."""
        self.idle = False
        self._begin_next()

    def unsettled(self) -> list[Letter]:
        """Letters in this session's hands without an answer, the one under way first."""
        return [letter for letter in (self._letter, self._following) if letter is not None]

    def close(self) -> None:
        """End the session; politely where nothing is under way."""
        if self.idle:
            self._stream.write(b"QUIT\r\n")
        self._stream.close()

    # -- the machine -------------------------------------------------------------------------------------------

    def _on_reply(self, reply: Reply) -> None:
        if reply.code == 421:  # RFC 5321 §3.8: may answer anything, the channel closes after it
            raise ServerBusyError(reply)
        if not self._expected:
            raise UnintelligibleReplyError(f"an answer to nothing: {reply}")
        self._expected.popleft()(reply)
        if self._steps and not self._expected:
            self._send(*self._steps.popleft())

    def _send(self, command: bytes, *handlers: Handler, patience: float | None = None) -> None:
        self._expected.extend(handlers)
        self._allow(self._timeouts.command if patience is None else patience)
        self._stream.write(command)

    def _allow(self, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds

    # -- opening -----------------------------------------------------------------------------------------------

    @property
    def _implicit_tls(self) -> bool:
        return self._server.tls and self._server.port == IMPLICIT_TLS_PORT

    def _start_tls(self) -> None:
        context = self._server.tls_context or ssl.create_default_context()
        self._stream.start_tls(context, self._server.host)

    def _on_greeting(self, reply: Reply) -> None:
        self._require(reply)
        self._say_hello()

    def _say_hello(self) -> None:
        self._send(b"EHLO %b\r\n" % self._server.hello.encode("ascii"), self._on_ehlo)

    def _on_ehlo(self, reply: Reply) -> None:
        if reply.code in {500, 502, 504}:  # a server of before 1995: RFC 5321 §3.2
            self._send(b"HELO %b\r\n" % self._server.hello.encode("ascii"), self._on_helo)
            return
        self._require(reply)
        self._continue_opening({words[0].upper(): words[1:] for line in reply.lines if (words := line.split())})

    def _on_helo(self, reply: Reply) -> None:
        self._require(reply)
        self._continue_opening({})

    def _continue_opening(self, extensions: dict[bytes, list[bytes]]) -> None:
        self._pipelining = b"PIPELINING" in extensions
        if self._server.tls and not self._stream.encrypted:
            self._demand(b"STARTTLS" in extensions, "STARTTLS is demanded but not offered")
            self._send(b"STARTTLS\r\n", self._on_starttls)
        elif self._server.user:
            self._authenticate([method.upper() for method in extensions.get(b"AUTH", [])])
        else:
            self._begin_next()

    def _on_starttls(self, reply: Reply) -> None:
        self._require(reply)
        self._start_tls()
        # Nothing said before TLS counts after it (RFC 3207 §4.2): a new reader, and EHLO again.
        self._reader = ReplyReader()
        self._say_hello()

    def _authenticate(self, methods: list[bytes]) -> None:
        safe = self._stream.encrypted or self._server.loopback
        self._demand(safe, "the password would travel unencrypted; set LOA_SMTP_TLS=1")
        user, password = self._server.user.encode(), self._server.password.encode()
        if b"PLAIN" in methods:
            token = base64.b64encode(b"\0%b\0%b" % (user, password))
            self._send(b"AUTH PLAIN %b\r\n" % token, self._on_authenticated)
            return
        self._demand(b"LOGIN" in methods, "no way of signing in that we know is offered (PLAIN, LOGIN)")
        self._steps.append((base64.b64encode(user) + b"\r\n", self._on_challenge))
        self._steps.append((base64.b64encode(password) + b"\r\n", self._on_authenticated))
        self._send(b"AUTH LOGIN\r\n", self._on_challenge)

    def _on_challenge(self, reply: Reply) -> None:
        if reply.code != 334:
            self._require(reply)

    def _on_authenticated(self, reply: Reply) -> None:
        self._require(reply)
        self._begin_next()

    def _require(self, reply: Reply) -> None:
        """Before any message, a 4yz means later and a 5yz means that our set-up is wrong."""
        if reply.transient:
            raise ServerBusyError(reply)
        self._demand(reply.positive, str(reply))

    def _demand(self, held: bool, reason: str) -> None:
        if not held:
            raise TechnicalFailureError(channel="mail", reason=reason)

    # -- letters -----------------------------------------------------------------------------------------------

    def _begin_next(self) -> None:
        letter = self._desk.take()
        if letter is None:
            self.idle = True
            return
        self._letter = letter
        if self._pipelining:
            prefix, handlers = self._reset()
            self._send(prefix + letter.announcement, *handlers, self._on_mail, self._on_rcpt, self._on_data)
        else:
            self._begin_in_steps(letter)

    def _begin_in_steps(self, letter: Letter) -> None:
        mail, rcpt, data, _ = letter.announcement.split(b"\r\n")
        self._steps.append((mail + b"\r\n", self._on_mail))
        self._steps.append((rcpt + b"\r\n", self._on_rcpt))
        self._steps.append((data + b"\r\n", self._on_data))
        prefix, handlers = self._reset()
        if prefix:
            self._send(prefix, *handlers)
        else:
            self._send(*self._steps.popleft())

    def _reset(self) -> tuple[bytes, list[Handler]]:
        if not self._reset_needed:
            return b"", []
        self._reset_needed = False
        return b"RSET\r\n", [self._require]

    def _on_mail(self, reply: Reply) -> None:
        if not reply.positive:
            self._refuse(Stage.SENDER, reply)

    def _on_rcpt(self, reply: Reply) -> None:
        if not reply.positive:
            self._refuse(Stage.RECIPIENT, reply)

    def _refuse(self, stage: Stage, reply: Reply) -> None:
        self._refusal = self._refusal or (stage, reply)
        if not self._expected:  # one by one: DATA was not sent yet
            self._steps.clear()
            self._give_up_letter()

    def _on_data(self, reply: Reply) -> None:
        if reply.code != 354:
            self._refusal = self._refusal or (Stage.CONTENT, reply)
            self._give_up_letter()
        elif self._refusal:
            # Pipelined DATA taken without a recipient: an empty message ends it (RFC 2920 §3.1).
            self._send(b".\r\n", lambda _: self._give_up_letter())
        else:
            self._send_content()

    def _give_up_letter(self) -> None:
        assert self._letter is not None
        assert self._refusal is not None
        letter, (stage, reply) = self._letter, self._refusal
        self._letter = self._refusal = None
        self._reset_needed = True
        self.proven = True
        self._desk.refused(letter, stage, reply)
        self._begin_next()

    def _send_content(self) -> None:
        assert self._letter is not None
        content = self._letter.content + b".\r\n"
        self.content_sent = True
        following = self._desk.take() if self._pipelining else None
        if following is None:
            self._send(content, self._on_content, patience=self._timeouts.final)
            return
        self._following = following
        handlers = (self._on_content, self._on_mail, self._on_rcpt, self._on_data)
        self._send(content + following.announcement, *handlers, patience=self._timeouts.final)

    def _on_content(self, reply: Reply) -> None:
        assert self._letter is not None
        letter, self._letter, self._following = self._letter, self._following, None
        self.content_sent = False
        self.proven = True
        if reply.positive:
            self._desk.accepted(letter)
        else:
            self._desk.refused(letter, Stage.CONTENT, reply)
        if self._letter is None:
            self._begin_next()

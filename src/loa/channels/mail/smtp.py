"""A fast SMTP sender: several sessions in one thread, each letter settled as soon as the server answers.

At least once (DESIGN §6): a letter whose final answer was lost goes out again under the same Message-ID, first on
another session, then, unreported, by the engine. A letter that breaks two sessions is put aside as a temporary
failure so that it cannot hold up its parcel.
"""

from __future__ import annotations

import selectors
import ssl
import time
from collections import deque
from collections.abc import Callable, Sequence

from loa.channels.base import (
    ChannelUnavailableError,
    Envelope,
    Outcome,
    Report,
    ReportSink,
    TechnicalFailureError,
    ThrottledError,
)
from loa.channels.mail.outcomes import SET_UP_CODES, refused
from loa.channels.mail.replies import Reply
from loa.channels.mail.session import Letter, ServerBusyError, Session, SmtpServer, Stage, Timeouts
from loa.channels.streams import SocketAddress, resolve
from loa.errors import LoaError

THROTTLE_SECONDS = 30.0  # how long to stay away from a server that says 421 or 4yz to MAIL
MAX_LOSSES = 2  # sessions that one letter may break
_TICK = 1.0  # seconds between two looks at the deadlines

Compose = Callable[[Envelope], Letter]


class UndeliverableError(LoaError):
    """The envelope cannot be mailed at all, whatever the server says (no mail address)."""

    code = "undeliverable"
    message = "This is not a mail address."


class SmtpSender:
    """Sends envelopes through one mail server. Implements `loa.channels.base.Sender`.

    `compose` makes the letter of an envelope when its turn comes, so at most two letters a session are in memory.
    """

    def __init__(
        self, server: SmtpServer, compose: Compose, sessions: int = 8, timeouts: Timeouts | None = None
    ) -> None:
        self._server = server
        self._compose = compose
        self._limit = max(1, sessions)
        self._timeouts = timeouts or Timeouts()
        self._selector: selectors.BaseSelector | None = None
        self._sessions: list[Session] = []
        self._addresses: list[SocketAddress] = []
        self._waiting: deque[Envelope] = deque()
        self._returned: deque[Letter] = deque()
        self._report: ReportSink = _nobody
        self._slots = 0
        self._lost: OSError | None = None
        self._stop: LoaError | None = None

    def send(self, envelopes: Sequence[Envelope], report: ReportSink) -> None:
        """Send to each envelope and report it; see `loa.channels.base.Sender.send`."""
        self._waiting, self._returned = deque(envelopes), deque()
        self._report, self._slots = report, self._limit
        self._stop = self._lost = None
        try:
            self._run()
        except BaseException:
            self.close()
            raise
        self._raise_what_is_left()

    def close(self) -> None:
        """End all sessions; may be called twice."""
        for session in self._sessions:
            session.close()
        self._sessions.clear()
        if self._selector is not None:
            self._selector.close()
            self._selector = None

    # -- the desk that sessions talk to ------------------------------------------------------------------------

    def take(self) -> Letter | None:
        """The next letter: fresh ones first, so that one which broke a session does not break the next at once."""
        while self._waiting and self._stop is None:
            envelope = self._waiting.popleft()
            try:
                return self._compose(envelope)
            except UndeliverableError as error:
                self._report(Report(envelope.index, Outcome.PERMANENT_FAILURE, provider_text=error.text))
        return self._returned.popleft() if self._returned and self._stop is None else None

    def accepted(self, letter: Letter) -> None:
        """The server took it over: sent, without proof that it arrives (standards §8)."""
        self._report(Report(letter.index, Outcome.SENT))

    def refused(self, letter: Letter, stage: Stage, reply: Reply) -> None:
        """Report the refusal, or stop when it is not about this letter."""
        stop = _reason_to_stop(stage, reply)
        if stop is None:
            self._report(refused(letter.index, reply))
            return
        self._stop = self._stop or stop
        self._returned.append(letter)

    # -- the loop ----------------------------------------------------------------------------------------------

    def _run(self) -> None:
        for session in list(self._sessions):
            # A session of an earlier call may have been closed while it was idle: that says nothing of the server.
            session.proven = True
            session.resume()
        self._open_sessions()
        checked = time.monotonic()
        while any(not session.idle for session in self._sessions):
            assert self._selector is not None
            for key, _ in self._selector.select(self._tick):
                self._advance(key.data)
            if time.monotonic() - checked >= self._tick:
                checked = time.monotonic()
                self._expire(checked)

    @property
    def _tick(self) -> float:
        times = self._timeouts
        return min(_TICK, times.connect / 2, times.greeting / 2, times.command / 2, times.final / 2)

    def _open_sessions(self) -> None:
        wanted = min(self._slots, len(self._waiting) + len(self._returned) + self._busy())
        while len(self._sessions) < wanted and self._stop is None:
            if not self._open_session():
                return

    def _busy(self) -> int:
        return sum(not session.idle for session in self._sessions)

    def _open_session(self) -> bool:
        self._selector = self._selector or selectors.DefaultSelector()
        try:
            self._addresses = self._addresses or resolve(self._server.host, self._server.port)
            session = Session(self._server, self._timeouts, self, self._selector, self._addresses)
        except OSError as error:
            self._lost = error
            self._slots = len(self._sessions)
            self._addresses = []
            return False
        self._sessions.append(session)
        return True

    def _advance(self, session: Session) -> None:
        if session not in self._sessions:
            return
        try:
            session.advance()
        except TechnicalFailureError as error:
            self._stop = self._stop or error
            self._drop(session)
        except OSError as error:
            self._on_lost(session, error)

    def _expire(self, now: float) -> None:
        for session in [session for session in self._sessions if not session.idle and session.deadline < now]:
            self._on_lost(session, TimeoutError("the mail server does not answer"))

    def _on_lost(self, session: Session, error: OSError) -> None:
        """Put its letters back. Only a session on which something was settled is replaced, so this ends."""
        if isinstance(error, ssl.SSLCertVerificationError):
            self._stop = self._stop or TechnicalFailureError(channel="mail", reason=str(error))
        self._lost = error
        if session.content_sent and not isinstance(error, ServerBusyError):  # 421 is an answer: it was not taken
            session.unsettled()[0].losses += 1
        self._drop(session)
        if not session.proven:
            self._slots = len(self._sessions)
            self._addresses = []  # the name may have moved
        self._open_sessions()
        self._wake_idle()

    def _drop(self, session: Session) -> None:
        self._sessions.remove(session)
        session.close()
        for letter in session.unsettled():
            if letter.losses < MAX_LOSSES:
                self._returned.append(letter)
            else:
                self._report(Report(letter.index, Outcome.TEMPORARY_FAILURE, "lost", str(self._lost)[:200]))

    def _wake_idle(self) -> None:
        for session in [session for session in self._sessions if session.idle]:
            session.resume()

    def _raise_what_is_left(self) -> None:
        if self._stop is not None:
            raise self._stop
        if not self._waiting and not self._returned:
            return
        if isinstance(self._lost, ServerBusyError):
            raise ThrottledError(THROTTLE_SECONDS, str(self._lost))
        raise ChannelUnavailableError(channel="mail", reason=str(self._lost)) from self._lost


def _reason_to_stop(stage: Stage, reply: Reply) -> LoaError | None:
    """A refusal of our own address or set-up is not the recipient's: everything after it would meet the same."""
    if reply.code in SET_UP_CODES or (stage is Stage.SENDER and not reply.transient):
        return TechnicalFailureError(channel="mail", reason=str(reply))
    if stage is Stage.SENDER:
        return ThrottledError(THROTTLE_SECONDS, str(reply))
    return None


def _nobody(report: Report) -> None:
    """Nothing is reported between two calls of `send`."""

"""What a real Sendmail sent: 8.17.1.9 of Debian 12 with two made mails in one session, kept as it went over the wire.

Debian's package excludes Postfix, so the tests cannot run it; docs/operators/mail-guard.md says how it was run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from loa.mailguard.core import check
from loa.mailguard.milter.codec import FrameReader, decode
from loa.mailguard.milter.decide import Judgement, replies
from loa.mailguard.milter.session import Envelope, Session
from loa.mailguard.site import Site
from tests.mailguard.milter import wire
from tests.mailguard.milter.mails import honest

SENT = (Path(__file__).parent / "sendmail-8.17.1.9.bin").read_bytes()


@dataclass
class Heard:
    """What was made of the session: answers, and of each mail its client, queue id, bytes and form after ours."""

    answers: list[bytes] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    delivered: list[bytes] = field(default_factory=list)

    def take(self, session: Session, mail: Envelope) -> None:
        raw = mail.head() + b"".join(mail.body())
        verdict = check(raw)
        judged = Judgement(verdict.level, verdict.score, (), ("Lý do.",), verdict.advice("vi"), verdict.advice("en"))
        wanted = wire.frames(b"".join(replies(mail, judged, Site(), session.actions)))
        self.names.append((session.client_ip, mail.queue_id))
        self.mails.append(raw)
        self.delivered.append(wire.apply(raw, wanted))
        mail.close()


@pytest.mark.parametrize("piece", [1, 7, len(SENT)])
def test_its_mails_are_taken_judged_and_answered_only_at_their_end(piece: int) -> None:
    session, reader, heard = Session(1_000_000), FrameReader(), Heard()
    for start in range(0, len(SENT), piece):
        for frame in reader.feed(SENT[start : start + piece]):
            answer, mail = session.take(decode(frame))
            heard.answers.append(answer)
            if mail is not None:
                heard.take(session, mail)
    assert wire.frames(heard.answers[0])[0][0] == b"O"
    assert not any(heard.answers[1:]), "it was promised that nothing is said before the end of a mail"
    assert session.closed
    assert heard.names == [("127.0.0.1", "6ARI4u7O013547"), ("127.0.0.1", "6ARI4u7P013547")]
    assert heard.mails[0] == honest(1)
    plain, warned = heard.delivered
    assert plain.startswith(b"X-Loa-Verdict: safe\r\n")
    assert plain.endswith(honest(1))
    assert warned.startswith(b"X-Loa-Verdict: dangerous\r\n")
    assert b"Content-Type: multipart/mixed" in warned

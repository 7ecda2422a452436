"""From a verdict and the site's policy to what is done with the mail. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from loa.mailguard.core import Level
from loa.mailguard.milter import codec
from loa.mailguard.milter.banner import Caution, wrapped
from loa.mailguard.milter.codec import Action
from loa.mailguard.milter.session import Envelope, crlf
from loa.mailguard.site import Site, Treatment

OUR_HEADERS = (b"X-Loa-Verdict", b"X-Loa-Score", b"X-Loa-Evidence")
_OURS = re.compile(rb"x-loa-[a-z-]+\Z", re.IGNORECASE)
_CONTENT = re.compile(rb"content-[a-z-]+\Z", re.IGNORECASE)
_RESULTS = b"authentication-results"
_COMMENT = re.compile(rb"\([^()]*\)")
_MARK = "=?UTF-8?B?W0PhuqJOSCBCw4FPXSA=?="  # “[CẢNH BÁO] ”: a blank between coded words is dropped (RFC 2047 §6.2)
REFUSED = b"550 5.7.1 Mail refused: it pretends to be somebody else (thu gia mao)"
LATER = b"451 4.7.1 The mail guard cannot judge now, try again later"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the guard said, as the working process sends it; `level` is None when it could not judge."""

    level: Level | None
    score: float = 0.0
    codes: tuple[tuple[str, int], ...] = ()
    reasons: tuple[str, ...] = ()
    advice: str = ""
    advice_en: str = ""

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Judgement:
        """Read the answer of a working process."""
        evidence = [item for item in value["evidence"] if item["weight"] > 0]
        return cls(
            Level(value["verdict"]),
            float(value["score"]),
            tuple((str(item["code"]), int(item["weight"])) for item in evidence),
            tuple(str(item["text"]) for item in evidence),
            str(value["advice"]),
            str(value["advice_en"]),
        )


UNJUDGED = Judgement(None)


def treatment(judgement: Judgement, site: Site) -> Treatment | None:
    """What the policy wants; None: the sender's server shall try later."""
    if judgement.level is None:
        return "pass" if site.policy.fail == "open" else None
    return site.policy.treatment(judgement.level)


def replies(
    mail: Envelope, judgement: Judgement, site: Site, may: Action, authserv: str | None = None
) -> Iterator[bytes]:
    """Everything that is answered at the end of *mail*; the last reply lets it go on, refuses or delays it."""
    wanted = treatment(judgement, site)
    if wanted is None:
        yield codec.reply_code(LATER)
        return
    if wanted == "reject":
        yield codec.reply_code(REFUSED)
        return
    if Action.CHANGE_HEADERS in may:
        yield from _without_forgeries(mail, authserv)
    if wanted != "pass" and mail.complete and {Action.CHANGE_BODY, Action.CHANGE_HEADERS} <= set(may):
        yield from _warned(mail, judgement)
        if site.policy.subject_mark:
            yield from _marked(mail)
    if Action.ADD_HEADERS in may:
        yield from _our_headers(judgement)
    if wanted == "quarantine" and Action.QUARANTINE in may:
        yield codec.quarantine(f"loa: {judgement.level} {judgement.score:.0f}".encode())
    yield codec.ACCEPT if wanted == "pass" else codec.CONTINUE


def _our_headers(judgement: Judgement) -> Iterator[bytes]:
    if judgement.level is None:
        yield codec.insert_header(0, OUR_HEADERS[0], b" unchecked")
        return
    listed = ";\n\t".join(f"{code}={weight}" for code, weight in judgement.codes[:20]) or "none"
    for name, value in zip(
        reversed(OUR_HEADERS), (listed, f"{judgement.score:.1f}", judgement.level.value), strict=True
    ):
        yield codec.insert_header(0, name, b" " + value.encode())


def _without_forgeries(mail: Envelope, authserv: str | None) -> Iterator[bytes]:
    """Delete headers that only we may write, from the last to the first so that the numbers stay true.

    An Authentication-Results in our gateway's name is believed above the first Received alone: below it, it came
    with the mail (RFC 8601 §5).
    """
    numbers: dict[bytes, int] = {}
    doomed: list[tuple[bytes, int]] = []
    arrived = False
    for name, value in mail.headers:
        key = name.lower()
        numbers[key] = numbers.get(key, 0) + 1
        arrived |= key == b"received"
        forged = arrived and key == _RESULTS and authserv is not None and _speaks_for(value) == authserv.lower()
        if _OURS.match(name) or forged:
            doomed.append((name, numbers[key]))
    for name, number in reversed(doomed):
        yield codec.change_header(number, name, b"")


def _speaks_for(value: bytes) -> str:
    plain = _COMMENT.sub(b"", value).partition(b";")[0].split()
    return plain[0].decode("ascii", "replace").lower() if plain else ""


def _warned(mail: Envelope, judgement: Judgement) -> Iterator[bytes]:
    """Wrap the mail: its Content-* headers move into the part, ours take their place."""
    assert judgement.level is not None
    boundary = f"=_loa-{secrets.token_hex(16)}"  # 128 random bits: the body cannot hold it
    content = [(name, value) for name, value in mail.headers if _CONTENT.match(name)]
    inner = b"".join(b"%s:%s\r\n" % (name, crlf(value)) for name, value in content)
    numbers: dict[bytes, int] = {}
    for name, _ in content:
        numbers[name.lower()] = numbers.get(name.lower(), 0) + 1
    for name, count in numbers.items():
        for number in range(count, 1 if name == b"content-type" else 0, -1):
            yield codec.change_header(number, name, b"")
    yield codec.change_header(1, b"Content-Type", f' multipart/mixed; boundary="{boundary}"'.encode())
    if any(name.lower() == b"content-transfer-encoding" for name, _ in content):
        yield codec.change_header(1, b"Content-Transfer-Encoding", b" 8bit")
    if not any(name.lower() == b"mime-version" for name, _ in mail.headers):
        yield codec.change_header(1, b"MIME-Version", b" 1.0")
    warning = Caution(judgement.level.value, judgement.reasons, judgement.advice, judgement.advice_en)
    yield from codec.replace_body(iter(wrapped(warning, inner, boundary, mail.body())))


def _marked(mail: Envelope) -> Iterator[bytes]:
    subject = next((value for name, value in mail.headers if name.lower() == b"subject"), b"")
    yield codec.change_header(1, b"Subject", b" " + _MARK.encode() + b" " + subject.strip())

"""What a push service's answer means for one envelope (standards W5 and §8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

from loa.channels.base import Outcome, Report

WORDS_KEPT = 500  # characters of the service's words that are kept
LONGEST_WAIT = 3600.0  # seconds: a service may ask for days, the engine decides again sooner


class Meaning(Enum):
    """What to do about an answer."""

    ACCEPTED = "accepted"
    GONE = "gone"
    TOO_LARGE = "too large"
    BUSY = "busy"
    NOT_US = "not us"  # our key or token is refused
    WRONG = "wrong"  # our request is at fault


_MEANINGS = {
    200: Meaning.ACCEPTED,
    201: Meaning.ACCEPTED,
    202: Meaning.ACCEPTED,
    401: Meaning.NOT_US,
    403: Meaning.NOT_US,
    404: Meaning.GONE,
    406: Meaning.BUSY,  # the Windows service throttles with it
    408: Meaning.BUSY,
    410: Meaning.GONE,
    413: Meaning.TOO_LARGE,
    429: Meaning.BUSY,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: status, headers in small letters, and the start of its body."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def meaning(self) -> Meaning:
        """What it asks of us. Redirects are not followed (W6): they count as wrong."""
        return _MEANINGS.get(self.status, Meaning.BUSY if self.status >= 500 else Meaning.WRONG)

    def retry_after(self, now: float) -> float | None:
        """Seconds to wait as the service asks (RFC 9110 §10.2.3: seconds or a date), at most an hour."""
        value = self.headers.get("retry-after", "").strip()
        if value.isdecimal():
            return min(float(value), LONGEST_WAIT)
        try:
            moment = parsedate_to_datetime(value)
        except ValueError:
            return None
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return min(max(0.0, (aware - datetime.fromtimestamp(now, UTC)).total_seconds()), LONGEST_WAIT)

    def __str__(self) -> str:
        return f"{self.status} {self.body}".strip()


_OUTCOMES = {
    Meaning.ACCEPTED: Outcome.SENT,  # taken by the service, not yet shown to anybody
    Meaning.GONE: Outcome.PERMANENT_FAILURE,
    Meaning.BUSY: Outcome.TEMPORARY_FAILURE,
    Meaning.TOO_LARGE: Outcome.TECHNICAL_FAILURE,
    Meaning.NOT_US: Outcome.TECHNICAL_FAILURE,
    Meaning.WRONG: Outcome.TECHNICAL_FAILURE,
}


def report(index: int, answer: Answer, now: float) -> Report:
    """The report of the envelope that got *answer*."""
    outcome = _OUTCOMES[answer.meaning]
    if outcome is Outcome.SENT:
        return Report(index, outcome, remote_id=answer.headers.get("location", "")[:WORDS_KEPT])
    return Report(
        index,
        outcome,
        provider_code=str(answer.status),
        provider_text=answer.body[:WORDS_KEPT],
        retry_after=answer.retry_after(now),
        gone=answer.meaning is Meaning.GONE,
    )

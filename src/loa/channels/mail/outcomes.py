"""What a mail server's refusal means for one envelope (standards E20, §8; RFC 3463)."""

from __future__ import annotations

from loa.channels.base import Outcome, Report
from loa.channels.mail.replies import Reply

WORDS_KEPT = 500  # characters of the server's words that are kept

# The mailbox or its domain does not exist or never will again: RFC 3463 §3.2 and RFC 7505 (null MX).
_DEAD_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.6", "5.1.10"})

# The server objects to our message or our manners, not to the person: RFC 3463 §3.4 (5.3.4 too big), §3.6, §3.7.
_OUR_FAULT_CODES = frozenset({500, 501, 502, 503, 504, 555})
_OUR_FAULT_STATUS = ("5.3.4", "5.5.", "5.6.")

# Authentication wanted or failed (RFC 4954 §6, RFC 3207 §4): nobody will be served until a person mends it.
SET_UP_CODES = frozenset({530, 534, 535, 538})


def provider_code(reply: Reply) -> str:
    """`550 5.1.1`, or `550` where the server gives no enhanced status."""
    return f"{reply.code} {reply.status}".rstrip()


def refused(index: int, reply: Reply) -> Report:
    """The report of an envelope that the server refused with *reply* (4yz or 5yz)."""
    return Report(
        index,
        _outcome(reply),
        provider_code=provider_code(reply),
        provider_text=reply.text[:WORDS_KEPT],
        gone=reply.code >= 500 and reply.status in _DEAD_ADDRESS,
    )


def _outcome(reply: Reply) -> Outcome:
    if reply.transient:
        return Outcome.TEMPORARY_FAILURE
    if reply.code in _OUR_FAULT_CODES and not reply.status.startswith("5.1."):
        return Outcome.TECHNICAL_FAILURE
    if reply.status.startswith(_OUR_FAULT_STATUS):
        return Outcome.TECHNICAL_FAILURE
    return Outcome.PERMANENT_FAILURE

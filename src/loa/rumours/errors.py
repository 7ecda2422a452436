"""What can go wrong with a rumour."""

from __future__ import annotations

from loa.errors import LoaError


class EmptyClaimError(LoaError):
    """Nothing was asked."""

    code = "empty_claim"
    message = "Write or paste what you heard."


class ClaimTooLongError(LoaError):
    """More text than anybody can check."""

    code = "claim_too_long"
    message = "This text is longer than %(limit)s characters. Paste only the claim."


class UnreadableCorpusError(LoaError):
    """A file of a measuring run cannot be read."""

    code = "unreadable_corpus"
    message = "%(file)s, line %(line)s: %(reason)s"

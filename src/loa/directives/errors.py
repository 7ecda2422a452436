"""What can go wrong with dispatches and their tasks."""

from __future__ import annotations

from loa.errors import ConflictError, LoaError


class AlreadyReceivedError(ConflictError):
    """The very same file was received before."""

    code = "already_received"
    message = "This file was already received on %(date)s as %(number)s."


class WrongProgressError(LoaError):
    """The assignment cannot go to that state."""

    code = "wrong_progress"
    message = "An assignment that is “%(state)s” cannot become “%(target)s”."

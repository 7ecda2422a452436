"""What can go wrong with receipts, coverage and reminders."""

from __future__ import annotations

from loa.errors import ConflictError, NotFoundError, UsageError


class NotInTreeError(NotFoundError):
    """The unit did not exist on the day of the release."""

    code = "not_in_tree"
    message = "This unit did not exist when “%(release)s” was released."


class UnknownAspectError(UsageError):
    """Coverage is asked by something it does not know."""

    code = "unknown_aspect"
    message = "“%(aspect)s” is not one of: %(known)s."


class QuietHoursError(ConflictError):
    """Nobody is reminded at night."""

    code = "quiet_hours"
    permanent = False
    message = "Nobody is reminded between 21:00 and 06:30. The next reminder can go out at %(next)s."


class RecalledError(ConflictError):
    """There is a newer word: nobody is reminded of the old one."""

    code = "recalled"
    message = "“%(release)s” was replaced by “%(newer)s”; remind of that one."


class UnknownFormatError(UsageError):
    """A report is asked for in a form it does not have."""

    code = "unknown_format"
    message = "“%(form)s” is not one of: %(known)s."

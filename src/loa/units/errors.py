"""What can go wrong with the organisation, its people and their addresses."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, gettext_noop

from loa.errors import ConflictError, LoaError, NotFoundError, UsageError
from loa.units.core.spreadsheet.reader import Problem


class BrokenTreeError(LoaError):
    """The placements of one day do not make a tree (a ring)."""

    code = "broken_tree"
    message = "The organisation of %(on)s is not a tree: “%(unit)s” lies inside itself."


class BrokenSnapshotError(LoaError):
    """Bytes that should be a membership snapshot are not."""

    code = "broken_snapshot"
    message = "The frozen membership cannot be read."


class UnknownUnitError(NotFoundError):
    """No unit of that id or code exists on that day."""

    code = "unknown_unit"
    message = "There is no unit “%(unit)s” on %(on)s."


class UnknownUserError(NotFoundError):
    """No member of staff of that id is within reach."""

    code = "unknown_user"
    message = "There is no such person, or they are not of these units."


class UserTakenError(ConflictError):
    """A directory's user has what belongs to somebody already."""

    code = "user_taken"
    message = "Somebody is known as “%(value)s” already."


class OutsideReachError(LoaError):
    """Somebody would enter or leave a unit that the caller has no say in."""

    code = "outside_reach"
    http_status = 403
    message = "The unit “%(unit)s”, or the one the person is in, is beyond what you may change."


class UnknownAudienceError(UsageError):
    """An audience asks for something nobody can answer."""

    code = "unknown_audience"
    message = "The audience cannot be worked out: “%(part)s” is not known here."


class UnitClosedError(ConflictError):
    """The act needs a unit that is open on that day."""

    code = "unit_closed"
    message = "The unit “%(unit)s” is not open on %(on)s."


class MemberElsewhereError(ConflictError):
    """The person does not stand where the act expects."""

    code = "member_elsewhere"
    message = "%(person)s has no open membership on %(on)s."


class DuplicateEmployeeError(ConflictError):
    """An employee code is given twice."""

    code = "duplicate_employee"
    message = "The employee code “%(employee_code)s” is already in use."


class ImportRefusedError(LoaError):
    """A staff list has mistakes; nothing was changed. `problems` names each with its row."""

    code = "import_refused"
    message = "Nothing was imported: %(count)s mistakes, the first in row %(row)s: %(first)s"

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        first = self.problems[0]
        super().__init__(count=len(self.problems), row=first.row, first=explain(first))


class PreviewOutdatedError(ConflictError):
    """Between looking and doing, somebody else has changed what the list would change."""

    code = "preview_outdated"
    message = "Nothing was changed: the staff has changed since you looked. Look again at what would change now."


# What the reader and the planner found, by code; `%(found)s` is the text in the cell.
PROBLEMS: dict[str, str] = {
    "no_name": gettext_noop("The name is missing."),
    "half_a_name": gettext_noop("“%(found)s” is only part of a name."),
    "bad_email": gettext_noop("“%(found)s” is not an e-mail address."),
    "bad_phone": gettext_noop("“%(found)s” is not a telephone number."),
    "bad_begins": gettext_noop("“%(found)s” is not a date."),
    "bad_ends": gettext_noop("“%(found)s” is not a date."),
    "same_employee_code": gettext_noop("The same employee code twice: %(found)s."),
    "same_email": gettext_noop("The same e-mail twice: %(found)s."),
    "no_unit": gettext_noop("No unit is given for “%(found)s”."),
    "unknown_unit": gettext_noop("There is no unit “%(found)s”."),
    "unit_of_two": gettext_noop("There are several units “%(found)s”; give the unit's code."),
    "ambiguous": gettext_noop("Several people are called “%(found)s”; give the employee code or the e-mail."),
    "not_yours": gettext_noop("“%(found)s” belongs to a unit that you do not look after."),
    "email_of_other": gettext_noop("The e-mail belongs to somebody else: %(found)s."),
}


def explain(problem: Problem) -> str:
    """The sentence for a person."""
    return gettext(PROBLEMS[problem.code]) % {"found": problem.found}


class UndecidedError(LoaError):
    """A reorganisation leaves open what becomes of a unit."""

    code = "undecided"
    message = "Nothing was changed. The list leaves open what becomes of: %(units)s. Decide with --decide OLD=NEW."

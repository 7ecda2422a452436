"""What can go wrong with the organisation, its people and their addresses."""

from __future__ import annotations

from loa.errors import ConflictError, LoaError, NotFoundError, UsageError


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

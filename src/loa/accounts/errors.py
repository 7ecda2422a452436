"""What can go wrong with accounts and roles."""

from __future__ import annotations

from loa.errors import NotAllowedError


class MissingRoleError(NotAllowedError):
    """The account does not hold the role that this act asks for."""

    code = "missing_role"
    message = "This needs the role %(role)s for this unit."

"""What can go wrong on the portal."""

from __future__ import annotations

from loa.errors import LoaError


class UnsignedReleaseError(LoaError):
    """A page is published only for a release whose signature holds (DESIGN §5.3: fail closed)."""

    code = "unsigned_release"
    message = "The release %(code)s is not published: no known key confirms its signature."


class PortalBusyError(LoaError):
    """Another process is publishing and does not finish."""

    code = "portal_busy"
    permanent = False
    message = "Another process has been publishing the portal for more than %(seconds)s seconds."

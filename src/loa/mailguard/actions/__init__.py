"""Verbs of the security desk."""

from loa.mailguard.actions.blocking import block, unblock
from loa.mailguard.actions.deciding import confirm, dismiss
from loa.mailguard.actions.reporting import Reported, report
from loa.mailguard.actions.retention import purge
from loa.mailguard.actions.warning import warn

__all__ = ["Reported", "block", "confirm", "dismiss", "purge", "report", "unblock", "warn"]

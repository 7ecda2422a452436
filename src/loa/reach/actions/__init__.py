"""The verbs of reach."""

from loa.reach.actions.devices import install, install_for_family, remove_installation
from loa.reach.actions.receipts import NewReceipt, record, record_many
from loa.reach.actions.reminders import remind, remind_due
from loa.reach.folding import fold

__all__ = [
    "NewReceipt",
    "fold",
    "install",
    "install_for_family",
    "record",
    "record_many",
    "remind",
    "remind_due",
    "remove_installation",
]

"""The verbs of the desk, in the order a bulletin meets them."""

from loa.bulletins.actions.media import add_attachment, add_picture
from loa.bulletins.actions.release import release
from loa.bulletins.actions.review import approve, return_, submit, withdraw
from loa.bulletins.actions.write import correct, create, recall, save

__all__ = [
    "add_attachment",
    "add_picture",
    "approve",
    "correct",
    "create",
    "recall",
    "release",
    "return_",
    "save",
    "submit",
    "withdraw",
]

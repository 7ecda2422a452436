"""The verbs of the desk, in the order a bulletin meets them."""

from loa.bulletins.actions.copies import drop_copy, keep_copy
from loa.bulletins.actions.media import add_attachment, add_picture
from loa.bulletins.actions.release import release
from loa.bulletins.actions.review import approve, return_, submit, withdraw
from loa.bulletins.actions.templates import begin_from, delete_template, keep_template, rename_template
from loa.bulletins.actions.write import correct, create, recall, restore, save

__all__ = [
    "add_attachment",
    "add_picture",
    "approve",
    "begin_from",
    "correct",
    "create",
    "delete_template",
    "drop_copy",
    "keep_copy",
    "keep_template",
    "recall",
    "release",
    "rename_template",
    "restore",
    "return_",
    "save",
    "submit",
    "withdraw",
]

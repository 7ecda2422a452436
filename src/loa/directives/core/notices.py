"""Everything the reader may be unsure of, in one place. The messages are gettext ids (see `locale/`)."""

from __future__ import annotations

from loa.directives.core.model import Notice
from loa.directives.core.wording import mark as _

NEEDS_OCR = Notice(
    "needs_ocr", _("This is a scanned image without text: it must go through OCR first. Nothing was read.")
)
NUMBER_MISSING = Notice("number_missing", _("No number was found at the head of the document."))
NUMBER_BLANK = Notice("number_blank", _("The number was left blank at the head of the document."))
NUMBER_UNCLEAR = Notice("number_unclear", _("The number cannot be read with certainty; it was left out."))
DATE_MISSING = Notice("date_missing", _("No date was found at the head of the document."))
DATE_UNCLEAR = Notice("date_unclear", _("The date is incomplete or cannot be read with certainty; it was left out."))
KIND_UNCLEAR = Notice("kind_unclear", _("The kind of document could not be told from its title."))
ISSUER_MISSING = Notice("issuer_missing", _("The issuing body is not printed and could not be inferred."))
SUBJECT_MISSING = Notice("subject_missing", _("No subject line was found."))
SIGNER_MISSING = Notice("signer_missing", _("No signer's name was found at the close of the document."))
NO_TASKS = Notice("no_tasks", _("No task was found; please check whether the document orders something."))
TOO_LONG = Notice("too_long", _("Part of the head or the close is far too long to be what it should; it was left out."))
NOT_A_DISPATCH = Notice("not_a_dispatch", _("This does not look like an official document."))
ATTACHED_NOT_READ = Notice(
    "attached_not_read", _("What is attached behind the signature (appendices, plans, forms) was not read for tasks.")
)
NO_FULL_TEXT = Notice("no_full_text", _("The edXML file carries no readable full text: only its header was read."))


def issuer_inferred(issuer: str) -> Notice:
    """The head with the issuer's name is missing."""
    message = _(
        "The issuing body is not printed; “%(issuer)s” was inferred from the symbol, the place and the signature."
    )
    return Notice("issuer_inferred", message, (("issuer", issuer),))


def due_unclear(no: str, words: str) -> Notice:
    """The words of a task name no single day."""
    message = _("Task %(no)s: the deadline “%(words)s” names no single day; only the words were kept.")
    return Notice("due_unclear", message, (("no", no or "–"), ("words", words)))


def too_many_tasks(most: int) -> Notice:
    """No dispatch orders so many things: the numbering must have been misread, or the file is none."""
    message = _("More than %(most)s tasks were found; only the first ones were kept.")
    return Notice("too_many_tasks", message, (("most", f"{most:,}".replace(",", ".")),))


def differs(field: str, printed: str, declared: str) -> Notice:
    """The header of an edXML file gives another number or date (*field*) than the document in it."""
    message = _("The edXML header gives “%(declared)s”, the document itself “%(printed)s”: neither was taken.")
    return Notice(f"{field}_differs", message, (("printed", printed), ("declared", declared)))


def attachment_unreadable(name: str) -> Notice:
    """A file inside an edXML file could not be opened."""
    return Notice("attachment_unreadable", _("The attached file “%(name)s” could not be read."), (("name", name),))


def due_declared(day: str) -> Notice:
    """An edXML header gives one due date for the whole document."""
    return Notice("due_declared", _("The edXML header asks for an answer by %(day)s."), (("day", day),))

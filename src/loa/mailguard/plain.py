"""Where in a mail a reason stands, in a reader's words."""

from __future__ import annotations

from loa.bulletins.core.words import gettext_noop as _
from loa.errors import translate

PLACES = {
    "from": _("Sender"),
    "to": _("Recipients"),
    "subject": _("Subject"),
    "reply-to": _("Where an answer goes"),
    "authentication-results": _("What vouches for the sender"),
    "body": _("Text of the mail"),
    "header": _("Technical header"),
    "link": _("Link"),
    "picture": _("Picture"),
    "attachment": _("Attachment"),
}


def place(where: str) -> str:
    """`attachment a.docm` → “Attachment a.docm” in the reader's language; what has no words of its own stays."""
    kind, _blank, rest = where.partition(" ")
    word = PLACES.get(kind.lower())
    return " ".join(filter(None, (translate(word), rest))) if word else where

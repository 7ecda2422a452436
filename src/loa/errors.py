"""The exception tree of Loa: every error that a person or a caller may meet.

An error carries what decides behaviour: whether trying again can help (`permanent`), the exit status of a
command, the HTTP status of a page, a stable `code` for machines, and a text in the reader's language.
Texts are given as (English) gettext message ids and translated when they are shown.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Any, ClassVar


def translate(message: str) -> str:
    """Translate *message* with Django where it is set up, else from the same catalogues (pure cores, commands)."""
    if "django" in sys.modules:
        from django.conf import settings
        from django.utils.translation import gettext

        if settings.configured:
            return gettext(message)
    return _catalogue(os.environ.get("LOA_LANGUAGE", "vi")).gettext(message)


@cache
def _catalogue(language: str) -> NullTranslations:
    """Every room's catalogue of *language* as one; English message ids where there is none."""
    together = NullTranslations()
    for path in sorted(Path(__file__).parent.rglob(f"locale/{language}/LC_MESSAGES/django.mo")):
        with path.open("rb") as compiled:
            room = GNUTranslations(compiled)
        room.add_fallback(together)
        together = room
    return together


class LoaError(Exception):
    """The root of the tree. Subclass it: one class per thing that can go wrong.

    `message` is a gettext message id with `%(name)s` places that are filled from `fields`.
    """

    code: ClassVar[str] = "error"
    permanent: ClassVar[bool] = True
    exit_status: ClassVar[int] = 1
    http_status: ClassVar[int] = 400
    message: ClassVar[str] = "Something went wrong."

    def __init__(self, **fields: Any) -> None:
        self.fields = fields
        super().__init__(self.text)

    @property
    def text(self) -> str:
        """The sentence for a person, in the active language."""
        return translate(self.message) % self.fields if self.fields else translate(self.message)

    def __str__(self) -> str:
        return self.text


class UsageError(LoaError):
    """The caller asked in a way that cannot be understood (exit status 2)."""

    code = "usage"
    exit_status = 2


class NotAllowedError(LoaError):
    """The person may not do this."""

    code = "not_allowed"
    http_status = 403
    message = "You may not do this."


class NotFoundError(LoaError):
    """What was asked for does not exist, or not for this person."""

    code = "not_found"
    http_status = 404
    message = "This does not exist."


class ConflictError(LoaError):
    """Somebody else changed the same thing, or its state does not allow the act."""

    code = "conflict"
    http_status = 409
    message = "This was changed in the meantime. Nothing was lost; look at the newest state and try again."


class DiskFullError(LoaError):
    """There is no room left where the data lies. What was under way was not saved; what was saved before is whole."""

    code = "disk_full"
    permanent = False
    http_status = 503
    message = (
        "The disk of the server is full. This was not saved; what was saved before is whole. Free some space, then do "
        "it again: nothing has to be repaired."
    )


class DatabaseAwayError(LoaError):
    """The database does not answer, or has been busy for too long."""

    code = "database_away"
    permanent = False
    http_status = 503
    message = "The database does not answer (%(reason)s). This was not saved; try again in a minute."

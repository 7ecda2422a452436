"""The desk's lists for a gateway that runs beside the database: read anew when they change.

The milter lives in an event loop, where Django refuses to wait for a database; so one thread of its own asks.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import Error as DatabaseError
from django.db import close_old_connections

from loa.errors import LoaError
from loa.mailguard import queries
from loa.mailguard.site import Site

T = TypeVar("T")


class ListsAwayError(LoaError):
    """The database does not answer; the guard goes on with the lists it has."""

    code = "lists_away"
    permanent = False
    message = "The lists of the security desk cannot be read: %(reason)s"


def from_desk(base: Callable[[], Site], stamp: Callable[[], object]) -> tuple[Callable[[], Site], Callable[[], object]]:
    """*base* (the policy file) and its *stamp*, with everything that the desk keeps laid over. Both may block."""
    asker = ThreadPoolExecutor(1, thread_name_prefix="desk")

    def asked(question: Callable[[], T]) -> T:
        return asker.submit(_with_connection, question).result()

    return lambda: asked(lambda: queries.site(base())), lambda: asked(lambda: (stamp(), queries.lists_stamp()))


def _with_connection(question: Callable[[], T]) -> T:
    close_old_connections()
    try:
        return question()
    except DatabaseError as error:
        raise ListsAwayError(reason=str(error).strip()) from error

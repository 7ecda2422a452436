"""Pages that stay current without being loaded again.

The page carries a mark of what it shows; `static/web/js/board.js` comes back every few seconds with that mark and gets
204 while it still holds, else the whole page, of which it takes over the live part. No connection is held open, so a
bad network, a sleeping phone or a restarted server need no care; without script people load the page again.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from loa.reach.marks import mark

HEADER = "X-Loa-Mark"
KEPT = 0.5  # seconds that one look at the counters serves everybody who has the same board open


def board_mark(releases: Sequence[int]) -> str:
    """The mark of the boards of *releases* (ids), at most `KEPT` seconds old."""
    key = f"board-mark:{'-'.join(map(str, releases))}"
    return str(cache.get_or_set(key, lambda: mark(releases), KEPT))


def still_current(request: HttpRequest, seen: str) -> HttpResponse | None:
    """The short answer to a page that asks again and already shows *seen*; None when it has to be built."""
    return HttpResponse(status=204) if request.headers.get(HEADER) == seen else None

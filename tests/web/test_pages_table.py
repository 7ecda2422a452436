"""A page that nobody looked at does not exist: every route that shows one is among those that the browser opens."""

from __future__ import annotations

import pytest
from django.urls import resolve

from loa.channels.portal import standing
from tests.e2e.furnished import NO_PAGE, furnish
from tests.e2e.portal.test_pages import PAGES
from tests.web.test_access import ROUTES
from tests.web.world import Town

pytestmark = pytest.mark.django_db


def test_every_page_is_looked_at(town: Town) -> None:
    """For accessibility, width and by eye; see `tests/e2e/test_pages.py`."""
    shown = {page.route or _route(page.path) for page in furnish(town).values()}
    assert set(ROUTES) - shown - NO_PAGE == set(), "give it an entry in tests/e2e/furnished.py"
    assert NO_PAGE & shown == set()
    assert NO_PAGE - set(ROUTES) == set(), "these are no routes any more"


def test_every_standing_page_of_the_portal_is_looked_at() -> None:
    looked_at = {page.partition("?")[0] for page in PAGES}
    assert set(standing.PAGES) | set(standing.ADDRESSES) <= looked_at


def _route(path: str) -> str:
    if path == "/khong-co-trang-nay":
        return ""
    return str(resolve(path.partition("?")[0]).url_name)

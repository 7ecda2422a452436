"""Publishing on Zalo once per release: the article, then its broadcast. Every step is saved before the next.

A broadcast alarms people, and nobody can take it back: when its answer was lost it is not repeated.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

from loa.channels.zalo.client import BEING_PROCESSED, Article, ZaloClient
from loa.channels.zalo.errors import BusyError, LaterError, RefusedError, UnknownOutcomeError
from loa.channels.zalo.models import Publication

PATIENCE = 60.0  # seconds for the platform to process an article
PAUSE = 0.3


def publish(client: ZaloClient, code: str, make_article: Callable[[], Article], *, broadcast: bool) -> Publication:
    """Bring the publication of *code* to its end, from wherever it stands.

    A broadcast that the platform refuses (night, quota) is written down as a problem and does not hold up the messages
    to people. Raises the client's errors for everything else.
    """
    publication, _created = Publication.objects.get_or_create(code=code)
    if not publication.article_id:
        _publish_article(client, publication, make_article)
    if broadcast and not publication.broadcast_begun:
        _broadcast(client, publication)
    return publication


def _publish_article(client: ZaloClient, publication: Publication, make_article: Callable[[], Article]) -> None:
    if publication.article_token:
        try:
            _await_article(client, publication)
        except RefusedError:
            publication.article_token = ""  # the platform no longer knows the job we remember: hand it in again
    if not publication.article_id:
        publication.article_token = client.create_article(make_article())
        publication.save(update_fields=["article_token"])
        _await_article(client, publication)


def _await_article(client: ZaloClient, publication: Publication) -> None:
    """Ask for the article's id until the platform has made it, and keep it."""
    deadline = monotonic() + PATIENCE
    while (found := client.article_id(publication.article_token)) is None:
        if monotonic() > deadline:
            raise BusyError(BEING_PROCESSED, "Article is being processed")
        sleep(PAUSE)
    publication.article_id = found
    publication.save(update_fields=["article_id"])


def _broadcast(client: ZaloClient, publication: Publication) -> None:
    publication.broadcast_begun = True
    publication.save(update_fields=["broadcast_begun"])
    try:
        publication.broadcast_id = client.broadcast(publication.article_id)
    except (LaterError, RefusedError, UnknownOutcomeError) as error:
        publication.problem = error.text
    publication.save(update_fields=["broadcast_id", "problem"])

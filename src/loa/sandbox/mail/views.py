"""The inbox viewer and the JSON API of the mail server."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from loa.errors import NotFoundError
from loa.sandbox import pages
from loa.sandbox.faults import Faults
from loa.sandbox.mail.journal import Head, Journal
from loa.sandbox.mail.message import read
from loa.sandbox.web import MAX_PAGE, fault_routes, guarded, number

PAGE = 50  # lines on a page of the viewer
# What a mail brings may be looked at but may do nothing: no script, no form, nothing fetched from outside.
_CONFINED = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox allow-popups"


class MailViews:
    """The faces of one journal."""

    def __init__(self, journal: Journal, faults: Faults) -> None:
        self._journal = journal
        self._faults = faults

    def routes(self) -> list[Route]:
        """Everything under `/mail`."""
        return [
            Route("/mail", self.inbox),
            Route("/mail/mailboxes", self.mailboxes),
            Route("/mail/messages/{number:int}", guarded(self.message)),
            Route("/mail/messages/{number:int}/body.html", guarded(self.body)),
            Route("/mail/api/messages", guarded(self.list_messages), methods=["GET"]),
            Route("/mail/api/messages", guarded(self.clear), methods=["DELETE"]),
            Route("/mail/api/messages/{number:int}", guarded(self.detail)),
            Route("/mail/api/messages/{number:int}/raw", guarded(self.raw)),
            Route("/mail/api/mailboxes", guarded(self.list_mailboxes)),
            Route("/mail/api/counts", guarded(self.counts)),
            *fault_routes("/mail", self._faults),
        ]

    # -- pages -------------------------------------------------------------------------------------------------

    async def inbox(self, request: Request) -> Response:
        """Messages, newest first, of one mailbox or of all."""
        to, search = request.query_params.get("to", ""), request.query_params.get("q", "")
        before = number(request, "before", 0)
        heads = self._journal.newest(to=to, search=search, before=before, limit=PAGE + 1)
        older = heads[PAGE - 1].id if len(heads) > PAGE else None
        context = {"heads": heads[:PAGE], "older": older, "to": to, "q": search, "counts": self._journal.counts()}
        return pages.render(request, "mail_inbox.html", context)

    async def mailboxes(self, request: Request) -> Response:
        """Everybody who got mail."""
        search, after = request.query_params.get("q", ""), request.query_params.get("after", "")
        boxes = self._journal.mailboxes(search=search, after=after, limit=PAGE + 1)
        following = boxes[PAGE - 1][0] if len(boxes) > PAGE else None
        context = {"boxes": boxes[:PAGE], "following": following, "q": search}
        return pages.render(request, "mail_mailboxes.html", context)

    async def message(self, request: Request) -> Response:
        """One message: shown, as text, with its fields and its source."""
        head, raw = self._found(request)
        readable = read(raw)
        context = {"head": head, "readable": readable, "source": raw.decode("utf-8", "replace")}
        return pages.render(request, "mail_message.html", context)

    async def body(self, request: Request) -> Response:
        """The HTML part alone, for the frame of the page above."""
        _, raw = self._found(request)
        return HTMLResponse(read(raw).html, headers={"Content-Security-Policy": _CONFINED})

    # -- JSON --------------------------------------------------------------------------------------------------

    async def list_messages(self, request: Request) -> Response:
        """`?to=&since=&q=&limit=`: messages after number `since`, oldest first; `next` is the following `since`."""
        limit = number(request, "limit", 100, at_most=MAX_PAGE)
        query = request.query_params
        since = number(request, "since", 0)
        heads = self._journal.messages(to=query.get("to", ""), since=since, search=query.get("q", ""), limit=limit)
        following = heads[-1].id if heads else since
        return JSONResponse({"messages": [_line(head) for head in heads], "next": following})

    async def detail(self, request: Request) -> Response:
        """One message with fields, text, HTML and the list of attachments."""
        head, raw = self._found(request)
        return JSONResponse(_line(head) | asdict(read(raw)))

    async def raw(self, request: Request) -> Response:
        """The message as it came."""
        _, raw = self._found(request)
        return Response(raw, media_type="message/rfc822")

    async def list_mailboxes(self, request: Request) -> Response:
        """`?q=&after=&limit=`: mailboxes by name with their number of messages."""
        query = request.query_params
        boxes = self._journal.mailboxes(
            search=query.get("q", ""),
            after=query.get("after", ""),
            limit=number(request, "limit", 100, at_most=MAX_PAGE),
        )
        return JSONResponse({"mailboxes": [{"mailbox": name, "messages": count} for name, count in boxes]})

    async def counts(self, request: Request) -> Response:
        """Totals, with which a kill test compares what was sent."""
        return JSONResponse(self._journal.counts())

    async def clear(self, request: Request) -> Response:
        """Empty all mailboxes."""
        self._journal.clear()
        return Response(status_code=204)

    def _found(self, request: Request) -> tuple[Head, bytes]:
        wanted = min(request.path_params["number"], 2**62)
        head, raw = self._journal.head(wanted), self._journal.raw(wanted)
        if head is None or raw is None:
            raise NotFoundError
        return head, raw


def _line(head: Head) -> dict[str, Any]:
    return {
        "id": head.id,
        "received": head.received,
        "from": head.sender,
        "to": list(head.recipients),
        "author": head.author,
        "subject": head.subject,
        "message_id": head.message_id,
        "size": head.size,
    }

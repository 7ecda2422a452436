"""The device's side and the viewer of the push service."""

from __future__ import annotations

import base64
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from loa.sandbox import pages
from loa.sandbox.faults import Faults
from loa.sandbox.push.agents import Agents
from loa.sandbox.push.service import PREFIX
from loa.sandbox.push.store import Message, Store, Subscription
from loa.sandbox.web import MAX_PAGE, BadRequestError, fault_routes, guarded, number, read_json

MAX_BULK = 100_000  # subscriptions made in one call
PAGE = 50


class PushViews:
    """The faces of one store."""

    def __init__(self, store: Store, agents: Agents, faults: Faults, origin: str) -> None:
        self._store = store
        self._agents = agents
        self._faults = faults
        self._origin = origin

    def routes(self) -> list[Route]:
        """Everything under `/push` but the push resources themselves."""
        one = "/push/api/subscriptions/{name}"
        return [
            Route("/push", self.overview),
            Route("/push/devices/{name}", guarded(self.device)),
            Route("/push/api/subscriptions", guarded(self.create), methods=["POST"]),
            Route("/push/api/subscriptions", guarded(self.list_subscriptions), methods=["GET"]),
            Route(one, guarded(self.expel), methods=["DELETE"]),
            Route(f"{one}/messages", guarded(self.messages), methods=["GET"]),
            Route(f"{one}/acknowledge", guarded(self.acknowledge), methods=["POST"]),
            Route("/push/api/counts", guarded(self.counts)),
            Route("/push/api/agents", guarded(self.forget), methods=["DELETE"]),
            *fault_routes("/push", self._faults),
        ]

    # -- pages -------------------------------------------------------------------------------------------------

    async def overview(self, request: Request) -> Response:
        """Subscriptions and how much waits for each."""
        shown = self._store.page(request.query_params.get("after", ""), PAGE + 1)
        following = shown[PAGE - 1].id if len(shown) > PAGE else None
        context = {"devices": shown[:PAGE], "following": following, "counts": self._store.counts()}
        return pages.render(request, "push_overview.html", context)

    async def device(self, request: Request) -> Response:
        """One subscription: what the service knows of its messages, which is little."""
        subscription = self._store.get(request.path_params["name"])
        context = {"device": subscription, "messages": self._store.pending(subscription, PAGE)}
        return pages.render(request, "push_device.html", context)

    # -- JSON --------------------------------------------------------------------------------------------------

    async def create(self, request: Request) -> Response:
        """Body `{"id"?: name}` for one, `{"ids": [names]}` or `{"count": n}` for many; gives endpoints in that order.

        The device makes its keys itself and never shows them here.
        """
        wanted = await read_json(request) or {}
        if not isinstance(wanted, dict):
            raise BadRequestError(reason="a JSON object is expected")
        names = _names(wanted)
        made = [self._described(one) for one in self._store.create(names)]
        single = "ids" not in wanted and "count" not in wanted
        return JSONResponse(made[0] if single else {"subscriptions": made}, status_code=201)

    async def list_subscriptions(self, request: Request) -> Response:
        """`?after=&limit=`: in order of their making."""
        limit = number(request, "limit", 100, at_most=MAX_PAGE)
        shown = self._store.page(request.query_params.get("after", ""), limit)
        return JSONResponse({"subscriptions": [self._described(one) for one in shown]})

    async def expel(self, request: Request) -> Response:
        """The device unsubscribes."""
        self._store.expel(request.path_params["name"])
        return Response(status_code=204)

    async def messages(self, request: Request) -> Response:
        """`?limit=`: what waits, oldest first, `body` in base64; it waits until it is acknowledged."""
        subscription = self._store.get(request.path_params["name"])
        waiting = self._store.pending(subscription, number(request, "limit", 100, at_most=MAX_PAGE))
        return JSONResponse({"messages": [_line(message) for message in waiting]})

    async def acknowledge(self, request: Request) -> Response:
        """Body `{"numbers": […]}`: the device has these."""
        body = await read_json(request)
        numbers = body.get("numbers") if isinstance(body, dict) else None
        if not isinstance(numbers, list) or not all(isinstance(one, int) for one in numbers):
            raise BadRequestError(reason='{"numbers": [whole numbers]} is expected')
        self._store.acknowledge(self._store.get(request.path_params["name"]), numbers)
        return Response(status_code=204)

    async def forget(self, request: Request) -> Response:
        """The service loses its data: every connected browser is a stranger, and must subscribe anew."""
        return JSONResponse({"forgotten": self._agents.forget()})

    async def counts(self, request: Request) -> Response:
        """Totals."""
        return JSONResponse(self._store.counts())

    def _described(self, subscription: Subscription) -> dict[str, Any]:
        return {
            "id": subscription.id,
            "endpoint": f"{self._origin}{PREFIX}{subscription.id}",
            "gone": subscription.gone,
            "accepted": subscription.taken,
        }


def _names(wanted: dict[str, Any]) -> list[str]:
    names = wanted.get("ids", [""] * _count(wanted) if "count" in wanted else [wanted.get("id", "")])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadRequestError(reason="ids must be a list of texts")
    if len(names) > MAX_BULK:
        raise BadRequestError(reason=f"at most {MAX_BULK} subscriptions in one call")
    return names


def _count(wanted: dict[str, Any]) -> int:
    count = wanted["count"]
    if not isinstance(count, int) or not 0 < count <= MAX_BULK:
        raise BadRequestError(reason=f"count must be a whole number from 1 to {MAX_BULK}")
    return count


def _line(message: Message) -> dict[str, Any]:
    return {
        "number": message.number,
        "received": message.received,
        "topic": message.topic,
        "urgency": message.urgency,
        "encoding": message.encoding,
        "body": base64.b64encode(message.body).decode(),
    }

"""The control API under `/zalo/_control`: makes people, moves the clock, turns switches. Zalo has nothing like it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from loa.sandbox.faults import Faults
from loa.sandbox.web import MAX_PAGE, BadRequestError, fault_routes, guarded, number, read_json
from loa.sandbox.zalo import oauth
from loa.sandbox.zalo.events import Events
from loa.sandbox.zalo.world import TEMPLATE_STATES, Parameter, Template, User, World, is_phone

PREFIX = "/zalo/_control"
MAX_BULK = 200_000  # people made in one call
_USER_FIELDS = frozenset(one.name for one in fields(User)) - {"broadcasts"}
_TEMPLATE_FIELDS = frozenset(one.name for one in fields(Template))
_Thing = TypeVar("_Thing", User, Template)


class Control:
    """Hands on the stand-in's world."""

    def __init__(self, world: World, events: Events, faults: Faults) -> None:
        self._world = world
        self._events = events
        self._faults = faults

    def routes(self) -> list[Route]:
        """All control routes."""
        posts = {
            "clock": self.clock,
            "switches": self.switches,
            "users": self.users,
            "templates": self.templates,
            "webhook": self.webhook,
            "emit": self.emit,
            "replay": self.replay,
            "expire-token": self.expire_token,
            "grant": self.grant,
            "reset": self.reset,
        }
        both = {"clock", "switches", "webhook"}
        return [
            *[
                Route(f"{PREFIX}/{name}", guarded(act), methods=["GET", "POST"] if name in both else ["POST"])
                for name, act in posts.items()
            ],
            Route(f"{PREFIX}/account", guarded(self.account)),
            Route(f"{PREFIX}/calls", guarded(self.calls)),
            Route(f"{PREFIX}/events", guarded(self.events)),
            *fault_routes("/zalo", self._faults),
        ]

    async def account(self, request: Request) -> Response:
        """What the console would show: ids and secrets, and the templates."""
        return JSONResponse({**asdict(self._world.account), "templates": list(self._world.templates)})

    async def grant(self, request: Request) -> Response:
        """An admin consents: a fresh pair of tokens, as the code exchange would give."""
        return JSONResponse(oauth.issue(self._world))

    async def reset(self, request: Request) -> Response:
        """Begin anew, faults and webhook included."""
        self._world.reset()
        self._events.reset()
        self._faults.clear()
        return Response(status_code=204)

    async def expire_token(self, request: Request) -> Response:
        """End all access tokens now; body `{"forget": true}` makes them unknown (-216) instead of over (-220)."""
        body = await _object(request)
        for token in self._world.grants.access:
            self._world.grants.access[token] = 0
        if body.get("forget"):
            self._world.grants.access.clear()
        return Response(status_code=204)

    async def clock(self, request: Request) -> Response:
        """`{"advance": seconds}` or `{"set": "2020-02-07T07:30:00+07:00"}`; always answers the time."""
        if request.method == "POST":
            body = await _object(request)
            try:
                self._move(body)
            except (TypeError, ValueError, OverflowError) as error:
                raise BadRequestError(reason=str(error)) from error
        return JSONResponse({"now": self._world.clock.local.isoformat(), "milliseconds": self._world.now})

    def _move(self, body: dict[str, Any]) -> None:
        if "set" in body:
            moment = datetime.fromisoformat(body["set"])
            if moment.tzinfo is None:
                raise BadRequestError(reason="the time needs its offset, as in +07:00")
            self._world.clock.set(moment)
        self._world.clock.advance(float(body.get("advance", 0)))

    async def switches(self, request: Request) -> Response:
        """`{name: value}` of the switches; always answers them all."""
        if request.method == "POST":
            body = await _object(request)
            for name, value in body.items():
                old = getattr(self._world.switches, name, None)
                if old is None or (type(value) is not type(old) and not isinstance(old, float)):
                    raise BadRequestError(reason=f"there is no switch {name} of this type")
            quota = self._world.switches.template_quota
            for name, value in body.items():
                setattr(self._world.switches, name, value)
            self._tell_quota(quota)
        return JSONResponse(asdict(self._world.switches))

    def _tell_quota(self, before: int) -> None:
        after = self._world.switches.template_quota
        if after != before:
            values = {"oaId": self._world.account.oa_id, "quota": {"prev_value": before, "new_value": after}}
            self._events.emit("change_oa_daily_quota", values)

    async def users(self, request: Request) -> Response:
        """`{"users": [{"id"?, "phone"?, "name"?, "following"?, …}]}`: made, or changed where the id exists."""
        wanted = _list(await _object(request), "users", MAX_BULK)
        made = [self._user(one) for one in wanted]
        return JSONResponse({"users": [{"id": user.id, "phone": user.phone} for user in made]}, status_code=201)

    def _user(self, values: Any) -> User:
        values = _known(values, _USER_FIELDS)
        if values.get("phone") and not is_phone(str(values["phone"])):
            raise BadRequestError(reason=f"{values['phone']} is no number of the form 84…")
        existing = self._world.users.get(values.get("id", "")) or self._world.user_of_phone(values.get("phone", ""))
        if existing is None:
            values.setdefault("id", self._world.new_id("user"))
            return self._world.add_user(_made(User, values))
        for name, value in values.items():
            if name != "id":
                setattr(existing, name, value)
        return self._world.add_user(existing)

    async def templates(self, request: Request) -> Response:
        """`{"templates": [{"id"?, "name", "text", "parameters": [{"name", "required", "longest"}], …}]}`."""
        wanted = _list(await _object(request), "templates", 1000)
        return JSONResponse({"templates": [self._template(one).id for one in wanted]}, status_code=201)

    def _template(self, values: Any) -> Template:
        values = _known(values, _TEMPLATE_FIELDS)
        known = self._world.templates.get(values.get("id", ""))
        before = known.status if known else ""
        if known is None:
            values.setdefault("id", self._world.new_id("template"))
            values["parameters"] = [_made(Parameter, one) for one in values.get("parameters", [])]
            known = self._world.templates[values["id"]] = _made(Template, values)
        for name in values.keys() & {"status", "reason", "tag", "by_uid"}:
            setattr(known, name, values[name])
        self._tell_status(known, before)
        return known

    def _tell_status(self, template: Template, before: str) -> None:
        if template.status not in TEMPLATE_STATES:
            raise BadRequestError(reason=f"status must be one of {', '.join(TEMPLATE_STATES)}")
        if before and before != template.status:
            status = {"prev_status": before, "new_status": template.status}
            values = {"oa_id": self._world.account.oa_id, "template_id": template.id, "status": status}
            self._events.emit("change_template_status", {**values, "reason": template.reason})

    # -- webhooks ----------------------------------------------------------------------------------------------

    async def webhook(self, request: Request) -> Response:
        """`{"url": …}` saves the URL (and sends the console's empty probe); `{"enable": true}` opens a closed one."""
        if request.method == "POST":
            body = await _object(request)
            self._events.url = str(body.get("url", self._events.url))
            if "url" in body or body.get("enable"):
                self._events.disabled = False
            if body.get("probe", True) and "url" in body:
                await self._events.probe()
        return JSONResponse({"url": self._events.url, "disabled": self._events.disabled})

    async def emit(self, request: Request) -> Response:
        """`{"event_name": …, "fields": {…}, "server"?, "tamper"?}`: any event, signed or spoiled."""
        body = await _object(request)
        name, values = body.get("event_name"), body.get("fields", {})
        if not isinstance(name, str) or not isinstance(values, dict):
            raise BadRequestError(reason="event_name and fields are expected")
        server, tamper = str(body.get("server", "OA OpenAPI")), str(body.get("tamper", ""))
        event = self._events.emit(name, values, server=server, tamper=tamper)
        return JSONResponse({"body": event.body.decode(), "headers": self._events.headers(event)}, status_code=201)

    async def replay(self, request: Request) -> Response:
        """`{"count": n}`: the last n events again."""
        count = (await _object(request)).get("count", 1)
        if not isinstance(count, int) or not 0 <= count <= MAX_PAGE:
            raise BadRequestError(reason=f"count must be a whole number up to {MAX_PAGE}")
        return JSONResponse({"replayed": self._events.replay(count)})

    async def events(self, request: Request) -> Response:
        """`?limit=`: the newest events with what the webhook answered."""
        limit = number(request, "limit", 100, at_most=MAX_PAGE)
        shown = [
            {"event_name": event.name, "body": event.body.decode(), "attempt": event.attempt, "answers": event.answers}
            for event in list(self._events.log)[-limit:]
        ]
        return JSONResponse({"events": shown})

    async def calls(self, request: Request) -> Response:
        """`?limit=`: the newest calls the platform got."""
        limit = number(request, "limit", 100, at_most=MAX_PAGE)
        return JSONResponse({"calls": list(self._world.calls)[-limit:]})


async def _object(request: Request) -> dict[str, Any]:
    body = await read_json(request)
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise BadRequestError(reason="a JSON object is expected")
    return body


def _list(body: dict[str, Any], name: str, longest: int) -> Iterable[Any]:
    values = body.get(name)
    if not isinstance(values, list) or len(values) > longest:
        raise BadRequestError(reason=f"{name} must be a list of at most {longest}")
    return values


def _known(values: Any, names: frozenset[str]) -> dict[str, Any]:
    if not isinstance(values, dict) or values.keys() - names:
        raise BadRequestError(reason=f"only {', '.join(sorted(names))} are known")
    return dict(values)


def _made(kind: Any, values: Any) -> Any:
    try:
        return kind(**values)
    except TypeError as error:
        raise BadRequestError(reason=str(error)) from error

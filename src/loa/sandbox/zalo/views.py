"""The people's side: phones to look at, and what a simulated person may do."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from loa.errors import NotFoundError
from loa.sandbox import pages
from loa.sandbox.web import MAX_PAGE, BadRequestError, guarded, number, read_json
from loa.sandbox.zalo.events import Events
from loa.sandbox.zalo.world import Item, User, World

PAGE = 50
MAX_TEXT = 2000


class ZaloViews:
    """Pages and the JSON API of the people."""

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def routes(self) -> list[Route]:
        """`/zalo`, `/zalo/phones/…`, `/zalo/articles/…` and `/zalo/api/…`."""
        acts: dict[str, Callable[[User, dict[str, Any]], None]] = {
            "seen": self._see,
            "text": self._say,
            "follow": self._follow,
            "unfollow": self._unfollow,
            "withdraw": self._withdraw,
        }
        return [
            Route("/zalo", self.overview),
            Route("/zalo/phones/{user}", guarded(self.phone)),
            Route("/zalo/articles/{article}", guarded(self.article)),
            Route("/zalo/api/users", guarded(self.users)),
            Route("/zalo/api/counts", guarded(self.counts)),
            Route("/zalo/api/users/{user}/messages", guarded(self.messages)),
            *[
                Route(f"/zalo/api/users/{{user}}/{name}", guarded(self._acting(act)), methods=["POST"])
                for name, act in acts.items()
            ],
        ]

    # -- pages -------------------------------------------------------------------------------------------------

    async def overview(self, request: Request) -> Response:
        """Everybody with a phone, and how many messages it got."""
        search, after = request.query_params.get("q", ""), request.query_params.get("after", "")
        found = self._page(after, search, PAGE + 1)
        following = found[PAGE - 1].id if len(found) > PAGE else None
        phones = [{"user": user, "count": len(self._world.chats.get(user.id, []))} for user in found[:PAGE]]
        context = {"phones": phones, "following": following, "q": search, "counts": self._counts()}
        return pages.render(request, "zalo_phones.html", context)

    async def phone(self, request: Request) -> Response:
        """One phone: the chat with the OA."""
        user = self._user(request)
        items = self._world.chats.get(user.id, [])[-200:]
        context = {"user": user, "items": items, "account": self._world.account, "now": self._world.clock.local}
        return pages.render(request, "zalo_phone.html", context)

    async def article(self, request: Request) -> Response:
        """An article, as the in-app browser shows it."""
        article = self._world.articles.get(request.path_params["article"])
        if article is None:
            raise NotFoundError
        return pages.render(request, "zalo_article.html", {"article": article, "account": self._world.account})

    # -- JSON --------------------------------------------------------------------------------------------------

    async def users(self, request: Request) -> Response:
        """`?after=&q=&limit=`: people in order of their making."""
        query = request.query_params
        limit = number(request, "limit", 100, at_most=MAX_PAGE)
        found = self._page(query.get("after", ""), query.get("q", ""), limit)
        shown = [{"id": user.id, "phone": user.phone, "name": user.name, "following": user.following} for user in found]
        return JSONResponse({"users": shown})

    async def messages(self, request: Request) -> Response:
        """`?since=&limit=`: the chat from place `since` on; `next` is the following `since`."""
        user = self._user(request)
        since = number(request, "since", 0)
        items = self._world.chat(user.id, since, number(request, "limit", 100, at_most=MAX_PAGE))
        return JSONResponse({"messages": [_line(item) for item in items], "next": since + len(items)})

    async def counts(self, request: Request) -> Response:
        """Totals."""
        return JSONResponse(self._counts())

    def _counts(self) -> dict[str, int]:
        return {
            "users": len(self._world.users),
            "followers": sum(1 for _ in self._world.followers()),
            "messages": len(self._world.items),
            "articles": len(self._world.articles),
            "phones_reached": len(self._world.chats),
        }

    # -- what a person does ------------------------------------------------------------------------------------

    def _acting(self, act: Callable[[User, dict[str, Any]], None]) -> Any:
        async def handler(request: Request) -> Response:
            body = await read_json(request) or {}
            if not isinstance(body, dict):
                raise BadRequestError(reason="a JSON object is expected")
            act(self._user(request), body)
            return Response(status_code=204)

        return handler

    def _see(self, user: User, body: dict[str, Any]) -> None:
        """Open the chat: `{"message_ids"?: […]}`, default everything not yet seen."""
        wanted = body.get("message_ids")
        chat = self._world.chats.get(user.id, [])
        unseen = [item for item in chat if item.state < 2 and item.kind != "from_user"]
        self._events.seen(*[item for item in unseen if wanted is None or item.message_id in wanted])

    def _say(self, user: User, body: dict[str, Any]) -> None:
        """Write to the OA: `{"text": …}`. That is an interaction (contract §4.4)."""
        text = body.get("text")
        if not isinstance(text, str) or not 0 < len(text) <= MAX_TEXT:
            raise BadRequestError(reason=f"text must have 1 to {MAX_TEXT} characters")
        user.last_interaction = self._world.now
        item = Item(self._world.new_id("msg"), user.id, self._world.now, "from_user", text=text, state=2)
        self._world.deliver(item)
        message = {"msg_id": item.message_id, "text": text}
        parties = {"sender": {"id": user.id}, "recipient": {"id": self._world.account.oa_id}}
        self._events.emit("user_send_text", {**parties, "user_id_by_app": f"9{user.id[1:]}", "message": message})

    def _follow(self, user: User, body: dict[str, Any]) -> None:
        """Follow the OA, which is an interaction too."""
        user.following = True
        user.last_interaction = self._world.now
        self._events.emit("follow", self._about(user))

    def _unfollow(self, user: User, body: dict[str, Any]) -> None:
        """Follow no longer."""
        user.following = False
        self._events.emit("unfollow", self._about(user))

    def _withdraw(self, user: User, body: dict[str, Any]) -> None:
        """Ask for the deletion of one's data. The body of the event is this stand-in's guess (contract §7.2)."""
        user.following = False
        self._events.emit("user_withdraw", {"oa_id": self._world.account.oa_id, "user_id": user.id})

    def _about(self, user: User) -> dict[str, Any]:
        more = {"source": "oa_profile", "user_id_by_app": f"9{user.id[1:]}"}
        return {"oa_id": self._world.account.oa_id, "follower": {"id": user.id}, **more}

    # -- shared ------------------------------------------------------------------------------------------------

    def _user(self, request: Request) -> User:
        user = self._world.users.get(request.path_params["user"])
        if user is None:
            raise NotFoundError
        return user

    def _page(self, after: str, search: str, limit: int) -> list[User]:
        everyone = iter(self._world.users.values())
        if after:
            everyone = iter(_behind(everyone, after))
        wanted = (user for user in everyone if search.lower() in f"{user.name} {user.phone} {user.id}".lower())
        return list(islice(wanted, limit))


def _behind(users: Any, name: str) -> Any:
    for user in users:
        if user.id == name:
            break
    return users


def _line(item: Item) -> dict[str, Any]:
    names = ("message_id", "at", "kind", "title", "text", "url", "label", "image", "article", "template",
             "tracking_id", "state")  # fmt: skip
    return {name: getattr(item, name) for name in names}

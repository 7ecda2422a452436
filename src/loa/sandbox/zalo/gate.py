"""The door of the platform: which call goes where, who may come in, how often, and what goes wrong on purpose."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from loa.sandbox.faults import Fault, Faults
from loa.sandbox.web import CutResponse, read_body
from loa.sandbox.zalo import oauth
from loa.sandbox.zalo.call import OA_TEXTS, ZBS_TEXTS, ApiError, Call
from loa.sandbox.zalo.content import Content
from loa.sandbox.zalo.messaging import Messaging
from loa.sandbox.zalo.people import People
from loa.sandbox.zalo.world import World

MAX_BODY = 64 * 1024 * 1024

KINDS = {
    "error": "the error number `code` with the message `text`, HTTP 200; nothing is done",
    "status": "HTTP status `code` (default 500) with a page of HTML; nothing is done",
    "html": "HTTP 200 with a page of HTML; nothing is done",
    "empty": "HTTP 200 with no body; nothing is done",
    "truncated": "the call is done, the JSON of the answer ends in the middle",
    "cut": "the connection breaks in the answer; nothing is done",
    "cut_after": "the call is done, then the connection breaks in the answer",
    "slow": "the call is done, the answer comes `seconds` late",
}
_UNDONE = frozenset({"error", "status", "html", "empty", "cut"})

Handler = Callable[[Call], dict[str, Any]]
Handlers = Mapping[tuple[str, str], Handler]


def openapi_handlers(messaging: Messaging, content: Content, people: People) -> Handlers:
    """The calls of `openapi.zalo.me`."""
    uploads = {("POST", f"/v2.0/oa/upload/{kind}"): content.upload for kind in ("image", "gif", "file")}
    return {
        ("POST", "/v3.0/oa/message/cs"): messaging.consultation,
        ("POST", "/v3.0/oa/message/template"): messaging.template_by_uid,
        ("POST", "/v3.0/oa/message/transaction"): _closed,
        ("POST", "/v3.0/oa/message/promotion"): _closed,
        ("POST", "/v2.0/oa/message"): content.broadcast,
        ("POST", "/v3.0/oa/quota/message"): messaging.oa_quota,
        ("GET", "/v3.0/oa/user/getlist"): people.list_users,
        ("GET", "/v3.0/oa/user/detail"): people.detail,
        ("POST", "/v3.0/oa/user/update"): people.update,
        ("POST", "/v2.0/oa/updatefollowerinfo"): people.update,
        ("GET", "/v2.0/oa/getfollowers"): _closed,
        ("GET", "/v2.0/oa/getprofile"): _closed,
        ("GET", "/v2.0/oa/getoa"): people.get_oa,
        ("GET", "/v2.0/oa/conversation"): people.conversation,
        ("GET", "/v2.0/oa/tag/gettagsofoa"): people.tags,
        ("POST", "/v2.0/oa/tag/tagfollower"): people.tag,
        ("POST", "/v2.0/oa/tag/rmfollowerfromtag"): people.untag,
        ("POST", "/v2.0/oa/tag/rmtag"): people.remove_tag,
        ("POST", "/v2.0/article/create"): content.create,
        ("POST", "/v2.0/article/update"): content.update,
        ("POST", "/v2.0/article/verify"): content.verify,
        ("POST", "/v2.0/article/remove"): content.remove,
        ("GET", "/v2.0/article/getslice"): content.get_slice,
        ("GET", "/v2.0/article/getdetail"): content.get_detail,
        **uploads,
    }


def business_handlers(messaging: Messaging, people: People) -> Handlers:
    """The calls of `business.openapi.zalo.me`."""
    return {
        ("POST", "/message/template"): messaging.template_by_phone,
        ("POST", "/message/template/hashphone"): messaging.template_by_hash,
        ("GET", "/message/status"): messaging.status,
        ("GET", "/message/quota"): messaging.template_quota,
        ("GET", "/template/all"): people.list_templates,
        ("GET", "/template/info/v2"): people.template,
    }


def _closed(call: Call) -> dict[str, Any]:
    """Calls the platform has shut (contract §1)."""
    raise ApiError(-240)


def _unknown_to_oa(call: Call) -> dict[str, Any]:
    raise ApiError(-201, "Unknown api")


def _unknown_to_zbs(call: Call) -> dict[str, Any]:
    raise ApiError(-106, "Unsupported method")


class Gate:
    """Answers for one of the three hosts each."""

    def __init__(self, world: World, faults: Faults, openapi: Handlers, business: Handlers) -> None:
        self._world = world
        self._faults = faults
        self._handlers = {"openapi": openapi, "business": business}

    async def oauth(self, request: Request) -> Response:
        """`/oauth/…`."""
        call = await _call(request)
        if (call.method, call.path) == ("GET", "/v4/oa/permission"):
            return RedirectResponse(oauth.permission(self._world, call), status_code=302)
        if call.path == "/v4/permission/error":
            return HTMLResponse(f"<h1>Error {escape(call.query.get('error_code', ''))}</h1>")
        if (call.method, call.path) == ("POST", "/v4/oa/access_token"):
            return await self._carry_out("oauth", call, lambda: oauth.access_token(self._world, call), {})
        return _missing()

    async def openapi(self, request: Request) -> Response:
        """`/openapi/…`: calls are counted per minute, and every answer says how many are left."""
        call = await _call(request)
        kind = "article" if call.path.startswith("/v2.0/article/") else "oa"
        left = self._world.budgets[kind].spend(self._world.now, self._world.switches.calls_a_minute)
        limit = self._world.switches.calls_a_minute
        headers = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remain": str(max(0, left))}

        def enveloped() -> dict[str, Any]:
            if left < 0:
                return ApiError(-32).body(OA_TEXTS)
            own = self._world.switches.calls_a_minute_oa
            if own and limit - left > own:
                return ApiError(-32, "Your OA reached limit call api").body(OA_TEXTS)
            return self._enveloped("openapi", call, OA_TEXTS)

        return await self._carry_out("openapi", call, enveloped, headers)

    async def business(self, request: Request) -> Response:
        """`/business/…`."""
        call = await _call(request)
        return await self._carry_out("business", call, lambda: self._enveloped("business", call, ZBS_TEXTS), {})

    # -- one call ----------------------------------------------------------------------------------------------

    def _enveloped(self, host: str, call: Call, texts: Mapping[int, str]) -> dict[str, Any]:
        unknown = _unknown_to_zbs if host == "business" else _unknown_to_oa
        handler = self._handlers[host].get((call.method, call.path), unknown)
        try:
            self._check_token(host, call)
            answer = handler(call)
        except ApiError as error:
            return error.body(texts)
        return {**answer, "error": 0, "message": "Success"}

    def _check_token(self, host: str, call: Call) -> None:
        """The bare `access_token` header; a Bearer token is not looked at (contract §2)."""
        token = call.headers.get("access_token", "")
        ends = self._world.grants.access.get(token)
        if ends is None:
            raise ApiError(-124 if host == "business" else -216)
        if ends < self._world.now:
            raise ApiError(-124 if host == "business" else -220)
        proof = call.headers.get("appsecret_proof")
        if proof is not None and not hmac.compare_digest(proof.encode(), self._proof(token).encode()):
            raise ApiError(-1241 if host == "business" else -242)
        if self._world.account.disabled:
            raise ApiError(-135 if host == "business" else -204)

    def _proof(self, token: str) -> str:
        return hmac.new(self._world.account.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()

    async def _carry_out(
        self, host: str, call: Call, act: Callable[[], dict[str, Any]], headers: dict[str, str]
    ) -> Response:
        fault = self._faults.draw(f"/{host}{call.path} {call.body[:4096].decode('utf-8', 'replace')}")
        answer = {} if fault and fault.kind in _UNDONE else act()
        self._note(host, call, answer, fault)
        if fault is None:
            return JSONResponse(answer, headers=headers)
        return await _spoiled(fault, answer, headers)

    def _note(self, host: str, call: Call, answer: dict[str, Any], fault: Fault | None) -> None:
        self._world.calls.append(
            {
                "at": self._world.now,
                "host": host,
                "method": call.method,
                "path": call.path,
                "body": call.body[:2000].decode("utf-8", "replace"),
                "error": answer.get("error"),
                "fault": fault.kind if fault else None,
            }
        )


async def _spoiled(fault: Fault, answer: dict[str, Any], headers: dict[str, str]) -> Response:
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
        return JSONResponse(answer, headers=headers)
    if fault.kind == "error":
        return JSONResponse({"error": fault.code, "message": fault.text or "Error"}, headers=headers)
    if fault.kind in {"cut", "cut_after"}:
        return CutResponse(JSONResponse(answer).body)
    if fault.kind == "truncated":
        body = bytes(JSONResponse(answer).body)
        return Response(body[: len(body) // 2], media_type="application/json", headers=headers)
    if fault.kind == "empty":
        return Response(b"", headers=headers)
    status = (fault.code or 500) if fault.kind == "status" else 200
    return HTMLResponse("<html><body>Bad gateway</body></html>", status_code=status, headers=headers)


def _missing() -> Response:
    return HTMLResponse("<html><body>404</body></html>", status_code=404)


async def _call(request: Request) -> Call:
    return Call(
        method=request.method,
        path=f"/{request.path_params['path']}",
        headers=dict(request.headers),
        query=dict(request.query_params),
        body=await read_body(request.receive, MAX_BODY),
    )

"""OAuth v4 of the Official Account (contract §3): consent, exchange, rotating refresh.

Error numbers other than -14002, -14003 and -14014 are this stand-in's choice; no official table is known.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from loa.sandbox.zalo.call import ApiError, Call
from loa.sandbox.zalo.world import DAY, World

ACCESS_LIFE = 25 * 3600 * 1000  # ms
REFRESH_LIFE = 90 * DAY
CODE_LIFE = 10 * 60 * 1000

BAD_APP, BAD_REDIRECT, BAD_REFRESH = -14002, -14003, -14014
BAD_SECRET, BAD_CODE, BAD_VERIFIER, BAD_GRANT = -14900, -14901, -14902, -14903  # our own numbers
NAMES = {
    BAD_APP: "Invalid appId.",
    BAD_REDIRECT: "Invalid redirect uri.",
    BAD_REFRESH: "Invalid refresh token.",
    BAD_SECRET: "Invalid secret key.",
    BAD_CODE: "Invalid or used authorization code.",
    BAD_VERIFIER: "Invalid code verifier.",
    BAD_GRANT: "Unsupported grant type.",
}


def permission(world: World, call: Call) -> str:
    """`GET /v4/oa/permission`: consent is given at once. Returns where the browser is sent."""
    query = call.query
    problem = _permission_problem(world, query)
    if problem:
        return f"/zalo/oauth/v4/permission/error?error_code={problem}"
    code = secrets.token_urlsafe(32)
    challenge = query.get("code_challenge", world.account.code_challenge)
    world.grants.codes[code] = (world.now + CODE_LIFE, challenge, query["redirect_uri"])
    answer = {"code": code, "oa_id": world.account.oa_id} | {name: query[name] for name in ["state"] if name in query}
    joint = "&" if "?" in query["redirect_uri"] else "?"
    return f"{query['redirect_uri']}{joint}{urlencode(answer)}"


def _permission_problem(world: World, query: Mapping[str, str]) -> int:
    if query.get("app_id") != world.account.app_id:
        return BAD_APP
    expected = world.account.redirect_uri
    given = query.get("redirect_uri", "")
    return 0 if given.startswith(("http://", "https://")) and expected in {"", given} else BAD_REDIRECT


def access_token(world: World, call: Call) -> dict[str, Any]:
    """`POST /v4/oa/access_token`: the answer, which does not come in the envelope."""
    try:
        return _granted(world, call)
    except ApiError as error:
        return _refusal(world, error.number)


def _granted(world: World, call: Call) -> dict[str, Any]:
    form = call.form()
    if form.get("app_id") != world.account.app_id:
        raise ApiError(BAD_APP)
    if call.headers.get("secret_key") != world.account.app_secret:
        raise ApiError(BAD_SECRET)
    if form.get("grant_type") == "authorization_code":
        _redeem_code(world, form)
    elif form.get("grant_type") == "refresh_token":
        _redeem_refresh_token(world, form)
    else:
        raise ApiError(BAD_GRANT)
    return issue(world)


def _redeem_code(world: World, form: dict[str, str]) -> None:
    ends, challenge, _ = world.grants.codes.pop(form.get("code", ""), (0, "", ""))
    if ends < world.now:
        raise ApiError(BAD_CODE)
    if challenge and s256(form.get("code_verifier", "")) != challenge:
        raise ApiError(BAD_VERIFIER)


def _redeem_refresh_token(world: World, form: dict[str, str]) -> None:
    if world.grants.refresh.pop(form.get("refresh_token", ""), 0) < world.now:
        raise ApiError(BAD_REFRESH)
    if world.switches.old_token_dies:
        world.grants.access.clear()


def issue(world: World) -> dict[str, Any]:
    """A new pair of tokens, in the form of the exchange's answer (`expires_in` is a text)."""
    access, refresh = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
    world.grants.access[access] = world.now + ACCESS_LIFE
    world.grants.refresh[refresh] = world.now + REFRESH_LIFE
    seconds = ACCESS_LIFE // 1000
    lasts: int | str = seconds if world.switches.expires_as_number else str(seconds)
    return {"access_token": access, "refresh_token": refresh, "expires_in": lasts}


def _refusal(world: World, number: int) -> dict[str, Any]:
    body: dict[str, Any] = {
        "error": number,
        "error_name": NAMES[number],
        "error_reason": NAMES[number],
        "error_description": NAMES[number],
        "ref_doc": "",
    }
    if world.switches.oauth_error_without_number:
        del body["error"]
    return body


def s256(verifier: str) -> str:
    """The PKCE challenge of *verifier* (RFC 7636 §4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

"""The demo's outside world: the sandbox, and what an office would have set up at the providers beforehand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx

from loa.demo.world import World
from loa.reach.core.escalation import is_quiet, next_waking
from loa.sandbox import Sandbox, authenticator

TEMPLATE = "demo-bulletin"
BULLETIN_TEMPLATE: dict[str, Any] = {
    "id": TEMPLATE,
    "name": "Bản tin chính thức",
    "title": "<title>",
    "text": "<summary>\nMã bản tin: <code>",
    "parameters": [
        {"name": "title", "required": True, "longest": 150},
        {"name": "summary", "required": True, "longest": 300},
        {"name": "code", "required": True, "longest": 30},
        {"name": "url", "required": True, "longest": 200},
    ],
    "button": "Đọc và xác nhận",
    "button_url": "<url>",
}


def sandbox(world: World) -> Sandbox:
    """The stand-ins, on the demo's ports and with the demo's state; the phone knows the approvers' keys."""
    folder = world.folder / "sandbox"
    folder.mkdir(exist_ok=True)
    (folder / authenticator.FILE).write_text(json.dumps(world.authenticator_keys()), encoding="utf-8")
    return Sandbox(folder, port=world.ports["sandbox"], smtp_port=world.ports["smtp"])


def zalo_account(world: World) -> dict[str, str]:
    """Register template and webhook at the Zalo stand-in; return the settings of an app that was granted access."""
    control = f"{world.sandbox_url}/zalo/_control"
    with httpx.Client(timeout=10) as client:
        account = client.get(f"{control}/account").raise_for_status().json()
        now = datetime.now(UTC)
        if is_quiet(now):  # Zalo takes no broadcasts at night (contract §4.4); the stand-in's clock can be moved
            client.post(f"{control}/clock", json={"set": next_waking(now).isoformat()}).raise_for_status()
        if "zalo_refresh_token" not in world.facts:
            client.post(f"{control}/templates", json={"templates": [BULLETIN_TEMPLATE]}).raise_for_status()
            granted = client.post(f"{control}/grant", json={}).raise_for_status().json()
            world.facts["zalo_refresh_token"] = granted["refresh_token"]
            world.save()
    return {
        "LOA_ZALO_APP_ID": account["app_id"],
        "LOA_ZALO_APP_SECRET": account["app_secret"],
        "LOA_ZALO_OA_ID": account["oa_id"],
        "LOA_ZALO_OA_SECRET": account["oa_secret"],
        "LOA_ZALO_REFRESH_TOKEN": world.facts["zalo_refresh_token"],
        "LOA_ZALO_TEMPLATE_ID": TEMPLATE,
        "LOA_ZALO_OAUTH_URL": f"{world.sandbox_url}/zalo/oauth",
        "LOA_ZALO_OPENAPI_URL": f"{world.sandbox_url}/zalo/openapi",
        "LOA_ZALO_BUSINESS_URL": f"{world.sandbox_url}/zalo/business",
        "LOA_ZALO_RATE": "0",
    }


def connect_webhook(world: World) -> None:
    """Tell the Zalo stand-in where our webhook is, once our server answers."""
    with httpx.Client(timeout=10) as client:
        url = f"{world.base_url}/hooks/zalo"
        client.post(f"{world.sandbox_url}/zalo/_control/webhook", json={"url": url, "enable": True}).raise_for_status()

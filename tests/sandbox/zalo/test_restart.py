"""What the stand-in keeps over a restart."""

from __future__ import annotations

from pathlib import Path

import httpx

from loa.sandbox import Sandbox


def test_people_tokens_and_templates_outlive_a_restart(tmp_path: Path, http: httpx.Client) -> None:
    with Sandbox(tmp_path, parts=("zalo",)) as first:
        control = f"{first.addresses.zalo_url}/_control"
        token = http.post(f"{control}/grant", json={}).json()["access_token"]
        (made,) = http.post(f"{control}/users", json={"users": [{"phone": "84912345678"}]}).json()["users"]
        template = {"id": "7", "name": "x", "text": "<a>", "parameters": [{"name": "a"}]}
        http.post(f"{control}/templates", json={"templates": [template]}).raise_for_status()
    with Sandbox(tmp_path, parts=("zalo",)) as second:
        zalo = second.addresses.zalo_url
        body = {"phone": "84912345678", "template_id": "7", "template_data": {"a": "Chào"}}
        answer = http.post(f"{zalo}/business/message/template", json=body, headers={"access_token": token}).json()
        assert answer["error"] == 0
        (item,) = http.get(f"{zalo}/api/users/{made['id']}/messages").json()["messages"]
        assert item["text"] == "Chào"

"""Every example of docs/developers/api.md is sent and succeeds; what the page tells of tables and limits is true."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path
from string import Template

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from loa.api import gate
from loa.integrations.actions import rates
from loa.integrations.models import EventType, Scope
from tests.api.conftest import TokenMaker, publish
from tests.web.world import Town, colleagues

PAGE = (Path(__file__).parents[2] / "docs" / "developers" / "api.md").read_text(encoding="utf-8")
EXAMPLES = [
    line
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in block.replace("\\\n", " ").splitlines()
    if line.strip()
]
STAFF = "Mã CB,Họ và tên,Đơn vị,Chức vụ,Email\nm1,Nguyễn Văn Mới,Phường Cửa Ông,Chuyên viên,m1@campha.example\n"


@pytest.mark.django_db
def test_every_example_succeeds(town: Town, with_token: TokenMaker) -> None:
    colleagues(town.north, 5)
    made, caller = publish(town), with_token()
    known = {
        "LOA": "",
        "CODE": made.code,
        "UNIT": str(town.north.pk),
        "PERSON": str(town.focal.staff_id),
        "TOKEN": caller.headers["authorization"].removeprefix("Bearer "),
    }
    assert len(EXAMPLES) > 10
    for example in EXAMPLES:
        assert send(Template(example).safe_substitute(known)) in (200, 201), example


def send(command: str) -> int:
    """What curl would do, with the test's client; its status."""
    words = shlex.split(command)
    assert words[0] == "curl"
    options = dict(pairwise(words))
    headers = dict(value.split(": ", 1) for flag, value in pairwise(words) if flag == "-H")
    url = next(word for word in words if word.startswith("/api/"))
    method = options.get("-X", "GET")
    if "-F" in options:
        file = SimpleUploadedFile("can-bo.csv", STAFF.encode())
        return int(Client().post(url, {"file": file}, headers=headers).status_code)
    content = headers.pop("Content-Type", "application/json")
    body = options.get("-d", "").encode()
    return int(Client().generic(method, url, body, content, headers=headers).status_code)


def test_the_tables_hold_what_there_is() -> None:
    for scope in Scope.values:
        assert f"| `{scope}` |" in PAGE
    for kind in EventType.values:
        assert f"`{kind}`" in PAGE
    assert f"{rates.QUOTA} requests a minute for a token, {gate.ANONYMOUS_QUOTA} for an address" in PAGE

"""What the public check may answer with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from loa.rumours import queries
from tests.web.world import WORDS, Town, release

CLAIM = "Uống nước tỏi chữa khỏi bệnh do virus corona"

pytestmark = pytest.mark.django_db


def answer(client: Client) -> str:
    return str(client.post(reverse("check"), {"claim": CLAIM}).content.decode())


@pytest.mark.parametrize(("channels", "told"), [(("portal", "mail"), True), (("app", "mail"), False)])
def test_only_what_is_on_a_public_page_answers(
    channels: tuple[str, ...], told: bool, town: Town, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_cache", queries._Cache())
    words = replace(WORDS, title=f"Bác bỏ: {CLAIM}", claim=CLAIM, verdict="false", summary="Tỏi không chữa được bệnh.")
    made = release(town, kind="rebuttal", texts={"vi": words}, channels=channels)
    assert (made.code in answer(client)) is told

"""Reading: what is public to everybody, figures of units to those who hold a token for them, and nothing else."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from loa.bulletins.core.manifest import Text
from loa.bulletins.queries import manifest_of
from loa.reach.actions import record
from loa.reach.models import Receipt
from loa.rumours.models import Rumour
from loa.trust.core.canonical import canonical_json
from loa.trust.core.signing import verify
from tests.api.conftest import Caller, TokenMaker, publish
from tests.web.world import WORDS, Town, colleagues, release

pytestmark = pytest.mark.django_db
REBUTTAL = Text(
    WORDS.title, WORDS.summary, WORDS.body, WORDS.source, claim="Ăn tỏi chữa được COVID-19", verdict="false"
)


def test_only_what_stands_on_the_portal_is_listed(town: Town) -> None:
    release(town)  # planned, but not published yet
    publish(town, test=True)
    internal = publish(town, channels=("mail",))
    shown = publish(town)
    answer = Caller().get("/releases").json()
    assert [item["code"] for item in answer["items"]] == [shown.code]
    assert answer["total"] == 1
    assert Caller().get(f"/releases/{internal.code}").status_code == 404


def test_a_release_comes_with_what_proves_it(town: Town) -> None:
    made = publish(town)
    found = Caller().get(f"/releases/{made.code.lower().replace('-', ' ')}").json()
    assert found["title"] == WORDS.title
    assert found["texts"]["vi"]["body"] == WORDS.body
    assert found["figures"][0]["value"] == 14
    assert found["figures"][0]["units"] == {}
    assert found["standing"] == "current"
    proof = found["verification"]
    assert found["links"]["cap"].endswith(f"/b/{made.code}/cap.xml")
    verify(
        base64.b64decode(proof["public_key"]),
        canonical_json(manifest_of(made).as_dict()),
        base64.b64decode(proof["signature"]),
    )


def test_lists_are_filtered_and_paged(town: Town) -> None:
    made = [publish(town) for _ in range(3)]
    rebuttal = publish(town, kind="rebuttal", texts={"vi": REBUTTAL})
    first = Caller().get("/releases", size=2).json()
    second = Caller().get("/releases", size=2, page=2).json()
    assert [item["code"] for item in first["items"] + second["items"]] == [
        each.code for each in (rebuttal, *reversed(made))
    ]
    assert "page=2" in first["next"]
    assert (second["next"], second["total"]) == (None, 4)
    assert "page=1" in second["previous"]
    assert Caller().get("/releases", kind="rebuttal").json()["total"] == 1
    today = timezone.localdate()
    assert Caller().get("/releases", since=today, until=today, unit=town.city.pk).json()["total"] == 4
    assert Caller().get("/releases", until="2020-01-01").json()["total"] == 0
    assert Caller().get("/releases", unit=town.north.pk).json()["items"] == []


def test_rumours_tell_how_often_was_asked_and_never_in_which_words(town: Town) -> None:
    made = publish(town, kind="rebuttal", texts={"vi": REBUTTAL})
    publish(town)
    for text, asked in (("Ông Nguyễn Văn A bảo ăn tỏi là khỏi", 5), ("tỏi chữa corona", 2)):
        Rumour.objects.create(text=text, state=Rumour.State.ANSWERED, answer=made, asked=asked)
    answer = Caller().get("/rumours")
    assert [(item["claim"], item["verdict"], item["asked"]) for item in answer.json()["items"]] == [
        (REBUTTAL.claim, "false", 7)
    ]
    assert "Nguyễn Văn A" not in answer.content.decode()


def test_without_a_token_small_units_stay_out_of_sight(town: Town, with_token: TokenMaker) -> None:
    colleagues(town.north, 4)  # with the head and one member of staff: six; the south has two
    made = publish(town)
    record(made.pk, town.staff.staff_id or 0, Receipt.Kind.ACKNOWLEDGED, "app")
    whole = Caller().get(f"/releases/{made.code}/coverage").json()
    assert (whole["audience"], whole["acknowledged"]) == (12, 1)
    shown = Caller().get(f"/releases/{made.code}/coverage/units").json()["items"]
    assert {line["unit"]["name"] for line in shown} == {town.city.name, town.north.name}
    everything = with_token("coverage:read").get(f"/releases/{made.code}/coverage/units").json()["items"]
    assert {line["unit"]["name"]: line["audience"] for line in everything} == {
        town.city.name: 12,
        town.north.name: 6,
        town.south.name: 2,
    }


def test_a_token_sees_its_own_subtree_and_no_other(town: Town, with_token: TokenMaker) -> None:
    colleagues(town.north, 4)
    made = publish(town)
    ward = with_token("coverage:read", unit=town.south)
    lines = ward.get(f"/releases/{made.code}/coverage/units").json()["items"]
    assert [line["unit"]["id"] for line in lines] == [town.south.pk]
    assert ward.get(f"/units/{town.south.pk}/coverage").json()["staff"] == 2
    assert ward.get(f"/units/{town.north.pk}/coverage").status_code == 404
    assert Caller().get(f"/units/{town.south.pk}/coverage").status_code == 404, "too small for the public"
    assert Caller().get(f"/units/{town.north.pk}/coverage").json()["asked"] == 6
    blind = with_token("receipts:write")
    for path in (f"/releases/{made.code}/coverage/units", f"/units/{town.north.pk}/coverage"):
        refused = blind.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope")


def test_units_come_in_the_order_of_the_tree(town: Town) -> None:
    listed = Caller().get("/units").json()["items"]
    assert [(unit["name"], unit["depth"]) for unit in listed] == [
        (town.city.name, 0),
        (town.north.name, 1),
        (town.south.name, 1),
    ]


def test_a_correction_shows_on_the_old_release(town: Town) -> None:
    from loa.bulletins import actions
    from loa.bulletins.queries import latest_revision
    from loa.delivery.actions import release_and_plan
    from loa.delivery.models import Delivery

    old = publish(town)
    bulletin = actions.correct(old, by=town.editor, texts={"vi": WORDS})
    actions.submit(bulletin, by=town.editor)
    actions.approve(bulletin, by=town.approver, seen_hash=latest_revision(bulletin).content_hash)
    newer = release_and_plan(bulletin, timezone.now())
    Delivery.objects.filter(release=newer, channel="portal").update(state=Delivery.State.DONE)
    found = {item["code"]: item for item in Caller().get("/releases").json()["items"]}
    assert (found[old.code]["standing"], found[old.code]["replaced_by"]) == ("corrected", newer.code)
    assert found[newer.code]["replaces"] == old.code


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/releases/0000-0000", 404, "not_found"),
        ("/releases/x", 422, "invalid_request"),
        ("/releases?size=101", 422, "invalid_request"),
        ("/releases?since=0001-01-01", 422, "invalid_request"),
        ("/units/999999/coverage", 404, "not_found"),
        ("/nothing/here", 404, "not_found"),
    ],
)
def test_refusals_are_problems_in_the_callers_language(town: Town, path: str, status: int, code: str) -> None:
    for language, word in (("vi", "Không"), ("en", "")):
        answer = Caller(language=language).get(path)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert answer["Content-Language"] == language
        problem = answer.json()
        assert (problem["status"], problem["code"], problem["type"]) == (status, code, f"urn:loa:problem:{code}")
        assert word in problem["title"] + problem["detail"] or status == 422


def test_a_wrong_method_is_a_problem_too(town: Town) -> None:
    answer = Caller().send("delete", "/releases")
    assert (answer.status_code, answer.json()["status"]) == (405, 405)
    assert "GET" in answer["Allow"]


def test_other_sites_may_read(town: Town) -> None:
    answer = Caller().get("/releases")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Accept-Language" in answer["Vary"]


def test_query_counts_do_not_grow_with_the_list(town: Town) -> None:
    def asked(path: str, **query: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert Caller().get(path, **query).status_code == 200
        return len(seen)

    publish(town, kind="rebuttal", texts={"vi": REBUTTAL})
    few = {path: asked(path) for path in ("/releases", "/rumours", "/units")}
    for _ in range(6):
        publish(town, kind="rebuttal", texts={"vi": REBUTTAL})
    assert few == {path: asked(path) for path in few}
    assert few["/releases"] <= 3
    assert few["/rumours"] <= 4

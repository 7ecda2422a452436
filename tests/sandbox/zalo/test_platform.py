"""The stand-in for Zalo, asked with bare HTTP: it must be right by itself, not by agreeing with our client."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from loa.sandbox import Addresses


class Caller:
    """Bare calls to the three hosts."""

    def __init__(self, url: str, http: httpx.Client) -> None:
        self.url = url
        self.http = http
        self.control("clock", {"set": "2020-02-07T12:00:00+07:00"})
        self.token = self.control("grant", {})["access_token"]

    def control(self, name: str, body: Any = None) -> Any:
        answer = self.http.post(f"{self.url}/_control/{name}", json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def oa(self, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        return self._post(f"{self.url}/openapi{path}", body, headers)

    def zbs(self, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        return self._post(f"{self.url}/business{path}", body, headers)

    def get(self, path: str, **query: str) -> dict[str, Any]:
        answer = self.http.get(self.url + path, params=query, headers={"access_token": self.token})
        assert answer.status_code == 200
        return dict(answer.json())

    def _post(self, url: str, body: Any, headers: dict[str, str]) -> dict[str, Any]:
        answer = self.http.post(url, json=body, headers={"access_token": self.token, **headers})
        assert answer.status_code == 200  # row 12: refusals come with 200
        return dict(answer.json())


@pytest.fixture
def zalo(own_sandbox: Addresses, http: httpx.Client) -> Iterator[Caller]:
    yield Caller(own_sandbox.zalo_url, http)  # noqa: PT022 - the fixture before it cleans up


def cs(user: str, **message: Any) -> dict[str, Any]:
    return {"recipient": {"user_id": user}, "message": message}


@pytest.fixture
def user(zalo: Caller) -> str:
    number: str = zalo.control("users", {"users": [{"phone": "84912345678", "name": "An"}]})["users"][0]["id"]
    zalo.http.post(f"{zalo.url}/api/users/{number}/text", json={"text": "Alo"}).raise_for_status()
    return number


def test_row_13_the_token_header_is_bare(zalo: Caller, user: str) -> None:
    token = zalo.token
    zalo.token = ""
    answer = zalo.oa("/v3.0/oa/message/cs", cs(user, text="x"), authorization=f"Bearer {token}")
    assert answer["error"] == -216
    assert zalo.zbs("/message/template", {}, authorization=f"Bearer {token}")["error"] == -124


def test_row_13_the_proof_is_looked_at_where_it_is_given(zalo: Caller, user: str) -> None:
    assert zalo.oa("/v3.0/oa/message/cs", cs(user, text="x"), appsecret_proof="00")["error"] == -242
    assert zalo.zbs("/message/template", {}, appsecret_proof="00")["error"] == -1241


def test_a_good_answer_has_the_documented_shape(zalo: Caller, user: str) -> None:
    answer = zalo.oa("/v3.0/oa/message/cs", cs(user, text="Chào bà con"))
    assert answer == {
        "data": {
            "message_id": answer["data"]["message_id"],
            "user_id": user,
            "sent_time": answer["data"]["sent_time"],
            "quota": {"quota_type": "reply"},
        },
        "error": 0,
        "message": "Success",
    }
    assert answer["data"]["sent_time"].isdigit()
    assert len(answer["data"]["sent_time"]) == 13


MEDIA = {"type": "template", "payload": {"template_type": "media", "elements": [{"media_type": "image"}]}}


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ({}, -201),
        ({"text": "x" * 2001}, -210),
        ({"attachment": {"type": "file", "payload": {"token": "none"}}}, -201),
        ({"attachment": MEDIA}, -201),
        ({"attachment": {"type": "template", "payload": {"template_type": "hologram"}}}, -233),
        ({"text": "x", "attachment": {"type": "template", "payload": {"buttons": [{"title": "a"}] * 6}}}, -201),
        ({"text": 5}, -210),
    ],
)
def test_row_13_messages_that_are_not_in_order(zalo: Caller, user: str, message: dict[str, Any], number: int) -> None:
    answer = zalo.oa("/v3.0/oa/message/cs", cs(user, **message))
    assert answer["error"] == number
    assert "data" not in answer


def test_row_13_url_and_attachment_exclude_each_other(zalo: Caller, user: str) -> None:
    def image(**element: str) -> dict[str, Any]:
        payload = {"template_type": "media", "elements": [{"media_type": "image", **element}]}
        return cs(user, attachment={"type": "template", "payload": payload})

    assert zalo.oa("/v3.0/oa/message/cs", image(url="https://x.vn/a.png"))["error"] == 0
    assert zalo.oa("/v3.0/oa/message/cs", image(url="https://x.vn/a.png", attachment_id="1"))["error"] == -201


def test_row_13_an_upload_ends_after_seven_days(zalo: Caller, user: str) -> None:
    answer = zalo.http.post(
        f"{zalo.url}/openapi/v2.0/oa/upload/file",
        files={"file": ("bản tin.pdf", b"%PDF")},
        headers={"access_token": zalo.token},
    ).json()
    body = cs(user, attachment={"type": "file", "payload": {"token": answer["data"]["token"]}})
    assert zalo.oa("/v3.0/oa/message/cs", body)["error"] == 0
    zalo.control("clock", {"advance": 7 * 86400 + 1})
    zalo.token = zalo.control("grant", {})["access_token"]
    assert zalo.oa("/v3.0/oa/message/cs", body)["error"] == -100


@pytest.mark.parametrize("phone", ["0912345678", "12345", "84abc", "", None, 5])
def test_row_13_phones_must_be_written_with_84(zalo: Caller, phone: Any) -> None:
    body = {"phone": phone, "template_id": "500001", "template_data": {"title": "x"}}
    assert zalo.zbs("/message/template", body)["error"] == -108


def test_a_hashed_phone_comes_back_hashed(zalo: Caller, user: str) -> None:
    digest = hashlib.sha256(b"84912345678").hexdigest()
    values = {"title": "x", "number": "1", "code": "c"}
    body = {"hash_phone": digest, "template_id": "500001", "template_data": values}
    assert zalo.zbs("/message/template/hashphone", body)["error"] == 0
    last = zalo.http.get(f"{zalo.url}/_control/events").json()["events"][-1]
    assert json.loads(last["body"])["recipient"]["id"] == digest


@pytest.mark.parametrize("path", ["/v3.0/oa/message/transaction", "/v3.0/oa/message/promotion"])
def test_shut_calls_say_so(zalo: Caller, path: str) -> None:
    assert zalo.oa(path, {})["error"] == -240


def test_a_v2_message_to_one_user_is_shut_too(zalo: Caller, user: str) -> None:
    assert zalo.oa("/v2.0/oa/message", cs(user, text="x"))["error"] == -240


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"\xff"])
@pytest.mark.parametrize(
    "path", ["/openapi/v3.0/oa/message/cs", "/openapi/v2.0/article/create", "/business/message/template"]
)
def test_any_body_gets_an_answer(zalo: Caller, path: str, body: bytes) -> None:
    answer = zalo.http.post(zalo.url + path, content=body, headers={"access_token": zalo.token})
    assert answer.status_code == 200
    assert answer.json()["error"] < 0


def test_row_13_oa_questions_come_in_the_data_parameter(zalo: Caller, user: str) -> None:
    assert zalo.get("/openapi/v3.0/oa/user/detail", user_id=user)["error"] == -201
    detail = zalo.get("/openapi/v3.0/oa/user/detail", data=json.dumps({"user_id": user}))["data"]
    assert detail["user_last_interaction_date"] == "07/02/2020"


@pytest.mark.parametrize("values", [{"count": 51}, {"offset": 9952}, {"offset": -1}, {"count": "x"}])
def test_row_14_limits_of_the_list(zalo: Caller, values: dict[str, Any]) -> None:
    assert zalo.get("/openapi/v3.0/oa/user/getlist", data=json.dumps(values))["error"] == -201


@pytest.mark.parametrize(
    ("period", "found"),
    [("TODAY", 1), ("YESTERDAY", 0), ("L7D", 1), ("2020_02_01:2020_02_07", 1), ("2020_01_01:2020_01_31", 0)],
)
def test_row_14_people_by_period(zalo: Caller, user: str, period: str, found: int) -> None:
    query = json.dumps({"last_interaction_period": period})
    assert zalo.get("/openapi/v3.0/oa/user/getlist", data=query)["data"]["total"] == found


def test_tags_are_made_by_tagging(zalo: Caller, user: str) -> None:
    zalo.oa("/v2.0/oa/tag/tagfollower", {"user_id": user, "tag_name": "Cửa Ông"})
    assert zalo.get("/openapi/v2.0/oa/tag/gettagsofoa")["data"] == ["Cửa Ông"]
    zalo.oa("/v2.0/oa/tag/rmfollowerfromtag", {"user_id": user, "tag_name": "Cửa Ông"})
    assert zalo.get("/openapi/v2.0/oa/tag/gettagsofoa")["data"] == []


def test_the_conversation_as_the_oa_sees_it(zalo: Caller, user: str) -> None:
    zalo.oa("/v3.0/oa/message/cs", cs(user, text="Chào"))
    said = zalo.get("/openapi/v2.0/oa/conversation", data=json.dumps({"user_id": user, "offset": 0, "count": 10}))[
        "data"
    ]
    assert [(line["src"], line["message"]) for line in said] == [(0, "Chào"), (1, "Alo")]


ARTICLE = {
    "type": "normal",
    "title": "Bản tin",
    "author": "UBND",
    "description": "Tóm tắt",
    "cover": {"cover_type": "photo", "photo_url": "https://x.vn/a.png"},
    "body": [{"type": "text", "content": "<p>Nội dung</p>"}],
}


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"type": "poem"}, -201),
        ({"title": "x" * 151}, -210),
        ({"description": "x" * 301}, -210),
        ({"author": ""}, -201),
        ({"cover": None}, -201),
        ({"body": []}, -201),
        ({"body": [{"type": "text"}]}, -201),
        ({"status": "perhaps"}, -201),
    ],
)
def test_row_15_articles_that_are_not_in_order(zalo: Caller, changed: dict[str, Any], number: int) -> None:
    assert zalo.oa("/v2.0/article/create", {**ARTICLE, **changed})["error"] == number


def published(zalo: Caller, **changed: Any) -> str:
    zalo.control("switches", {"article_polls": 0})
    token = zalo.oa("/v2.0/article/create", {**ARTICLE, **changed})["data"]["token"]
    number: str = zalo.oa("/v2.0/article/verify", {"token": token})["data"]["id"]
    return number


def test_row_15_an_article_is_hidden_unless_asked(zalo: Caller) -> None:
    hidden, shown = published(zalo), published(zalo, status="show")
    lines = zalo.get("/openapi/v2.0/article/getslice", offset="0", limit="10", type="normal")["data"]["medias"]
    assert {line["id"]: line["status"] for line in lines} == {hidden: "hide", shown: "show"}
    assert zalo.get("/openapi/v2.0/article/getdetail", id=shown)["data"]["body"] == ARTICLE["body"]
    page = zalo.http.get(f"{zalo.url}/articles/{shown}").text
    assert "<p>Nội dung</p>" in page


def test_row_15_the_article_quota(zalo: Caller) -> None:
    zalo.control("switches", {"article_quota": 1})
    published(zalo)
    answer = zalo.oa("/v2.0/article/create", ARTICLE)
    assert answer["error"] == -223
    assert "quota" in answer["message"]


def broadcast(zalo: Caller, article: str, target: dict[str, Any]) -> dict[str, Any]:
    element = {"media_type": "article", "attachment_id": article}
    payload = {"template_type": "media", "elements": [element]}
    message = {"attachment": {"type": "template", "payload": payload}}
    return zalo.oa("/v2.0/oa/message", {"recipient": {"target": target}, "message": message})


@pytest.mark.parametrize("ages", ["3,7", [3, 7], 3])
def test_row_15_targets_as_text_list_and_number(zalo: Caller, user: str, ages: Any) -> None:
    assert broadcast(zalo, published(zalo, status="show"), {"ages": ages})["error"] == 0
    messages = zalo.http.get(f"{zalo.url}/api/users/{user}/messages").json()["messages"]
    assert [one["kind"] for one in messages] == ["from_user", "article"]


@pytest.mark.parametrize("target", ["all", {"ages": "x"}, {"ages": None}])
def test_row_15_a_target_that_is_none(zalo: Caller, target: Any) -> None:
    assert broadcast(zalo, published(zalo, status="show"), target)["error"] == -201


def test_row_15_four_a_month(zalo: Caller, user: str) -> None:
    article = published(zalo, status="show")
    for _ in range(6):
        broadcast(zalo, article, {})
        zalo.control("clock", {"advance": 86400})
        zalo.token = zalo.control("grant", {})["access_token"]
    got = zalo.http.get(f"{zalo.url}/api/users/{user}/messages").json()["messages"]
    assert sum(one["kind"] == "article" for one in got) == 4


def test_row_9_every_answer_says_how_many_calls_are_left(zalo: Caller) -> None:
    for left in (3999, 3998):
        answer = zalo.http.get(f"{zalo.url}/openapi/v2.0/oa/getoa", headers={"access_token": zalo.token})
        assert answer.headers["x-ratelimit-limit"] == "4000"
        assert answer.headers["x-ratelimit-remain"] == str(left)


def test_row_9_the_limit_of_the_oa_has_its_own_words(zalo: Caller) -> None:
    zalo.control("switches", {"calls_a_minute_oa": 1})
    zalo.get("/openapi/v2.0/oa/getoa")
    assert zalo.get("/openapi/v2.0/oa/getoa") == {"error": -32, "message": "Your OA reached limit call api"}


@pytest.mark.parametrize(
    ("form", "secret", "number"),
    [
        ({"app_id": "7"}, "demo-app-secret", -14002),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "wrong", -14900),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "demo-app-secret", -14014),
        ({"grant_type": "password"}, "demo-app-secret", -14903),
    ],
)
def test_row_5_oauth_refusals(zalo: Caller, form: dict[str, str], secret: str, number: int) -> None:
    answer = zalo.http.post(
        f"{zalo.url}/oauth/v4/oa/access_token",
        data={"app_id": "1000000000000000001", **form},
        headers={"secret_key": secret},
    )
    assert answer.status_code == 200
    assert answer.json()["error"] == number
    assert answer.json()["error_name"]


def test_row_5_a_wrong_app_is_shown_an_error(zalo: Caller) -> None:
    answer = zalo.http.get(f"{zalo.url}/oauth/v4/oa/permission", params={"app_id": "7"})
    assert answer.headers["location"].endswith("error_code=-14002")


def test_row_2_the_old_access_token_may_live_on(zalo: Caller) -> None:
    zalo.control("switches", {"old_token_dies": False})
    refresh = zalo.control("grant", {})["refresh_token"]
    form = {"app_id": "1000000000000000001", "grant_type": "refresh_token", "refresh_token": refresh}
    answer = zalo.http.post(
        f"{zalo.url}/oauth/v4/oa/access_token", data=form, headers={"secret_key": "demo-app-secret"}
    )
    assert answer.json()["expires_in"] == "90000"
    assert zalo.get("/openapi/v2.0/oa/getoa")["error"] == 0


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("clock", {"set": "noon"}),
        ("clock", {"set": "2020-02-07T12:00:00"}),
        ("clock", {"advance": "x"}),
        ("switches", {"no_such": 1}),
        ("switches", {"receipts": "yes"}),
        ("users", {"users": [{"phone": "0912"}]}),
        ("users", {"users": [{"shoe_size": 42}]}),
        ("users", {}),
        ("templates", {"templates": [{"id": "1"}]}),
        ("emit", {}),
        ("emit", {"event_name": "x", "tamper": "magic"}),
        ("replay", {"count": "x"}),
        ("faults", {"kind": "fire"}),
    ],
)
def test_bad_control_calls_get_a_clear_answer(zalo: Caller, name: str, body: Any) -> None:
    answer = zalo.http.post(f"{zalo.url}/_control/{name}", json=body)
    assert answer.status_code == 400
    assert answer.json()["text"]


def test_the_phone_looks_like_a_chat(zalo: Caller, user: str) -> None:
    values = {
        "title": "Dịch <b>mới</b>",
        "number": "05/TB-UBND",
        "code": "7K2M",
        "url": "https://bantin.example/b/7K2M",
    }
    zalo.oa("/v3.0/oa/message/template", {"user_id": user, "template_id": "500001", "template_data": values})
    broadcast(zalo, published(zalo, status="show"), {})
    page = zalo.http.get(f"{zalo.url}/phones/{user}").text
    assert "Dịch &lt;b&gt;mới&lt;/b&gt;" in page
    assert "Bản tin số 05/TB-UBND" in page
    assert 'href="https://bantin.example/b/7K2M"' in page
    assert "Đọc bài viết" in page
    assert "không phải Zalo" in page
    assert user in zalo.http.get(zalo.url, params={"q": "an"}).text


def test_people_in_pages(zalo: Caller) -> None:
    made = zalo.control("users", {"users": [{"name": f"Người {number}"} for number in range(5)]})["users"]
    first = zalo.http.get(f"{zalo.url}/api/users", params={"limit": 2}).json()["users"]
    rest = zalo.http.get(f"{zalo.url}/api/users", params={"after": first[-1]["id"]}).json()["users"]
    assert [one["id"] for one in first + rest] == [one["id"] for one in made]

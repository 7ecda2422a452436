"""What a push says (standards I4, W1, W3, W4)."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from loa.bulletins.core.manifest import Text
from loa.channels.app.webpush import payload
from loa.channels.app.webpush.payload import JSON_LIMIT
from tests.channels.app.webpush.devices import envelope
from tests.channels.mail.samples import VIETNAMESE, release

PERSON = envelope(0, "https://fcm.googleapis.com/x")


def test_a_person_gets_their_acknowledge_page_and_nothing_about_themselves() -> None:
    value = json.loads(payload.render(release()).payload(replace(PERSON, name="Nguyễn Thị Lan")))
    notification = value["notification"]
    assert (value["web_push"], value["mutable"]) == (8030, True)
    assert notification["title"] == VIETNAMESE.title
    assert notification["body"] == VIETNAMESE.summary
    assert notification["navigate"] == f"https://loa.example/a/7K3F-9QXA/{PERSON.token}"
    assert notification["data"]["token"] == PERSON.token
    assert (notification["lang"], notification["tag"]) == ("vi", "7K3F9QXA")
    assert "Lan" not in json.dumps(value, ensure_ascii=False)


def test_without_a_token_the_public_page_opens() -> None:
    notification = json.loads(payload.render(release()).payload(replace(PERSON, token="")))["notification"]
    assert notification["navigate"] == "https://loa.example/b/7K3F-9QXA"
    assert "token" not in notification["data"]


def test_languages() -> None:
    rendered = payload.render(release(), lambda language: {"vi": "KHẨN", "en": "URGENT"}[language])
    titles = {
        language: json.loads(rendered.payload(replace(PERSON, language=language)))["notification"]["title"]
        for language in ("vi", "en", "km")
    }
    assert titles["en"] == "[URGENT] Two new suspected cases"
    assert titles["km"] == titles["vi"] == f"[KHẨN] {VIETNAMESE.title}"


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    corrected = payload.render(release(code="AAAA-BBBB", replaces="7K3F-9QXA", kind="correction"))
    assert corrected.topic == payload.render(release()).topic == "7K3F9QXA"


def test_a_correction_of_a_correction_has_the_topic_of_the_first() -> None:
    """W4: one topic and one tag for the whole line; the engine names its first."""
    again = replace(release(code="CCCC-DDDD", replaces="AAAA-BBBB", kind="correction"), extra={"incident": "7K3F-9QXA"})
    rendered = payload.render(again)
    tag = json.loads(rendered.payload(PERSON))["notification"]["tag"]
    assert rendered.topic == tag == "7K3F9QXA"


def test_a_push_is_kept_no_longer_than_the_bulletin_holds() -> None:
    rendered = payload.render(release(urgency="normal", not_after="2020-02-07T01:30:00Z"))
    issued = 1_581_035_400.0
    assert rendered.timing.urgency == "normal"
    assert rendered.ttl(issued) == 3600
    assert rendered.ttl(issued + 3600) == 0
    assert payload.render(release(urgency="normal")).ttl(issued) == 86_400


@given(st.text(min_size=1, max_size=150), st.text(max_size=3000))
def test_any_words_stay_within_the_limit(title: str, summary: str) -> None:
    rendered = payload.render(release(texts={"vi": Text(title, summary, "")}))
    raw = rendered.payload(PERSON)
    assert len(raw) <= JSON_LIMIT
    body = json.loads(raw)["notification"].get("body", "").rstrip("…")
    assert summary.replace("\ue000", "").startswith(body) or summary.rstrip("…").startswith(body)
    assert len(rendered.payload(PERSON, short=True)) <= len(raw)

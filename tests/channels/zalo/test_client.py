"""The client against the stand-in. Row numbers are those of the contract's §10."""

from __future__ import annotations

import unicodedata

import httpx
import pytest

from loa.channels.zalo.client import Target, ZaloClient, normal_phone
from loa.channels.zalo.errors import (
    BadPhoneError,
    BusyError,
    ContentTooLongError,
    LaterError,
    RefusedError,
    SetUpError,
    UnknownCodeError,
    UnknownOutcomeError,
    UnreachableError,
    ZaloError,
)
from loa.channels.zalo.tokens import MemoryTokenStore, Tokens
from tests.channels.zalo.platform import TEMPLATE, VALUES, Platform, article

ADA = {"name": "Nguyễn Thị An", "phone": "84912345678"}


def test_the_card_of_the_official_account(client: ZaloClient, platform: Platform) -> None:
    platform.people(ADA)
    card = client.official_account()
    assert card.verified
    assert card.followers == 1


def test_row_14_every_follower_is_listed_once_over_many_pages(client: ZaloClient, platform: Platform) -> None:
    people = platform.people(*[{"name": f"Người {number}"} for number in range(120)])
    gone = platform.people({"following": False})
    assert list(client.every_user()) == people
    assert not set(gone) & set(client.every_user())


def test_row_14_a_place_beyond_the_last_is_refused(client: ZaloClient) -> None:
    with pytest.raises(RefusedError):
        client.users(9952)


def test_detail_tells_whether_somebody_follows(client: ZaloClient, platform: Platform) -> None:
    (user,) = platform.people({**ADA, "tags": ["Mông Dương"]})
    detail = client.user(user)
    assert (detail.name, detail.follows, detail.phone, detail.tags) == (
        ADA["name"],
        True,
        ADA["phone"],
        ("Mông Dương",),
    )
    assert list(client.every_user(tag="Mông Dương")) == [user]
    assert list(client.every_user(tag="Cửa Ông")) == []


def test_row_15_an_article_is_asked_for_until_it_is_ready(client: ZaloClient, platform: Platform) -> None:
    platform.control("switches", {"article_polls": 3})
    number = client.publish_article(article())
    assert len(platform.calls("/v2.0/article/verify")) == 4
    assert number


def test_row_15_an_article_that_is_never_ready_is_given_up(client: ZaloClient, platform: Platform) -> None:
    platform.control("switches", {"article_polls": 1000})
    with pytest.raises(BusyError) as caught:
        client.publish_article(article(), patience=3, pause=1)
    assert caught.value.number == -214


def test_row_15_a_failed_article_is_an_error(client: ZaloClient, platform: Platform) -> None:
    platform.control("switches", {"article_fails": True, "article_polls": 0})
    with pytest.raises(ZaloError):
        client.publish_article(article())


def test_row_15_a_broadcast_reaches_followers_once_a_day(client: ZaloClient, platform: Platform) -> None:
    follower, stranger = platform.people({"name": "A"}, {"name": "B", "following": False})
    number = client.publish_article(article())
    assert client.broadcast(number)
    assert [item["title"] for item in platform.chat(follower)] == ["Bản tin số 5"]
    assert platform.chat(stranger) == []
    assert client.broadcast(number)
    assert len(platform.chat(follower)) == 1
    platform.control("clock", {"advance": 86400})
    client.broadcast(number)
    assert len(platform.chat(follower)) == 2


def test_row_15_a_target_narrows_the_broadcast(client: ZaloClient, platform: Platform) -> None:
    old, young = platform.people({"age": 70}, {"age": 20})
    client.broadcast(client.publish_article(article()), Target(ages=[6, 7]))
    assert len(platform.chat(old)) == 1
    assert platform.chat(young) == []


def test_row_15_a_hidden_or_unknown_article_cannot_be_broadcast(client: ZaloClient) -> None:
    hidden = client.publish_article(article(shown=False))
    for number in (hidden, "4000000000000000999"):
        with pytest.raises(RefusedError):
            client.broadcast(number)


@pytest.mark.parametrize(
    ("hour", "open_"), [("05:59:59", False), ("06:00:00", True), ("21:59:58", True), ("22:00:00", False)]
)
def test_row_10_no_broadcast_at_night(client: ZaloClient, platform: Platform, hour: str, open_: bool) -> None:
    number = client.publish_article(article())
    platform.control("clock", {"set": f"2020-02-08T{hour}+07:00"})
    if open_:
        assert client.broadcast(number)
    else:
        with pytest.raises(LaterError) as caught:
            client.broadcast(number)
        assert caught.value.number == -234


def test_a_template_by_uid_arrives(client: ZaloClient, platform: Platform) -> None:
    (user,) = platform.people(ADA)
    sent = client.send_template(user, TEMPLATE, VALUES)
    (item,) = platform.chat(user)
    assert item["message_id"] == sent.message_id
    assert item["text"] == VALUES["title"]
    assert sent.sent_at is not None
    assert sent.sent_at.year == 2020


def test_a_template_by_phone_arrives_with_its_tracking_id(client: ZaloClient, platform: Platform) -> None:
    (user,) = platform.people(ADA)
    sent = client.send_template_to_phone("0912 345 678", TEMPLATE, VALUES, tracking_id="r1-42")
    (item,) = platform.chat(user)
    assert (item["message_id"], item["tracking_id"]) == (sent.message_id, "r1-42")
    assert client.template_quota() == (20000, 19999)


def test_row_20_the_status_tells_of_the_device(client: ZaloClient, platform: Platform) -> None:
    platform.people(ADA)
    platform.control("switches", {"receipts": False})
    sent = client.send_template_to_phone(ADA["phone"], TEMPLATE, VALUES)
    assert client.reached(sent.message_id) is False
    platform.control("switches", {"receipts": True})
    again = client.send_template_to_phone(ADA["phone"], TEMPLATE, VALUES)
    assert client.reached(again.message_id) is True
    assert client.reached("msg-99999999") is None


def test_row_6_the_consultation_window(client: ZaloClient, platform: Platform) -> None:
    (user,) = platform.people(ADA)
    with pytest.raises(RefusedError) as caught:
        client.send_text(user, "Chào bà con")
    assert caught.value.number == -230
    platform.act(user, "text", text="Có phải Cẩm Phả đã có dịch?")
    assert client.send_text(user, "Chưa có ca mắc nào.").quota == {"quota_type": "reply"}
    platform.control("switches", {"old_reply_quota": True})
    assert client.send_text(user, "Chưa có ca mắc nào.").quota["remain"] == "8"
    platform.control("clock", {"advance": 3 * 86400})
    assert client.send_text(user, "Vẫn chưa có.").quota == {"quota_type": "sub_quota"}
    platform.control("clock", {"advance": 5 * 86400})
    with pytest.raises(RefusedError) as caught:
        client.send_text(user, "Muộn quá rồi")
    assert caught.value.number == -230


@pytest.mark.parametrize(
    ("person", "number"),
    [({"following": False}, -213), ({"dormant": True}, -227), ({"refuses": [-244]}, -244)],
)
def test_row_7_people_who_cannot_be_reached_by_uid(
    client: ZaloClient, platform: Platform, person: dict[str, object], number: int
) -> None:
    (user,) = platform.people(person)
    with pytest.raises(RefusedError) as caught:
        client.send_template(user, TEMPLATE, VALUES)
    assert caught.value.number == number
    assert caught.value.permanent


@pytest.mark.parametrize(
    ("person", "number"),
    [({"account": False}, -118), ({"refuses": [-139]}, -139), ({"refuses": [-141]}, -141), ({"dormant": True}, -119)],
)
def test_row_7_people_who_cannot_be_reached_by_phone(
    client: ZaloClient, platform: Platform, person: dict[str, object], number: int
) -> None:
    platform.people({**ADA, **person})
    with pytest.raises(RefusedError) as caught:
        client.send_template_to_phone(ADA["phone"], TEMPLATE, VALUES)
    assert caught.value.number == number


def test_row_8_the_daily_quota_ends_and_comes_back(client: ZaloClient, platform: Platform) -> None:
    platform.people(ADA)
    platform.control("switches", {"template_quota": 1})
    client.send_template_to_phone(ADA["phone"], TEMPLATE, VALUES)
    with pytest.raises(LaterError) as caught:
        client.send_template_to_phone(ADA["phone"], TEMPLATE, VALUES)
    assert caught.value.number == -144
    platform.control("clock", {"set": "2020-02-08T00:00:01+07:00"})
    client.send_template_to_phone(ADA["phone"], TEMPLATE, VALUES)


@pytest.mark.parametrize(
    ("number", "kind"), [(-211, LaterError), (-218, LaterError), (-200, BusyError), (-204, SetUpError)]
)
def test_row_8_other_refusals_have_their_class(
    client: ZaloClient, platform: Platform, number: int, kind: type[ZaloError]
) -> None:
    (user,) = platform.people(ADA)
    platform.fault("error", match="/message/template", code=number, text="as the platform says")
    with pytest.raises(kind) as caught:
        client.send_template(user, TEMPLATE, VALUES)
    assert caught.value.provider_text == "as the platform says"


def test_row_9_the_rate_is_shown_and_its_end_is_no_fault_of_ours(client: ZaloClient, platform: Platform) -> None:
    platform.control("switches", {"calls_a_minute": 3})
    client.official_account()
    assert client.rate is not None
    assert client.rate.limit == 3
    client.official_account()
    client.official_account()
    with pytest.raises(BusyError) as caught:
        client.official_account()
    assert caught.value.number == -32
    platform.control("clock", {"advance": 60})
    client.official_account()


@pytest.mark.parametrize("kind", ["status", "html", "empty", "truncated", "cut", "cut_after"])
def test_row_11_a_lost_answer_to_a_sending_is_an_unknown_outcome(
    client: ZaloClient, platform: Platform, kind: str
) -> None:
    (user,) = platform.people(ADA)
    client.official_account()  # the token is fetched before the trouble begins
    platform.fault(kind, match="/message/template")
    with pytest.raises(UnknownOutcomeError):
        client.send_template(user, TEMPLATE, VALUES)
    assert len(platform.calls("/v3.0/oa/message/template")) == 1
    assert len(platform.chat(user)) == (kind in {"truncated", "cut_after"})


def test_row_11_an_answer_later_than_our_patience(platform: Platform, store: MemoryTokenStore) -> None:
    (user,) = platform.people(ADA)
    client = platform.client(store, timeout=httpx.Timeout(0.3))
    client.official_account()
    platform.fault("slow", match="/message/template", seconds=1)
    with pytest.raises(UnknownOutcomeError):
        client.send_template(user, TEMPLATE, VALUES)
    client.close()


def test_row_11_a_lost_answer_to_a_question_is_harmless(client: ZaloClient, platform: Platform) -> None:
    client.official_account()
    platform.fault("cut", match="/getoa")
    with pytest.raises(UnreachableError):
        client.official_account()


def test_row_12_an_unknown_number_is_not_repeated(client: ZaloClient, platform: Platform) -> None:
    (user,) = platform.people(ADA)
    platform.fault("error", match="/message/template", code=-9999)
    with pytest.raises(UnknownCodeError) as caught:
        client.send_template(user, TEMPLATE, VALUES)
    assert caught.value.permanent
    assert len(platform.calls("/v3.0/oa/message/template")) == 1


def test_row_13_a_text_is_counted_composed(client: ZaloClient, platform: Platform) -> None:
    (user,) = platform.people(ADA)
    platform.act(user, "text", text="Alo")
    text = unicodedata.normalize("NFD", "ế" * 2000)
    client.send_text(user, text)
    assert platform.chat(user)[-1]["text"] == "ế" * 2000
    with pytest.raises(ContentTooLongError):
        client.send_text(user, "ế" * 2001)


def test_row_13_template_values_are_checked(client: ZaloClient, platform: Platform) -> None:
    platform.people(ADA)
    for values in ({"title": "x"}, {**VALUES, "title": "x" * 201}, {**VALUES, "stranger": "x"}):
        with pytest.raises(RefusedError):
            client.send_template_to_phone(ADA["phone"], TEMPLATE, values)


def test_row_16_only_an_enabled_template_is_sent(client: ZaloClient, platform: Platform) -> None:
    (user,) = platform.people(ADA)
    for status in ("PENDING_REVIEW", "DISABLE"):
        platform.control("templates", {"templates": [{"id": TEMPLATE, "status": status}]})
        with pytest.raises(SetUpError):
            client.send_template_to_phone(ADA["phone"], TEMPLATE, VALUES)
    platform.control("templates", {"templates": [{"id": TEMPLATE, "status": "ENABLE", "by_uid": False}]})
    with pytest.raises(RefusedError) as caught:
        client.send_template(user, TEMPLATE, VALUES)
    assert caught.value.number == -249


def test_an_uploaded_picture_has_an_id(client: ZaloClient) -> None:
    assert client.upload_image(b"\x89PNG rest", "bia.png")
    with pytest.raises(RefusedError) as caught:
        client.upload_image(b"x" * 1_000_001, "bia.png")
    assert caught.value.number == -210


def test_nobody_there(platform: Platform) -> None:
    store = MemoryTokenStore(Tokens("token", "refresh", platform.now().replace(year=2100)))
    dead = platform.client(store)
    dead._transport._bases = dict.fromkeys(dead._transport._bases, "http://127.0.0.1:1")
    with pytest.raises(UnreachableError):
        dead.send_template("8", TEMPLATE, VALUES)
    dead.close()


@pytest.mark.parametrize("text", ["0912345678", "+84 912 345 678", "84912345678", "(0912) 345-678"])
def test_phones_are_written_one_way(text: str) -> None:
    assert normal_phone(text) == "84912345678"


@pytest.mark.parametrize("text", ["", "12345", "+1 212 555 0100", "0012345678", "84 abc", "８４９１２３４５６７８"])
def test_what_is_no_phone(text: str) -> None:
    with pytest.raises(BadPhoneError):
        normal_phone(text)

"""What strangers may send: bounded in rate, size and number, without a captcha and without keeping who they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from loa.kernel import limits
from loa.rumours import actions
from loa.rumours.errors import ClaimTooLongError
from loa.rumours.models import Arrival, Rumour
from loa.web.sender import _trusted, behind

PROXIES = _trusted(("127.0.0.1", "::1", "10.8.0.0/16"))
ADDRESSES = st.ip_addresses().map(str)
SENDERS = iter(f"203.0.113.{number}" for number in range(1, 250))


@pytest.fixture
def stranger() -> Iterator[str]:
    """An address that no test has used."""
    return next(SENDERS)


def ask(stranger: str, claim: str = "uống rượu diệt virus", **more: Any) -> Any:
    return Client(REMOTE_ADDR=stranger).post("/check", {"claim": claim}, **more)


@pytest.mark.django_db
def test_asking_is_limited_by_sender_and_another_may_ask_on(stranger: str) -> None:
    assert {ask(stranger).status_code for _time in range(10)} == {200}
    refused = ask(stranger)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "captcha" not in refused.content.decode().lower()
    assert ask(next(SENDERS)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "method", "limit"),
    [
        ("/app/sync", "post", 30),
        ("/app/subscriptions", "post", 30),
        ("/app/subscriptions", "delete", 30),
        ("/app/installations", "post", 30),
    ],
)
def test_the_apps_addresses_are_limited(path: str, method: str, limit: int) -> None:
    client = Client(REMOTE_ADDR=next(SENDERS))
    answers = [
        getattr(client, method)(path, b"{}", content_type="application/json").status_code for _time in range(limit + 1)
    ]
    assert 429 not in answers[:limit]
    assert answers[limit] == 429


@pytest.mark.django_db
def test_nobody_escapes_by_naming_another_sender(stranger: str) -> None:
    """X-Forwarded-For from a stranger is the stranger's word."""
    answers = [ask(stranger, headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code for n in range(11)]
    assert answers[-1] == 429


@pytest.mark.django_db
def test_behind_our_proxy_each_sender_has_an_own_limit() -> None:
    senders = [next(SENDERS), next(SENDERS)]
    for _time in range(10):
        assert ask("127.0.0.1", headers={"X-Forwarded-For": senders[0]}).status_code == 200
    assert ask("127.0.0.1", headers={"X-Forwarded-For": f"{senders[1]}, {senders[0]}"}).status_code == 429
    assert ask("127.0.0.1", headers={"X-Forwarded-For": senders[1]}).status_code == 200


@given(st.lists(ADDRESSES | st.text(max_size=12), max_size=5), ADDRESSES)
def test_only_our_proxies_are_believed(named: list[str], peer: str) -> None:
    found = behind(peer, ",".join(named), PROXIES)
    if behind(peer, "192.0.2.1", PROXIES) == peer:
        assert found == peer, "a peer that is no proxy of ours speaks for itself"
    assert behind(peer, ",".join([*named, "192.0.2.1", "10.8.7.7"]), PROXIES) in {peer, "192.0.2.1"}
    assert behind("::1", ",".join([*named, "192.0.2.1", "10.8.7.7"]), PROXIES) == "192.0.2.1"


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_a_whole_ipv6_line_is_one_sender(network: int, one: int, other: int) -> None:
    def address(prefix: int, rest: int) -> str:
        whole = f"{prefix << 64 | rest:032x}"
        return ":".join(whole[place : place + 4] for place in range(0, 32, 4))

    assert limits.address_key(address(network, one)) == limits.address_key(address(network, other))
    assert limits.address_key(address(network, one)) != limits.address_key(address(network ^ 1, one))


@pytest.mark.django_db
def test_long_texts_are_refused_in_words_and_nothing_is_kept(stranger: str) -> None:
    answer = ask(stranger, "dịch " * actions.CLAIM_LIMIT)
    assert answer.status_code == 400
    assert "dài quá" in answer.content.decode()
    with pytest.raises(ClaimTooLongError):
        actions.ask("a" * (actions.CLAIM_LIMIT + 1))
    assert not Rumour.objects.exists()


@pytest.mark.django_db
def test_a_flood_pushes_itself_out_and_what_many_ask_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "OPEN_LIMIT", 50)
    for _person in range(3):
        actions.ask("bỏ tỏi vào tai thì khỏi bệnh")
    for number in range(200):
        actions.ask(f"câu hỏi bịa số {number}")
        assert Rumour.objects.count() <= 50
    assert Rumour.objects.get(text__startswith="bỏ tỏi").asked == 3
    assert Rumour.objects.filter(text="câu hỏi bịa số 199").exists()


@pytest.mark.django_db
def test_the_same_words_are_one_claim_however_many_lie_between() -> None:
    actions.ask("Ăn TỎI sống diệt virus")
    for number in range(600):
        Rumour.objects.create(text=f"việc khác {number}")
    actions.ask("an toi song diet virus")
    assert [rumour.asked for rumour in Rumour.objects.filter(text__endswith="sống diệt virus")] == [2]


@pytest.mark.django_db
def test_a_question_that_fails_is_not_taken_for_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not stored may come again: its name is committed with it or not at all."""
    body = json.dumps({"rumours": [{"id": "once", "text": "xông hơi diệt virus"}]})

    def send() -> int:
        client = Client(REMOTE_ADDR=next(SENDERS), raise_request_exception=False)
        return int(client.post("/app/sync", body, content_type="application/json").status_code)

    def broken(*_arguments: object) -> Rumour:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(actions, "_count", broken)
        assert send() == 500
    assert not Arrival.objects.exists()
    assert [send(), send()] == [200, 200]
    assert Rumour.objects.get().asked == 1

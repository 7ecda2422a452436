"""Webhooks from what happened to what was taken: each event once, retried, stopped with a notice to a person."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import timezone
from standardwebhooks import Webhook

from loa.accounts.errors import MissingRoleError
from loa.accounts.models import Notice
from loa.config import config
from loa.integrations import courier
from loa.integrations.actions import endpoints, events
from loa.integrations.core import retries
from loa.integrations.errors import ForbiddenTargetError, NoEventsError
from loa.integrations.models import Dispatch, Endpoint, Event, EventType
from loa.integrations.transport import Reply
from loa.reach.actions import record
from loa.reach.models import Receipt
from loa.trust import actions as trust
from loa.web.accounts.notices import words
from tests.api.conftest import publish
from tests.api.test_reading import REBUTTAL
from tests.integrations.receiver import Receiver, receiver
from tests.web.world import Town, build_town, release

pytestmark = pytest.mark.django_db
EVERYTHING = [each.value for each in endpoints.CHOOSABLE]


@pytest.fixture
def town(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setattr(trust, "signing_key_path", lambda: tmp_path / "signing.pem")  # type: ignore[operator]
    monkeypatch.setitem(config().values, "webhook_private_hosts", ("127.0.0.1",))  # type: ignore[arg-type]
    trust.ensure_signing_key()
    cache.clear()
    return build_town()


@pytest.fixture
def taker() -> Iterator[Receiver]:
    with receiver() as found:
        yield found


def listen(town: Town, url: str, *chosen: str) -> tuple[Endpoint, str]:
    return endpoints.make(by=town.operator, unit=town.city, name="Sở Y tế", url=url, events=chosen or EVERYTHING)


def deliver() -> int:
    """One round of the courier, in this thread."""
    mine = courier.claim(timezone.now())
    for dispatch in mine:
        courier.carry(dispatch)
    return len(mine)


def test_a_published_bulletin_arrives_signed_and_once(town: Town, taker: Receiver) -> None:
    endpoint, secret = listen(town, taker.url)
    release(town)  # not on the portal yet: nothing to tell
    assert events.find_releases(timezone.now()) == 0
    made = publish(town)
    assert [events.find_releases(timezone.now()) for _ in range(2)] == [1, 0]
    assert [deliver() for _ in range(2)] == [1, 0]
    headers, body = taker.taken[0]
    message = Webhook(secret).verify(body, headers)
    assert (message["type"], message["data"]["code"]) == ("release.published", made.code)
    assert headers["webhook-id"] == Event.objects.get().key
    line = Dispatch.objects.get()
    assert (line.state, line.status, line.attempts, line.error) == ("delivered", 200, 1, "")
    assert "approver" not in body.decode()
    assert secret not in Endpoint.objects.get(pk=endpoint.pk).secrets


def test_each_kind_of_happening_has_its_event(town: Town, taker: Receiver) -> None:
    from loa.bulletins import actions
    from loa.bulletins.queries import latest_revision
    from loa.delivery.actions import release_and_plan
    from loa.delivery.models import Delivery
    from tests.web.world import WORDS

    listen(town, taker.url)
    listen(town, taker.url, EventType.RECALLED)
    old = publish(town, kind="rebuttal", texts={"vi": REBUTTAL})
    bulletin = actions.recall(old, by=town.editor, texts={"vi": WORDS})
    actions.submit(bulletin, by=town.editor)
    actions.approve(bulletin, by=town.approver, seen_hash=latest_revision(bulletin).content_hash)
    release_and_plan(bulletin, timezone.now())
    Delivery.objects.filter(channel="portal").update(state=Delivery.State.DONE)
    assert events.find_releases(timezone.now()) == 3
    told = sorted(Dispatch.objects.values_list("event__type", flat=True))
    assert told == ["release.published", "release.recalled", "release.recalled", "rumour.answered"]


def test_who_comes_later_is_not_told_of_before(town: Town, taker: Receiver) -> None:
    publish(town)
    listen(town, taker.url)
    assert events.find_releases(timezone.now()) == 0
    assert not Dispatch.objects.exists()


def test_milestones_are_told_once_the_highest_alone(town: Town, taker: Receiver) -> None:
    listen(town, taker.url, EventType.MILESTONE)
    made = publish(town)
    people = [user.staff_id for user in town.people.values() if user.staff_id]

    def acknowledge(number: int) -> list[int]:
        for person in people[:number]:
            record(made.pk, person, Receipt.Kind.ACKNOWLEDGED, "app")
        events.find_milestones(timezone.now())
        bodies = Event.objects.order_by("at").values_list("body", flat=True)
        return [json.loads(body)["data"]["share"] for body in bodies]

    assert acknowledge(1) == []
    assert acknowledge(len(people) // 2 + 1) == [50]
    assert acknowledge(len(people) // 2 + 1) == [50]
    assert acknowledge(len(people)) == [50, 100]


def test_while_the_secret_changes_both_sign(town: Town, taker: Receiver) -> None:
    endpoint, first = listen(town, taker.url)
    second = endpoints.rotate(endpoint, by=town.operator)
    endpoint.refresh_from_db()
    assert endpoints.signing_secrets(endpoint, timezone.now()) == [second, first]
    endpoints.ping(endpoint, by=town.operator)
    assert deliver() == 1
    headers, body = taker.taken[0]
    for secret in (first, second):
        assert Webhook(secret).verify(body, headers)["type"] == "ping"
    assert endpoints.signing_secrets(endpoint, timezone.now() + endpoints.OVERLAP) == [second]
    third = endpoints.rotate(endpoint, by=town.operator)
    endpoint.refresh_from_db()
    assert endpoints.signing_secrets(endpoint, timezone.now()) == [third, second]


def test_what_is_not_taken_is_sent_again_under_the_same_name(town: Town, taker: Receiver) -> None:
    endpoint, _secret = listen(town, taker.url)
    endpoints.ping(endpoint, by=town.operator)
    taker.status, taker.body = 500, b"kaputt"
    assert deliver() == 1
    assert deliver() == 0, "it waits first"
    line = Dispatch.objects.get()
    assert (line.state, line.status, line.attempts, line.error) == ("waiting", 500, 1, "kaputt")
    assert line.next_at > timezone.now() + dt.timedelta(seconds=2)
    assert Endpoint.objects.get().failing_since is not None
    Dispatch.objects.update(next_at=timezone.now())
    taker.status = 204
    taker.body = b""
    assert deliver() == 1
    assert len({headers["webhook-id"] for headers, _body in taker.taken}) == 1
    assert len({body for _headers, body in taker.taken}) == 1
    assert Dispatch.objects.get().state == "delivered"
    assert Endpoint.objects.get().failing_since is None


def test_after_days_it_is_given_up_and_a_person_called(town: Town) -> None:
    endpoint, _secret = listen(town, "http://127.0.0.1:9/")
    now, refused = timezone.now(), Reply(500, 0, "")
    line = endpoints.ping(endpoint, by=town.operator)
    for attempt in range(1, retries.MOST + 1):
        assert line.state == Dispatch.State.WAITING, attempt
        courier.settle(line, refused, now)
        now = max(line.next_at, now)
    assert line.state == Dispatch.State.GIVEN_UP
    endpoint.refresh_from_db()
    assert endpoint.stopped_at is None
    courier.settle(endpoints.ping(endpoint, by=town.operator), None, endpoint.failing_since + retries.PATIENCE)
    endpoint.refresh_from_db()
    assert endpoint.stopped_at is not None
    notice = Notice.objects.get(kind=Notice.Kind.WEBHOOK_STOPPED)
    assert (notice.user, notice.detail) == (town.operator, "Sở Y tế")
    subject, text = words(notice)
    assert "Sở Y tế" in text
    assert "Webhook đã dừng" in subject
    assert deliver() == 0, "a stopped endpoint is called no more"
    endpoints.start(endpoint, by=town.operator)
    assert deliver() == 1


def test_gone_is_gone(town: Town, taker: Receiver) -> None:
    endpoint, _secret = listen(town, taker.url)
    endpoints.ping(endpoint, by=town.operator)
    taker.status = 410
    deliver()
    assert Endpoint.objects.get().stopped_reason == "410 Gone"


def test_a_dispatch_is_carried_by_one_courier_and_found_when_it_dies(town: Town, taker: Receiver) -> None:
    endpoint, _secret = listen(town, taker.url)
    for _ in range(courier.OF_ONE + 1):
        endpoints.ping(endpoint, by=town.operator)
    now = timezone.now()
    first, second = courier.claim(now), courier.claim(now)
    assert (len(first), len(second)) == (courier.OF_ONE, 1), "one endpoint takes no more than its share of a round"
    assert courier.claim(now) == []
    assert len(courier.claim(now + courier.CLAIM)) == courier.OF_ONE


def test_an_endpoint_that_became_forbidden_is_not_called(
    town: Town, taker: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint, _secret = listen(town, taker.url)
    endpoints.ping(endpoint, by=town.operator)
    monkeypatch.setitem(config().values, "webhook_private_hosts", ())  # type: ignore[arg-type]
    deliver()
    assert taker.taken == []
    assert Dispatch.objects.get().error == "the address is not allowed"


def test_who_may_and_what_may_not(town: Town) -> None:
    for url in ("http://hooks.example/", "https://10.0.0.1/", "nonsense", "https://a:b@hooks.example/"):
        with pytest.raises(ForbiddenTargetError):
            listen(town, url)
    with pytest.raises(NoEventsError):
        listen(town, "https://hooks.example/", "ping")
    for user in (town.editor, town.head, town.nobody):
        with pytest.raises(MissingRoleError):
            endpoints.make(by=user, unit=town.north, name="", url="https://hooks.example/", events=EVERYTHING)
    endpoint, _secret = listen(town, "https://hooks.example/")
    for act in (endpoints.rotate, endpoints.stop, endpoints.start, endpoints.ping, endpoints.remove):
        with pytest.raises(MissingRoleError):
            act(endpoint, by=town.editor)
    endpoints.stop(endpoint, by=town.operator)
    publish(town)
    assert events.find_releases(timezone.now()) == 0
    endpoints.remove(endpoint, by=town.operator)
    assert not Endpoint.objects.exists()


def test_old_events_are_forgotten_with_their_log(town: Town) -> None:
    endpoint, _secret = listen(town, "https://hooks.example/")
    line = endpoints.ping(endpoint, by=town.operator)
    later = timezone.now() + dt.timedelta(days=61)
    assert events.forget_old(later) == 0, "it is still under way"
    Dispatch.objects.filter(pk=line.pk).update(state=Dispatch.State.DELIVERED)
    assert events.forget_old(later) == 2

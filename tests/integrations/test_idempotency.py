"""One key, one effect: whatever comes in whatever order, compared with the simplest model of it."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loa.accounts.models import User
from loa.integrations.actions import idempotency, rates
from loa.integrations.actions.idempotency import Answer, fingerprint, once
from loa.integrations.errors import InvalidKeyError, KeyReusedError, StillRunningError
from loa.integrations.models import RateCount, Scope, StoredAnswer, Token
from loa.units.models import Unit

pytestmark = pytest.mark.django_db
START = dt.datetime(2020, 2, 7, 7, tzinfo=dt.UTC)


@pytest.fixture
def token() -> Token:
    unit = Unit.objects.create(code="cp", name="Cẩm Phả", kind=Unit.Kind.CITY, valid_from=dt.date(2020, 1, 1))
    owner = User.objects.create_user("a@campha.example", full_name="A")
    return Token.objects.create(
        name="x", unit=unit, owner=owner, scopes=[Scope.STAFF_WRITE], secret_hash="0" * 64, expires_at=timezone.now()
    )


class Work:
    """Something with an effect: a unit is founded, and the answer names it."""

    numbers = itertools.count(1)

    def __init__(self, status: int = 201) -> None:
        self.status = status

    def __call__(self) -> Answer:
        code = f"u{next(self.numbers)}"
        Unit.objects.create(code=code, name=code, kind=Unit.Kind.OFFICE, valid_from=dt.date(2020, 1, 1))
        return Answer(self.status, "application/json", code.encode())


def effects() -> int:
    return Unit.objects.filter(kind=Unit.Kind.OFFICE).count()


requests = st.lists(
    st.tuples(
        st.sampled_from(["k1", "k2"]),
        st.sampled_from([b"one", b"two"]),
        st.sampled_from([201, 201, 422, 500]),
        st.integers(0, 15).map(lambda hours: dt.timedelta(hours=hours)),
    ),
    max_size=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests)
def test_it_does_what_the_model_says(token: Token, asked: list[tuple[str, bytes, int, dt.timedelta]]) -> None:
    """Model: a key remembers body and answer of its last success for 24 hours; a refusal leaves no trace."""
    StoredAnswer.objects.all().delete()
    known: dict[str, tuple[dt.datetime, bytes, bytes]] = {}
    now, expected = START, effects()
    for key, body, status, pause in asked:
        now += pause
        if key in known and known[key][0] <= now - idempotency.KEPT:
            del known[key]
        mark = fingerprint("POST", "/x", [body])
        if key in known and known[key][1] != body:
            with pytest.raises(KeyReusedError):
                once(token, key, mark, now, Work(status))
        else:
            answer = once(token, key, mark, now, Work(status))
            if key in known:
                assert (answer.body, answer.status, answer.replayed) == (known[key][2], 201, True)
            else:
                assert (answer.status, answer.replayed) == (status, False)
                if status < 400:
                    known[key] = (now, body, answer.body)
                    expected += 1
        assert effects() == expected


def test_while_the_first_is_under_way_the_second_waits(token: Token) -> None:
    mark = fingerprint("POST", "/x", [b""])

    def meanwhile() -> Answer:
        with pytest.raises(StillRunningError):
            once(token, "k", mark, START + dt.timedelta(seconds=1), Work())
        return Work()()

    assert once(token, "k", mark, START, meanwhile).status == 201
    assert effects() == 1


def test_a_key_whose_process_died_is_taken_over(token: Token) -> None:
    mark = fingerprint("POST", "/x", [b""])
    StoredAnswer.objects.create(token=token, key="k", fingerprint=mark, begun_at=START)
    with pytest.raises(StillRunningError):
        once(token, "k", mark, START + idempotency.LEASE / 2, Work())
    assert once(token, "k", mark, START + idempotency.LEASE, Work()).status == 201
    assert effects() == 1


def test_who_was_so_slow_that_the_key_was_taken_over_changes_nothing(token: Token) -> None:
    mark = fingerprint("POST", "/x", [b""])

    def slow() -> Answer:
        assert once(token, "k", mark, START + idempotency.LEASE, Work()).status == 201
        return Work()()

    with pytest.raises(StillRunningError):
        once(token, "k", mark, START, slow)


def test_an_exception_frees_the_key(token: Token) -> None:
    def broken() -> Answer:
        Work()()
        raise RuntimeError

    mark = fingerprint("POST", "/x", [b""])
    with pytest.raises(RuntimeError):
        once(token, "k", mark, START, broken)
    assert effects() == 0
    assert once(token, "k", mark, START, Work()).status == 201


def test_keys_are_bounded_and_forgotten(token: Token) -> None:
    for wrong in ("", "x" * 256, "a\nb"):
        with pytest.raises(InvalidKeyError):
            once(token, wrong, "", START, Work())
    once(token, "k", "m", START, Work())
    assert idempotency.forget_old(START + idempotency.KEPT - dt.timedelta(seconds=1)) == 0
    assert idempotency.forget_old(START + idempotency.KEPT) == 1


def test_a_quota_is_counted_minute_by_minute(token: Token) -> None:
    del token
    left = [rates.count("a", START, quota=2).left for _ in range(3)]
    assert left == [1, 0, -1]
    assert rates.count("b", START, quota=2).left == 1
    later = rates.count("a", START + dt.timedelta(seconds=75), quota=2)
    assert (later.left, later.reset, later.exceeded) == (1, 45, False)
    assert rates.forget_old(START + dt.timedelta(seconds=75)) == 1
    assert RateCount.objects.get().key == "a"

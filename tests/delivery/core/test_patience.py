"""Back-off, bucket, breaker and estimate: what orders and retries, as properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from loa.channels.base import Outcome
from loa.delivery.core import backoff, breaker, estimate
from loa.delivery.core.breaker import Breaker, BreakerState
from loa.delivery.core.bucket import Bucket, capacity, draw

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OUTCOMES = st.lists(st.sampled_from(list(Outcome)), min_size=1, max_size=50).map(bytes)
CHANNELS = st.sampled_from(["portal", "app", "mail", "zalo"])


@given(st.integers(1, 10_000), st.integers())
def test_a_delay_is_jittered_within_its_step(tries: int, seed: int) -> None:
    for schedule in backoff.SCHEDULES.values():
        step = min(schedule.longest, schedule.first * 2 ** min(tries - 1, 32))
        assert step / 2 <= schedule.delay(tries, Random(seed)) <= step


@given(OUTCOMES, CHANNELS, st.integers(1, 20), st.none() | st.floats(0, 1e6))
def test_a_parcel_is_tried_again_exactly_while_something_in_it_may_be(
    outcomes: bytes, channel: str, tries: int, wish: float | None
) -> None:
    verdict = backoff.judge(outcomes, channel, tries, wish, Random(1))
    open_ends = [Outcome(code) for code in backoff_codes(outcomes, channel)]
    expected = any(tries < backoff.SCHEDULES[outcome].tries for outcome in open_ends)
    assert (verdict.retry_in is not None) == expected
    if verdict.retry_in is not None:
        assert verdict.retry_in >= min(wish or 0.0, backoff.LONGEST_WISH)
        assert not verdict.given_up


def backoff_codes(outcomes: bytes, channel: str) -> set[int]:
    """Codes of *outcomes* that a further try would touch, pending ones aside."""
    return {outcomes[place] for place in backoff.to_send(outcomes, channel)} - {Outcome.PENDING}


@given(OUTCOMES, CHANNELS)
def test_what_was_settled_is_never_sent_again(outcomes: bytes, channel: str) -> None:
    for place in backoff.to_send(outcomes, channel):
        assert outcomes[place] in (Outcome.PENDING, Outcome.TEMPORARY_FAILURE, Outcome.UNKNOWN)
        assert not (channel == "zalo" and outcomes[place] == Outcome.UNKNOWN)


@given(
    st.integers(1, 5000),
    st.lists(st.tuples(st.integers(1, 200), st.floats(-3600, 3600)), min_size=1, max_size=60),
)
def test_a_bucket_never_grants_more_than_its_rate_whatever_the_clock_does(
    rate: int, steps: list[tuple[int, float]]
) -> None:
    bucket, now, forward, granted = Bucket(0.0, NOW), NOW, 0.0, 0
    for wanted, seconds in steps:
        now += timedelta(seconds=seconds)
        forward += max(0.0, seconds)
        result = draw(bucket, rate, wanted, now)
        assert 0 <= result.granted <= wanted
        assert (result.wait > 0) == (result.granted == 0)
        bucket, granted = result.bucket, granted + result.granted
    assert granted <= rate * forward + 1e-6 * rate + capacity(rate)


@given(st.lists(st.sampled_from(["failed", "throttled", "worked", "stopped", "later"]), max_size=30))
def test_a_stopped_channel_stays_stopped_until_a_person_comes(events: list[str]) -> None:
    state, now = Breaker(), NOW
    for event in events:
        now += timedelta(seconds=200)
        was_stopped = state.state is BreakerState.STOPPED
        state = {
            "failed": lambda s=state, n=now: breaker.failed(s, "refused", n, Random(1)),
            "throttled": lambda s=state, n=now: breaker.throttled(s, 5.0, "slow", n),
            "worked": lambda s=state: breaker.worked(s),
            "stopped": lambda: breaker.stopped("535"),
            "later": lambda s=state: s,
        }[event]()
        if was_stopped:
            assert breaker.wait(state, now) is None
        else:
            wait = breaker.wait(state, now)
            assert wait is None or 0 <= wait <= 120
    if state.state is not BreakerState.STOPPED:
        assert breaker.wait(state, now + timedelta(seconds=121)) == 0


def test_one_failure_pauses_and_more_open_the_breaker() -> None:
    once = breaker.failed(Breaker(), "refused", NOW, Random(1))
    assert once.state is BreakerState.CLOSED
    assert (breaker.wait(once, NOW) or 0) > 0
    twice = breaker.failed(once, "refused", NOW, Random(1))
    assert twice.state is BreakerState.OPEN
    probing = breaker.probe(twice, NOW, timedelta(seconds=30))
    assert breaker.wait(probing, NOW) == 30
    assert breaker.worked(probing) == Breaker()


@given(st.integers(0, 10**7), st.floats(0.1, 1e5), st.floats(0, 1e4), st.floats(0, 1e4))
def test_the_estimate_keeps_to_the_limit(settled: int, elapsed: float, earlier: float, limit: float) -> None:
    pace = estimate.speed(settled, elapsed, earlier, limit)
    assert pace >= 0
    assert not limit or pace <= limit
    left = estimate.seconds_left(1000, pace)
    assert left is None or left >= 0
    assert estimate.seconds_left(0, pace) == 0.0

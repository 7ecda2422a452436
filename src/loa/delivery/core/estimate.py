"""How long it will take: before the release from what the channel did lately, afterwards from what it does now."""

from __future__ import annotations

TRUSTED = 200  # messages of this delivery after which its own speed says more than earlier ones


def speed(settled: int, elapsed: float, earlier: float, limit: float) -> float:
    """Messages a second to reckon with.

    *settled* in *elapsed* seconds is this delivery so far; *earlier* the speed of finished ones; *limit* the
    configured rate (0: none).
    """
    own = settled / elapsed if elapsed > 0 else 0.0
    share = min(1.0, settled / TRUSTED)
    expected = own * share + earlier * (1.0 - share)
    return min(expected, limit) if limit else expected


def seconds_left(remaining: int, messages_a_second: float) -> float | None:
    """Seconds for *remaining* messages; None when nothing moves."""
    if remaining <= 0:
        return 0.0
    return remaining / messages_a_second if messages_a_second > 0 else None

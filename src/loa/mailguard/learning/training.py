"""Training: logistic regression by AdaGrad over sparse terms, in plain Python: minutes for a site's reported mail."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from loa.errors import LoaError
from loa.mailguard.learning.model import LearnedModel

EPOCHS = 12
RATE = 1.0
SHRINK = 2e-5  # L2, so that a term seen in one campaign does not decide alone
MIN_MAILS = 3  # a term is learned when that many mails show it
MAX_TERMS = 250_000
ROAD_SHARE = 0.01  # of one side's mails; a name that so many were sent to tells the side they came by


@dataclass(frozen=True, slots=True)
class Example:
    """One mail to learn from: its distinct terms, the words of its road (`terms.road_words`), and its label."""

    terms: tuple[str, ...]
    unwanted: bool
    road: frozenset[str] = frozenset()


class TooFewMailsError(LoaError):
    """Both kinds are needed to tell them apart."""

    code = "too_few_mails"
    message = "Learning needs at least %(least)s bad and %(least)s honest mails; there are %(bad)s and %(good)s."


LEAST = 20


def train(
    examples: Sequence[Example], created: str, progress: Callable[[int], None] = lambda epoch: None
) -> LearnedModel:
    """A model from *examples*. The order is shuffled by a fixed seed: repeatable. Raises `TooFewMailsError`."""
    bad = sum(example.unwanted for example in examples)
    good = len(examples) - bad
    if min(bad, good) < LEAST:
        raise TooFewMailsError(least=LEAST, bad=bad, good=good)
    index = _vocabulary(examples)
    rows = [(_row(example.terms, index), example.unwanted) for example in examples]
    balance = {True: len(examples) / (2 * bad), False: len(examples) / (2 * good)}
    weights, bias = _descend(rows, len(index), balance, progress)
    kept = {term: round(weights[place], 4) for term, place in index.items() if abs(weights[place]) > 1e-3}
    return LearnedModel(round(bias, 4), kept, {"bad": bad, "good": good}, created)


def _vocabulary(examples: Sequence[Example]) -> dict[str, int]:
    road = frozenset(word for side in (True, False) for word in _road(examples, side))
    seen: Counter[str] = Counter()
    for example in examples:
        seen.update(example.terms)
    frequent = (term for term, count in seen.most_common(MAX_TERMS) if count >= MIN_MAILS)
    return {term: place for place, term in enumerate(t for t in frequent if road.isdisjoint(_words(t)))}


def _road(examples: Sequence[Example], unwanted: bool) -> Iterator[str]:
    """Words of whom many mails of one side were sent to, so that no mail is known by naming them in its text."""
    side = [example.road for example in examples if example.unwanted is unwanted]
    seen = Counter(word for road in side for word in road)
    least = max(MIN_MAILS, len(side) * ROAD_SHARE)
    return (word for word, count in seen.items() if count >= least)


def _words(term: str) -> list[str]:
    """The words of a term: `subject:tin` and `nhan tin` both hold `tin`. What is no word of a text has none."""
    kind, colon, rest = term.partition(":")
    if colon and kind not in {"subject", "name"}:
        return []
    return (rest if colon else term).split()


def _row(terms: tuple[str, ...], index: dict[str, int]) -> list[int]:
    return [index[term] for term in terms if term in index]


def _descend(
    rows: list[tuple[list[int], bool]], size: int, balance: dict[bool, float], progress: Callable[[int], None]
) -> tuple[list[float], float]:
    weights, squares = [0.0] * size, [1e-2] * size
    bias, bias_square = 0.0, 1e-2
    order = random.Random(365)  # noqa: S311 - a shuffle, no secret
    for epoch in range(EPOCHS):
        order.shuffle(rows)
        for places, unwanted in rows:
            scale = 1 / math.sqrt(max(1, len(places)))
            total = bias + scale * sum(map(weights.__getitem__, places))
            error = (1 / (1 + math.exp(-max(-30.0, min(30.0, total)))) - unwanted) * balance[unwanted]
            bias_square += error * error
            bias -= RATE * error / math.sqrt(bias_square)
            if abs(error) > 1e-3:
                _step(places, error * scale, weights, squares)
        progress(epoch + 1)
    return weights, bias


def _step(places: list[int], slope: float, weights: list[float], squares: list[float]) -> None:
    for place in places:
        gradient = slope + SHRINK * weights[place]
        squares[place] += gradient * gradient
        weights[place] -= RATE * gradient / math.sqrt(squares[place])

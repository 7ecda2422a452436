"""Which published item answers a claim? BM25 over folded syllables and their pairs, with an honest "unknown".

The score is the share of the claim's weight that the item covers (0–1), so one threshold serves short and long
claims. Neighbouring items may differ in one number only, and answering with the neighbour would be dangerous: where
two candidates are close, the one whose numbers contradict the claim is put back.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from loa.rumours.core.folding import numbers, undo_telex, words

SATURATION = 1.2  # BM25 k1
LENGTH_WEIGHT = 0.3  # BM25 b: answers are long on purpose, so length counts little
PAIR_WEIGHT = 1.4  # two syllables together make a Vietnamese word
KNOWN = 0.45  # score from which an answer is given; on the development set 9 in 100 unanswerable claims pass it
CANDIDATES = 50
PRIOR = 200  # items that are imagined beside the real ones: a handful says nothing of how rare a word is
DANGER = 0.75  # factor for a candidate whose numbers contradict the claim


@dataclass(frozen=True, slots=True)
class Item:
    """Something published: its id and its words; the first line is the title where there is one."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate: the share of the claim that it covers, 0–1."""

    id: str
    score: float


def _terms(tokens: Sequence[str]) -> Counter[str]:
    counted: Counter[str] = Counter(tokens)
    counted.update(f"{left} {right}" for left, right in pairwise(tokens))
    return counted


class Index:
    """An immutable index of published items; a few thousand items are indexed in about a second."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = list(items)
        self._numbers = [numbers(item.text) for item in self.items]
        bags = [words(item.text) for item in self.items]
        self._vocabulary = {token for bag in bags for token in bag}
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for token in sorted(self._vocabulary):
            self._by_length[len(token)].append(token)
        self._build(bags)

    def _build(self, bags: list[list[str]]) -> None:
        average = sum(map(len, bags)) / max(1, len(bags))
        counted = [_terms(bag) for bag in bags]
        frequency = Counter(term for terms in counted for term in terms)
        total = len(bags) + PRIOR
        self._idf = {term: math.log(1 + (total - n + 0.5) / (n + 0.5)) for term, n in frequency.items()}
        self._unseen = math.log(1 + (total + 0.5) / 0.5)
        self._postings: dict[str, dict[int, float]] = defaultdict(dict)
        for place, (bag, terms) in enumerate(zip(bags, counted, strict=True)):
            damp = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * len(bag) / max(1.0, average))
            for term, count in terms.items():
                self._postings[term][place] = count * (SATURATION + 1) / (count + damp)

    def search(self, claim: str, limit: int = 10) -> list[Match]:
        """The best candidates for *claim*, best first."""
        tokens = [self._repair(token) for token in words(claim)]
        scores: dict[int, float] = defaultdict(float)
        whole = 0.0
        for term in _terms(tokens):
            weight = self._weight(term)
            whole += weight
            for place, saturation in self._postings.get(term, {}).items():
                scores[place] += weight * min(1.0, saturation)
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:CANDIDATES]
        asked = numbers(claim)
        ranked = [(place, self._score(score / whole, asked, place)) for place, score in best]
        ranked.sort(key=lambda pair: (-pair[1], pair[0]))
        return [Match(self.items[place].id, round(score, 4)) for place, score in ranked[:limit]]

    def _weight(self, term: str) -> float:
        weight = self._idf.get(term, self._unseen)
        # An unseen pair says little: people order words freely. An unseen word says much.
        if " " in term:
            return PAIR_WEIGHT * weight * (0.25 if term not in self._idf else 1.0)
        return weight

    def _score(self, coverage: float, asked: frozenset[str], place: int) -> float:
        stated = self._numbers[place]
        return coverage * DANGER if asked and stated and not asked <= stated else coverage

    def _repair(self, token: str) -> str:
        """The vocabulary's word for a token with Telex keys left in or one slip of the finger."""
        if token in self._vocabulary or token[0].isdigit():
            return token
        plain = undo_telex(token)
        if plain in self._vocabulary:
            return plain
        if len(token) < 4:
            return token
        near = [word for size in (len(token) - 1, len(token), len(token) + 1) for word in self._by_length[size]]
        found = process.extractOne(token, near, scorer=OSA.distance, score_cutoff=1)
        return found[0] if found else token

    def answer(self, claim: str) -> Match | None:
        """The item that answers *claim*, or None: then nobody has answered it yet."""
        found = self.search(claim, limit=1)
        return found[0] if found and found[0].score >= KNOWN else None

"""The bench of the matcher: the command contract's keys, on the corpus that every checkout can make."""

from __future__ import annotations

import json
from pathlib import Path

from bench import rumours


def test_the_made_corpus_is_the_same_every_time_and_holds_claims_without_an_answer() -> None:
    first, again = rumours.made(200, 100), rumours.made(200, 100)
    assert first == again
    published = {item.id for item in first.items}
    assert all(claim.relevant <= published for claim in first.claims)
    assert 0 < sum(not claim.relevant for claim in first.claims) < 50


def test_both_are_asked_the_same_and_compared(tmp_path: Path) -> None:
    corpus = rumours.made(150, 60)
    rows = [{"type": "item", "id": item.id, "text": item.text} for item in corpus.items]
    rows += [
        {"type": "query", "id": str(place), "text": claim.text, "relevant": sorted(claim.relevant)}
        for place, claim in enumerate(corpus.claims)
    ]
    file = tmp_path / "corpus.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    said: list[str] = []
    found = rumours.run(said.append, corpus=str(file), queries=60)
    assert found["bench"] == "rumours"
    assert found["ratio"]["fts5"] == found["ours"]["first_right"] / found["peers"]["fts5"]["first_right"]
    assert found["ours"]["first_right"] > 0.8
    assert found["peers"]["fts5"]["first_right"] > 0.5, "the peer is asked so that it can answer"
    assert said


def test_the_peer_takes_any_text_for_a_question() -> None:
    peer = rumours.Fts5(rumours.made(20, 1).items, str.lower)
    for odd in ('"', "NEAR(", "a AND OR NOT *", "", "🙂", "ngày 3/2 - 'x'"):
        peer.search(odd)

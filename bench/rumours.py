"""`loa bench rumours`: how often and how fast a claim finds the item that answers it, beside SQLite's full-text search.

The corpus is the development set beside the checkout (`--corpus FILE` names another of the same form) or, without it,
one made here. The peer is FTS5 with its own BM25 and diacritics removed, asked for any word of the claim; a second one
gets our folding of words on both sides, so that what is compared is the ranking alone. FTS5 knows no "unknown": it is
compared on the claims that have an answer; how often we answer one that has none is told beside it.
"""

from __future__ import annotations

import gzip
import json
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loa.rumours.core.folding import words
from loa.rumours.core.matching import KNOWN, Index, Item

Progress = Callable[[str], None]
Search = Callable[[str], list[str]]
DEVELOPMENT = Path(__file__).resolve().parents[2] / "shared" / "data" / "rumours-dev.jsonl.gz"
RANKS = 10
CHUNK = 200  # claims between two lines of progress


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim and the ids of the items that answer it; none: the only right answer is "unknown"."""

    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is published, and what is asked. `name` says where it comes from."""

    name: str
    items: Sequence[Item]
    claims: Sequence[Claim]


def run(progress: Progress = lambda _text: None, corpus: str = "", queries: int = 800) -> dict[str, Any]:
    """Ask at most *queries* claims of all three and compare. Times are of the processor."""
    given = read(Path(corpus)) if corpus else read(DEVELOPMENT) if DEVELOPMENT.is_file() else made()
    claims = random.Random(365).sample(list(given.claims), min(queries, len(given.claims)))
    answerable = [claim for claim in claims if claim.relevant]
    index, build = _timed(lambda: Index(given.items))
    ours = _measure(lambda text: [match.id for match in index.search(text, RANKS)], answerable, "ours", progress)
    plain, folded = Fts5(given.items, lambda text: text), Fts5(given.items, lambda text: " ".join(words(text)))
    peers = {
        "fts5": _measure(plain.search, answerable, "FTS5", progress),
        "fts5_folded": _measure(folded.search, answerable, "FTS5 with our folding", progress),
    }
    unknown = [claim for claim in claims if not claim.relevant]
    return {
        "bench": "rumours",
        "ours": {**ours, **_judged(index, answerable, unknown), "index_s": build},
        "peers": peers,
        "limit": {},
        "ratio": {
            **{name: ours["first_right"] / peer["first_right"] for name, peer in peers.items()},
            **{f"{name}_speed": ours["claims_per_s"] / peer["claims_per_s"] for name, peer in peers.items()},
        },
        "params": {
            "corpus": given.name,
            "items": len(given.items),
            "answerable": len(answerable),
            "unanswerable": len(unknown),
        },
    }


class Fts5:
    """The peer: one virtual table in memory, ranked by its BM25. *fold* prepares texts and claims alike."""

    def __init__(self, items: Sequence[Item], fold: Callable[[str], str]) -> None:
        self._fold = fold
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE item USING fts5(id UNINDEXED, text, tokenize = 'unicode61 remove_diacritics 2')"
        )
        self._database.executemany("INSERT INTO item VALUES (?, ?)", [(item.id, fold(item.text)) for item in items])

    def search(self, claim: str) -> list[str]:
        """Ids, best first: any of the claim's words, as a search box would ask."""
        spoken = ["".join(filter(str.isalnum, word)) for word in self._fold(claim).split()]
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(spoken) if word)
        if not asked:
            return []
        found = self._database.execute(
            "SELECT id FROM item WHERE item MATCH ? ORDER BY bm25(item) LIMIT ?", (asked, RANKS)
        )
        return [row[0] for row in found]


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    burnt = time.process_time()
    result = work()
    return result, time.process_time() - burnt


def _measure(search: Search, claims: Sequence[Claim], name: str, progress: Progress) -> dict[str, float]:
    first = among = 0
    reciprocal = spent = 0.0
    for number, claim in enumerate(claims):
        if number % CHUNK == 0:
            progress(f"{name}: {number:,} of {len(claims):,} claims")
        ranked, seconds = _timed(lambda text=claim.text: search(text))  # type: ignore[misc]
        spent += seconds
        places = [place for place, found in enumerate(ranked, start=1) if found in claim.relevant]
        first += bool(places) and places[0] == 1
        among += bool(places)
        reciprocal += 1 / places[0] if places else 0.0
    total = max(1, len(claims))
    return {
        "first_right": first / total,
        "among_ten": among / total,
        "mean_reciprocal_rank": reciprocal / total,
        "claims_per_s": total / max(spent, 1e-9),
        "ms_per_claim": 1000 * spent / total,
    }


def _judged(index: Index, answerable: Sequence[Claim], unknown: Sequence[Claim]) -> dict[str, float]:
    """What the threshold makes of it: how many are answered, and how many that nobody has answered are."""
    found = [index.search(claim.text, 1) for claim in answerable]
    sure = sum(bool(best) and best[0].score >= KNOWN for best in found)
    false = sum(index.answer(claim.text) is not None for claim in unknown)
    return {"answered": sure / max(1, len(answerable)), "answered_though_unknown": false / max(1, len(unknown))}


def read(path: Path) -> Corpus:
    """A corpus of JSON lines (items and queries in one file, as `loa rumour eval` reads them)."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    items = [Item(row["id"], row["text"]) for row in rows if row.get("type", "item") == "item"]
    asked = [row for row in rows if row.get("type") == "query"]
    return Corpus(path.name, items, [Claim(row["text"], frozenset(row["relevant"])) for row in asked])


# -- a corpus of our own, for checkouts without the data -----------------------------------------------------------

_WHO = ("Trung tâm Y tế", "Bệnh viện đa khoa", "Ủy ban nhân dân phường", "Chợ trung tâm", "Trường tiểu học", "Bến xe")
_WHERE = ("Cửa Ông", "Quang Hanh", "Mông Dương", "Cẩm Thạch", "Cẩm Bình", "Hà Tu", "Bãi Cháy", "Tuần Châu", "Hồng Gai")
_WHAT = (
    "không có ca nhiễm nào được ghi nhận",
    "vẫn mở cửa bình thường",
    "chỉ đóng cửa để khử khuẩn",
    "không tổ chức tiêm vắc-xin thu tiền",
    "không phát thuốc phòng bệnh tại nhà",
    "không phong tỏa khu dân cư",
    "đã cách ly người trở về từ vùng dịch",
    "không yêu cầu chuyển tiền qua điện thoại",
)
_CHATTER = ("nghe nói", "mọi người ơi", "chia sẻ gấp", "có thật không", "bà con lưu ý", "vừa đọc trên mạng")


def made(number: int = 1_500, asked: int = 1_500) -> Corpus:
    """Items that differ in body, place, date and number; claims as people forward them, every tenth about nothing."""
    draw = random.Random(2020)
    texts = {}
    while len(texts) < number:
        day, month, count = draw.randint(1, 28), draw.randint(1, 12), draw.randint(2, 99)
        text = f"{draw.choice(_WHO)} {draw.choice(_WHERE)} {draw.choice(_WHAT)}, ngày {day}/{month}, {count} người"
        texts[text] = f"m{len(texts)}"
    published = list(texts.items())
    hidden = set(published[: number // 10])
    claims = [
        Claim(_forwarded(text, draw), frozenset() if (text, pk) in hidden else frozenset([pk]))
        for text, pk in (draw.choice(published) for _ in range(asked))
    ]
    kept = [Item(pk, text) for text, pk in published if (text, pk) not in hidden]
    return Corpus("made", kept, claims)


def _forwarded(text: str, draw: random.Random) -> str:
    """A part left out, a slip of the finger, often no diacritics, words around it."""
    spoken = [word for word in text.split() if draw.random() > 0.15]
    if spoken and draw.random() < 0.5:
        place = draw.randrange(len(spoken))
        spoken[place] = spoken[place][:1] + spoken[place][2:]
    told = f"{draw.choice(_CHATTER)} {' '.join(spoken)}"
    return " ".join(words(told)) if draw.random() < 0.4 else told

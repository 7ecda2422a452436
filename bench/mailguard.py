"""`loa bench mailguard`: mails judged per CPU second, beside SpamAssassin and rspamd where they are installed.

The mails are made here (honest and spoofed, plain, HTML, with attachments): nothing has to be downloaded and nothing
personal is read. `--mails DIR` measures on a folder of your own; with `phish/` and `ham/` below it, detection at fixed
shares of false alarms is measured too.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from bench.mailguard_peers import rspamd, spamassassin

Progress = Callable[[str], None]
LIMIT = {"median_ms": 8.0, "p99_ms": 100.0, "large_mail_s": 2.0}
FALSE_ALARMS = (0.001, 0.005, 0.01)
PEER_MAILS = 100  # SpamAssassin needs an eighth of a second for each
LARGE = 30 * 1024 * 1024  # bytes


def run(
    progress: Progress = lambda _text: None, count: int = 2_000, mails: str = "", peers: int = PEER_MAILS
) -> dict[str, Any]:
    """Judge *count* mails on one processor and compare; all figures are CPU time, children included."""
    files = _given(Path(mails)) if mails else None
    raws = [raw for _, raw in files] if files else _made(count)
    progress(f"judging {len(raws):,} mails")
    spent, scores = _judge(raws)
    ours: dict[str, Any] = {
        "messages_per_cpu_s": len(raws) / sum(spent) * 1000,
        "median_ms": statistics.median(spent),
        "p99_ms": sorted(spent)[int(len(spent) * 0.99)],
    }
    progress("a mail of 30 MB")
    ours.update(_large())
    if files:
        ours.update(_detection([name for name, _ in files], scores))
    found = {name: peer(raws[: peers * times], progress) for name, (peer, times) in PEERS.items()}
    installed = {name: figures for name, figures in found.items() if figures}
    return {
        "bench": "mailguard",
        "ours": ours,
        "peers": installed,
        "limit": LIMIT,
        "ratio": {
            **{name: ours["messages_per_cpu_s"] / figures["messages_per_cpu_s"] for name, figures in installed.items()},
            "median_limit": ours["median_ms"] / LIMIT["median_ms"],
            "p99_limit": ours["p99_ms"] / LIMIT["p99_ms"],
            "large_mail_limit": ours["large_mail_s"] / LIMIT["large_mail_s"],
        },
        "params": {"mails": len(raws), "peer_mails": min(peers, len(raws)), "made": not files},
    }


def _made(count: int) -> list[bytes]:
    from tests.mailguard.mails import HONEST, PAIRS
    from tests.mailguard.pairs import DEVELOP, MEASURE

    kinds = [mail.build() for pair in (*PAIRS, *DEVELOP, *MEASURE) for mail in (pair.honest, pair.spoof)]
    kinds.extend(mail.build() for mail in HONEST.values())
    # A running number in each keeps caches from answering for the guard.
    return [kinds[n % len(kinds)].replace(b"Subject: ", b"Subject: %d " % n, 1) for n in range(count)]


def _given(folder: Path) -> list[tuple[str, bytes]]:
    return [(str(path), path.read_bytes()) for path in sorted(folder.rglob("*.eml"))]


def _judge(raws: Iterable[bytes]) -> tuple[list[float], list[float]]:
    """CPU milliseconds and score of each mail; the tables are read before the clock starts."""
    from loa.mailguard.core import check

    check(b"Subject: warm\r\n\r\n")
    spent, scores = [], []
    for raw in raws:
        begun = time.process_time()
        scores.append(check(raw).score)
        spent.append((time.process_time() - begun) * 1000)
    return spent, scores


def _large() -> dict[str, float]:
    """CPU seconds of one mail of 30 MB in a process of its own, and the peak memory (MB) of that process."""
    from tests.mailguard.builder import Mail

    files = (("so-lieu.bin", "application/octet-stream", bytes(range(256)) * (LARGE * 3 // 4 // 256)),)
    raw = Mail("Van thu <a@b.example>", "So lieu", files=files).build()
    done = subprocess.run([sys.executable, "-c", _JUDGE_ONE], input=raw, capture_output=True, check=True, timeout=120)
    spent, peak = map(float, done.stdout.split())
    return {"large_mail_s": spent, "large_mail_rss_mb": peak / 1024}


_JUDGE_ONE = """
import resource, sys, time
from loa.mailguard.core import check
check(b"Subject: warm\\r\\n\\r\\n")
raw = sys.stdin.buffer.read()
begun = time.process_time()
check(raw)
print(time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def _detection(names: list[str], scores: list[float]) -> dict[str, float]:
    """Share of `phish/` above the score that the named share of `ham/` exceeds."""
    honest = sorted((s for n, s in zip(names, scores, strict=True) if "/ham/" in n), reverse=True)
    bad = [s for n, s in zip(names, scores, strict=True) if "/phish/" in n]
    if not honest or not bad:
        return {}
    limits = {share: honest[int(len(honest) * share)] for share in FALSE_ALARMS}
    return {f"detected_at_{share:.1%}": sum(s > limit for s in bad) / len(bad) for share, limit in limits.items()}


PEERS = {"spamassassin": (spamassassin, 1), "rspamd": (rspamd, 5)}  # how many times `peers` mails each is given

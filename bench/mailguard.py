"""`loa bench mailguard`: mails judged per CPU second, beside SpamAssassin and rspamd where they are installed.

The mails are made here (honest and spoofed, plain, HTML, with attachments): nothing has to be downloaded and nothing
personal is read. `--mails DIR` measures on a folder of your own; with `phish/` and `ham/` below it, detection at fixed
shares of false alarms is measured too.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

Progress = Callable[[str], None]
LIMIT = {"median_ms": 8.0, "p99_ms": 100.0}
FALSE_ALARMS = (0.001, 0.005, 0.01)
PEER_MAILS = 200  # SpamAssassin needs an eighth of a second for each


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
    if files:
        ours.update(_detection([name for name, _ in files], scores))
    found = {name: peer(raws[:peers], progress) for name, peer in PEERS.items()}
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
        },
        "params": {"mails": len(raws), "peer_mails": min(peers, len(raws)), "made": not files},
    }


def _made(count: int) -> list[bytes]:
    from tests.mailguard.mails import HONEST, PAIRS

    kinds = [mail.build() for pair in PAIRS for mail in (pair.honest, pair.spoof)]
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


def _detection(names: list[str], scores: list[float]) -> dict[str, float]:
    """Share of `phish/` above the score that the named share of `ham/` exceeds."""
    honest = sorted((s for n, s in zip(names, scores, strict=True) if "/ham/" in n), reverse=True)
    bad = [s for n, s in zip(names, scores, strict=True) if "/phish/" in n]
    if not honest or not bad:
        return {}
    limits = {share: honest[int(len(honest) * share)] for share in FALSE_ALARMS}
    return {f"detected_at_{share:.1%}": sum(s > limit for s in bad) / len(bad) for share, limit in limits.items()}


def _spamassassin(raws: list[bytes], progress: Progress) -> dict[str, float] | None:
    """SpamAssassin without network, as mass-check would run it: one process for all mails."""
    if not shutil.which("spamassassin"):
        return None
    progress("SpamAssassin")
    with tempfile.TemporaryDirectory(prefix="loa-bench-") as folder:
        mbox = Path(folder) / "mails"
        mbox.write_bytes(b"".join(b"From a@b Mon Nov  2 08:00:00 2026\n" + raw + b"\n\n" for raw in raws))
        return _timed(["spamassassin", "--local", "--mbox"], len(raws), mbox, folder)


def _rspamd(raws: list[bytes], progress: Progress) -> dict[str, float] | None:
    """rspamd's own scanner, local checks only; it needs a running server that `rspamc` finds."""
    if not shutil.which("rspamc") or subprocess.run(["rspamc", "stat"], capture_output=True, check=False).returncode:
        return None
    progress("rspamd")
    pids = subprocess.run(["pgrep", "-x", "rspamd"], capture_output=True, text=True, check=False).stdout.split()
    with tempfile.TemporaryDirectory(prefix="loa-bench-") as folder:
        for number, raw in enumerate(raws):
            (Path(folder) / f"{number}.eml").write_bytes(raw)
        before = sum(map(_cpu, pids))
        subprocess.run(["rspamc", folder], capture_output=True, check=False)
        spent = sum(map(_cpu, pids)) - before
    return {"messages_per_cpu_s": len(raws) / spent} if spent else None


def _cpu(pid: str) -> float:
    """CPU seconds that process *pid* has used (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _timed(command: list[str], count: int, source: Path, home: str) -> dict[str, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with source.open("rb") as mails:
        subprocess.run(command, stdin=mails, capture_output=True, check=False, env={**os.environ, "HOME": home})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"messages_per_cpu_s": count / spent}


PEERS = {"spamassassin": _spamassassin, "rspamd": _rspamd}

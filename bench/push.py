"""`loa bench push`: encrypting, signing and posting pushes to the sandbox's push service, beside pywebpush.

pywebpush runs as its page shows it, with a kept-alive session to its advantage. Encryption alone is held against
what OpenSSL says the curve costs (`openssl speed ecdhp256`: one agreement; a push needs one, a fresh key pair, and
the rest of RFC 8291). The sender is held on one core and the service on another. Runs are interleaved; rates are
medians.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import webpush

from loa.bulletins.core.manifest import Manifest, Text
from loa.channels.app.webpush import payload
from loa.channels.app.webpush.encryption import Recipient, encrypt
from loa.channels.app.webpush.endpoints import AllowList
from loa.channels.app.webpush.sender import PushSender
from loa.channels.app.webpush.vapid import Vapid, base64url
from loa.channels.base import Envelope, Outcome, Place, ReleaseContext, Report
from loa.sandbox.launcher import Sandbox

Progress = Callable[[str], None]

WINDOW = 50  # envelopes the delivery engine gives at a time
SLICE = 200  # messages encrypted between two looks at the clock
DEVICES = 200  # key pairs of subscriptions that are used over and over
CONTACT = "mailto:admin@bantin.example"
_ECDH = re.compile(r"ecdh \(nistp256\)\s+[0-9.]+s\s+([0-9.]+)")


@dataclass(frozen=True)
class Timing:
    """One run: operations, seconds on the clock, seconds of our processor."""

    count: int
    wall: float
    cpu: float


class NoFigureError(RuntimeError):
    """`openssl speed` gave no figure."""


def run(
    recipients: int = 2_000, rounds: int = 5, seconds: float = 35.0, progress: Progress = lambda _text: None
) -> dict[str, Any]:
    """Measure; `recipients` a round for us, a tenth for pywebpush. No round begins after *seconds*."""
    with (
        tempfile.TemporaryDirectory(prefix="loa-bench-", ignore_cleanup_errors=True) as folder,
        _service(folder) as url,
    ):
        people = _people(url, recipients)
        rendered = payload.render(_release())
        runners: dict[str, Callable[[], Timing]] = {
            "ours": lambda: _ours(url, rendered, people),
            "pywebpush": lambda: _pywebpush(rendered, people[: max(1, recipients // 10)]),
            "encryption": lambda: _encryption(rendered, people),
            "openssl": _openssl,
        }
        timings = _interleaved(runners, rounds, seconds, progress)
    params = {"recipients": recipients, "rounds": len(timings["ours"]), "bytes": len(rendered.payload(people[0]))}
    return _result(timings, params)


def _interleaved(
    runners: dict[str, Callable[[], Timing]], rounds: int, seconds: float, progress: Progress
) -> dict[str, list[Timing]]:
    timings: dict[str, list[Timing]] = {name: [] for name in runners}
    until = time.monotonic() + seconds
    for number in range(1, rounds + 1):
        if number > 1 and time.monotonic() > until:
            break
        for name, runner in runners.items():
            progress(f"round {number} of {rounds}: {name}")
            timings[name].append(runner())
    return timings


def _result(timings: dict[str, list[Timing]], params: dict[str, Any]) -> dict[str, Any]:
    rate = {name: statistics.median(run.count / run.wall for run in runs) for name, runs in timings.items()}
    per_cpu = {name: statistics.median(run.count / run.cpu for run in runs) for name, runs in timings.items()}
    best = {name: max(run.count / run.cpu for run in runs) for name, runs in timings.items()}
    return {
        "bench": "push",
        "ours": {
            "per_second": rate["ours"],
            "per_cpu_second": per_cpu["ours"],
            "encrypted_per_second": rate["encryption"],
            "encrypted_per_cpu_second": best["encryption"],
        },
        "peers": {"pywebpush": {"per_second": rate["pywebpush"], "per_cpu_second": per_cpu["pywebpush"]}},
        "limit": {"openssl_ecdh_per_cpu_second": best["openssl"]},
        "ratio": {
            "pywebpush": rate["ours"] / rate["pywebpush"],
            "pywebpush_cpu": per_cpu["ours"] / per_cpu["pywebpush"],
            # Both by processor time: openssl counts its own so.
            "openssl_ecdh": best["encryption"] / best["openssl"],
            "openssl_ecdh_median": per_cpu["encryption"] / per_cpu["openssl"],
        },
        "params": params,
    }


# -- what is sent -----------------------------------------------------------------------------------------------


def _release() -> ReleaseContext:
    manifest = Manifest(
        code="7K3F-9QXA",
        number="05/TB-UBND",
        kind="update",
        urgency="urgent",
        issuer="Ủy ban nhân dân thành phố Cẩm Phả",
        issuer_unit=1,
        issued_at="2020-02-07T00:30:00Z",
        texts={
            "vi": Text(
                "Cẩm Phả: thông tin tình hình dịch bệnh ngày 07/02/2020",
                "Người đến chợ Quang Hanh từ 05 đến 07/02 cần khai báo y tế ngay hôm nay.",
                "",
            )
        },
        channels=("app",),
        audience={},
        audience_hash="",
        audience_count=0,
    )
    return ReleaseContext(manifest, "", Place("https://bantin.example", manifest.issuer, "bantin.example"))


def _people(url: str, count: int) -> list[Envelope]:
    answer = httpx.post(f"{url}/push/api/subscriptions", json={"count": count}, timeout=60)
    answer.raise_for_status()
    keys = [_keys() for _ in range(DEVICES)]
    return [
        Envelope(
            number,
            10_000 + number,
            20_000 + number,
            made["endpoint"],
            f"p{number}",
            token=f"Ab3_{number:016d}",
            keys=keys[number % DEVICES],
        )
        for number, made in enumerate(answer.json()["subscriptions"])
    ]


def _keys() -> dict[str, str]:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"p256dh": base64url(point), "auth": base64url(secrets.token_bytes(16))}


# -- the runs ---------------------------------------------------------------------------------------------------


def _ours(url: str, rendered: payload.PushRendered, people: Sequence[Envelope]) -> Timing:
    vapid = Vapid(ec.generate_private_key(ec.SECP256R1()), CONTACT)
    sender = PushSender(rendered, vapid, AllowList([urlsplit(url).netloc]))
    settled: list[Report] = []
    with _measured(len(people)) as timing:
        for start in range(0, len(people), WINDOW):
            sender.send(people[start : start + WINDOW], settled.append)
    sender.close()
    sent = sum(report.outcome is Outcome.SENT for report in settled)
    if sent != len(people):
        raise AssertionError(f"{sent} of {len(people)} were taken; one answer: {settled[-1] if settled else None}")
    return timing()


def _pywebpush(rendered: payload.PushRendered, people: Sequence[Envelope]) -> Timing:
    vapid = Vapid02()
    vapid.generate_keys()
    with requests.Session() as session, _measured(len(people)) as timing:
        for person in people:
            webpush(
                {"endpoint": person.address, "keys": dict(person.keys)},
                rendered.payload(person),
                vapid_private_key=vapid,
                vapid_claims={"sub": CONTACT},  # fresh each time: it is written to (standards W5)
                ttl=3600,
                timeout=10,
                requests_session=session,
            )
    return timing()


def _encryption(rendered: payload.PushRendered, people: Sequence[Envelope]) -> Timing:
    """The least disturbed of a few slices: a limit is to be compared with what the code costs, not with the
    neighbours of the moment. OpenSSL's tight loop hardly feels them."""
    slices = [people[start : start + SLICE] for start in range(0, len(people), SLICE)]
    return min((_encrypt_slice(rendered, some) for some in slices), key=lambda run: run.cpu / run.count)


def _encrypt_slice(rendered: payload.PushRendered, people: Sequence[Envelope]) -> Timing:
    """From keys as they lie in the database to bodies as they go out."""
    with _measured(len(people)) as timing:
        for start in range(0, len(people), WINDOW):
            some = people[start : start + WINDOW]
            recipients = [Recipient.read(person.keys["p256dh"], person.keys["auth"]) for person in some]
            encrypt([rendered.payload(person) for person in some], recipients)
    return timing()


def _openssl() -> Timing:
    command = ["openssl", "speed", "-seconds", "2", "ecdhp256"]
    spoken = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = _ECDH.search(spoken)
    if found is None:
        raise NoFigureError(spoken[-200:])
    return Timing(round(float(found[1])), 1.0, 1.0)


# -- the ground -------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _service(folder: str) -> Iterator[str]:
    """The sandbox's push service on the last core; we stay on the first."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})  # inherited by what is started now
    try:
        with Sandbox(Path(folder), parts=("push",)) as sandbox:
            os.sched_setaffinity(0, {cores[0]})
            yield sandbox.addresses.push_url.partition("/push")[0]
    finally:
        os.sched_setaffinity(0, cores)


@contextlib.contextmanager
def _measured(count: int) -> Iterator[Callable[[], Timing]]:
    """Time the block; the result is asked for after it."""
    ends: list[Timing] = []
    wall, cpu = time.perf_counter(), time.process_time()
    yield lambda: ends[0]
    ends.append(Timing(count, time.perf_counter() - wall, time.process_time() - cpu))

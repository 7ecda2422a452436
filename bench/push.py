"""`loa bench push`: encrypting, signing and posting pushes to the sandbox's push service, beside pywebpush.

pywebpush runs as its page shows it, with a kept-alive session to its advantage. Encryption alone is held against
what OpenSSL says the curve costs (`openssl speed ecdhp256`: one agreement; a push needs one, a fresh key pair, and
the rest of RFC 8291), by processor time, as OpenSSL counts its own. The sender is held on one core and the service on
another. Runs are interleaved and all rates are medians; the ratio to OpenSSL is the median of those of single rounds,
each with OpenSSL before and after it, because what else the machine does slows both.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import webpush

from bench.rounds import Progress, Timing, interleaved, measured
from bench.world import resident
from loa.bulletins.core.manifest import Manifest, Text
from loa.channels.app.webpush import payload
from loa.channels.app.webpush.encryption import Recipient, encrypt
from loa.channels.app.webpush.endpoints import AllowList
from loa.channels.app.webpush.sender import PushSender
from loa.channels.app.webpush.vapid import Vapid, base64url
from loa.channels.base import Envelope, Outcome, Place, ReleaseContext, Report
from loa.sandbox.launcher import Sandbox

WINDOW = 50  # envelopes the delivery engine gives at a time
SLICE = 100  # messages encrypted between two looks at the clock
PASSES = 3  # over all messages, a round of encryption
DEVICES = 200  # key pairs of subscriptions that are used over and over
CONTACT = "mailto:admin@bantin.example"
_ECDH = re.compile(r"ecdh \(nistp256\)\s+[0-9.]+s\s+([0-9.]+)")


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
        messages = [(rendered.payload(person), person.keys) for person in people]
        runners: dict[str, Callable[[], Timing]] = {
            "ours": lambda: _ours(url, rendered, people),
            "pywebpush": lambda: _pywebpush(rendered, people[: max(1, recipients // 10)]),
            "openssl": _openssl,
            "encryption": lambda: _encryption(messages),
            "openssl_again": _openssl,
        }
        timings = interleaved(runners, rounds, seconds, progress)
    params = {"recipients": recipients, "rounds": len(timings["ours"]), "bytes": len(rendered.payload(people[0]))}
    return _result(timings, params)


def _result(timings: dict[str, list[Timing]], params: dict[str, Any]) -> dict[str, Any]:
    rate = {name: statistics.median(run.per_second for run in runs) for name, runs in timings.items()}
    per_cpu = {name: statistics.median(run.per_cpu_second for run in runs) for name, runs in timings.items()}
    shares = list(map(_share, timings["encryption"], timings["openssl"], timings["openssl_again"]))
    return {
        "bench": "push",
        "ours": {
            "per_second": rate["ours"],
            "per_cpu_second": per_cpu["ours"],
            "encrypted_per_cpu_second": per_cpu["encryption"],
            **resident(),
        },
        "peers": {"pywebpush": {"per_second": rate["pywebpush"], "per_cpu_second": per_cpu["pywebpush"]}},
        "limit": {"openssl_ecdh_per_cpu_second": per_cpu["openssl"]},
        "ratio": {
            "pywebpush": rate["ours"] / rate["pywebpush"],
            "pywebpush_cpu": per_cpu["ours"] / per_cpu["pywebpush"],
            "openssl_ecdh": statistics.median(shares),
            "openssl_ecdh_worst_round": min(shares),
            "openssl_ecdh_best_round": max(shares),
        },
        "params": params,
    }


def _share(ours: Timing, *openssl: Timing) -> float:
    """Our rate by processor time as a share of OpenSSL's, of which the mean before and after is taken."""
    return ours.per_cpu_second / statistics.mean(run.per_cpu_second for run in openssl)


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
    with measured(len(people)) as timing:
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
    with requests.Session() as session, measured(len(people)) as timing:
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


def _encryption(messages: Sequence[tuple[bytes, Mapping[str, str]]]) -> Timing:
    """From keys as they lie in the database to bodies as they go out; the median slice stands for the round."""
    starts = [start for _ in range(PASSES) for start in range(0, len(messages), SLICE)]
    slices = [_encrypt_slice(messages[start : start + SLICE]) for start in starts]
    return sorted(slices, key=lambda run: run.cpu / run.count)[len(slices) // 2]


def _encrypt_slice(messages: Sequence[tuple[bytes, Mapping[str, str]]]) -> Timing:
    with measured(len(messages)) as timing:
        for start in range(0, len(messages), WINDOW):
            some = messages[start : start + WINDOW]
            encrypt([text for text, _ in some], [Recipient.read(keys["p256dh"], keys["auth"]) for _, keys in some])
    return timing()


def _openssl() -> Timing:
    command = ["openssl", "speed", "-seconds", "1", "ecdhp256"]
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

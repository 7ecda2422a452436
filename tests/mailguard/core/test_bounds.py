"""Time, memory and hostile input: whatever comes, a verdict is returned, soon."""

from __future__ import annotations

import base64
import random
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.mailguard.core import Verdict, check
from tests.mailguard.mails import PAIRS

# Inputs that reached new code when the guard was fuzzed with coverage (scripts/fuzz_mailguard.py).
CORPUS = Path(__file__).with_name("corpus.zip")
BLOCK = (b"A" * 76 + b"\r\n") * 13
SEEDS = [mail.build() for pair in PAIRS for mail in (pair.honest, pair.spoof)]


def test_what_the_fuzzer_kept_gets_a_verdict() -> None:
    with zipfile.ZipFile(CORPUS) as kept:
        verdicts = [check(kept.read(name)) for name in kept.namelist()]
    assert len(verdicts) >= 300
    assert all(0 <= verdict.score <= 100 for verdict in verdicts)


@given(st.binary(max_size=3000))
def test_any_bytes_get_a_verdict(raw: bytes) -> None:
    assert isinstance(check(raw), Verdict)


@given(st.sampled_from(SEEDS), st.integers(0, 2**32), st.integers(1, 40))
def test_damaged_mails_get_a_verdict(seed: bytes, chance: int, wounds: int) -> None:
    """Bytes flipped, pieces doubled and cut: mutations around real structure reach further than noise."""
    dice, raw = random.Random(chance), bytearray(seed)
    for _ in range(wounds):
        place = dice.randrange(len(raw) or 1)
        match dice.randrange(3):
            case 0:
                raw[place : place + 1] = bytes([dice.randrange(256)])
            case 1:
                del raw[place : place + dice.randrange(40)]
            case _:
                raw[place:place] = raw[max(0, place - dice.randrange(80)) : place]
    verdict = check(bytes(raw))
    assert 0 <= verdict.score <= 100
    verdict.to_dict()


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 200_000,
        b"<a href='" + b"x" * 2_000_000,
        b"<p style='" + b"color:" * 300_000 + b"'>x",
        b"@" * 500_000,
        b"http://" * 200_000,
        ("a\u200b" * 300_000).encode(),
        b"tai khoan " * 100_000,
        b"(c) " * 200_000,
        b"<!--" * 300_000,
        b"&#" * 500_000,
        b"On " + b"x " * 200_000 + b"wrote:",
        b"1" * 500_000,
        b"mk-" * 200_000,
        b"mat khau 1 se duoc " * 40_000,
        b"zoom meeting\njoin https://a.example/" * 20_000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_no_text_takes_long(body: bytes) -> None:
    for kind in (b"text/plain", b"text/html"):
        begun = time.process_time()
        check(b"From: a@b.example\r\nSubject: x\r\nContent-Type: " + kind + b"\r\n\r\n" + body)
        assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"image/svg+xml", b"<svg>" + b"<a " * 1_000_000),
        (b"image/svg+xml", b"<svg><a " + b"href " * 800_000),
        (b"image/svg+xml", b"<svg>" + b"onfocus" * 500_000),
        (b"text/calendar", b"ORGANIZER;CN=WHO:mailto:a@gmail.com\n" * 50_000),
        (b"text/calendar", b"ORGANIZER" + b';"' * 200_000),
        (b"text/calendar", b"LOCATION:" + b"https://a.example/ " * 50_000),
    ],
    ids=lambda value: repr(value[:12]),
)
def test_no_attachment_takes_long(kind: bytes, body: bytes) -> None:
    begun = time.process_time()
    check(b"From: a@b.example\r\nContent-Disposition: attachment\r\nContent-Type: " + kind + b"\r\n\r\n" + body)
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "header", [b"From", b"Subject", b"To", b"Content-Type", b"Authentication-Results", b"Reply-To"]
)
@pytest.mark.parametrize("filler", [b'"', b"<", b"=?utf-8?Q?", b"(", b"; a=", b"@", b"a.", b" "], ids=repr)
def test_no_header_takes_long(header: bytes, filler: bytes) -> None:
    begun = time.process_time()
    check(header + b": " + filler * (200_000 // len(filler)) + b"\r\n\r\nx")
    assert time.process_time() - begun < 2


def test_a_huge_mail_in_bounded_time_and_memory() -> None:
    """30 MB: at most 2 s of CPU, and a few copies of it in memory."""
    payload = base64.encodebytes(b"%PDF-1.4\n" + random.Random(1).randbytes(22_000_000)).replace(b"\n", b"\r\n")
    raw = (
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
        b"--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + payload
        + b"--b--"
    )
    assert len(raw) > 30_000_000
    check(b"Subject: warm\r\n\r\n")
    begun = time.process_time()
    check(raw)
    assert time.process_time() - begun < 2
    tracemalloc.start()
    check(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * len(raw)

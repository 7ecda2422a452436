"""A real Postfix with our milter as a process of its own: everything arrives, whatever happens to the milter."""

from __future__ import annotations

import email
import itertools
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

import dkim
import pytest

from loa.mailguard.site import Policy, Site
from tests.mailguard.milter.mails import honest, spoof
from tests.mailguard.milter.process import Process, milter
from tests.mailguard.milter.test_session import dkim_pair
from tests.support.postfix import Postfix, Sink, running
from tests.support.servers import wait_until

pytestmark = [pytest.mark.postfix, pytest.mark.xdist_group("postfix")]

LONG = os.environ.get("LOA_CHAOS") == "long"
MAILS = 10_000 if LONG else 150
TIMEOUTS = {"milter_connect_timeout": "1s", "milter_command_timeout": "1s", "milter_content_timeout": "20s"}


Guarded = tuple[Postfix, Sink, Process]
NUMBERS = itertools.count(1_000_000)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """Postfix with the milter, and the sink behind; every test sets the policy that it needs."""
    with milter(tmp_path_factory.mktemp("milter")) as process, postfix_before(process) as (postfix, sink):
        yield postfix, sink, process


def postfix_before(process: Process) -> AbstractContextManager[tuple[Postfix, Sink]]:
    return running(smtpd_milters=f"inet:127.0.0.1:{process.port}", milter_default_action="tempfail", **TIMEOUTS)


def take(process: Process, site: Site) -> None:
    """Let the milter take *site*, and wait until it did."""
    before = reloads(process)
    process.write(site)
    process.send(signal.SIGHUP)
    wait_until(lambda: reloads(process) > before, "the reload")


def arrived(sink: Sink, number: int) -> bytes:
    names = (f"n{number}@ban-be.example", f"n{number}@gmail.com")
    wait_until(lambda: any(name in sink.mails for name in names), f"mail {number}", 20)
    return next(sink.mails[name] for name in names if name in sink.mails)


def test_headers_banner_dkim_hold_and_reload(guarded: Guarded) -> None:
    postfix, sink, process = guarded
    take(process, Site())
    number, held, rejected, blocked = (next(NUMBERS) for _ in range(4))
    key, record = dkim_pair()
    plain = honest(number)
    signed = dkim.sign(plain, b"s1", b"ban-be.example", key, canonicalize=(b"simple", b"simple")) + plain
    assert postfix.send(signed) == [250]
    untouched = arrived(sink, number)
    assert dkim.verify(untouched, dnsfunc=lambda *_args, **_kwargs: record)
    assert email.message_from_bytes(untouched)["X-Loa-Verdict"] == "safe"
    assert postfix.send(b"X-Loa-Verdict: safe\r\n" + spoof(number + 5000)) == [250]
    warned = email.message_from_bytes(arrived(sink, number + 5000))
    assert warned.get_all("X-Loa-Verdict") == ["dangerous"]
    assert "claim.freemail=72" in warned["X-Loa-Evidence"]
    assert warned.get_content_type() == "multipart/mixed"
    assert len(warned.get_payload()) == 2

    take(process, Site(Policy(dangerous="quarantine")))
    assert postfix.send(spoof(held)) == [250]
    wait_until(lambda: postfix.on_hold() == 1, "the hold queue")
    take(process, Site(Policy(dangerous="reject"), blocked_senders=frozenset({"ban-be.example"})))
    assert postfix.send(spoof(rejected), honest(blocked)) == [550, 550]
    gone = {f"n{held}@gmail.com", f"n{rejected}@gmail.com", f"n{blocked}@ban-be.example"}
    assert not gone & set(sink.mails)
    written = process.log.read_text()
    assert "ban-be.example" not in written  # neither addresses nor words of a mail stand in the log
    assert "CDC" not in written


def test_changed_settings_are_seen_without_a_signal_and_broken_ones_change_nothing(guarded: Guarded) -> None:
    postfix, sink, process = guarded
    take(process, Site())
    before, number = reloads(process), next(NUMBERS)
    process.write(Site(Policy(dangerous="pass")))
    wait_until(lambda: reloads(process) > before, "the file to be seen")
    process.policy.write_text('{"policy": {"dangerous": "explode"}}')
    process.send(signal.SIGHUP)
    wait_until(lambda: "mail guard keeps its settings" in process.log.read_text(), "the warning")
    assert postfix.send(spoof(number)) == [250]
    passed = email.message_from_bytes(arrived(sink, number))
    assert passed["X-Loa-Verdict"] == "dangerous"
    assert passed.get_content_type() != "multipart/mixed"


def reloads(process: Process) -> int:
    return sum(event["event"] == "mail guard took new settings" for event in process.events())


def test_a_milter_that_hangs(guarded: Guarded) -> None:
    """Stopped in mid-flight: Postfix gives up waiting and does what its own setting says; then all is as before."""
    postfix, sink, process = guarded
    take(process, Site())
    put_off, let_through, after = (next(NUMBERS) for _ in range(3))
    process.send(signal.SIGSTOP)
    try:
        assert postfix.send(honest(put_off)) == [451]
        assert postfix.send(honest(let_through), lenient=True) == [250]
    finally:
        process.send(signal.SIGCONT)  # else every test after one that failed here waits for a milter that sleeps
    assert postfix.send(honest(after)) == [250]
    assert email.message_from_bytes(arrived(sink, after))["X-Loa-Verdict"] == "safe"
    assert email.message_from_bytes(arrived(sink, let_through))["X-Loa-Verdict"] is None
    assert f"n{put_off}@ban-be.example" not in sink.mails


def test_a_mail_that_takes_too_long(guarded: Guarded) -> None:
    """Our own time-out, shorter than any judging: open or closed by policy; then the mails are judged again."""
    postfix, sink, process = guarded
    put_off, let_through, after = (next(NUMBERS) for _ in range(3))
    take(process, Site(Policy(fail="closed", timeout=0.0001)))
    assert postfix.send(honest(put_off)) == [451]
    take(process, Site(Policy(fail="open", timeout=0.0001)))
    assert postfix.send(honest(let_through)) == [250]
    assert email.message_from_bytes(arrived(sink, let_through))["X-Loa-Verdict"] == "unchecked"
    take(process, Site())
    assert postfix.send(honest(after)) == [250]
    assert email.message_from_bytes(arrived(sink, after))["X-Loa-Verdict"] == "safe"
    assert f"n{put_off}@ban-be.example" not in sink.mails


@pytest.mark.chaos
@pytest.mark.timeout(1800)
def test_nothing_is_lost_while_the_milter_falls_and_hangs(tmp_path: Path) -> None:
    """Senders that keep a refused mail and come again, as mail servers do; the milter is killed, ended and stopped."""
    with milter(tmp_path) as process, postfix_before(process) as (postfix, sink):
        done = threading.Event()
        trouble = threading.Thread(target=_trouble, args=(process, done))
        trouble.start()
        begun = time.monotonic()
        with ThreadPoolExecutor(6) as senders:
            refused = sum(senders.map(lambda start: _hand_over_all(postfix, range(start, MAILS, 6)), range(6)))
        handed_over = time.monotonic() - begun
        done.set()
        trouble.join()
        wait_until(lambda: len(sink.mails) >= MAILS, "all mails behind Postfix", 600)
        whole = time.monotonic() - begun
        verdicts = [email.message_from_bytes(mail)["X-Loa-Verdict"] for mail in sink.mails.values()]
    numbers = {int(name[1:].partition("@")[0]) for name in sink.mails}
    assert numbers == set(range(MAILS))
    assert None not in verdicts
    assert verdicts.count("dangerous") == sum(1 for number in range(MAILS) if number % 10 == 0)
    print(  # noqa: T201 - the figures of docs/operators/mail-guard.md
        f"\n{MAILS} mails, {refused} put off and sent again, {sink.taken - MAILS} twice; handed over in "
        f"{handed_over:.0f} s, behind Postfix after {whole:.0f} s"
    )


def _trouble(process: Process, done: threading.Event) -> None:
    """Kill, end, hang, again and again; each time it comes back."""
    turns = 0
    while not done.wait(6.0 if LONG else 0.5) and (LONG or turns < 3):
        if turns % 3 == 2:
            process.send(signal.SIGSTOP)
            done.wait(3)
            process.send(signal.SIGCONT)
        else:
            process.stop(signal.SIGKILL if turns % 3 == 0 else signal.SIGTERM)
            process.start()
        turns += 1


def _hand_over_all(postfix: Postfix, numbers: range) -> int:
    """Send each until it is taken; gives how often one was put off."""
    refused = 0
    for number in numbers:
        mail = spoof(number) if number % 10 == 0 else honest(number)
        while postfix.send(mail) != [250]:
            refused += 1
            time.sleep(0.5)
    return refused

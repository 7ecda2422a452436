"""Starts workers for the chaos tests: a process that has imported everything forks one for every line "start".

A forked worker is a whole process of its own (connections, threads, locks are made after the fork), but begins in
milliseconds, so that hundreds of deaths take minutes. Prints the pid of each.
"""

from __future__ import annotations

import os
import signal
import sys
import threading


def main() -> None:
    """Serve stdin until it ends."""
    from loa.cli import setup

    setup.django()
    from loa.channels.registry import channel
    from loa.delivery import scheduler, worker

    channel("mail")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _work(worker.run, scheduler.run)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def _work(run_worker, run_scheduler) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    schedule = threading.Thread(target=run_scheduler, args=(stop,))
    schedule.start()
    run_worker(stop, channels=["mail"], lease_seconds=8.0)
    schedule.join()
    os._exit(0)


if __name__ == "__main__":
    main()

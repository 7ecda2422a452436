"""The process tree: a fallen child comes back, a stopped tree leaves nothing behind."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from loa.kernel.supervisor import Child, Supervisor
from tests.support.servers import wait_until


def test_a_fallen_child_is_started_again_and_stop_ends_all() -> None:
    child = Child("help", ["--help"])
    with Supervisor([child]) as supervisor:
        first = child.process
        assert first is not None
        watcher = threading.Thread(target=supervisor.watch, args=(0.05,))
        watcher.start()
        wait_until(lambda: child.process is not first, "the child that is started again")
        supervisor.stop()
        watcher.join()
    assert child.process is not None
    assert child.process.poll() is not None


def test_the_pause_before_a_restart_grows_and_is_bounded() -> None:
    child = Child("x", [], started=time.monotonic())
    delays = [child.delay() for _ in range(10)]
    assert delays[:4] == [0.5, 1.0, 2.0, 4.0]
    assert max(delays) == 30.0


def test_a_child_ends_with_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    code = (
        "import sys, time; from loa.kernel.supervisor import Child, Supervisor\n"
        "child = Child('sandbox', ['sandbox', 'mail', '--port', '0', '--smtp-port', '0', '--dir', sys.argv[1]])\n"
        "child.start(); print(child.process.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(1.0)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_child_that_runs_once_is_not_started_again_and_ends_the_watch() -> None:
    child = Child("help", ["--help"], once=True)
    with Supervisor([child]) as supervisor:
        first = child.process
        supervisor.watch(0.05)
        assert child.process is first


def test_a_child_that_runs_once_is_started_again_when_it_falls() -> None:
    child = Child("none", ["no-such-command"], once=True)
    with Supervisor([child]) as supervisor:
        first = child.process
        watcher = threading.Thread(target=supervisor.watch, args=(0.05,))
        watcher.start()
        wait_until(lambda: child.process is not first, "the child that is started again")
        supervisor.stop()
        watcher.join()

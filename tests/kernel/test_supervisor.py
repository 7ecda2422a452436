"""The process tree: a fallen child comes back, a stopped tree leaves nothing behind."""

import threading
import time

from loa.kernel.supervisor import Child, Supervisor


def test_a_fallen_child_is_started_again_and_stop_ends_all() -> None:
    child = Child("help", ["--help"])
    with Supervisor([child]) as supervisor:
        first = child.process
        assert first is not None
        watcher = threading.Thread(target=supervisor.watch, args=(0.05,))
        watcher.start()
        deadline = time.monotonic() + 20
        while child.process is first and time.monotonic() < deadline:
            time.sleep(0.05)
        assert child.process is not first
        supervisor.stop()
        watcher.join()
    assert child.process is not None
    assert child.process.poll() is not None


def test_the_pause_before_a_restart_grows_and_is_bounded() -> None:
    child = Child("x", [], started=time.monotonic())
    delays = [child.delay() for _ in range(10)]
    assert delays[:4] == [0.5, 1.0, 2.0, 4.0]
    assert max(delays) == 30.0

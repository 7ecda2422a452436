"""A supervised child ends with its supervisor, even when that was killed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys

SUPERVISED = "LOA_SUPERVISED_BY"
PR_SET_PDEATHSIG = 1  # prctl(2)


def die_with_parent() -> None:
    """In a supervised child: end when the supervisor is gone, even when it was killed (Linux)."""
    parent = os.environ.pop(SUPERVISED, "")
    if not parent:
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != int(parent):  # it died before we could ask to be told
        sys.exit(1)

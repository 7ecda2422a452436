"""Calling a person. Whoever can, registers how (`calls.write_down`, by the web face); the log always has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Alert:
    """What a person must look at. `code`: channel_down, channel_stopped, release_missed or scheduler_job."""

    code: str
    subject: str
    reason: str
    at: datetime


Listener = Callable[[Alert], object]
_listeners: list[Listener] = []


def register(listener: Listener) -> None:
    """Have *listener* called with every alert of this process."""
    if listener not in _listeners:
        _listeners.append(listener)


def forget(listener: Listener) -> None:
    """Call *listener* no more."""
    if listener in _listeners:
        _listeners.remove(listener)


def raise_alert(alert: Alert) -> None:
    """Log *alert* and tell every listener; a listener that fails does not keep the others from hearing."""
    log.error("a person is needed", code=alert.code, subject=alert.subject, reason=alert.reason)
    for listener in _listeners:
        try:
            listener(alert)
        except Exception:  # one deaf listener must not silence the alarm
            log.exception("an alert listener failed", code=alert.code)

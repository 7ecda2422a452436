"""Which engine this process uses: one of each kind, made when it is first asked for."""

from __future__ import annotations

import threading

from loa.config import config
from loa.delivery.engine.base import Engine

_guard = threading.Lock()
_current: list[Engine] = []


def engine() -> Engine:
    """The engine of this process: JetStream when `LOA_NATS_URL` is set, else embedded."""
    with _guard:
        if not _current:
            _current.append(_make())
        return _current[0]


def _make() -> Engine:
    if config().clustered:
        from loa.delivery.engine.jetstream import JetStreamEngine

        return JetStreamEngine(config().nats_url.split(","), replicas=max(1, int(config().nats_replicas)))
    from loa.delivery.engine.embedded import EmbeddedEngine

    return EmbeddedEngine()


def close() -> None:
    """Let the process's engine go (at the end, and between tests)."""
    with _guard:
        while _current:
            _current.pop().close()

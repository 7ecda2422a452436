"""Ports that are ours until the server has taken them."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def reserved_port(host: str, port: int = 0) -> Iterator[int]:
    """A port of *host* that nobody else is given while the block runs.

    The HTTP server binds with SO_REUSEPORT but cannot tell which port it got; so the port is chosen here by a
    bound socket that never listens.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if port:
            _refuse_if_taken(family, host, port)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind((host, port))
        yield holder.getsockname()[1]


def _refuse_if_taken(family: int, host: str, port: int) -> None:
    """Raise `OSError` where another server listens: SO_REUSEPORT would share its connections without a word."""
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))

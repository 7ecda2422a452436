"""The embedded server: uvicorn on uvloop, with the portal's files answered before any framework is asked (ADR 0013)."""

from __future__ import annotations

import contextlib
import gc
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import brotli

from loa.config import config
from loa.kernel.supervisor import Child, Supervisor
from loa.web.asgi import FilesFirst, django_application, public_files
from loa.web.protocol import KEEP_ALIVE, ReaderProtocol

COMPRESSED = {".css", ".js", ".svg", ".json", ".txt"}
NICE = 10  # of a renewal
GRACE_SECONDS = 10  # that requests under way get when the server is told to end


def application() -> FilesFirst:
    """Made once in every server process."""
    made = FilesFirst(public_files(), django_application)
    gc.collect()
    gc.freeze()  # what is loaded now stays: collecting would walk all of Django again and again
    return made


def prepare() -> bool:
    """What must stand before the first reader comes: the portal's front and the desk's static files.

    False when the other pages of the portal are those of an earlier version (`renew` brings them up).
    """
    from django.core.management import call_command

    from loa.channels.portal.channel import publisher

    call_command("collectstatic", interactive=False, verbosity=0)
    _compress(Path(config().data_dir) / "static")
    return publisher().open(datetime.now(UTC))


def renew() -> None:
    """Bring every page of the portal to this version; readers and the desk come first on this machine."""
    from loa.channels.portal.channel import publisher

    os.nice(NICE)
    publisher().ensure(datetime.now(UTC))


@contextlib.contextmanager
def _renewal_beside() -> Iterator[None]:
    """A process of its own that renews the portal; it is started again when it falls, and ends with the server."""
    with Supervisor([Child("renewal", ["web", "--renew"], once=True)]) as supervisor:
        threading.Thread(target=supervisor.watch, daemon=True).start()
        yield


def _compress(folder: Path) -> None:
    """Compressed forms beside the static files."""
    for path in folder.rglob("*"):
        target = path.with_name(path.name + ".br")
        if path.suffix not in COMPRESSED or (target.exists() and target.stat().st_mtime >= path.stat().st_mtime):
            continue
        part = target.with_suffix(".part")
        part.write_bytes(brotli.compress(path.read_bytes()))
        part.rename(target)


def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> None:
    """Serve until a signal ends it. *workers*: processes that share the port."""
    from uvicorn import run

    with contextlib.nullcontext() if prepare() else _renewal_beside():
        run(
            "loa.web.server:application",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            loop="uvloop",
            http=ReaderProtocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,  # Loa's own logging is set up already
            log_level="warning",
            access_log=False,
            proxy_headers=False,  # `loa.web.public.limits.sender` decides whose word is taken
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )

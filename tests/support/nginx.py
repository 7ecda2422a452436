"""Debian's nginx with the configuration that operators are given, on a port of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.servers import free_port, wait_until

PROGRAM = shutil.which(
    "nginx", path=os.environ.get("PATH", "") + ":/usr/sbin"
)  # not on the path of a plain Debian user
CONFIGURATION = Path(__file__).resolve().parents[2] / "docs" / "operators" / "nginx" / "loa.conf"
# What an operator changes, and what loopback has no use for.
PROGRAM = shutil.which(
    "nginx", path=os.environ.get("PATH", "") + ":/usr/sbin"
)  # not on the path of a plain Debian user
_LEFT_OUT = ("    ssl_certificate", "    server_name ", "    listen [::]")


@contextmanager
def nginx(
    portal: Path, folder: Path, *, upstream: int, port: int | None = None, plain: int | None = None
) -> Iterator[tuple[str, int]]:
    """nginx serving *portal* and handing on to *upstream*; its address and process. All it writes goes to *folder*.

    *port* and *plain* stand for 443 and 80; there is no TLS on either.
    """
    port, plain = port or free_port(), plain or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nginx.conf").write_text(_frame(folder, _adapted(portal, port, plain, upstream)))
    assert PROGRAM is not None
    process = subprocess.Popen([PROGRAM, "-c", str(folder / "nginx.conf"), "-p", str(folder)])
    try:
        wait_until(lambda: process.poll() is not None or _listens(port), "nginx")
        assert process.poll() is None, (folder / "error.log").read_text()
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(20)


def available() -> bool:
    """Whether nginx is installed."""
    return PROGRAM is not None


def _adapted(portal: Path, port: int, plain: int, upstream: int) -> str:
    text = CONFIGURATION.read_text()
    for old, new in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        "root /srv/loa/portal;": f"root {portal};",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
    }.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return "\n".join(line for line in text.splitlines() if not line.startswith(_LEFT_OUT))


def _frame(folder: Path, text: str) -> str:
    """What /etc/nginx/nginx.conf holds around conf.d, with every file of nginx in *folder*."""
    user = "user root;" if os.geteuid() == 0 else ""  # the folder is its owner's alone
    paths = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"{user} worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; keepalive_requests 1000000; {paths}\n{text}\n}}\n"
    )


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

"""Debian's Caddy with the configuration that operators are given, with certificates of its own, on ports of its own."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.support.servers import free_port, wait_until

CONFIGURATION = Path(__file__).resolve().parents[2] / "docs" / "operators" / "Caddyfile"


@contextmanager
def caddy(portal: Path, folder: Path, *upstreams: int, more: str = "") -> Iterator[tuple[str, str, ssl.SSLContext]]:
    """Caddy serving *portal* and handing on to *upstreams*: its addresses with and without TLS, and whom to trust.

    *more*: further lines of the block `reverse_proxy`.
    """
    secure, plain = free_port(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Caddyfile").write_text(_on_loopback(secure, plain, more))
    environment = {
        **os.environ,
        "LOA_BASE_URL": "https://localhost",
        "LOA_PORTAL_DIR": str(portal),
        "LOA_WEB": " ".join(f"127.0.0.1:{port}" for port in upstreams),
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    command = ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stderr=log)
    authority = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
    try:
        wait_until(lambda: process.poll() is not None or _answers(secure, authority), "Caddy")
        assert process.poll() is None, (folder / "log").read_text()
        trust = ssl.create_default_context(cafile=str(authority))
        yield f"https://localhost:{secure}", f"http://localhost:{plain}", trust
    finally:
        process.terminate()
        process.wait(20)


def available() -> bool:
    """Whether Caddy is installed."""
    return shutil.which("caddy") is not None


def _on_loopback(secure: int, plain: int, more: str) -> str:
    """The file as it is, with what only a test wants among the settings of the whole server."""
    text = CONFIGURATION.read_text().replace("flush_interval", f"{more}\nflush_interval")
    assert text.count("\n{\n") == 1
    own = (
        f"admin off\nlocal_certs\nskip_install_trust\ndefault_bind 127.0.0.1\nhttps_port {secure}\nhttp_port {plain}\n"
    )
    return text.replace("\n{\n", "\n{\n" + own)


def _answers(port: int, authority: Path) -> bool:
    if not authority.exists():
        return False
    try:
        trust = ssl.create_default_context(cafile=str(authority))
        httpx.head(f"https://localhost:{port}/", verify=trust, timeout=15)  # it looks five seconds for who is away
    except (httpx.HTTPError, ssl.SSLError):
        return False
    return True

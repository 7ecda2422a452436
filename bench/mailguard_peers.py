"""SpamAssassin and rspamd as peers of `loa bench mailguard`: local checks only, CPU seconds of their own processes.

Set-up (Debian): `apt-get install --no-install-recommends spamassassin rspamd`. Nothing has to run: SpamAssassin reads
one mbox as a mass check does; rspamd is started here, on a free port of the loopback, without any look-up.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Progress = Callable[[str], None]
START = 90.0  # seconds that rspamd may take to come up
RUN = 300.0  # seconds that a peer may take
# What asks the network, redis or another service: measured alone, each peer judges what the mail itself says.
OFF = [
    "arc",
    "asn",
    "bayes_expiry",
    "dkim",
    "dkim_signing",
    "dmarc",
    "dcc",
    "elastic",
    "external_relay",
    "external_services",
    "fuzzy_check",
    "greylist",
    "history_redis",
    "http_headers",
    "metadata_exporter",
    "milter_headers",
    "mx_check",
    "neural",
    "p0f",
    "phishing",
    "ratelimit",
    "rbl",
    "replies",
    "reputation",
    "rspamd_update",
    "spamassassin",
    "spamtrap",
    "spf",
    "surbl",
    "url_redirector",
    "antivirus",
    "clickhouse",
    "aws_s3",
]


def spamassassin(raws: list[bytes], progress: Progress) -> dict[str, float] | None:
    """SpamAssassin, one process for all mails; reading its rules is not counted."""
    if not shutil.which("spamassassin"):
        return None
    progress(f"SpamAssassin, {len(raws)} mails")
    with tempfile.TemporaryDirectory(prefix="loa-bench-") as folder:
        start = _spamassassin(raws[:1], folder)
        spent = _spamassassin(raws, folder) - start
    return {"messages_per_cpu_s": (len(raws) - 1) / spent, "start_cpu_s": start} if spent > 0 else None


def _spamassassin(raws: list[bytes], home: str) -> float:
    mbox = Path(home) / "mails"
    mbox.write_bytes(b"".join(b"From a@b Mon Nov  2 08:00:00 2026\n" + raw + b"\n\n" for raw in raws))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with mbox.open("rb") as mails:
        subprocess.run(
            ["spamassassin", "--local", "--mbox"], stdin=mails, capture_output=True, check=False, timeout=RUN,
            env={**os.environ, "HOME": home},
        )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def rspamd(raws: list[bytes], progress: Progress) -> dict[str, float] | None:
    """rspamd's own scanner, one worker; compiling its expressions and starting are not counted."""
    if not shutil.which("rspamd") or not shutil.which("rspamc"):
        return None
    progress(f"rspamd, {len(raws)} mails")
    with tempfile.TemporaryDirectory(prefix="loa-bench-") as name, _server(Path(name)) as (port, pid):
        folder = Path(name) / "mails"
        folder.mkdir()
        for number, raw in enumerate(raws):
            (folder / f"{number:05}.eml").write_bytes(raw)
        ask = ["rspamc", "-h", f"127.0.0.1:{port}", "-n", "1"]
        subprocess.run([*ask, str(folder / "00000.eml")], capture_output=True, check=False, timeout=RUN)
        before = _cpu(pid)
        done = subprocess.run([*ask, str(folder)], capture_output=True, check=False, timeout=RUN)
        spent, judged = _cpu(pid) - before, done.stdout.count(b"Message-ID:")
    return {"messages_per_cpu_s": judged / spent} if spent and judged else None


@contextmanager
def _server(folder: Path) -> Iterator[tuple[int, int]]:
    """A private rspamd: its port and the process id of its worker."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    for name in OFF:
        (folder / "local.d").mkdir(exist_ok=True)
        (folder / "local.d" / f"{name}.conf").write_text("enabled = false;\n")
    (folder / "rspamd.conf").write_text(_CONFIG.format(folder=folder, port=port))
    variables = [f"--var={name}={folder}" for name in ("LOCAL_CONFDIR", "DBDIR", "RUNDIR", "LOGDIR")]
    command = ["rspamd", "-f", "-i", "-c", str(folder / "rspamd.conf"), *variables]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield port, _worker(server.pid, port)
    finally:
        server.terminate()
        server.wait(10)


_CONFIG = """
.include "$CONFDIR/common.conf"
options {{
    pidfile = "{folder}/rspamd.pid";
    .include "$CONFDIR/options.inc"
    dns {{ nameserver = ["127.0.0.1:9"]; timeout = 0.01s; retransmits = 1; }}
    hs_cache_dir = "{folder}";
}}
logging {{ type = "file"; filename = "{folder}/log"; level = "error"; }}
worker "normal" {{ bind_socket = "127.0.0.1:{port}"; count = 1; mime = true; }}
"""


def _worker(parent: int, port: int) -> int:
    """The worker of the server *parent*, once it answers. Raises `TimeoutError`."""
    until = time.monotonic() + START
    while time.monotonic() < until:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        workers = [int(pid) for pid in children if b"normal" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        with socket.socket() as trial:
            if workers and trial.connect_ex(("127.0.0.1", port)) == 0:
                return workers[0]
        time.sleep(0.2)
    raise TimeoutError("rspamd")


def _cpu(pid: int) -> float:
    """CPU seconds that process *pid* has used (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

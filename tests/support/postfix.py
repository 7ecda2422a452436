"""A Postfix of one's own: Debian's programs, a folder and free ports of the loopback; behind it a sink that counts.

Postfix's master must be root (it gives root up for every service); elsewhere the test is skipped.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.servers import free_port, wait_until

PROGRAMS = Path("/usr/lib/postfix/sbin")
DOMAIN = "halong.example"
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{lenient_port} inet n - n - - smtpd -o milter_default_action=accept
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Sink:
    """Takes every mail; keeps what came, by its Message-ID."""

    def __init__(self) -> None:
        self.mails: dict[str, bytes] = {}
        self.taken = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.taken += 1
        self.mails[message_id(content)] = content
        return "250 2.0.0 ok"


def message_id(content: bytes) -> str:
    """The Message-ID of *content* without its brackets."""
    for line in content.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
        if line.lower().startswith(b"message-id:"):
            return line.partition(b":")[2].strip().strip(b"<>").decode()
    return ""


@dataclass
class Postfix:
    """One instance. `settings` are lines of main.cf on top of ours."""

    folder: Path
    sink_port: int
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    lenient_port: int = field(default_factory=free_port)  # lets mail through when a milter does not answer

    def start(self) -> None:
        """Write the configuration and start."""
        config = self.folder / "etc"
        for name in ("etc", "queue", "data"):
            (self.folder / name).mkdir(mode=0o755)
        shutil.chown(self.folder / "data", "postfix")
        self._main(config / "main.cf")
        (config / "master.cf").write_text(MASTER.format(port=self.port, lenient_port=self.lenient_port))
        self._call("start")
        wait_until(self.listens, "Postfix")

    def _main(self, path: Path) -> None:
        values = {
            "compatibility_level": "3.6",
            "queue_directory": f"{self.folder}/queue",
            "data_directory": f"{self.folder}/data",
            "command_directory": "/usr/sbin",
            "daemon_directory": str(PROGRAMS),
            "mail_owner": "postfix",
            "setgid_group": "postdrop",
            "maillog_file": f"{self.folder}/log",
            "maillog_file_prefixes": str(self.folder),
            "myhostname": f"mx.{DOMAIN}",
            "mydestination": "",
            "inet_interfaces": "127.0.0.1",
            "inet_protocols": "ipv4",
            "mynetworks": "127.0.0.0/8",
            "relay_domains": DOMAIN,
            "relay_transport": f"smtp:[127.0.0.1]:{self.sink_port}",
            "default_transport": f"smtp:[127.0.0.1]:{self.sink_port}",
            "smtp_host_lookup": "native",
            "smtpd_relay_restrictions": "permit_mynetworks, reject_unauth_destination",
            "message_size_limit": "104857600",
            "notify_classes": "",
            "minimal_backoff_time": "5s",
            "maximal_backoff_time": "10s",
            "queue_run_delay": "5s",
            "smtputf8_enable": "no",
            "smtpd_error_sleep_time": "0",
            "smtpd_client_connection_count_limit": "0",
        } | self.settings
        path.write_text("".join(f"{name} = {value}\n" for name, value in values.items()))

    def _call(self, *arguments: str) -> None:
        done = subprocess.run(
            ["/usr/sbin/postfix", "-c", str(self.folder / "etc"), *arguments],
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()

    def listens(self) -> bool:
        """Whether it takes connections."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def stop(self) -> None:
        """End its master, and with it every service."""
        with contextlib.suppress(OSError, ValueError, AssertionError, subprocess.TimeoutExpired):
            self._call("stop")
        with contextlib.suppress(OSError, ValueError):
            os.kill(int((self.folder / "queue/pid/master.pid").read_text()), signal.SIGKILL)

    def send(self, *mails: bytes, lenient: bool = False) -> list[int]:
        """Hand *mails* over in one session; gives the reply code of each."""
        codes = []
        sender, to = "ai-do@elsewhere.example", f"vanthu@{DOMAIN}"
        with smtplib.SMTP("127.0.0.1", self.lenient_port if lenient else self.port, timeout=60) as session:
            for mail in mails:
                codes.append(self._hand_over(session, mail, sender, to))
        return codes

    @staticmethod
    def _hand_over(session: smtplib.SMTP, mail: bytes, sender: str, to: str) -> int:
        try:
            session.sendmail(sender, [to], mail)
        except smtplib.SMTPDataError as error:
            return int(error.smtp_code)
        except smtplib.SMTPSenderRefused as error:
            return int(error.smtp_code)
        except smtplib.SMTPRecipientsRefused as error:
            return int(next(iter(error.recipients.values()))[0])
        return 250

    def on_hold(self) -> int:
        """Mails that Postfix holds back."""
        return sum(1 for path in (self.folder / "queue/hold").rglob("*") if path.is_file())

    def waiting(self) -> int:
        """Mails that are still under way inside."""
        places = ("incoming", "active", "deferred", "maildrop")
        return sum(1 for name in places for path in (self.folder / "queue" / name).rglob("*") if path.is_file())

    def log(self) -> str:
        """What it wrote."""
        return (self.folder / "log").read_text(errors="replace")


@contextlib.contextmanager
def running(**settings: str) -> Iterator[tuple[Postfix, Sink]]:
    """A Postfix with *settings*, and the sink behind it; both are gone afterwards."""
    if os.geteuid() != 0 or not PROGRAMS.exists():
        pytest.skip("needs Debian's Postfix, and root, which Postfix's master must be")
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    with tempfile.TemporaryDirectory(prefix="loa-postfix-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        postfix = Postfix(folder, controller.port, settings)
        try:
            postfix.start()
            yield postfix, sink
        finally:
            postfix.stop()
            controller.stop()

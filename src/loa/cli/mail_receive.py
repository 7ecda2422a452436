"""`loa mail receive`: the check mailbox behind the mail server."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import Annotated

import typer

from loa.cli import setup
from loa.cli.mail_gateway import announce, host_and_port
from loa.config import config
from loa.errors import UsageError
from loa.kernel.logs import configure


class NotLoopbackError(UsageError):
    """Whoever reaches the port could write anybody's name as sender."""

    code = "not_loopback"
    message = "%(host)s is not this machine: the check mailbox listens on loopback only, behind your mail server."


def receive(
    listen: Annotated[str, typer.Option(help="HOST:PORT on loopback for the mail server; port 0: any free one.")],
    smtp: Annotated[bool, typer.Option("--smtp", help="Speak SMTP instead of LMTP.")] = False,
) -> None:
    """Take over what staff forward to LOA_CHECK_MAILBOX, judge it, answer, and feed the security desk."""
    host, port = host_and_port(listen)
    _require_loopback(host)
    setup.django()
    configure(config().log_format, config().log_level)
    from loa.mailguard.mailbox.server import serve

    asyncio.run(serve(host, port, config().check_mailbox, lmtp=not smtp, ready=announce))


def _require_loopback(host: str) -> None:
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise NotLoopbackError(host=host)

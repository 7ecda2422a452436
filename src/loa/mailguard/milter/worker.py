"""A working process: told the site's settings, then one mail after the other. Killed when it takes too long.

It speaks in frames of a length (four bytes) and data on stdin and stdout: settings (JSON) → "ready"; a
mail's envelope (JSON) and its bytes → the judgement (JSON).
"""

from __future__ import annotations

import json
import os
import resource
import struct
import sys
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from loa.mailguard.core import GuardSettings, check
from loa.mailguard.site import Site

LENGTH = struct.Struct("!I")
MEMORY = 3 * 1024 * 1024 * 1024  # bytes of address space: a bomb ends this process, not the machine


def configured(config: dict[str, Any]) -> GuardSettings:
    """The guard's settings as the server sent them."""
    from loa.mailguard import learning

    site = Site.from_json(config["site"])
    model = learning.load(Path(config["model"])) if config["model"] else None
    base = GuardSettings(own_domains=tuple(config["own_domains"]), authserv=config["authserv"], model=model)
    return site.settings(base)


def judge(raw: bytes, envelope: dict[str, str], settings: GuardSettings) -> dict[str, Any]:
    """The verdict of one mail with what the server knew of its sender."""
    told = replace(
        settings,
        client_ip=envelope["client_ip"] or None,
        helo=envelope["helo"] or None,
        mail_from=envelope["mail_from"] or None,
    )
    verdict = check(raw, settings=told)
    return verdict.to_dict("vi") | {"advice_en": verdict.advice("en")}


def _read(source: IO[bytes]) -> bytes:
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    data = source.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _write(sink: IO[bytes], data: bytes) -> None:
    sink.write(LENGTH.pack(len(data)) + data)
    sink.flush()


def main() -> None:
    """Work until stdin ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not stand among the answers
    source = sys.stdin.buffer
    settings = GuardSettings()
    try:
        while True:
            envelope = json.loads(_read(source))
            if "site" in envelope:
                settings = configured(envelope)
                check(b"From: a@b.example\r\n\r\nready\r\n", settings=settings)  # builds the registry before the mail
                _write(sink, b"ready")
                continue
            answer = judge(_read(source), envelope, settings)
            _write(sink, json.dumps(answer, ensure_ascii=False).encode())
    except (EOFError, BrokenPipeError, KeyboardInterrupt):
        return


if __name__ == "__main__":
    main()

"""Made mails whose writers had never seen the guard: what it is worth on mail that nobody tuned it to.

`mails.tar.xz` holds six sets, each with an index that says how an expert would tell. A (60 pairs, mostly Vietnamese), B
(60 pairs, subtle and modern), C (220 honest mails that careless rules mistake), D (45 pairs) and E (60 pairs) were
measured once when they came, and then read by those who mend the rules. F (45 pairs) is only measured: nobody who works
on the guard reads it. All people, accounts and attackers' domains are invented, and nothing is dangerous; the honest
mails use the real domains of real bodies.
"""

from __future__ import annotations

import tarfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

GATEWAY = "mx.coquan.gov.vn"
_ARCHIVE = Path(__file__).with_name("mails.tar.xz")


class Pair(NamedTuple):
    """An honest mail and its spoofed twin, as bytes."""

    honest: bytes
    spoof: bytes


@cache
def _mails() -> dict[str, bytes]:
    with tarfile.open(_ARCHIVE) as archive:
        files = ((member.name, archive.extractfile(member)) for member in archive if member.name.endswith(".eml"))
        return {name: file.read() for name, file in files if file}


def pairs(name: str) -> list[Pair]:
    """The pairs of set *name*."""
    mails = {path: raw for path, raw in _mails().items() if path.startswith(f"{name}/")}
    spoofs = [path for path in mails if path.endswith(".spoof.eml")]
    return [Pair(mails[path.replace(".spoof.", ".honest.")], mails[path]) for path in spoofs]


def honest(name: str) -> list[bytes]:
    """The honest mails of set *name*."""
    return [raw for path, raw in _mails().items() if path.startswith(f"{name}/") and path.endswith(".honest.eml")]

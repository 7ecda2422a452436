"""Which mails are one campaign: those that share a sender's domain, a link's host, a file or most of their words.

A mail is reduced to keys; two mails belong together when a chain of shared keys leads from one to the other. So the
campaigns do not depend on the order in which mails come in, and a new mail needs only its own keys looked up. Keys are
hashes: they say nothing of an address to whoever reads the table. Pure.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2s, sha256

from loa.mailguard.core.hosts import registrable, within
from loa.mailguard.core.mail import Mail, MailLink
from loa.mailguard.core.registry import Registry
from loa.mailguard.core.tables import is_freemail, url_is

SHINGLE = 3  # words
MIN_SHINGLES = 12  # a shorter text is a greeting that honest mails share
MAX_SHINGLES = 400
BANDS, ROWS = 6, 6  # texts alike in 9 of 10 shingles share a band in 99 of 100 cases, in half of them in 9
MIN_FILE = 64  # bytes
_PRIME = (1 << 61) - 1
_SHARED = ("shortener", "form")  # a host that everybody's pages stand on: the path belongs to the key


def _coefficients() -> list[tuple[int, int]]:
    """Fixed for ever: keys of last year meet those of today."""
    source = random.Random(365)  # noqa: S311 - spread, not secrecy
    return [(source.randrange(1, _PRIME), source.randrange(_PRIME)) for _ in range(BANDS * ROWS)]


_HASHES = _coefficients()


def keys(mail: Mail, registry: Registry, own_domains: Iterable[str] = ()) -> frozenset[str]:
    """The keys of *mail*. Hosts of protected bodies and of this office itself are none: everybody names them."""
    own = tuple(own_domains)

    def everybodys(host: str) -> bool:
        return registry.owner(host) is not None or any(within(host, domain) for domain in own)

    # One mailbox at Google, one form or short link of its own is the sender's, though Google is a protected body.
    senders = {one for one in _senders(mail) if _is_ones_own(one, "@") or not everybodys(one)}
    hosts = {one for one in places(mail) if _is_ones_own(one, "/") or not everybodys(one)}
    found = {_key("from", one) for one in senders} | {_key("host", one) for one in hosts}
    found |= {_key("file", digest) for _, digest in files(mail)}
    return frozenset(found | {_key("text", band) for band in _bands(mail.folded)})


def _is_ones_own(place: str, sign: str) -> bool:
    return bool(place.partition(sign)[2])


def _key(kind: str, value: str) -> str:
    return f"{kind}:{blake2s(value.encode(), digest_size=16, person=b'campaign').hexdigest()}"


def _senders(mail: Mail) -> Iterator[str]:
    """The domains that From and Reply-To name; of a mailbox that anybody can open, the whole address."""
    for mailbox in (mail.sender, mail.reply_to):
        if mailbox.domain:
            yield mailbox.address.lower() if is_freemail(mailbox.domain) else registrable(mailbox.domain)


def places(mail: Mail) -> list[str]:
    """Where links lead, as hosts; with the path where the host is shared by strangers. Sorted, each once."""
    return sorted({place for link in mail.links if (place := _place(link))})


def _place(link: MailLink) -> str:
    address = link.address
    if address.scheme not in {"http", "https"} or "." not in address.host:
        return ""
    if any(url_is(kind, address.host, address.path) for kind in _SHARED):
        return (address.host + address.path.partition("?")[0].rstrip("/"))[:200]
    return address.host


def files(mail: Mail) -> list[tuple[str, str]]:
    """Name and SHA-256 of each attached file; pictures are left out, for every campaign shows the same logos."""
    return [
        (part.filename[:120], sha256(part.data).hexdigest())
        for part in mail.attachments
        if not part.kind.startswith(("image/", "multipart/", "message/")) and len(part.data) >= MIN_FILE
    ]


def _bands(words: list[str]) -> Iterator[str]:
    """Minima of many hashes over runs of three words, six to a band: alike texts share one (Broder's minhash)."""
    shingles = {" ".join(words[place : place + SHINGLE]) for place in range(len(words) - SHINGLE + 1)}
    if len(shingles) < MIN_SHINGLES:
        return
    numbers = sorted(int.from_bytes(blake2s(one.encode(), digest_size=8).digest()) for one in shingles)[:MAX_SHINGLES]
    minima = [min((a * number + b) % _PRIME for number in numbers) for a, b in _HASHES]
    for band in range(BANDS):
        yield f"{band} {minima[band * ROWS : (band + 1) * ROWS]}"


@dataclass
class Clusters:
    """Campaigns in memory: what the database does with rows, as a yardstick and for commands."""

    _of_key: dict[str, int] = field(default_factory=dict)
    _members: dict[int, set[int]] = field(default_factory=dict)

    def add(self, mail: int, mail_keys: Iterable[str]) -> int:
        """Put *mail* where its keys belong, joining what it links; the campaign's number."""
        wanted = set(mail_keys)
        met = {self._of_key[key] for key in wanted if key in self._of_key}
        home = min(met, default=mail)
        members = self._members.setdefault(home, set())
        members.add(mail)
        for other in met - {home}:
            members |= self._members.pop(other)
            self._of_key.update((key, home) for key, at in self._of_key.items() if at == other)
        self._of_key.update(dict.fromkeys(wanted, home))
        return home

    def campaigns(self) -> frozenset[frozenset[int]]:
        """The mails of each campaign."""
        return frozenset(frozenset(members) for members in self._members.values())

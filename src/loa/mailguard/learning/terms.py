"""What may be learned from: content alone. Nothing that only tells by which road a mail came.

A mail's road (mailbox, list, gateway, sending service) separates reported from honest mail almost perfectly at one
site, and means nothing at the next, or next month: so recipients' names, list tags and footers are left out. So is
whether a mail is a page or plain text: most reported mail is one and most of the honest mail the other, and a model
told so judges the next list of engineers, or the next plain letter of a fraud, by its form.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from loa.mailguard.core.hosts import registrable
from loa.mailguard.core.mail import Mail
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.tables import is_freemail
from loa.mailguard.core.text import UNSPACED, fold, words

MAX_WORDS = 1200
_LIST_TAG = re.compile(r"\[[^\]]{1,40}\]")
_FOOTER = re.compile(r"^_{10,}\s*$.*", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|www\.\S+")
_REPLY = re.compile(r"^\s*((re|fw|fwd|aw|tr|sv)\s*(\[\d+\])?:\s*)+", re.IGNORECASE)
_RECIPIENT_HEADERS = frozenset({"to", "cc", "delivered-to", "x-original-to", "envelope-to"})


def terms(mail: Mail, evidence: Iterable[Evidence] = ()) -> list[str]:
    """Distinct terms of *mail*: words and word pairs of the text, words of subject and name, codes of the reasons."""
    road = road_words(mail)
    subject = _kept(_LIST_TAG.sub(" ", _REPLY.sub("", mail.subject)), road)
    body = _kept(_FOOTER.sub("", mail.visible), road)[:MAX_WORDS]
    found = {f"subject:{word}" for word in subject}
    found.update(f"name:{word}" for word in _kept(mail.sender.name, road))
    found.update(body)
    found.update(f"{first} {second}" for first, second in itertools.pairwise(body))
    reasons = sorted(item.code for item in evidence if item.weight)
    found.update(f"reason:{code}" for code in reasons)
    found.update(f"reasons:{first}+{second}" for first, second in itertools.combinations(reasons[:8], 2))
    found.update(_shape(mail, len(body)))
    return sorted(found)


def _shape(mail: Mail, length: int) -> Iterator[str]:
    """How the content is built: size, pictures, where links lead by kind. Nothing of the road it came by."""
    hosts = {link.address.host for link in mail.links if link.address.host}
    yield f"shape:words {length.bit_length()}"
    yield f"shape:links {len(mail.links).bit_length()}"
    yield f"shape:sites {min(len({registrable(host) for host in hosts}), 5)}"
    yield f"shape:pictures {len(mail.images).bit_length()}"
    yield f"shape:sender .{mail.sender.domain.rpartition('.')[2]}"
    if _REPLY.match(_LIST_TAG.sub(" ", mail.subject)) and (mail.all("in-reply-to") or mail.all("references")):
        yield "shape:answer"
    if is_freemail(mail.sender.domain):
        yield "shape:sender freemail"
    elif mail.is_html and hosts and all(registrable(mail.sender.domain) != registrable(host) for host in hosts):
        yield "shape:no link to sender"
    yield from (f"shape:link .{host.rpartition('.')[2]}" for host in hosts)
    yield from (f"shape:file {part.filename.rpartition('.')[2].lower()[:8]}" for part in mail.attachments[:5])


def _kept(text: str, road: frozenset[str]) -> list[str]:
    kept = _pieces(words(fold(_ADDRESS.sub(" ", text))))
    return [_number(word) for word in kept if word not in road and 1 < len(word) < 24]


def _pieces(found: list[str]) -> Iterator[str]:
    """Words; of scripts that set no blanks between words, every two signs that follow each other."""
    for word in found:
        if UNSPACED.search(word):
            yield from map("".join, itertools.pairwise(word))
        else:
            yield word


def _number(word: str) -> str:
    """Numbers are learned by their length only."""
    return "#" * len(word) if word.isdigit() else word


def road_words(mail: Mail) -> frozenset[str]:
    """Words of whom and which list *mail* was sent to."""
    named = " ".join(value for key, value in mail.headers if key in _RECIPIENT_HEADERS)[:4000]
    lists = " ".join(value for key, value in mail.headers if key.startswith("list-"))[:2000]
    return frozenset(words(fold(f"{named} {lists}")))

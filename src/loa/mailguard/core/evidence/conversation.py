"""Answers that come from another place than the conversation did.

Who has read a stolen thread writes on in it: with the quoted mails, the same name and the right subject, from an
address one letter away. The thread itself says where its people really write from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.hosts import ADDRESS, is_domain, readable, registrable
from loa.mailguard.core.lookalike import imitates
from loa.mailguard.core.mail import Mail
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.tables import host_is, is_freemail
from loa.mailguard.core.text import MAX_TEXT, fold, skeleton, words

MAX_ADDRESSES = 40
_MESSAGE_ID = re.compile(r"@((?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24})>", re.IGNORECASE)
# "From: Tran Van A <a@example.com>", as mail programs quote it, and "A <a@example.com> wrote:".
_QUOTED_AUTHOR = re.compile(
    r"(?:^|\n|:)[ \t>*|]*([^\n<>:\"]{3,80}?)[\"* \t]*<(?:mailto:)?([\w.+-]{1,64}@[\w.-]{3,100})>", re.IGNORECASE
)


def find(case: Case) -> Iterator[Evidence]:
    """Evidence of a thread that somebody else goes on with."""
    mail = case.mail
    if mail.all("list-id"):
        return  # many houses write there, some from two domains
    text = _whole(mail)
    sender, answer = mail.sender, mail.reply_to
    for box in (sender, answer):
        if box.domain and not is_freemail(box.domain):
            true = next((host for host in _hosts(case, text) if imitates(box.domain, host)), "")
            if true:
                facts = {"address": box.address, "domain": readable(box.domain), "true": readable(true)}
                yield reason("thread.lookalike", "From" if box is sender else "Reply-To", **facts)
                return
    yield from _other_mailbox(case, text)


def _whole(mail: Mail) -> str:
    """Everything that is read, the quoted mails too."""
    pages = (text[:MAX_TEXT] for page in mail.pages for text in (page.text, page.quoted))
    return "\n".join([*pages, mail.plain_text[:MAX_TEXT]])


def _hosts(case: Case, text: str) -> list[str]:
    """Domains that the mail answers, quotes or names."""
    answered = " ".join(value for header in ("in-reply-to", "references") for _, value in case.mail.all(header))
    found = [*_MESSAGE_ID.findall(answered[:4000]), *(host for _, host in ADDRESS.findall(text)[:MAX_ADDRESSES])]
    hosts = dict.fromkeys(registrable(host.lower().rstrip(".")) for host in found)
    return [host for host in hosts if is_domain(host) and not is_freemail(host) and not host_is("hosting", host)]


def _other_mailbox(case: Case, text: str) -> Iterator[Evidence]:
    """The name of a quoted author, at an address that is not his: another mailbox anybody can open, or a near one."""
    sender = case.mail.sender
    if not is_freemail(sender.domain):
        return
    own = sorted(words(fold(sender.name)))
    for name, address in _QUOTED_AUTHOR.findall(text)[:MAX_ADDRESSES]:
        before, host = address.lower(), address.lower().rpartition("@")[2]
        local = before.rpartition("@")[0]
        moved = len(own) > 1 and own == sorted(words(fold(name))) and not is_freemail(host)
        near = host == sender.domain and local != sender.local and skeleton(local) == skeleton(sender.local)
        if (moved or near) and before not in case.mail.recipients:
            yield reason("thread.other_mailbox", "From", name=sender.name, before=before, address=sender.address)
            return

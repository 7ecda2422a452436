"""What every family of evidence is given, and how it makes a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from loa.mailguard.core import drawings
from loa.mailguard.core.documents import pdf_links
from loa.mailguard.core.hosts import parse, registrable, within
from loa.mailguard.core.invitation import Invitation, invitations
from loa.mailguard.core.mail import Mail, MailLink
from loa.mailguard.core.model import Evidence, GuardSettings
from loa.mailguard.core.registry import Body, Registry
from loa.mailguard.core.text import squeeze
from loa.mailguard.core.weights import WEIGHTS


@dataclass
class Case:
    """The mail under examination and what is known beside it. `claimed` collects bodies whose name is misused."""

    mail: Mail
    settings: GuardSettings
    registry: Registry
    claimed: list[Body] = field(default_factory=list)
    authenticated: str = "unknown"  # "pass", "fail" or "unknown": DMARC of the From domain, by somebody we trust
    gateway_spoke: bool = False  # our own gateway wrote results on this mail
    carrier: str = ""  # the list or forwarder that passed the mail on, as the gateway or the topmost result says
    outbreak: bool = False  # the text speaks of an epidemic
    owner: Body | None = None  # the protected body that the From domain belongs to

    @property
    def domain(self) -> str:
        """Domain of From; empty when it is no domain."""
        return self.mail.sender.domain

    def is_own(self, host: str) -> bool:
        """Whether *host* lies below a mail domain of the reader's office, as the settings name them."""
        return any(within(host, domain) for domain in self.settings.own_domains)

    def is_senders(self, host: str) -> bool:
        """Whether *host* and the From domain were registered by the same."""
        return bool(self.domain) and registrable(host) == registrable(self.domain)

    @cached_property
    def codes(self) -> list[str]:
        """What stands in QR codes of the pictures that the mail brings along."""
        if not self.settings.decode_qr:
            return []
        from loa.mailguard.core.qr import texts

        return texts(self.mail)

    @cached_property
    def pictured(self) -> list[MailLink]:
        """Links in QR codes of attached or embedded pictures."""
        webs = (text for text in self.codes if text.lower().startswith(("http://", "https://")))
        return [MailLink(text, parse(text), "", "qr") for text in webs]

    @cached_property
    def invitations(self) -> list[Invitation]:
        """Calendar parts of the mail."""
        return invitations(self.mail.parts)

    @cached_property
    def in_files(self) -> list[MailLink]:
        """Links in calendar files, drawings and annotations of PDFs: opened with a touch, and as little seen before."""
        found: list[MailLink] = []
        for invitation in self.invitations:
            found.extend(MailLink(url, parse(url), "", "attachment invite.ics") for url in invitation.links)
        for part in self.mail.attachments[:20]:
            if part.kind == "application/pdf" or part.filename.lower().endswith(".pdf"):
                urls = pdf_links(part.data)
            elif part.kind == "image/svg+xml" or part.filename.lower().endswith(".svg"):
                urls = drawings.links(part.data)
            else:
                continue
            found.extend(MailLink(url, parse(url), "", f"attachment {part.filename}") for url in urls)
        return found

    @property
    def opened(self) -> list[MailLink]:
        """Every link that a reader can follow: in the text, in pictures, in files."""
        return [*self.mail.links, *self.pictured, *self.in_files]

    def owner_called(self) -> tuple[str, str]:
        """The owner's name in both languages; an office that only the common gov.vn covers goes by its domain."""
        if self.owner is None or (self.owner.id == "gov" and not self.domain.endswith(_GOVERNMENT)):
            return self.domain, self.domain
        return self.owner.name_vi, self.owner.name_en


_GOVERNMENT = ("chinhphu.vn", "dichvucong.gov.vn")  # the government's own among the names below gov.vn
_LIMITS = {"inner": 240, "inner_en": 240}  # characters: whole sentences of an inner mail


def reason(code: str, where: str, **facts: str) -> Evidence:
    """Evidence *code* with the weight of the reviewed table; facts are cut to what fits in a sentence."""
    return Evidence(
        code, WEIGHTS[code], where, {key: squeeze(value, _LIMITS.get(key, 80)) for key, value in facts.items()}
    )

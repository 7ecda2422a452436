"""A mail as the guard reads it: who, to whom, what is visible, what is linked, what is attached."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from loa.mailguard.core import mime
from loa.mailguard.core.hosts import URL, Address, is_domain, parse
from loa.mailguard.core.page import OWN_WORDS, Image, Link, Page, read
from loa.mailguard.core.text import MAX_TEXT, Disguise, disguise, fold, words

MAX_HTML = 768 * 1024  # bytes of HTML read from its beginning
MAX_LINKS = 300
_SHORT_PAGE = 400  # characters: below that the plain twin is read as well
_MAILBOX = re.compile(r"<\s*([^<>\s]*@?[^<>]*?)\s*>")
_BARE = re.compile(r"[^\s<>,;\"'()]+@[^\s<>,;\"'()]+")
_SEPARATORS = re.compile(r"[\s<>,;\"'()]+")
_QUOTED_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_COMMENT = re.compile(r"\(([^()]*)\)")
_QUOTED_LINE = re.compile(r"^\s*(>|\|).*$", re.MULTILINE)
_ORIGINAL = re.compile(
    r"^\s*(-{3,} ?(original message|forwarded message|thư gốc|tin nhắn gốc)|_{20,}\s*$|On .{5,200} wrote:|"
    r"Vào .{5,200} đã viết:)",
    re.IGNORECASE | re.MULTILINE,
)
_HTML_SIGN = re.compile(r"<(html|body|table|div|p|a|br)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Display name and address as shown; `domain` is empty when the address is not a valid one."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """Domain of the address in lower case, or nothing when it is not a domain."""
        host = self.address.rpartition("@")[2].strip().lower().rstrip(".")
        return host if "@" in self.address and is_domain(host) else ""

    @property
    def local(self) -> str:
        """What stands before the @, lower case."""
        return self.address.rpartition("@")[0].lower()


@dataclass(frozen=True, slots=True)
class MailLink:
    """A link with its target taken apart and what the reader sees of it. `origin`: "html", "text" or "qr"."""

    target: str
    address: Address
    text: str
    origin: str
    quoted: bool = False


@dataclass
class Mail:
    """The parsed mail. Built by `read_mail`."""

    headers: list[tuple[str, str]]
    parts: list[mime.Part]
    raw: bytes = field(repr=False)
    pages: list[Page] = field(default_factory=list)
    plain_text: str = ""
    inner: list[tuple[int, int]] = field(default_factory=list)  # places of messages inside, in `raw`

    def header(self, name: str) -> str:
        """First header *name* (lower case), decoded; empty when absent."""
        return next((mime.decode_words(value) for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[tuple[int, str]]:
        """Every header *name* with its place among the headers, as it stands."""
        return [(place, value) for place, (key, value) in enumerate(self.headers) if key == name]

    @cached_property
    def sender(self) -> Mailbox:
        """The From that a mail program shows."""
        return mailbox(next((value for key, value in self.headers if key == "from"), ""))

    @cached_property
    def reply_to(self) -> Mailbox:
        """Where an answer goes; empty when there is no Reply-To."""
        return mailbox(next((value for key, value in self.headers if key == "reply-to"), ""))

    @cached_property
    def recipients(self) -> list[str]:
        """Addresses of To and Cc, lower case, at most 50."""
        listed = " ".join(value for key, value in self.headers if key in {"to", "cc"})
        pieces = _SEPARATORS.split(listed[:8192])
        return [piece.lower() for piece in pieces if 0 < piece.find("@") < len(piece) - 1][:50]

    @cached_property
    def subject(self) -> str:
        """The subject, decoded."""
        return " ".join(self.header("subject").split())[:1000]

    @cached_property
    def visible(self) -> str:
        """What the reader sees first and last, without what is quoted from an earlier mail; `MAX_TEXT` at most."""
        html = "\n".join(page.text for page in self.pages)
        own = _without_quotes(self.plain_text) if len(html.strip()) < _SHORT_PAGE else ""
        return _both_ends("\n".join(filter(None, (html, own))))

    @cached_property
    def lines(self) -> list[str]:
        """Visible lines with something on them, blanks squeezed."""
        squeezed = (" ".join(line.split()) for line in self.visible.split("\n"))
        return [line for line in squeezed if any(sign.isalnum() for sign in line)]

    @cached_property
    def folded_subject(self) -> list[str]:
        """Words of the subject in the form everything is compared in."""
        return words(fold(self.subject))

    @cached_property
    def folded(self) -> list[str]:
        """Words of the visible text in the form everything is compared in."""
        return words(fold(self.visible))

    @cached_property
    def disguises(self) -> dict[str, Disguise]:
        """Disguised letters by place: sender's name, subject, text."""
        return {
            "From": disguise(self.sender.name),
            "Subject": disguise(self.subject),
            "body": disguise(self.visible),
        }

    @cached_property
    def links(self) -> list[MailLink]:
        """Links of HTML and of plain text, at most `MAX_LINKS`."""
        found = [
            MailLink(link.target, parse(link.target, page.base), link.text, "html", link.quoted)
            for page in self.pages
            for link in _page_links(page)
        ]
        if not found:
            found = [MailLink(url, parse(url), url, "text") for url in URL.findall(self.plain_text[:MAX_TEXT])]
        return found[:MAX_LINKS]

    @cached_property
    def images(self) -> list[Image]:
        """Pictures that the HTML shows."""
        return [image for page in self.pages for image in page.images]

    @property
    def is_html(self) -> bool:
        """Whether there is an HTML body."""
        return bool(self.pages)

    @cached_property
    def attachments(self) -> list[mime.Part]:
        """Everything that is not a body text."""
        return [part for part in self.parts if part.attached or not part.kind.startswith("text/")]


def _page_links(page: Page) -> list[Link]:
    refresh = [Link(page.refresh, kind="refresh")] if page.refresh else []
    return [*page.links, *refresh]


def read_mail(raw: bytes) -> Mail:
    """Read *raw*; whatever it holds, something is returned and nothing is raised."""
    inner: list[tuple[int, int]] = []
    headers, parts = mime.parse(raw, inner)
    mail = Mail(headers, parts, raw, inner=inner)
    plain: list[str] = []
    for part in parts:
        if part.header_raw("content-disposition").lower().startswith("attachment"):
            continue
        if part.kind == "text/html":
            mail.pages.append(read(part.text(MAX_HTML)))
        elif part.kind.startswith("text/") or part.kind == "" or "/" not in part.kind:
            plain.append(part.text(MAX_HTML))
    mail.plain_text = "\n".join(plain)
    if not mail.pages and _HTML_SIGN.search(mail.plain_text[:4096]) and "</" in mail.plain_text:
        mail.pages.append(read(mail.plain_text))  # mail programs show it as HTML, whatever it calls itself
    return mail


def mailbox(value: str) -> Mailbox:
    """Display name and address of the first mailbox of a From or Reply-To header. Never raises."""
    value = value[:4000]
    bare = _QUOTED_STRING.sub(lambda match: " " * len(match[0]), value)
    angle = _MAILBOX.search(bare)
    if angle:
        name, address = value[: angle.start()], angle[1]
    else:
        found = _BARE.search(bare[:1000])
        address = found[0] if found else bare.strip()
        comment = _COMMENT.search(value)
        name = comment[1] if comment else (value.replace(address, "") if found else "")
    name = mime.decode_words(name.strip().strip(",")).strip().strip("\"'").replace('\\"', '"').strip()
    return Mailbox(" ".join(name.split())[:500], mime.decode_words(address).strip().strip("'\"")[:320])


def _without_quotes(text: str) -> str:
    found = _ORIGINAL.search(text)
    own = text[: found.start()] if found and found.start() > 20 else text
    own = _QUOTED_LINE.sub("", own)
    return own if sum(map(str.isalpha, own)) >= OWN_WORDS else text


def _both_ends(text: str) -> str:
    """The beginning and the end: a mail may be padded in the middle to tire a filter."""
    text = re.sub(r"[ \t\r\f\v\u00a0]+", " ", text)
    if len(text) <= MAX_TEXT:
        return text
    return text[: MAX_TEXT * 3 // 4] + "\n" + text[-MAX_TEXT // 4 :]

"""Hosts and links: what a browser would really open, whose it is, and what it is made to look like."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from publicsuffix2 import PublicSuffixList  # type: ignore[import-untyped]

ADDRESS = re.compile(r"([\w.+-]{1,64})@((?:[a-z0-9-]{1,63}\.)+[a-z]{2,24})", re.IGNORECASE)  # local part, host
URL = re.compile(
    r"(?:https?|hxxps?)[:;]//[^\s<>\"'\]]{3,2000}|\bwww\.[a-z0-9-]{1,63}\.[^\s<>\"'\]]{2,500}", re.IGNORECASE
)
_SCHEME = re.compile(r"^\s*([a-z][a-z0-9+.-]{1,20})\s*:", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x20\u00ad\u200b-\u200f\u2060\ufeff]+")
_DOMAIN = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.[a-z][a-z0-9-]{1,62}$")
_SHOWN_DOMAIN = re.compile(
    r"^(?:https?://)?(?:[\w.-]+@)?((?:[a-z0-9-]{1,63}\.)+[a-z]{2,24})(?=[/:?#\s]|$)", re.IGNORECASE
)
_IP_PIECE = re.compile(r"0x[0-9a-f]*|[0-9]+")
_LONGEST_IP = 60
_INSIDE = frozenset({"10", "127", "169", "172", "192"})
_RESERVED_TOPS = frozenset({"example", "test"})  # RFC 2606: documentation and drills, never a sign of anything
_FILE_ENDINGS = frozenset(
    "pdf doc docx xls xlsx ppt pptx zip txt jpg png html htm js py sh gz tar md exe rar csv".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Address:
    """A link target taken apart. `host` is lower case ASCII without port; empty for mailto: and the like."""

    scheme: str
    host: str
    path: str
    userinfo: str = ""
    is_ip: bool = False


def parse(target: str, base: str = "") -> Address:
    """Take *target* apart as browsers do: blanks dropped, backslashes as slashes, user part cut, odd IPs read."""
    target = _CONTROL.sub("", target[:4096]).replace("hxxp", "http")
    found = _SCHEME.match(target)
    scheme = found[1].lower() if found and "." not in found[1] else ""
    if not scheme and not target.startswith(("//", "www.")):
        return parse(base) if base and not target.startswith("#") and base != target else Address("", "", target)
    if scheme and scheme not in {"http", "https", "ftp"}:
        return Address(scheme, "", target.partition(":")[2])
    rest = re.split(r"[:;]", target, maxsplit=1)[1] if scheme else target
    authority, separator, path = rest.replace("\\", "/").lstrip("/").partition("/")
    authority, query_sign, query = authority.partition("?")
    authority = authority.partition("#")[0]
    userinfo, _, hostport = authority.rpartition("@")
    host, is_ip = _host(unquote(hostport))
    return Address(scheme or "http", host, separator + path + query_sign + query, userinfo, is_ip)


def _host(hostport: str) -> tuple[str, bool]:
    host = hostport.strip().lower().rstrip(".")
    if host.startswith("["):
        return host.partition("]")[0].lstrip("["), True
    host = re.sub(r":\d*$", "", host).translate({0x3002: ".", 0xFF0E: "."}).rstrip(".")
    number = _ip_number(host)
    if number is not None:
        return number, True
    if not host.isascii():
        host = _to_ascii(host)
    return host, False


def _ip_number(host: str) -> str | None:
    """`203.0.113.9`, `3405803785`, `0xcb007109`, `0313.0.0161.011`, `10.1`: the forms browsers accept (inet_aton)."""
    pieces = [_IP_PIECE.fullmatch(piece) for piece in host.split(".")] if len(host) < _LONGEST_IP else []
    if not pieces or len(pieces) > 4 or not all(pieces):
        return None
    numbers = [_ip_piece(match[0]) for match in pieces if match]
    value = numbers[-1]
    for place, number in enumerate(numbers[:-1]):
        value += number << (24 - 8 * place)
    fits = numbers[-1] < 1 << 8 * (5 - len(numbers)) and max([0, *numbers[:-1]]) < 256
    return str(ipaddress.IPv4Address(value)) if fits else None


def _ip_piece(piece: str) -> int:
    """One piece: hexadecimal after 0x, octal after 0 (where its digits allow), else decimal."""
    if piece.startswith("0x"):
        return int(piece[2:] or "0", 16)
    octal = piece.startswith("0") and not set(piece) & {"8", "9"}
    return int(piece, 8 if octal else 10)


@lru_cache(maxsize=1024)
def is_private(host: str) -> bool:
    """Whether *host* is a number inside the reader's own network (RFC 1918, loopback, link-local)."""
    try:
        return not ipaddress.ip_address(host).is_global and host.partition(".")[0] in _INSIDE
    except ValueError:
        return False


def _to_ascii(host: str) -> str:
    labels = []
    for label in host.split("."):
        try:
            labels.append(label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii"))
        except UnicodeError:
            labels.append("?")
    return ".".join(labels)


@lru_cache(maxsize=8192)
def readable(host: str) -> str:
    """*host* with its punycode labels shown as letters."""
    labels = []
    for label in host.split("."):
        try:
            labels.append(label[4:].encode("ascii").decode("punycode") if label.startswith("xn--") else label)
        except (UnicodeError, ValueError, OverflowError):
            labels.append(label)
    return ".".join(labels)


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


@lru_cache(maxsize=16384)
def registrable(host: str) -> str:
    """The domain somebody registered: `a.b.example.co.uk` → `example.co.uk`; the host itself when there is none."""
    if not host or "." not in host or len(host) > 253:
        return host
    found = str(_suffixes().get_sld(host, strict=False) or host)
    # An unlisted top level follows the list's default rule: the last two labels.
    return found if "." in found else ".".join(host.split(".")[-2:])


def label_of(host: str) -> str:
    """The label somebody chose: `mail.paypal.com` → `paypal`."""
    return registrable(host).partition(".")[0]


def is_domain(host: str) -> bool:
    """Whether *host* is a well-formed domain name with a top level that exists."""
    return bool(_DOMAIN.match(host)) and len(host) <= 253 and _known_top(host.rpartition(".")[2])


@lru_cache(maxsize=2048)
def _known_top(top: str) -> bool:
    return top.startswith("xn--") or top in _RESERVED_TOPS or top in _suffixes().root[1]


def shown_domain(text: str) -> str:
    """The domain that link text *text* shows to the reader, or nothing when it shows none."""
    text = text.strip().strip("<>()[]")
    found = _SHOWN_DOMAIN.match(text) if len(text) < 300 else None
    if not found or found[1].rpartition(".")[2].lower() in _FILE_ENDINGS:
        return ""
    host = found[1].lower()
    return host if is_domain(host) else ""


def within(host: str, domain: str) -> bool:
    """Whether *host* is *domain* or below it."""
    return host == domain or host.endswith("." + domain)


_STATE = re.compile(
    r"(^|\.)(gov|mil|int|europa\.eu|(gov|gob|gouv|go|govt|gub|gv|gc|mil|nic|jus|admin|parliament|police|nhs)\.[a-z]{2}"
    r"|gouvernement\.[a-z]{2}|bund\.de|canada\.ca|admin\.ch|overheid\.nl|rijksoverheid\.nl|fgov\.be)$"
)
_SCHOOL = re.compile(r"(^|\.)(edu|(edu|ac)\.[a-z]{2})$")


@lru_cache(maxsize=4096)
def is_state(host: str) -> bool:
    """Whether only a state, or bodies of states, can have names where *host* stands (`gov.vn`, `gob.es`, `int`)."""
    return bool(_STATE.search(host))


def is_school(host: str) -> bool:
    """Whether only schools and universities can have names where *host* stands."""
    return bool(_SCHOOL.search(host))

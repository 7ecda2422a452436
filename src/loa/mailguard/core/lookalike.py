"""Hosts that are made to look like somebody else's (standards G5 c)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from loa.mailguard.core.hosts import is_domain, label_of, readable, registrable
from loa.mailguard.core.registry import MIN_LIKE, SERVICE_WORDS, Body, Registry
from loa.mailguard.core.text import fold, skeleton

_GOV = re.compile(r"gov-?vn|(^|[.-])gov\.vn[.-]|-gov\.|(^|[.-])gov-[a-z]")
_SERVICE_WORDS_VN = frozenset(
    [
        *("vn", "vietnam", "cskh", "hotro", "dangnhap", "xacthuc", "xacminh", "capnhat", "thongbao", "khachhang"),
        *("trian", "quatang", "hoadon", "tracuu", "online", "app", "login", "secure", "security", "verify", "account"),
        *("support", "help", "info", "mail", "portal", "web", "bank", "ebank", "digibank", "vip", "uudai", "nhanqua"),
    ]
)
_ORDINARY = frozenset(
    [
        *("telegram", "american", "southwest", "signal", "line", "apple", "amazon", "target", "chase", "discover"),
        *("orange", "shell", "visa", "zoom", "steam", "square", "express", "citizens", "ally", "chime", "wise", "cash"),
        *("prime", "booking", "expedia", "indeed", "monster", "gap", "coach", "guess", "costco", "delta", "united"),
    ]
)
_MIN_SHAPE = 5
_MIN_DOTLESS = 6
_MIN_OWN = 3
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why *host* deceives: the trick, and the true domain or label it plays on."""

    trick: str  # "subdomain", "gov", "letters", "typo", "word"
    imitates: str
    body: Body | None


def likeness(host: str, registry: Registry) -> Likeness | None:
    """The trick in *host*, or nothing. Hosts of protected bodies themselves deceive nobody."""
    return _likeness(host, registry) if host and "." in host else None


@lru_cache(maxsize=8192)
def _likeness(host: str, registry: Registry) -> Likeness | None:
    if registry.owner(host):
        return None
    return (
        _in_front(host, registry)
        or _across_a_hyphen(host, registry)
        or _government(host)
        or _without_dots(host, registry)
        or _letters(host, registry)
        or _brand_word(host, registry)
        or _typo(host, registry)
    )


def _in_front(host: str, registry: Registry) -> Likeness | None:
    """`paypal.com.evil.example`: a true domain used as a subdomain of another."""
    labels = host.split(".")
    own = registrable(host).count(".") + 1
    for start in range(len(labels) - own):
        for stop in range(start + 2, len(labels) - own + 2):
            piece = ".".join(labels[start:stop])
            if piece in registry.protected_domains() and piece != "gov":
                return Likeness("subdomain", piece, registry.protected_domains()[piece])
    return None


def _across_a_hyphen(host: str, registry: Registry) -> Likeness | None:
    """`meinvoice.vn-tracuu.example`: a true domain up to a hyphen, which the eye takes for a slash."""
    for place in (place for place, sign in enumerate(host) if sign == "-"):
        labels = host[:place].split(".")
        for start in range(len(labels) - 1):
            piece = ".".join(labels[start:])
            if piece in registry.protected_domains():
                return Likeness("subdomain", piece, registry.protected_domains()[piece])
    return None


def _government(host: str) -> Likeness | None:
    """`moh-gov.vn`, `x.gov.vn.example`: passes for a Vietnamese state domain and is none."""
    if host.endswith((".gov.vn", ".gov")) or (
        host.rpartition(".gov.")[2].isalpha() and len(host.rpartition(".gov.")[2]) == 2
    ):
        return None
    return Likeness("gov", "gov.vn", None) if _GOV.search(host) else None


def _without_dots(host: str, registry: Registry) -> Likeness | None:
    """`cdcgov.org`, `moh-gov-vn.info`: a true domain with its dots left out, as somebody else's label."""
    label = label_of(host).replace("-", "")
    true = _dotless(registry).get(label) if len(label) >= _MIN_DOTLESS else None
    return Likeness("subdomain", true, registry.protected_domains()[true]) if true else None


@lru_cache(maxsize=8)
def _dotless(registry: Registry) -> dict[str, str]:
    return {domain.replace(".", "").replace("-", ""): domain for domain in registry.protected_domains()}


def resembles(host: str, true: str) -> bool:
    """Whether *host* is made to pass for *true*: its label under another end, beside words, or one slip apart."""
    own, other = label_of(true), label_of(host)
    if registrable(host) == registrable(true) or len(own) < _MIN_OWN:
        return False
    near = len(own) >= MIN_LIKE and _one_apart(own, other)
    return own == other or own in other.split("-") or other.startswith(registrable(true).replace(".", "")) or near


_ENDINGS = frozenset("vn asia intl group corp co inc ltd com net org online mail office hq global eu us sg hk".split())  # noqa: SIM905


def imitates(host: str, true: str) -> bool:
    """Whether somebody took *host* so that it reads like *true*, of which nothing but its name is known.

    A letter's shape, one slip in a long name, a hyphen more, a country or a word of business beside it. The same name
    under another end is no imitation: firms have several.
    """
    own, other = label_of(true), label_of(host)
    if own == other or min(len(own), len(other)) < _MIN_SHAPE:
        return False
    if skeleton(own) == skeleton(other):
        return True
    if len(own) >= MIN_LIKE and _one_apart(own.replace("-", ""), other.replace("-", "")):
        return True
    pieces = [piece for piece in other.split("-") if piece not in _ENDINGS]
    return len(own) >= MIN_LIKE and "-" in other and "".join(pieces) == own.replace("-", "")


def _letters(host: str, registry: Registry) -> Likeness | None:
    """Other alphabets, or shapes such as `rn` for `m` and `0` for `o`, that spell a protected label."""
    shown = readable(registrable(host)).partition(".")[0]
    folded = fold(shown)
    labels = registry.protected_labels()
    if folded in labels and shown != folded and len(folded) >= _MIN_SHAPE:
        return Likeness("letters", folded, labels[folded])
    for piece in {folded, *folded.split("-")}:
        label = registry.label_of_shape(skeleton(piece))
        if label and piece != label and min(len(piece), len(label)) >= _MIN_SHAPE:
            return Likeness("letters", label, labels[label])
    return None


def _brand_word(host: str, registry: Registry) -> Likeness | None:
    """`paypal-secure.example`, `vcb-digibank.com`: a protected label as a word of a foreign name."""
    label = label_of(host)
    pieces = label.split("-")
    for piece in pieces:
        body = registry.protected_labels().get(piece)
        if (
            body
            and (len(pieces) > 1 or not body.owns(host))
            and not (piece in _ORDINARY and _is_own_name(pieces, piece))
        ):
            return Likeness("word", piece, body)
    for start in range(len(label) - MIN_LIKE + 1):
        for stop in range(start + MIN_LIKE, min(len(label), start + _LONGEST) + 1):
            body = registry.protected_labels().get(label[start:stop])
            if body and stop - start < len(label) and _is_service(label, label[start:stop]):
                return Likeness("word", label[start:stop], body)
    return None


def _is_own_name(pieces: list[str], known: str) -> bool:
    """`star-telegram.com`: an everyday word in another's name, with no word of service beside it."""
    return not any(piece in SERVICE_WORDS or piece in _SERVICE_WORDS_VN for piece in pieces if piece != known)


def _is_service(label: str, known: str) -> bool:
    """`paypalsecurity`, `dangnhapvietcombank`: the name, and beside it words of service; not any chance sequence."""
    before, _, after = label.partition(known)
    rest = (before + after).strip("0123456789-")
    return rest == "" or rest in SERVICE_WORDS or rest in _SERVICE_WORDS_VN


def _typo(host: str, registry: Registry) -> Likeness | None:
    """One letter added, lost, changed or swapped in a long protected label."""
    label = label_of(host)
    if len(label) < MIN_LIKE or not is_domain(host):
        return None
    for known in registry.labels_like(label):
        if _one_apart(known, label):
            return Likeness("typo", known, registry.protected_labels()[known])
    return None


def _one_apart(known: str, label: str) -> bool:
    from rapidfuzz.distance import OSA

    return OSA.distance(known, label, score_cutoff=1) == 1

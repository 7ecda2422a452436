"""The trust registry: protected bodies, how people write their names, and the domains that are really theirs.

Data: `data/registry.csv` and `data/provinces.csv`, each domain with the list that confirms it (`data/sources.csv`) or
the plain word that none does; a site adds rows of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from loa.mailguard.core.hosts import registrable, within
from loa.mailguard.core.tables import rows
from loa.mailguard.core.text import PhraseIndex, fold, plain, skeleton, strip_marks, words

STATE_KINDS = frozenset({"state", "province", "own", "local"})
_MANY_DOMAINS = frozenset({"health", "press", "province"})
AUTHORITY_KINDS = STATE_KINDS | {"health", "un", "foreign_state", "power", "press"}
# Bodies of a Vietnamese province, as they sign; {} is the province.
_PROVINCIAL_OFFICES = (
    "UBND", "Ủy ban nhân dân", "Uỷ ban nhân dân", "HĐND", "Tỉnh ủy", "Thành ủy", "Văn phòng UBND", "Chủ tịch UBND",
    "Sở Y tế", "CDC", "Trung tâm Kiểm soát bệnh tật", "TTKSBT", "Công an", "Sở Thông tin và Truyền thông",
    "Sở Khoa học và Công nghệ", "Sở Nội vụ", "Sở Tài chính", "Sở Giáo dục và Đào tạo", "Sở Công Thương", "Sở Xây dựng",
    "Sở Nông nghiệp và Môi trường", "Sở Văn hóa Thể thao và Du lịch", "Sở Du lịch", "Sở Tư pháp", "Sở Ngoại vụ",
    "Ban Chỉ đạo phòng chống dịch", "Bệnh viện Đa khoa", "Bệnh viện Sản Nhi", "Cổng thông tin điện tử", "Báo",
    "Đài Phát thanh Truyền hình", "Đài Phát thanh và Truyền hình", "Báo và Phát thanh Truyền hình",
)  # fmt: skip
PROVINCIAL = (
    *(f"{office}{link} {{}}" for office in _PROVINCIAL_OFFICES for link in ("", " tỉnh", " thành phố", " TP")),
    "{} CDC", "{} Department of Health", "{} Provincial Department of Health", "{} Provincial People's Committee",
    "{} People's Committee", "Department of Health of {}", "People's Committee of {}", "{} Center for Disease Control",
)  # fmt: skip
SERVICE_WORDS = frozenset(
    "account accounts alert alerts support team security service services billing help helpdesk desk customer center "  # noqa: SIM905
    "centre notification notifications info noreply mail care online verification payment payments member rewards "
    "reward department official update updates admin delivery express id bank card wallet refund inc com store shop "
    "gift surprise confirmation notice important tracking shipment package".split()
)
MIN_LIKE = 7  # letters: below that, a letter's difference is another word
MIN_INITIALS = 3
_ALPHABETIC = re.compile(r"[a-z0-9]")
_COUNTRY_SUFFIXES = ("com", "net", "org", "info", "eu")


@dataclass(frozen=True, slots=True)
class Body:
    """One protected body. `labels` are its own labels under any country's top level (`paypal` in `paypal.de`)."""

    id: str
    kind: str
    name_vi: str
    name_en: str
    domains: tuple[str, ...]
    labels: tuple[str, ...]
    source: str
    as_of: str
    shared: tuple[str, ...] = ()  # domains of another body that it sends from too: its owner's, its ministry's

    def owns(self, host: str) -> bool:
        """Whether *host* is the body's own, or one it shares."""
        if any(within(host, domain) for domain in (*self.domains, *self.shared)):
            return True
        label, _, suffix = registrable(host).partition(".")
        return label in self.labels and _is_ordinary(suffix)

    def may_own(self, host: str) -> bool:
        """Whether *host* could be one that the registry does not know: Vietnamese, and named after the body.

        Names below .vn are given against papers; a hospital or provincial paper has more of them than any list.
        """
        if self.kind not in _MANY_DOMAINS or not host.endswith(".vn") or "gov" in registrable(host):
            return False
        label, parts = registrable(host).partition(".")[0].replace("-", ""), words(fold(self.name_vi))
        initials, last = "".join(part[0] for part in parts), "".join(parts[-2:])
        told = len(initials) >= MIN_INITIALS and initials in label  # "v" of VnExpress stands in half of all names
        return last in label or told or (len(parts) > 3 and "".join(p[0] for p in parts[2:]) in label)


@dataclass(frozen=True, slots=True)
class Claim:
    """A name of *body* found in a text; `written` is how it stands there, `disguised` when letters had to be undone."""

    body: Body
    written: str
    disguised: bool = False


def _is_ordinary(suffix: str) -> bool:
    """`com`, `de`, `co.uk`, `com.vn`: where a firm registers its own name; not the cheap top levels."""
    parts = suffix.split(".")
    return parts[0] in _COUNTRY_SUFFIXES or (len(parts[-1]) == 2 and (len(parts) == 1 or len(parts[0]) <= 3))


class Registry:
    """All bodies, and the indexes that find their names."""

    def __init__(self, extra: Iterable[dict[str, str]] = ()) -> None:
        self.bodies: list[Body] = []
        self._acronyms: dict[str, Body] = {}
        self._common: dict[str, Body] = {}
        self._labels: dict[str, Body] = {}
        self._domains: dict[str, Body] = {}
        self._skeletons: dict[str, tuple[str, Body]] = {}
        phrases: list[tuple[str, Body]] = []
        for row in (*rows("registry"), *extra):
            phrases.extend(self._add(row))
        for row in rows("provinces"):
            phrases.extend(self._add_province(row))
        folded = [(fold(name), body) for name, body in phrases]
        self._names = PhraseIndex(folded)
        self._glued = {name.replace(" ", ""): body for name, body in folded if " " in name}
        # Scripts that set no blanks between words: found as pieces of the text.
        self._unspaced = [(name, body) for name, body in folded if not name.isascii() and not _ALPHABETIC.search(name)]
        self._shapes = {skeleton(label): label for label in self._labels}
        self._by_length: dict[tuple[str, int], list[str]] = {}
        for label in self._labels:
            if len(label) >= MIN_LIKE:
                self._by_length.setdefault((label[0], len(label)), []).append(label)
        self._offices = PhraseIndex((row["name"], (row["name"], row["reach"])) for row in rows("offices"))

    def _add(self, row: dict[str, str]) -> Iterator[tuple[str, Body]]:
        body = Body(
            row["id"], row["kind"], row["name_vi"], row["name_en"],
            _split(row["domains"]), _split(row["labels"]), row["source"], row["as_of"], _split(row.get("shared", "")),
        )  # fmt: skip
        self.bodies.append(body)
        self._acronyms.update((strip_marks(name), body) for name in _split(row["acronyms"]))
        self._common.update((fold(name), body) for name in _split(row["common"]))
        self._labels.update((label, body) for label in body.labels if len(label) >= 4)
        for domain in body.domains:
            self._domains.setdefault(domain, body)  # rows of a site come after the shipped ones and take none away
        for name in (*_split(row["names"]), *body.labels):
            yield from self._name(name, body)

    def _name(self, name: str, body: Body) -> Iterator[tuple[str, Body]]:
        folded = fold(name)
        if folded.isascii() and folded.isalpha() and len(folded) >= 5:
            self._skeletons.setdefault(skeleton(folded), (folded, body))
        if name not in body.labels or len(name) >= 4:
            yield name, body

    def _add_province(self, row: dict[str, str]) -> Iterator[tuple[str, Body]]:
        domains = _split(row["domains"])
        body = Body(
            "province:" + domains[0], "province", row["name"], row["name"], domains, (), row["source"], row["as_of"]
        )
        self.bodies.append(body)
        self._domains[domains[0]] = body
        for domain in domains[1:]:  # a neighbour's, since two provinces became one
            self._domains.setdefault(domain, body)
        for name in (row["name"].removeprefix("TP. "), *_split(row["also"])):
            yield from ((pattern.format(fold(name)), body) for pattern in _provincial())

    def owner(self, host: str) -> Body | None:
        """The protected body that *host* belongs to, if any."""
        rest = host
        while rest:
            if rest in self._domains:
                return self._domains[rest]
            rest = rest.partition(".")[2]
        body = self._labels.get(registrable(host).partition(".")[0])
        return body if body and body.owns(host) else None

    def claims(self, text: str, acronyms: bool = True) -> list[Claim]:
        """Bodies named in *text*, in order. Acronyms need their capitals in a text that is not all capitals."""
        undisguised = strip_marks(plain(text))
        folded = undisguised.lower()
        parts = words(folded)
        found = []
        for place, length, body in self._names.find(parts):
            written = " ".join(parts[place : place + length])
            found.append(Claim(body, written, written not in " ".join(words(strip_marks(text).lower()))))
        if acronyms:
            found.extend(self._by_acronym(undisguised, parts))
        if not folded.isascii():
            found.extend(Claim(body, name) for name, body in self._unspaced if name in folded)
        return found or self._spaced_out(parts)

    def _spaced_out(self, parts: list[str]) -> list[Claim]:
        """`S ở  Y  t ế`: a name whose letters stand apart, so that no word of it is left."""
        if len(parts) < 4 or sum(len(part) <= 2 for part in parts) * 2 < len(parts):
            return []
        text = "".join(parts)
        return [
            Claim(self._glued[text[:stop]], text[:stop], True)
            for stop in range(len(text), 4, -1)
            if text[:stop] in self._glued
        ][:1]

    def _by_acronym(self, undisguised: str, parts: list[str]) -> Iterator[Claim]:
        original = words(undisguised)
        shouted = len(original) > 3 and undisguised.upper() == undisguised
        for word in [] if shouted else original:
            if word in self._acronyms:
                yield Claim(self._acronyms[word], word)
        for place, word in enumerate(parts):
            body = self._common.get(word)
            around = parts[place + 1 : place + 3] + parts[max(0, place - 1) : place]
            if body and (len(parts) == 1 or (len(parts) <= 6 and SERVICE_WORDS.intersection(around))):
                yield Claim(body, word)

    def lookalike_word(self, text: str) -> Claim | None:
        """A word of *text* that only looks like a protected name (`PayPaI`, `Micr0soft`)."""
        for word in words(strip_marks(plain(text))):
            if len(word) < 5 or not word.isascii():
                continue
            known = self._skeletons.get(skeleton(word))
            if known and word.lower() != known[0] and word.upper() != word:
                return Claim(known[1], word, True)
        return None

    def office(self, text: str) -> tuple[str, str] | None:
        """The kind of office that *text* begins with, or names after a dash or comma, and its reach.

        Reach "state": only the state has such an office. "freemail": a firm may be called so, on a domain of its own.
        """
        for place, _, found in self._offices.find(words(fold(text))):
            if place <= 6:
                return found
        return None

    def protected_labels(self) -> dict[str, Body]:
        """Labels of at least four letters, and their bodies."""
        return self._labels

    def label_of_shape(self, shape: str) -> str | None:
        """The protected label whose skeleton is *shape*."""
        return self._shapes.get(shape)

    def labels_like(self, label: str) -> Iterable[str]:
        """Protected labels with the first letter of *label* and about its length."""
        for length in (len(label) - 1, len(label), len(label) + 1):
            yield from self._by_length.get((label[0], length), ())

    def protected_domains(self) -> dict[str, Body]:
        """Domains, and their bodies."""
        return self._domains


def _split(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(";") if part.strip())


@lru_cache(maxsize=1)
def _provincial() -> tuple[str, ...]:
    """Patterns of `PROVINCIAL`, folded once for all provinces."""
    return tuple(fold(pattern) for pattern in PROVINCIAL)


@lru_cache(maxsize=8)
def _cached(extra: tuple[tuple[tuple[str, str], ...], ...]) -> Registry:
    return Registry(dict(row) for row in extra)


def registry(extra: Iterable[dict[str, str]] = ()) -> Registry:
    """The shipped registry, with the rows of the site; built once per process and set of rows."""
    return _cached(tuple(tuple(sorted(row.items())) for row in extra))

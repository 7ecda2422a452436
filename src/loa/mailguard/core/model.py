"""The nouns of the guard: what it is told, each reason, and the conclusion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from loa.mailguard.core.level import Level
from loa.mailguard.core.sentences import advice, sentence

if TYPE_CHECKING:
    from loa.mailguard.core.mail import Mail


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: two things that disagree, where they stand, and what it weighs.

    `weight` is in points 0–100 of the reviewed table (`weights.py`); `facts` fills the sentence of `code`.
    """

    code: str
    weight: int
    where: str
    facts: dict[str, str] = field(default_factory=dict)

    def text(self, language: str = "vi") -> str:
        """The sentence for a person, in Vietnamese (`vi`) or English (`en`)."""
        return sentence(self.code, self.facts, language)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the guard says of a mail. `score` runs 0–100; `impersonates` is the body whose name is misused."""

    level: Level
    score: float
    evidence: tuple[Evidence, ...] = ()
    impersonates: str | None = None
    official: str | None = None

    def advice(self, language: str = "vi") -> str:
        """What to do now, in one or two sentences."""
        return advice(self.level, self.official, language)

    def to_dict(self, language: str = "vi") -> dict[str, Any]:
        """The JSON shape of DESIGN §9, with both languages for each reason."""
        return {
            "verdict": self.level.value,
            "score": round(self.score, 2),
            "impersonates": self.impersonates,
            "official": self.official,
            "advice": self.advice(language),
            "evidence": [
                {
                    "code": item.code,
                    "weight": item.weight,
                    "where": item.where,
                    "text": item.text(language),
                    "text_en": item.text("en"),
                }
                for item in self.evidence
            ],
        }


class History(Protocol):
    """What this office has seen before; the face that keeps it implements it."""

    def knows_address(self, address: str) -> bool:
        """Whether mail from *address* was accepted before."""

    def addresses_of(self, name: str) -> frozenset[str]:
        """Addresses that used the folded display *name* before."""


class Resolver(Protocol):
    """The only way to the network, injected by the caller, which sets the time-out. Nothing found: an empty list."""

    def txt(self, name: str) -> list[str]:
        """TXT records of *name*, the strings of each joined."""

    def records(self, name: str, kind: str) -> list[str]:
        """Addresses (`A`, `AAAA`) or host names (`MX`, `PTR`) of *name* as text."""


class Model(Protocol):
    """A learned classifier of this site (`loa.mailguard.learning`)."""

    def judge(self, mail: Mail, evidence: Iterable[Evidence]) -> tuple[float, list[str]]:
        """Probability 0–1 of an unwanted mail, and the strongest terms that speak for it."""


@dataclass(frozen=True, slots=True)
class GuardSettings:
    """What the guard is told beside the mail.

    `own_domains` are the office's mail domains; `authserv` the trusted gateway's authserv-id (RFC 8601) and
    `resolver` the online alternative; `history` and `model` are optional memory of the site. `extra_registry` holds
    further bodies of the site in the columns of `data/registry.csv`; `blocked_hosts` are imported scam domains
    (standards V23), `blocked_senders` addresses or domains that the security desk put on its list.
    """

    own_domains: tuple[str, ...] = ()
    own_names: tuple[str, ...] = ()
    authserv: str | None = None
    resolver: Resolver | None = None
    client_ip: str | None = None
    helo: str | None = None
    mail_from: str | None = None
    history: History | None = None
    model: Model | None = None
    extra_registry: tuple[dict[str, str], ...] = ()
    blocked_hosts: frozenset[str] = frozenset()
    blocked_senders: frozenset[str] = frozenset()
    decode_qr: bool = True

"""What every family of evidence is given, and how it makes a reason."""

from __future__ import annotations

from dataclasses import dataclass, field

from loa.mailguard.core.mail import Mail
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
    outbreak: bool = False  # the text speaks of an epidemic
    owner: Body | None = None  # the protected body that the From domain belongs to

    @property
    def domain(self) -> str:
        """Domain of From; empty when it is no domain."""
        return self.mail.sender.domain

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

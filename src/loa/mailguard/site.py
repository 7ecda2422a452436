"""What this site told the guard: policy of the gateway, bodies of its own, blocked hosts and senders. Plain data.

The desk keeps it in the database; a gateway without a database reads the same as one JSON file (`loa mail site`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal, get_args

from loa.errors import LoaError
from loa.mailguard.core import GuardSettings, Level

Treatment = Literal["pass", "tag", "quarantine", "reject"]
Failing = Literal["open", "closed"]
TREATMENTS: tuple[str, ...] = get_args(Treatment)
MEGABYTE = 1024 * 1024


class BadSiteError(LoaError):
    """The site file, or a setting of the policy, cannot be used."""

    code = "bad_site"
    message = "The mail guard's settings cannot be used: %(reason)s"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the gateway does with each level, and when it cannot judge.

    `pass` adds headers only; `tag` also a banner; `quarantine` holds the mail back; `reject` refuses it. A mail above
    `max_megabytes` is judged by its beginning and never changed. `fail` open lets an unjudged mail through, marked;
    closed asks the sender's server to try later. `timeout` in seconds, waiting for a free process included.
    """

    caution: Treatment = "tag"
    dangerous: Treatment = "tag"
    fail: Failing = "open"
    subject_mark: bool = False
    max_megabytes: int = 40
    timeout: float = 30.0

    def treatment(self, level: Level) -> Treatment:
        """What happens to a mail of *level*."""
        return {Level.CAUTION: self.caution, Level.DANGEROUS: self.dangerous}.get(level, "pass")

    def checked(self) -> Policy:
        """Itself. Raises `BadSiteError` when a value cannot be."""
        if self.caution not in TREATMENTS or self.dangerous not in TREATMENTS:
            raise BadSiteError(reason=f"a level is treated by one of {', '.join(TREATMENTS)}")
        if self.fail not in get_args(Failing):
            raise BadSiteError(reason="fail must be open or closed")
        if not 1 <= self.max_megabytes <= 200 or not 0 < self.timeout <= 240:
            raise BadSiteError(reason="max_megabytes runs from 1 to 200, timeout up to 240 seconds")
        return self


@dataclass(frozen=True)
class Site:
    """Policy, registry rows (columns of `data/registry.csv`), blocked hosts, blocked addresses or domains."""

    policy: Policy = field(default_factory=Policy)
    registry: tuple[dict[str, str], ...] = ()
    blocked_hosts: frozenset[str] = frozenset()
    blocked_senders: frozenset[str] = frozenset()

    def settings(self, base: GuardSettings) -> GuardSettings:
        """*base* with what this site adds."""
        return replace(
            base,
            extra_registry=self.registry,
            blocked_hosts=self.blocked_hosts,
            blocked_senders=self.blocked_senders,
        )

    def to_json(self) -> str:
        """One JSON document that `from_json` reads."""
        value = {
            "policy": asdict(self.policy),
            "registry": list(self.registry),
            "blocked_hosts": sorted(self.blocked_hosts),
            "blocked_senders": sorted(self.blocked_senders),
        }
        return json.dumps(value, ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Site:
        """Read what `to_json` wrote; what is left out keeps its default. Raises `BadSiteError`."""
        try:
            value: dict[str, Any] = json.loads(text)
            return cls(
                Policy(**value.get("policy", {})).checked(),
                tuple({str(key): str(cell) for key, cell in row.items()} for row in value.get("registry", [])),
                frozenset(str(host).lower() for host in value.get("blocked_hosts", [])),
                frozenset(str(sender).lower() for sender in value.get("blocked_senders", [])),
            )
        except (ValueError, TypeError, AttributeError) as error:
            raise BadSiteError(reason=str(error)) from error

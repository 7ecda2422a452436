"""What every channel is: a way to prepare a release once, and a sender that carries it to contact points.

The delivery engine knows only this module. A channel knows nothing of parcels, leases or the desk.

    Channel.prepare(release)  → Rendered        once per delivery, repeatable without a second effect
    Channel.open_sender(rendered) → Sender      per worker; keeps connections between parcels
    Sender.send(envelopes, report)              one window of a parcel; reports each envelope as it is settled
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, ClassVar, Protocol, runtime_checkable

from loa.bulletins.core.manifest import ChannelName, Manifest
from loa.errors import LoaError


class Outcome(IntEnum):
    """What became of one envelope: one byte in a parcel (standards §8, the delivery words)."""

    PENDING = 0
    SENT = 1  # handed over; the provider gives no proof
    DELIVERED = 2  # the provider or the device took it
    TEMPORARY_FAILURE = 3
    PERMANENT_FAILURE = 4
    TECHNICAL_FAILURE = 5  # our fault: never held against the contact point
    EXPIRED = 6
    CANCELLED = 7
    UNKNOWN = 8  # the answer was lost after the hand-over; not repeated by itself where a repeat would alarm twice


@dataclass(frozen=True, slots=True)
class Report:
    """One settled envelope. `index` is its place in the parcel; the provider's own words are kept (standards N4)."""

    index: int
    outcome: Outcome
    provider_code: str = ""
    provider_text: str = ""
    remote_id: str = ""
    retry_after: float | None = None
    gone: bool = False  # the address itself is dead (410, 5.1.1): the contact point is to be closed


@dataclass(frozen=True, slots=True)
class Envelope:
    """One contact point to reach.

    `token` opens this person's acknowledge page for this release; `keys` holds what the channel needs beside the
    address (app: `p256dh` and `auth`, base64url). `message_id` is the same at every repeat of this envelope.
    """

    index: int
    contact_point: int
    recipient: int
    address: str
    message_id: str
    token: str = ""
    language: str = "vi"
    name: str = ""
    duty: bool = False  # staff reading by order (standards E5): no unsubscribe header
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where Loa stands, for links in messages. `base_url` has no trailing slash."""

    base_url: str
    authority: str
    mail_domain: str

    def page_url(self, code: str) -> str:
        """The public page of a release."""
        return f"{self.base_url}/b/{code}"

    def acknowledge_url(self, code: str, token: str) -> str:
        """The personal acknowledge page: GET shows a button, only POST acknowledges."""
        return f"{self.base_url}/a/{code}/{token}"

    def unsubscribe_url(self, token: str) -> str:
        """RFC 8058 one-click target (standards E4)."""
        return f"{self.base_url}/u/{token}"


@dataclass(frozen=True, slots=True)
class ReleaseContext:
    """All that a channel may know of a release: the signed manifest, its signature and where we stand.

    `attachments`: SHA-256 → bytes of every picture and file that the manifest binds.
    """

    manifest: Manifest
    signature: str
    place: Place
    purpose: str = "primary"  # or "reminder"
    attachments: Mapping[str, bytes] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


class ThrottledError(LoaError):
    """The provider asks us to wait. No attempt is counted; envelopes not yet reported stay pending."""

    code = "throttled"
    permanent = False
    message = "The provider asks us to wait %(seconds)s seconds."

    def __init__(self, seconds: float, provider_text: str = "") -> None:
        super().__init__(seconds=round(seconds, 1))
        self.seconds = seconds
        self.provider_text = provider_text


class ChannelUnavailableError(LoaError):
    """The provider cannot be reached for now (refused, hung, reset): try the rest of the parcel later."""

    code = "channel_unavailable"
    permanent = False
    message = "The channel %(channel)s cannot be reached: %(reason)s"


class TechnicalFailureError(LoaError):
    """Our own set-up is wrong (bad credentials, refused key): stop the channel and call a person."""

    code = "technical_failure"
    permanent = True
    message = "The channel %(channel)s refuses our set-up: %(reason)s"


ReportSink = Callable[[Report], None]


class Sender(Protocol):
    """Carries one rendered release. Not shared between threads; `close` may be called twice."""

    def send(self, envelopes: Sequence[Envelope], report: ReportSink) -> None:
        """Send to each envelope and report it as soon as its fate is known.

        Raises `ThrottledError`, `ChannelUnavailableError` or `TechnicalFailureError`; envelopes that were not
        reported by then count as not sent.
        """
        ...

    def close(self) -> None:
        """Give back connections."""
        ...


class Rendered(Protocol):
    """What `prepare` made: immutable, shared by all senders of the delivery in this process."""

    channel: ClassVar[ChannelName]


@dataclass(frozen=True, slots=True)
class Preview:
    """How a bulletin will look on one channel: HTML for a frame of `width` pixels, and limits with what is used."""

    channel: ChannelName
    html: str
    width: int
    limits: Sequence[Limit] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a channel, as the desk shows it: `used` of `allowed` `unit`."""

    name: str
    used: int
    allowed: int
    unit: str


class Channel(Protocol):
    """One way out. Found by name through `loa.channels.registry`."""

    name: ClassVar[ChannelName]

    def prepare(self, release: ReleaseContext) -> Rendered:
        """Render once and do what happens once per delivery (publish the page, the article, the broadcast)."""
        ...

    def open_sender(self, rendered: Rendered) -> Sender:
        """A sender of its own for one worker thread."""
        ...

    def preview(self, release: ReleaseContext) -> Preview:
        """The bulletin as it will look, without any effect outside."""
        ...

    def check(self) -> list[str]:
        """What is wrong with the channel's configuration, a translated sentence each; empty when all is well."""
        ...


@runtime_checkable
class MayBeLeftOut(Protocol):
    """A channel that an installation may do without."""

    def is_set_up(self) -> bool:
        """Whether anything of it is configured at all; half of it counts, for then the other half is missing."""
        ...


@runtime_checkable
class KeepsFiles(Protocol):
    """A channel whose releases stand as files on this machine, which can be lost."""

    def missing(self, codes: Iterable[str]) -> list[str]:
        """Those of the released *codes* that are not, or not wholly, there any more."""
        ...

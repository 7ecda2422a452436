"""A channel for tests that journals instead of sending, and does as it is told for single people."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from loa.bulletins.core.manifest import ChannelName
from loa.channels.base import Envelope, Outcome, Preview, ReleaseContext, Report, ReportSink

Behaviour = Callable[[Envelope], Report]


def take(envelope: Envelope) -> Report:
    """The provider takes everything."""
    return Report(envelope.index, Outcome.SENT)


@dataclass
class JournalRendered:
    """What the journal channel prepared."""

    channel: ChannelName
    code: str
    remote: dict[str, Any]


@dataclass
class JournalSender:
    """Writes every envelope into the channel's journal."""

    channel: JournalChannel
    closed: bool = False

    def send(self, envelopes: Sequence[Envelope], report: ReportSink) -> None:
        """Report each envelope as the channel's `behaviour` says; `before` may raise or steer."""
        self.channel.windows.append([envelope.contact_point for envelope in envelopes])
        for number, envelope in enumerate(envelopes):
            self.channel.before(envelope, number)
            self.channel.journal.append(envelope)
            report(self.channel.behaviour(envelope))

    def close(self) -> None:
        """Remember it."""
        self.closed = True


@dataclass
class JournalChannel:
    """A channel of any name; `journal` holds every envelope that went out, in order."""

    name: ChannelName
    behaviour: Behaviour = take
    before: Callable[[Envelope, int], None] = lambda _envelope, _number: None
    journal: list[Envelope] = field(default_factory=list)
    windows: list[list[int]] = field(default_factory=list)
    prepared: list[ReleaseContext] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def prepare(self, release: ReleaseContext) -> JournalRendered:
        """Count preparations."""
        self.prepared.append(release)
        return JournalRendered(self.name, release.manifest.code, {"article": "A1"})

    def open_sender(self, rendered: Any) -> JournalSender:
        """A new sender."""
        return JournalSender(self)

    def preview(self, release: ReleaseContext) -> Preview:
        """Nothing to see."""
        return Preview(self.name, "", 0)

    def check(self) -> list[str]:
        """Always well."""
        return []

    def points(self) -> list[int]:
        """Contact points in the order they were sent to."""
        return [envelope.contact_point for envelope in self.journal]


@dataclass
class Channels:
    """The four journal channels."""

    portal: JournalChannel
    app: JournalChannel
    mail: JournalChannel
    zalo: JournalChannel


@pytest.fixture
def channels(monkeypatch: pytest.MonkeyPatch) -> Channels:
    """Journal channels in place of the real ones."""
    made = Channels(*(JournalChannel(name) for name in ("portal", "app", "mail", "zalo")))
    made.portal.behaviour = lambda envelope: Report(envelope.index, Outcome.DELIVERED)
    monkeypatch.setattr("loa.delivery.dispatch.channel_named", lambda name: getattr(made, name))
    return made

"""One push to one person's devices, outside any bulletin: an alarm for an operator. Not a way to publish anything."""

from __future__ import annotations

from collections.abc import Sequence

from loa.channels.app.channel import AppChannel
from loa.channels.app.webpush.payload import Payload, PushRendered, Timing, Variant
from loa.channels.base import Envelope, Outcome, Report

TIMING = Timing(4 * 3600, "high")
BODY_LIMIT = 400  # characters: the page behind it has the rest


def send(devices: Sequence[Envelope], title: str, body: str, page: str, tag: str, language: str) -> bool:
    """Push to *devices*; whether a push service took it for at least one. *tag*: letters and digits, at most 32.

    Raises what a sender raises (`ThrottledError`, `ChannelUnavailableError`, `TechnicalFailureError`).
    """
    reports: list[Report] = []
    sender = AppChannel().open_sender(_rendered(title, body, page, tag, language))
    try:
        sender.send(devices, reports.append)
    finally:
        sender.close()
    return any(report.outcome in (Outcome.SENT, Outcome.DELIVERED) for report in reports)


def _rendered(title: str, body: str, page: str, tag: str, language: str) -> PushRendered:
    words = {"title": title, "body": body[:BODY_LIMIT], "lang": language, "dir": "ltr", "tag": tag, "navigate": page}
    value = {"web_push": 8030, "mutable": True, "notification": {**words, "requireInteraction": True}}
    payloads = {Variant(language, personal=False): Payload(value)}
    return PushRendered(payloads, payloads, language, TIMING, tag)

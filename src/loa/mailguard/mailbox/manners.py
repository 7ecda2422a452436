"""Whom a machine does not answer (RFC 3834 §2, standards E3): machines, lists, bounces, and itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from loa.mailguard.core.mail import Mail

_MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply", "bounce")
_LIST_FIELDS = ("list-id", "list-unsubscribe", "list-post", "list-help", "x-auto-response-suppress", "feedback-id")
_MASS = frozenset({"bulk", "list", "junk", "auto_reply"})


def why_silent(mail: Mail, envelope_sender: str, own: Iterable[str]) -> str:
    """Why *mail* gets no answer; empty when a person may have sent it."""
    sender = mail.sender.address.lower()
    if not envelope_sender:
        return "bounce"
    if envelope_sender.lower() != sender:
        return "sender differs from envelope"  # forged, or sent by something else than the person
    if sender in {address.lower() for address in own if address} or mail.sender.local.startswith(_MACHINES):
        return "machine"
    if mail.header("auto-submitted").partition(";")[0].strip().lower() not in {"", "no"}:
        return "auto-submitted"
    if any(mail.header(field) for field in _LIST_FIELDS):
        return "list"
    if mail.header("precedence").strip().lower() in _MASS:
        return "mass mail"
    return ""

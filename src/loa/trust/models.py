"""Facts of trust: the public keys that have signed, and the append-only log of every act worth proving."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from loa.trust.core.merkle import Frontier


class SigningKey(models.Model):
    """A public Ed25519 key. The private half lies in a file and never in the database."""

    key_id = models.CharField(max_length=16, unique=True, help_text="First 16 hex digits of SHA-256 of the raw key.")
    public_key = models.BinaryField(max_length=32, help_text="32 raw bytes.")
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)


class LogEntry(models.Model):
    """One leaf of the transparency log (standards A3, A4). `sequence` has no gaps and starts at 0."""

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    type = models.CharField(max_length=40)
    leaf = models.BinaryField(help_text="Canonical JSON (RFC 8785); holds no personal data.")
    leaf_hash = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32, help_text="Root of the tree of all leaves up to this one.")

    class Meta:
        ordering: ClassVar = ["sequence"]


class LogHead(models.Model):
    """The one row (pk 1) that holds the log's frontier; locking it orders the appends."""

    size = models.BigIntegerField(default=0)
    peaks = models.BinaryField(default=bytes, help_text="32 bytes per complete subtree, largest first.")

    def frontier(self) -> Frontier:
        """The Merkle frontier after `size` leaves."""
        peaks = bytes(self.peaks)
        return Frontier(self.size, tuple(peaks[start : start + 32] for start in range(0, len(peaks), 32)))

    def store(self, frontier: Frontier) -> None:
        """Save the frontier after an append."""
        self.size, self.peaks = frontier.size, b"".join(frontier.peaks)
        self.save(update_fields=["size", "peaks"])


class Checkpoint(models.Model):
    """A signed statement of the log's size and root (C2SP signed note, standards A4)."""

    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

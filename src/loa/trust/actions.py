"""Verbs of trust: use the signing key, append to the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from loa.config import config
from loa.trust.core.canonical import canonical_json
from loa.trust.core.merkle import leaf_hash
from loa.trust.core.signing import Signer, create_signer, load_signer
from loa.trust.models import LogEntry, LogHead, SigningKey


def signing_key_path() -> Path:
    """Where the private key lies."""
    return config().signing_key_file or config().keys_dir / "signing-ed25519.pem"


def signer() -> Signer:
    """The key that signs releases.

    Raises `MissingSigningKeyError` or `BadKeyError`: without a key nothing is released (DESIGN §5.3).
    """
    return load_signer(signing_key_path())


def ensure_signing_key() -> Signer:
    """The key, made now if this installation has none yet and has never signed anything."""
    path = signing_key_path()
    if not path.exists() and not SigningKey.objects.exists():
        create_signer(path)
    current = signer()
    register_key(current)
    return current


def register_key(current: Signer) -> SigningKey:
    """The database's record of a public key."""
    key, _created = SigningKey.objects.get_or_create(key_id=current.key_id, defaults={"public_key": current.public_key})
    return key


def append(entry_type: str, payload: Mapping[str, Any], at: datetime) -> LogEntry:
    """Append one act to the transparency log, in the caller's transaction (standards A4).

    *payload* must hold no personal data. The head row is locked, so sequence numbers have no gaps.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a log entry is written in the transaction of its act")
    head, _created = LogHead.objects.select_for_update().get_or_create(pk=1)
    frontier = head.frontier()
    leaf = canonical_json({"seq": frontier.size, "time": _iso(at), "type": entry_type, **payload})
    frontier = frontier.append(leaf_hash(leaf))
    head.store(frontier)
    return LogEntry.objects.create(
        sequence=frontier.size - 1,
        at=at,
        type=entry_type,
        leaf=leaf,
        leaf_hash=leaf_hash(leaf),
        root=frontier.root,
    )


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

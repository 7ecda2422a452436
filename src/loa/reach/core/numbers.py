"""Numbers as Vietnamese offices write them: a full stop between thousands, a comma before the tenths."""

from __future__ import annotations


def thousands(number: int) -> str:
    """12345 → "12.345"."""
    return f"{number:,}".replace(",", ".")


def per_cent(share: float) -> str:
    """0.875 → "87,5%"."""
    return f"{share * 100:.1f}%".replace(".", ",")

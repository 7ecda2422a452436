"""The pure core of rumours: fold what people type, and find the published item that answers it."""

from loa.rumours.core.matching import Index, Item, Match

__all__ = ["Index", "Item", "Match"]

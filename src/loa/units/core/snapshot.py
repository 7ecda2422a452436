"""Who was in which unit on one day, as compact bytes (DESIGN §5.4, §7).

Layout: `LOAS` + version byte; then blocks, each a 4-byte big-endian length and that many bytes: the tree as JSON in
preorder, the bitmap of duty recipients (staff), and one Roaring bitmap per unit in preorder (empty block: nobody).
A person counts in exactly one unit, so sums over a subtree are sums of its units. Equal facts make equal bytes.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyroaring import BitMap

from loa.units.core.tree import Node, Tree

MAGIC = b"LOAS\x01"
_LENGTH = struct.Struct(">I")


class MalformedSnapshotError(ValueError):
    """The bytes are not a snapshot, or not a whole one."""


@dataclass(frozen=True)
class Snapshot:
    """A decoded snapshot. Bitmaps belong to it: copy before changing one."""

    tree: Tree
    duty: BitMap
    bitmaps: tuple[BitMap, ...]

    def members(self, unit_id: int) -> BitMap:
        """The people of the unit itself, staff and residents. Raises KeyError for an unknown unit."""
        return self.bitmaps[self.tree.place(unit_id)]

    def subtree_members(self, unit_id: int) -> BitMap:
        """The people of the unit and of all units below it."""
        return union(self.bitmaps[self.tree.place(unit_id) : self.tree.end(unit_id)])

    def everyone(self) -> BitMap:
        """All people of all units."""
        return union(self.bitmaps)

    def unit_of(self, recipient_id: int) -> int | None:
        """The unit in which the person counts, or None."""
        for unit_id, people in zip(self.tree.ids, self.bitmaps, strict=True):
            if recipient_id in people:
                return unit_id
        return None


def union(bitmaps: tuple[BitMap, ...]) -> BitMap:
    """All ids of all *bitmaps*, as a new bitmap."""
    return BitMap.union(*bitmaps) if bitmaps else BitMap()


def encode(tree: Tree, members: Mapping[int, BitMap], duty: BitMap) -> bytes:
    """The bytes of a snapshot. Units of *members* that are not in *tree* are left out."""
    described = [[node.id, node.parent, node.code, node.name, node.kind] for node in tree]
    parts = [json.dumps(described, ensure_ascii=False, separators=(",", ":")).encode(), _bytes(duty)]
    parts += [_bytes(members.get(unit_id)) for unit_id in tree.ids]
    return MAGIC + b"".join(_LENGTH.pack(len(part)) + part for part in parts)


def digest(content: bytes) -> str:
    """SHA-256 (hex) of encoded bytes: what equal snapshots share."""
    return hashlib.sha256(content).hexdigest()


def _bytes(people: BitMap | None) -> bytes:
    """A serialised bitmap in its one canonical form; nothing for nobody."""
    if not people:
        return b""
    canonical = BitMap(people)
    canonical.run_optimize()
    return bytes(canonical.serialize())


def decode(content: bytes) -> Snapshot:
    """Read a snapshot.

    Raises `MalformedSnapshotError`.
    """
    blocks = _blocks(content)
    try:
        tree = Tree(Node(*fields) for fields in json.loads(next(blocks)))
        duty = _bitmap(next(blocks))
        bitmaps = tuple(_bitmap(block) for block in blocks)
    except (ValueError, TypeError, StopIteration) as error:
        raise MalformedSnapshotError(str(error)) from error
    if len(bitmaps) != len(tree):
        raise MalformedSnapshotError(f"{len(bitmaps)} bitmaps for {len(tree)} units")
    return Snapshot(tree, duty, bitmaps)


def _bitmap(block: bytes) -> BitMap:
    return BitMap.deserialize(block) if block else BitMap()


def _blocks(content: bytes) -> Iterator[bytes]:
    if not content.startswith(MAGIC):
        raise MalformedSnapshotError("not a membership snapshot")
    place = len(MAGIC)
    while place < len(content):
        if place + _LENGTH.size > len(content):
            raise MalformedSnapshotError("cut in a length")
        (length,) = _LENGTH.unpack_from(content, place)
        place += _LENGTH.size
        if place + length > len(content):
            raise MalformedSnapshotError("cut in a block")
        yield content[place : place + length]
        place += length

"""Writing XML, typed: elements of one namespace from their children and attributes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from lxml import etree


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes elements of *namespace* (empty: none). Children are elements, or text that comes first."""

    namespace: str = ""
    prefixes: Mapping[str | None, str] = field(default_factory=dict)

    def __call__(self, name: str, *children: etree._Element | str, **attributes: str) -> etree._Element:
        """One element."""
        tag = f"{{{self.namespace}}}{name}" if self.namespace else name
        made = etree.Element(tag, attributes, nsmap=cast("Any", dict(self.prefixes)))
        for child in children:
            if isinstance(child, str):
                made.text = (made.text or "") + child
            else:
                made.append(child)
        return made


def document(root: etree._Element) -> bytes:
    """The file of *root*, UTF-8 with its declaration."""
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))

"""edXML, the exchange form of dispatches (QCVN 102:2016: standards §6.2), with its attached files.

The header's own path is followed, never a search through the whole tree: an element of the same name elsewhere says
nothing (signature wrapping, standards A2). Attachments are base64, with or without a zip around the file (§6.2).
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lxml import etree

from loa.directives.core import formats, notices
from loa.directives.core.errors import (
    DamagedDispatchError,
    DispatchTooLargeError,
    UnknownFormatError,
    UnreadableDispatchError,
)
from loa.directives.core.formats.archive import LARGEST_UNFOLDED, open_archive, read_entry
from loa.directives.core.formats.source import Declared, Source
from loa.directives.core.letters import normalise, squeeze
from loa.directives.core.model import Notice
from loa.directives.core.numbers import own_number
from loa.directives.core.titles import KINDS

LABEL = "edXML"
MOST_ATTACHMENTS = 50
_DAY = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})")
_XML_NAMES = (".edxml", ".xml")


def extract(data: bytes, filename: str) -> Source:
    """What an edXML file declares, and the lines of the first attached file that can be read.

    Raises a subclass of `UnreadableDispatchError`.
    """
    root = _parse(_unzipped(data, filename), filename)
    header = _child(root, "edXMLEnvelope", "edXMLHeader", "MessageHeader")
    if header is None:
        raise UnknownFormatError(file=filename)
    source, found = _attached(root, filename)
    due = _text(header, "DueDate")
    found += [notices.due_declared(due)] if due else []
    return replace(source, declared=_declared(header), notices=(*source.notices, *found))


def _unzipped(data: bytes, filename: str) -> bytes:
    if not data.startswith(b"PK\x03\x04"):
        return data
    archive = open_archive(data, filename, LABEL)
    name = next((name for name in archive.namelist() if name.lower().endswith(_XML_NAMES)), "")
    return read_entry(archive, name, filename, LABEL)


def _parse(data: bytes, filename: str) -> etree._Element:
    """The root element; no DTD, no entities, no network, bounded nodes (standards A2)."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.parse(io.BytesIO(data), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "huge" in str(error).lower():
            raise DispatchTooLargeError(file=filename, limit="10 MB") from error
        raise DamagedDispatchError(file=filename, format=LABEL) from error
    root = tree.getroot()
    if tree.docinfo.internalDTD is not None or root is None or _name(root) != "edXML":
        raise UnknownFormatError(file=filename)
    return root


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) == name)


def _child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first child along a path of local names."""
    for name in names:
        element = next(_children(element, name), None) if element is not None else None
    return element


def _text(element: etree._Element, *names: str) -> str | None:
    found = _child(element, *names)
    return squeeze(normalise(found.text)) or None if found is not None and found.text else None


# Header


def _declared(header: etree._Element) -> Declared:
    """The fields of a message header (QCVN 102: 1.1 to 1.14)."""
    kind = (_text(header, "DocumentType", "TypeName") or "").lower()
    capacity = " ".join(
        filter(None, (_text(header, "SignerInfo", "Competence"), _text(header, "SignerInfo", "Position")))
    )
    return Declared(
        number=_number(header),
        date=_day(_text(header, "PromulgationInfo", "PromulgationDate")),
        place=_text(header, "PromulgationInfo", "Place"),
        kind=kind if kind in KINDS else None,
        issuer=_text(header, "From", "OrganName"),
        subject=_text(header, "Subject"),
        signer=_text(header, "SignerInfo", "FullName"),
        capacity=(capacity,) if capacity else (),
        addressees=tuple(filter(None, (_text(to, "OrganName") for to in _children(header, "To")))),
        recipients=_places(header),
    )


def _number(header: etree._Element) -> str | None:
    sequence, notation = _text(header, "Code", "CodeNumber"), _text(header, "Code", "CodeNotation")
    return own_number(f"{sequence}/{notation}") if sequence and notation else None


def _places(header: etree._Element) -> tuple[str, ...]:
    places = _child(header, "ToPlaces")
    found = () if places is None else (squeeze(normalise(place.text or "")) for place in _children(places, "Place"))
    return tuple(filter(None, found))


def _day(text: str | None) -> dt.date | None:
    match = _DAY.match(text or "")
    try:
        return dt.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


# Attachments


def _attached(root: etree._Element, filename: str) -> tuple[Source, list[Notice]]:
    """The first attachment with text, else the first scanned one, else nothing; a notice for each unreadable one."""
    found: list[Notice] = []
    scanned: Source | None = None
    for name, data in _files(root, filename):
        try:
            source = formats.extract(data, name)
        except UnreadableDispatchError:
            found.append(notices.attachment_unreadable(name))
            continue
        if source.lines:
            return source, found
        scanned = scanned or source
    return (scanned, found) if scanned else (Source(()), [*found, notices.NO_FULL_TEXT])


def _files(root: etree._Element, filename: str) -> Iterator[tuple[str, bytes]]:
    holder = _child(root, "AttachmentEncoded")
    if holder is None:
        return
    unfolded = 0
    for number, attachment in enumerate(islice(_children(holder, "Attachment"), MOST_ATTACHMENTS), start=1):
        name = _text(attachment, "AttachmentName") or f"{filename} ({number})"
        encoded = _child(attachment, "ContentTransferEncoded")
        for inner, data in _unpacked(name, _decoded(encoded.text if encoded is not None else None)):
            unfolded += len(data)
            if unfolded > LARGEST_UNFOLDED:
                raise DispatchTooLargeError(file=filename, limit=f"{LARGEST_UNFOLDED // 2**20} MB")
            yield inner, data


def _decoded(text: str | None) -> bytes:
    try:
        return base64.b64decode(text or "", validate=False)
    except (binascii.Error, ValueError):
        return b""


def _unpacked(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The file itself, or the files in a zip around it; a Word file is a zip too and stays whole. No edXML in edXML."""
    if not data.startswith(b"PK\x03\x04"):
        yield name, b"" if _is_edxml(data) else data
        return
    try:
        archive = open_archive(data, name, "ZIP")
        names = archive.namelist()
        if "[Content_Types].xml" in names or "word/document.xml" in names:
            yield name, data
            return
        for inner in names[:MOST_ATTACHMENTS]:
            content = read_entry(archive, inner, name, "ZIP")
            yield inner, b"" if _is_edxml(content) else content
    except UnreadableDispatchError:
        yield name, b""


def _is_edxml(data: bytes) -> bool:
    return b"edxml" in data[:4096].replace(b"\x00", b"").lower()

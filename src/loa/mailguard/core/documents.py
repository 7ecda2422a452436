"""Active content of documents, seen from their structure alone: OOXML, OLE, RTF, PDF, HTML and SVG.

Own readers instead of oletools: that brings a GPL part (pcodedmp), which may not ship, and runs far more than needed
to say "this document can act by itself".
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from loa.mailguard.core import drawings
from loa.mailguard.core.container import Member
from loa.mailguard.core.hosts import parse

SCANNED = 4 * 1024 * 1024  # bytes of one document that are searched
_MAX_STREAMS = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """Active content: an evidence code and what was found."""

    code: str
    detail: str = ""


_EXTERNAL = re.compile(rb"<Relationship\b[^>]{0,2000}>", re.IGNORECASE)
_TARGET = re.compile(rb"Target\s*=\s*[\"']([^\"']{1,1000})", re.IGNORECASE)
_LOADED = re.compile(rb"attachedTemplate|oleObject|frame|subDocument|externalLink|/image", re.IGNORECASE)
_DDE_FIELD = re.compile(rb"\bDDE(?:AUTO)?\b[\s\"&quot;\\]{1,20}[\w:\\./-]{2,}", re.IGNORECASE)
_FIELD_TEXT = re.compile(rb"<w:instrText[^>]{0,100}>([^<]{0,500})")
_SHEET_DDE = re.compile(rb"<ddeLink\b[^>]{0,500}", re.IGNORECASE)


def office_parts(parts: list[Member]) -> Iterator[Finding]:
    """Active content of an OOXML document (a zip)."""
    for part in parts:
        name = part.name.lower()
        if name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name:
            yield Finding("file.macro")
        elif name.endswith(".rels"):
            yield from _relationships(part.data)
        elif re.search(r"embeddings/.*\.(bin|exe|js|vbs|lnk)$", name) and _packages(part.data):
            yield Finding("file.object")
        elif name.endswith(".xml"):
            fields = b"".join(_FIELD_TEXT.findall(part.data[:SCANNED]))
            if _DDE_FIELD.search(fields) or (
                b"ddelink" in part.data[:SCANNED].lower() and _SHEET_DDE.search(part.data[:SCANNED])
            ):
                yield Finding("file.dde")


def _relationships(data: bytes) -> Iterator[Finding]:
    for relation in _EXTERNAL.findall(data[:SCANNED]):
        target = _TARGET.search(relation)
        if (
            target
            and b"external" in relation.lower()
            and _LOADED.search(relation)
            and b"hyperlink" not in relation.lower()
        ):
            address = parse(target[1].decode("utf-8", "replace"))
            loads_code = b"attachedtemplate" in relation.lower() or b"oleobject" in relation.lower()
            if address.scheme in {"http", "https", "file", "mhtml"} and (
                loads_code or b"image" not in relation.lower()
            ):
                yield Finding("file.template", address.host or target[1].decode("utf-8", "replace"))


def _packages(data: bytes) -> bool:
    """An OLE package holds a file of any kind."""
    return b"O\x00l\x00e\x001\x000\x00N\x00a\x00t\x00i\x00v\x00e" in data[:SCANNED] or b"Package" in data[:4096]


def office_legacy(data: bytes) -> Iterator[Finding]:
    """Active content of an OLE compound file; names of its streams are UTF-16 in the directory."""
    head = data[:SCANNED]
    if b"_\x00V\x00B\x00A\x00_\x00P\x00R\x00O\x00J\x00E\x00C\x00T" in head or b"M\x00a\x00c\x00r\x00o\x00s\x00" in head:
        yield Finding("file.macro")
    if b"E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e" in head:
        yield Finding("file.locked")
    if _packages(data) or b"E\x00q\x00u\x00a\x00t\x00i\x00o\x00n\x00 \x00N\x00a\x00t\x00i\x00v\x00e" in head:
        yield Finding("file.object")
    if re.search(rb"\x13\s*DDE(AUTO)?\s", head):
        yield Finding("file.dde")


_RTF_OBJECT = re.compile(rb"\\obj(?:data|update|autlink|ocx)", re.IGNORECASE)
_RTF_TEMPLATE = re.compile(rb"\\\*\s{0,4}\\template\s{0,4}(https?:[^}\s]{4,500})", re.IGNORECASE)


def rtf(data: bytes) -> Iterator[Finding]:
    """Active content of rich text."""
    head = data[:SCANNED]
    template = _RTF_TEMPLATE.search(head)
    if template:
        yield Finding("file.template", parse(template[1].decode("latin-1")).host)
    if re.search(rb"\\fldinst[^}]{0,60}DDE", head, re.IGNORECASE):
        yield Finding("file.dde")
    if _RTF_OBJECT.search(head):
        yield Finding("file.object")


_PDF_ACTIONS = ((b"/Launch", "Launch"), (b"/JavaScript", "JavaScript"), (b"/JS", "JavaScript"),
                (b"/EmbeddedFile", "EmbeddedFile"),
                (b"/SubmitForm", "SubmitForm"), (b"/ImportData", "ImportData"))  # fmt: skip
_PDF_STREAM = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_PDF_NAME_HEX = re.compile(rb"#([0-9a-fA-F]{2})")
_URI = re.compile(rb"/URI\s*\(((?:[^()\\]|\\.){4,1000})\)")


def pdf(data: bytes) -> Iterator[Finding]:
    """Actions of a PDF, also in its packed object streams; names written with #xx are read."""
    for text in _pdf_texts(data[:SCANNED]):
        plain = _PDF_NAME_HEX.sub(lambda match: bytes([int(match[1], 16)]), text) if b"#" in text else text
        for name, action in _PDF_ACTIONS:
            place = plain.find(name)
            if place >= 0 and not plain[place + len(name) : place + len(name) + 1].isalnum():
                yield Finding("file.pdf_action", action)
                return
        if b"/Encrypt" in text and b"trailer" in text:
            continue


def _pdf_texts(data: bytes) -> Iterator[bytes]:
    yield data
    for count, found in enumerate(_PDF_STREAM.finditer(data)):
        if count >= _MAX_STREAMS:
            return
        try:
            yield zlib.decompressobj().decompress(data[found.end() : found.end() + 1_000_000], 1_000_000)
        except zlib.error:
            continue


def pdf_links(data: bytes) -> list[str]:
    """Web links of a PDF's annotations, at most 50."""
    found = [match[1].decode("latin-1") for match in _URI.finditer(data[:SCANNED])]
    return [link for link in found if link.startswith(("http://", "https://"))][:50]


_BUILDS_FILE = re.compile(
    rb"new\s+Blob|msSaveOrOpenBlob|createObjectURL|fromCharCode|\batob\s*\(|unescape\s*\(|document\.write\s*\(|\beval\s*\(",
    re.IGNORECASE,
)
_SENDS = re.compile(
    rb"type\s*=\s*[\"']?password|location\s*(?:\.href|\.replace)?\s*[=(]|http-equiv\s*=\s*[\"']?refresh", re.IGNORECASE
)
_SCRIPT = re.compile(rb"<script\b|\bon(?:load|error|click|begin)\s*=|javascript:", re.IGNORECASE)


def web_file(data: bytes, kind: str) -> Iterator[Finding]:
    """An attached HTML or SVG file: does it build a file, ask a password or move on to another site?"""
    head = data[:SCANNED]
    if kind == "svg":
        if drawings.acts(head):
            yield Finding("file.smuggling")
    elif _SCRIPT.search(head) and (_BUILDS_FILE.search(head) or _SENDS.search(head)):
        yield Finding("file.smuggling")
    elif _SENDS.search(head):
        yield Finding("link.password_form")

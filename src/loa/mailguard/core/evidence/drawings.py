"""Attached SVG files: what is sent as a page of a fax, an invoice or a recording, and opens as a page of the web."""

from __future__ import annotations

import re
from collections.abc import Iterator

from loa.mailguard.core import drawings
from loa.mailguard.core.evidence.base import Case, reason
from loa.mailguard.core.hosts import parse, readable
from loa.mailguard.core.mime import Part
from loa.mailguard.core.model import Evidence
from loa.mailguard.core.text import fold, words

_FIRST_WORDS = 150
# Papers and recordings: no machine and no office makes them as a drawing.
_PAPER = re.compile(
    r"\b(?:e ?fax|fax|voice ?(?:mail|message|note)|missed call|tin nhan thoai|thu thoai|cuoc goi nho|scan(?:ned)?"
    r"|ban (?:scan|quet)|invoices?|hoa don|receipt|bien lai|phieu thu|phieu chi|remittance|payment (?:advice|slip)"
    r"|uy nhiem chi|purchase order|don dat hang|statement|sao ke|payslip|phieu luong|bang luong)\b"
)
_PAPER_NAME = re.compile(
    r"\b(?:document|contract|agreement|proposal|report|letter|van ban|cong van|quyet dinh|hop dong|bao cao|giay moi"
    r"|to trinh|thong bao)\b"
)


def find(case: Case) -> Iterator[Evidence]:
    """Evidence in attached SVG files, at the first of them."""
    part = next((part for part in case.mail.attachments[:20] if is_drawing(part) and not _is_shown(case, part)), None)
    if part is None:
        return
    name = part.filename or "svg"
    paper = _paper(case, name)
    code = "file.svg_paper" if paper else "file.svg"
    yield reason(code, f"attachment {name}", file=name, words=f"“{paper}”")
    if part.filename == "" and drawings.acts(part.data):  # files without a name are not looked into elsewhere
        yield reason("file.smuggling", f"attachment {name}", file=name)
    leads = next((host for link in drawings.links(part.data) if (host := parse(link).host)), "")
    if leads and not (case.owner and case.owner.owns(leads)):
        yield reason("file.svg_link", f"attachment {name}", file=name, host=readable(leads))


def is_drawing(part: Part) -> bool:
    """Whether *part* opens as an SVG file."""
    return part.kind == "image/svg+xml" or part.filename.lower().rstrip(". ").endswith(".svg")


def _is_shown(case: Case, part: Part) -> bool:
    """Whether the letter itself shows the picture: then it is a logo, and mail programs run nothing in it."""
    identity = part.header("content-id").strip("<> ")
    return bool(identity) and any(image.source.lower() == f"cid:{identity.lower()}" for image in case.mail.images)


def _paper(case: Case, name: str) -> str:
    """What the drawing is called: a paper by subject, name or text; "document" and the like by subject or name only."""
    label = " ".join([*case.mail.folded_subject, "|", *words(fold(re.sub(r"[_.\-]+", " ", name)))])
    text = " ".join(case.mail.folded[:_FIRST_WORDS])
    found = _PAPER.search(label) or _PAPER.search(text) or _PAPER_NAME.search(label)
    return found[0] if found else ""

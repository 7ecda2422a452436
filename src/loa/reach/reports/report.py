"""What stands in a report. Texts are Vietnamese: it is the office's own form, whoever prints it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict

from django.utils import timezone

from loa.config import config

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind`: text, number, or share (0 to 1, shown in per cent). `width` in letters."""

    title: str
    kind: str = "number"
    width: int = 10


@dataclass(frozen=True, slots=True)
class Block:
    """One table with its heading; `levels` indents the first text of each row."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    levels: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report, ready to be written. `at` is aware."""

    issuer: str
    issuer_parent: str
    place: str
    title: str
    subject: str
    at: dt.datetime
    lead: Sequence[str]
    blocks: Sequence[Block] = field(default_factory=list)
    signer: str = ""


class Head(TypedDict):
    """The fields of a `Report` that are the same whatever it reports."""

    issuer: str
    issuer_parent: str
    place: str
    at: dt.datetime


def head(at: dt.datetime | None, issuer: str = "") -> Head:
    """What stands above every report: who reports (the authority itself unless *issuer* is named), where and when."""
    authority = str(config().authority)
    return {
        "issuer": issuer or authority,
        "issuer_parent": authority if issuer else "",
        "place": place_of(authority),
        "at": timezone.localtime(at or timezone.now()),
    }


def place_of(authority: str) -> str:
    """The place in an authority's name: "Ủy ban nhân dân thành phố Cẩm Phả" → "Cẩm Phả"; empty when there is none."""
    found = re.search(r"\b(?:tỉnh|thành phố|thị xã|phường|xã|đặc khu)\s+(\w.*)$", authority, re.IGNORECASE)
    return found[1].strip() if found else ""

"""A report as .xlsx, .csv or .pdf bytes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from loa.config import config
from loa.reach.errors import UnknownFormatError
from loa.reach.reports.form import MOTTO, NATION, Form, form_of
from loa.reach.reports.report import Block, Report, Value
from loa.reach.reports.workbook import workbook
from loa.units.export import safe


def write(report: Report, form: str) -> bytes:
    """The report in the form "xlsx", "pdf" or "csv". Raises `UnknownFormatError`."""
    if form not in FORMATS:
        raise UnknownFormatError(form=form, known=", ".join(FORMATS))
    return FORMATS[form](report)


def to_csv(report: Report) -> bytes:
    """All tables one below the other; UTF-8 with its mark; shares as numbers from 0 to 1."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([report.subject])
    for block in report.blocks:
        writer.writerow([])
        writer.writerow([block.title])
        writer.writerow([column.title for column in block.columns])
        writer.writerows([_plain(value) for value in row] for row in block.rows)
    return target.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return safe(value)
    return round(value, 4) if isinstance(value, float) else value


def to_xlsx(report: Report) -> bytes:
    """A workbook in the office's form, one sheet per table."""
    return workbook(report, _form(report))


def to_pdf(report: Report) -> bytes:
    """A PDF in the form of Decree 30/2020, annex I (standards V9), set by typst from `report.typ`.

    Data goes in as JSON, never as markup: a name cannot become a command.
    """
    import typst

    template = (files("loa.reach.reports") / "report.typ").read_bytes()
    return bytes(typst.compile(template, sys_inputs={"report": json.dumps(_record(report), ensure_ascii=False)}))


def _record(report: Report) -> dict[str, Any]:
    return {
        "nation": NATION,
        "motto": MOTTO,
        "form": asdict(_form(report)),
        "issuer": report.issuer,
        "title": report.title,
        "subject": report.subject,
        "lead": list(report.lead),
        "blocks": [_block_record(block) for block in report.blocks],
    }


def _form(report: Report) -> Form:
    """The clerk gives the number (standards V2, V3)."""
    given = (report.issuer, report.issuer_parent, report.place, report.at, report.title)
    return form_of(*given, str(config().body_code), report.signer)


def _block_record(block: Block) -> dict[str, Any]:
    kinds = [column.kind for column in block.columns]
    return {
        "title": block.title,
        "columns": [
            {"title": column.title, "text": column.kind == "text", "width": column.width} for column in block.columns
        ],
        "rows": [[_shown(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in block.rows],
        "levels": list(block.levels) or [0] * len(block.rows),
    }


def _shown(value: Value, kind: str) -> str:
    """Numbers as they are written in Viet Nam: 1.234 and 56,7%."""
    if kind == "share":
        return f"{float(value) * 100:.1f}%".replace(".", ",")
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


FORMATS: dict[str, Callable[[Report], bytes]] = {"xlsx": to_xlsx, "pdf": to_pdf, "csv": to_csv}

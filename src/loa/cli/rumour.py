"""`loa rumour`: the answer to a claim, and a measuring run of the matcher."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from loa.cli import setup
from loa.rumours.core import Index, Item
from loa.rumours.core.matching import KNOWN
from loa.rumours.errors import UnreadableCorpusError

app = typer.Typer(add_completion=False, no_args_is_help=True, help="The answer to a claim; a measuring run.")


@app.command()
def check(
    text: Annotated[str, typer.Argument(help="What somebody heard.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Answer a claim from what is published. Exit status 1 when nobody has answered it yet."""
    setup.django()
    from loa.bulletins.queries import manifest_of
    from loa.config import config
    from loa.rumours.queries import find_answer

    answer = find_answer(text)
    manifest = manifest_of(answer.release) if answer.release else None
    words = manifest.text("vi") if manifest else None
    record = {
        "answer": answer.kind,
        "match": answer.release.code if answer.release else None,
        "score": answer.score,
        "title": words.title if words else None,
        "verdict": words.verdict or None if words else None,
        "url": f"{config().base_url}/b/{answer.release.code}" if answer.release else None,
        "candidates": [{"id": match.id, "score": match.score} for match in answer.candidates],
    }
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False))
    elif words and answer.release:
        typer.echo(f"{words.title}\n{words.summary}\n{record['url']}")
    else:
        typer.echo("Chưa có thông tin chính thức về nội dung này. / There is no official answer to this yet.")
    raise typer.Exit(0 if answer.release else 1)


@app.command("eval")
def evaluate(
    corpus: Annotated[Path, typer.Option(help="JSON lines (.gz) with the published items.")],
    queries: Annotated[Path, typer.Option(help="JSON lines (.gz) with the claims.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Answer every query of a file from the items of another (or the same) file."""
    started = time.monotonic()
    index = Index(Item(row["id"], row["text"]) for row in _rows(corpus) if row.get("type", "item") == "item")
    claims = [row for row in _rows(queries) if row.get("type", "query") == "query"]
    results = []
    for row in track(claims, "Rumours", console=Console(stderr=True), transient=True):
        found = index.search(row["text"], limit=10)
        known = bool(found) and found[0].score >= KNOWN
        results.append(
            {
                "query": row["id"],
                "answer": "rebuttal" if known else "unknown",
                "ranked": [match.id for match in found],
                "score": found[0].score if found else 0.0,
            }
        )
    report = {"results": results, "items": len(index.items), "seconds": round(time.monotonic() - started, 2)}
    typer.echo(json.dumps(report, ensure_ascii=False) if as_json else _summary(claims, results))


def _summary(claims: list[dict[str, Any]], results: list[dict[str, Any]]) -> str:
    answerable = [(c, r) for c, r in zip(claims, results, strict=True) if c.get("relevant")]
    right = sum(bool(r["ranked"]) and r["ranked"][0] in c["relevant"] for c, r in answerable)
    others = [r for c, r in zip(claims, results, strict=True) if not c.get("relevant")]
    false = sum(r["answer"] != "unknown" for r in others)
    return f"first place right: {right}/{len(answerable)}; answered although unknown: {false}/{len(others)}"


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file, one a line; a broken line is named."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
                row["id"], row["text"]
            except (ValueError, KeyError, TypeError) as error:
                raise UnreadableCorpusError(file=path, line=number, reason=str(error)) from error
            yield row

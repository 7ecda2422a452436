"""`loa mail`: the mail guard. `check` judges mails, `learn` makes a site's own model; neither touches a database."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loa.cli import mail_gateway, mail_receive, mail_site
from loa.errors import LoaError

if TYPE_CHECKING:
    from loa.mailguard.core import GuardSettings
    from loa.mailguard.learning import Example
    from loa.mailguard.sources import Source

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The mail guard: check, learn, milter, check mailbox."
)
app.command()(mail_gateway.milter)
app.command()(mail_receive.receive)
app.command()(mail_site.site)

_MANY = 24  # mails: below that, starting further processes costs more than it saves
_CHUNK = 16


class NoMailError(LoaError):
    """Nothing to judge was found."""

    code = "no_mail"
    message = "There is no mail in %(paths)s."


class UnreadableMailError(LoaError):
    """Some files could not be read; the others were judged."""

    code = "unreadable_mail"
    message = "%(count)s of the files could not be read: %(first)s"


@app.command()
def check(
    paths: Annotated[
        list[str], typer.Argument(help="Mails (.eml), mbox files, maildirs or folders; “-” reads one mail.")
    ],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = False,
    authserv: Annotated[
        str | None, typer.Option(help="authserv-id of your own gateway, whose results are believed.")
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Model learned at this site; without it nothing learned is used.")
    ] = None,
    own: Annotated[list[str] | None, typer.Option("--own", help="Mail domain of your own; may be repeated.")] = None,
    site: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Registry and block lists of the site (JSON).")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the reasons: vi or en.")] = "vi",
    jobs: Annotated[int, typer.Option(min=0, help="Processes; 0: one for each processor.")] = 0,
) -> None:
    """Judge mails: safe, caution or dangerous, each with its reasons."""
    from loa.mailguard import sources

    found = list(sources.find(paths))
    if not found:
        raise NoMailError(paths=", ".join(paths))
    settings = _settings(authserv, model, own or [], site)
    failed: list[str] = []
    for result in _shown(_judged(found, settings, language, jobs), len(found)):
        if "error" in result:
            failed.append(f"{result['file']}: {result['error']}")
        else:
            typer.echo(json.dumps(result, ensure_ascii=False) if jsonl else _for_people(result))
    if failed:
        raise UnreadableMailError(count=len(failed), first=failed[0])


@app.command()
def learn(
    phish: Annotated[Path, typer.Option(exists=True, help="Folder, maildir or mbox of reported bad mail.")],
    ham: Annotated[Path, typer.Option(exists=True, help="Folder, maildir or mbox of honest mail.")],
    out: Annotated[Path, typer.Option(help="The model to write; the one before is kept beside it.")],
    jobs: Annotated[int, typer.Option(min=0, help="Processes; 0: one for each processor.")] = 0,
) -> None:
    """Make this site's model from reported mail."""
    from loa.mailguard import learning

    examples = [*_examples(phish, True, jobs), *_examples(ham, False, jobs)]
    model = learning.train(examples, dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
    learning.save(model, out)
    typer.echo(json.dumps({"file": str(out), "terms": len(model.weights), **model.mails}))


@app.command()
def rollback(model: Annotated[Path, typer.Argument(help="The model to take back.")]) -> None:
    """Put the model before the last learning back."""
    from loa.mailguard import learning

    learning.rollback(model)


def _settings(authserv: str | None, model: Path | None, own: list[str], site: Path | None) -> GuardSettings:
    from loa.mailguard import learning
    from loa.mailguard.core import GuardSettings
    from loa.mailguard.core.hosts import registrable
    from loa.mailguard.site import Site

    # A gateway's name lies below the office's own mail domain.
    domains = (*own, *([registrable(authserv.lower())] if authserv and "." in authserv else []))
    lists = Site.from_json(site.read_text(encoding="utf-8")) if site else Site()
    base = GuardSettings(
        own_domains=tuple(domain.lower() for domain in domains),
        authserv=authserv,
        model=learning.load(model) if model else None,
    )
    return lists.settings(base)


def _examples(path: Path, unwanted: bool, jobs: int) -> Iterator[Example]:
    from functools import partial

    from loa.mailguard import sources

    found = list(sources.find([str(path)]))
    read = _shown(_mapped(partial(sources.example, unwanted=unwanted), found, jobs), len(found))
    return (example for example in read if example.terms)


def _judged(found: list[Source], settings: GuardSettings, language: str, jobs: int) -> Iterator[dict[str, Any]]:
    from functools import partial

    from loa.mailguard import sources

    return _mapped(partial(sources.judge, settings=settings, language=language), found, jobs)


def _mapped(work: Any, items: list[Any], jobs: int) -> Iterator[Any]:
    """Results in the order of *items*, from several processes when there are many."""
    import os

    count = jobs or os.cpu_count() or 1
    if len(items) < _MANY or count == 1:
        yield from map(work, items)
        return
    import multiprocessing

    with multiprocessing.Pool(count) as pool:
        yield from pool.imap(work, items, chunksize=_CHUNK)


def _shown(results: Iterable[Any], total: int) -> Iterator[Any]:
    """Pass *results* on; a person at a terminal sees how far it is."""
    if not sys.stderr.isatty() or total < _MANY:
        yield from results
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(results, total=total, console=Console(stderr=True), description="")


def _for_people(result: dict[str, Any]) -> str:
    lines = [f"{result['file']}: {_LEVELS[result['verdict']]} ({result['score']:.0f}/100)"]
    lines.extend(f"  - {item['text']}" for item in result["evidence"][:8])
    return "\n".join([*lines, f"  → {result['advice']}"])


_LEVELS = {"safe": "AN TOÀN / safe", "caution": "THẬN TRỌNG / caution", "dangerous": "NGUY HIỂM / dangerous"}

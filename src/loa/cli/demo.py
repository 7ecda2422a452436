"""`loa demo`: the whole story on a fresh embedded system, with the sandbox beside it."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from loa.cli import demo_places, setup
from loa.demo import outside
from loa.demo.world import World, enter, open_world
from loa.errors import LoaError
from loa.kernel.supervisor import Child, Supervisor

if TYPE_CHECKING:
    from loa.demo.story import Teller

app = typer.Typer(add_completion=False)
START_TIMEOUT = 60.0  # seconds until the web server answers


class NotStartedError(LoaError):
    """The demo's own server does not answer."""

    code = "not_started"
    message = "The server at %(url)s did not start within %(seconds)s seconds; see the lines above."


class Screen:
    """A person's view of the story: one line per chapter, with a bar."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.number = 0

    @contextmanager
    def chapter(self, title: str) -> Iterator[Callable[[int, int], None]]:
        """Show one chapter and leave a tick behind."""
        self.number += 1
        columns = (
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn(f"[bold]{self.number:>2}[/]  {{task.description}}"),
            BarColumn(24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console) as bar:
            line = bar.add_task(title, total=None)
            yield lambda done, total: bar.update(line, completed=done, total=total)
            finished = bar.tasks[0].total or 1
            bar.update(line, completed=finished, total=finished)

    def note(self, text: str) -> None:
        """One line below the chapter."""
        self.console.print(f"      [dim]{text}[/]")


class Silence:
    """Shows nothing: the JSON document says it all."""

    def chapter(self, title: str) -> AbstractContextManager[Callable[[int, int], None]]:
        """Nothing to show."""
        return nullcontext(lambda _done, _total: None)

    def note(self, text: str) -> None:
        """Nothing to show."""


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End when the last receipt is in.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")] = False,
    directory: Annotated[Path, typer.Option("--dir", help="Folder of the demo; a killed one goes on.")] = Path(
        "var/demo"
    ),
    staff: Annotated[int, typer.Option(help="Made-up members of staff.", min=50, max=40_000)] = 3_000,
    residents: Annotated[int, typer.Option(help="Residents who subscribed.", min=0, max=2_000_000)] = 500,
    any_port: Annotated[bool, typer.Option("--any-port", help="Take any free ports, not 8000, 8100 and 8125.")] = False,
) -> None:
    """Tell the whole story: dispatch, tasks, bulletin, four channels, coverage, reminders, rumour, forged mail."""
    console = Console(stderr=True)
    world = open_world(directory, staff, residents, any_port=any_port)
    teller: Teller = Silence() if as_json else Screen(console)
    _greet(console, world, as_json=as_json)
    with outside.sandbox(world):
        enter(world.environment(outside.zalo_account(world)))
        setup.django()
        setup.migrate()
        from loa.trust.actions import ensure_signing_key

        ensure_signing_key()
        with Supervisor(
            [Child("web", ["web", "--port", str(world.ports["web"])]), Child("worker", ["worker"])]
        ) as tree:
            threading.Thread(target=tree.watch, daemon=True).start()
            _tell(world, teller, console, as_json=as_json)
            if not once:
                _stay(console, world)


def _tell(world: World, teller: Teller, console: Console, *, as_json: bool) -> None:
    from loa.demo.readers import Readers
    from loa.demo.story import Story

    _await_server(world.base_url)
    outside.connect_webhook(world)
    people = Readers(world)
    try:
        document = Story(world, teller, people).tell()
    finally:
        people.close()
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        _show(console, document)


def _await_server(base_url: str) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{base_url}/readyz", timeout=2).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise NotStartedError(url=base_url, seconds=START_TIMEOUT)


def _greet(console: Console, world: World, *, as_json: bool) -> None:
    if as_json:
        return
    what = "tiếp tục" if world.done else "bắt đầu"
    console.print(
        Panel.fit(
            f"[bold]Loa[/] – chiếc loa phường của cả tỉnh\nCâu chuyện thật: Công văn 365/UBND-VHTT, Cẩm Phả, 07/02/2020"
            f"\n[dim]{what} tại {world.folder}[/]",
            border_style="red",
        )
    )


def _show(console: Console, document: dict[str, Any]) -> None:
    table = Table(title=f"Bản phát hành {document['release']}", title_justify="left")
    for heading in ("kênh", "dự kiến", "đã chuyển", "lỗi"):
        table.add_column(heading, justify="left" if heading == "kênh" else "right")
    for channel, figures in document["channels"].items():
        table.add_row(channel, *(f"{figures[name]:n}" for name in ("planned", "delivered", "failed")))
    console.print(table)
    covered = document["coverage"]
    console.print(
        f"Độ phủ: {covered['audience']} người · nhận {covered['reached']} · đọc {covered['opened']} · "
        f"xác nhận {covered['acknowledged']} · cài ứng dụng {covered['installed']}"
    )


def _stay(console: Console, world: World) -> None:
    """Leave everything running and say where to look."""
    from loa.demo.organisation import loaded

    demo_places.show(console, world, loaded())
    console.print("[dim]Ctrl-C để dừng (to stop). Chạy lại: câu chuyện mới từ đầu (run again: a fresh story).[/]")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    sys.stderr.write("\n")

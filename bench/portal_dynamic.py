"""The dynamic peer of the portal bench: each request reads rows and renders the page's template, gzipped.

It renders our own template, so the page is the same; only when it is made differs.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.settings")


def application() -> Callable[..., Any]:
    """A WSGI application over one SQLite table."""
    import django

    Path(os.environ["LOA_DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    django.setup()
    from django.db import connection
    from tests.channels.portal.samples import SITE, entry

    from loa.bulletins.core.manifest import Manifest
    from loa.channels.portal import pages
    from loa.channels.portal.core.entry import Entry

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_page")
        cursor.execute("CREATE TABLE bench_page (code TEXT PRIMARY KEY, manifest TEXT)")
        for number in range(1, 201):
            made = entry(number).manifest
            cursor.execute("INSERT INTO bench_page VALUES (%s, %s)", [made.code, json.dumps(made.as_dict())])
        wanted = made.code

    def answer(_environment: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT manifest FROM bench_page WHERE code = %s", [wanted])
            manifest = Manifest.from_dict(json.loads(cursor.fetchone()[0]))
        page = Entry(manifest, bytes(64), bytes(32))
        body = gzip.compress(pages.bulletin(SITE, page, [page], "vi"), compresslevel=6)
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")]
        start("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    return answer


def main(port: int) -> None:
    """Serve with granian, one process, as ours."""
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "bench.portal_dynamic:application",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        log_access=False,
        log_enabled=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]))

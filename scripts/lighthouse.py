"""Lighthouse, mobile profile, on the portal's four main pages: `make lighthouse`.

Makes a portal with a bulletin, its correction and an answered rumour, serves it by `loa web`, and runs the npm package
`lighthouse` (fetched into var/, not part of what ships) with Debian's Chromium, three times a page: the median counts,
because other work on the machine delays scripts. Ends with status 1 when a category of a page is below 98.

`scripts/lighthouse.py home check` looks at these pages alone.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
VERSION = "12"  # the last that runs on Node.js 20
TOOLS = ROOT / "var" / "lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
ASKED = 98
RUNS = 3
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def tool() -> Path:
    """The lighthouse command, fetched when it is not there."""
    command = TOOLS / "node_modules" / ".bin" / "lighthouse"
    if not command.exists():
        package = f"lighthouse@{VERSION}"
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(TOOLS)]
        subprocess.run(["npm", "install", *options, package], check=True, stdout=sys.stderr)
    return command


@contextmanager
def served() -> Iterator[dict[str, str]]:
    """A portal on loopback; its pages by name."""
    from loa.cli import setup

    with tempfile.TemporaryDirectory(prefix="loa-lighthouse-") as name:
        os.environ["LOA_DATA_DIR"] = name
        setup.django()
        from tests.channels.portal.samples import SITE, entry, rebuttal
        from tests.support.servers import free_port, wait_until

        from loa.channels.portal.publisher import Publisher

        port = free_port()
        url = f"http://127.0.0.1:{port}"
        old, rumour = entry(1), rebuttal(2)
        new = entry(3, kind="correction", urgency="urgent", replaces=old.code)
        folder = Path(name)
        particulars = ("governing_body", "address", "email", "phone", "responsible")
        site = {key: getattr(SITE, key) for key in particulars}
        (folder / "site.json").write_text(json.dumps(site, ensure_ascii=False), encoding="utf-8")
        Publisher(folder / "portal", replace(SITE, base_url=url), folder / "keys").rebuild([old, rumour, new])
        command = [sys.executable, "-m", "loa", "web"]
        environment = {**os.environ, "LOA_BASE_URL": url, "LOA_AUTHORITY": SITE.authority}
        subprocess.run([*command, "--renew"], env=environment, check=True)  # nothing else runs while it is measured
        process = subprocess.Popen([*command, "--port", str(port)], env=environment)
        try:
            wait_until(lambda: _answers(url), "loa web", 120)
            yield {"home": url, "bulletin": f"{url}/b/{new.code}", "rumour": f"{url}/b/{rumour.code}",
                   "check": f"{url}/check"}  # fmt: skip
        finally:
            process.terminate()
            process.wait(20)


def _answers(url: str) -> bool:
    import httpx

    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def report(command: Path, url: str) -> dict[str, object]:
    """Lighthouse's report of one page."""
    chromium = shutil.which("chromium") or "chromium"
    arguments = [
        url,
        "--output=json",
        "--quiet",
        f"--chrome-flags={FLAGS}",
        f"--only-categories={','.join(CATEGORIES)}",
    ]
    for last in (False, False, True):  # the browser's trace fails now and then, and Lighthouse asks to be run again
        done = subprocess.run(
            [str(command), *arguments], env={**os.environ, "CHROME_PATH": chromium}, stdout=subprocess.PIPE, check=last
        )
        if done.returncode == 0:
            break
    made: dict[str, object] = json.loads(done.stdout)
    return made


def main(wanted: list[str]) -> int:
    """Print the table; 1 when a figure is below what is asked."""
    command, low = tool(), 0
    with served() as pages:
        print("| page |", " | ".join(CATEGORIES), "|")
        print("|---|" + "---|" * len(CATEGORIES))
        for name in wanted or pages:
            runs = [_scores(command, name, pages[name]) for _ in range(RUNS)]
            scores = [statistics.median(run) for run in zip(*runs, strict=True)]
            print(f"| {name} |", " | ".join(map(str, scores)), "|", flush=True)
            low += sum(score < ASKED for score in scores)
    return 1 if low else 0


def _scores(command: Path, name: str, url: str) -> list[int]:
    made = report(command, url)
    _explain(made, name)
    return [round(made["categories"][key]["score"] * 100) for key in CATEGORIES]  # type: ignore[index]


def _explain(made: dict[str, object], name: str) -> None:
    """What costs a point, on stderr."""
    audits: dict[str, dict[str, object]] = made["audits"]  # type: ignore[assignment]
    for key, category in made["categories"].items():  # type: ignore[attr-defined]
        for reference in category["auditRefs"]:
            audit = audits[reference["id"]]
            if reference["weight"] and audit["score"] is not None and float(str(audit["score"])) < 0.98:
                print(f"{name} {key}: {audit['title']} {audit.get('displayValue', '')}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

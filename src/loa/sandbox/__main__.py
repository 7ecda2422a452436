"""`python -m loa.sandbox [mail] [push] [zalo]`: what `loa sandbox` and `Sandbox` start."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from loa.errors import LoaError
from loa.sandbox.launcher import PARTS
from loa.sandbox.server import Options, run


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="loa.sandbox", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; default: all")
    parser.add_argument("--dir", type=Path, required=True, help="folder of the mail journal and the other state")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="HTTP port; 0: any free one")
    parser.add_argument("--smtp-port", type=int, default=0, help="SMTP port; 0: any free one")
    parser.add_argument("--json", action="store_true", help="print the addresses as one line of JSON")
    parser.add_argument("--attached", action="store_true", help="end when standard input ends")
    given = parser.parse_args(arguments)
    unknown = set(given.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown part: {', '.join(sorted(unknown))}")
    parts = tuple(part for part in PARTS if part in (given.parts or PARTS))
    return Options(given.dir, given.host, given.port, given.smtp_port, parts, given.json, given.attached)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until a signal; the exit status."""
    options = _options(arguments)
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr, format="sandbox: %(message)s")
    try:
        run(options)
    except LoaError as error:
        sys.stderr.write(f"sandbox: {error.text}\n")
        return error.exit_status
    except OSError as error:
        sys.stderr.write(f"sandbox: {error.strerror or error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

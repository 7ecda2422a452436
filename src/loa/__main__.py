"""`python -m loa` is the command `loa`."""

from loa.cli.main import run

run()

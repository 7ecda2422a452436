"""A program that the cluster test runs on PostgreSQL: systems that write over the API at the same moment.

Prints one JSON document: how each request was answered, and what stands in the tables afterwards.
"""

from __future__ import annotations

import json

from loa.cli import setup


def main() -> None:
    """Set up an installation and tell the stories there."""
    setup.django()
    setup.migrate()
    from django.test.utils import setup_test_environment

    from tests.api.at_once import Rush, standing

    setup_test_environment()
    answers = Rush.begin().tell()
    print(json.dumps({"answers": answers, **standing()}))  # noqa: T201 - this is a program


if __name__ == "__main__":
    main()

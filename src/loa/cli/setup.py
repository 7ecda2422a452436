"""Brings Django up for commands that need the database; commands that do not never pay for it."""

from __future__ import annotations

import os
from pathlib import Path

from loa.config import config


def django() -> None:
    """Validate the configuration, make the data folder, set Django and logging up.

    Raises `ConfigurationError` with one line per mistake.
    """
    Path(config().data_dir).mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "loa.settings")
    import django as framework
    from django.utils import translation

    framework.setup()
    from loa.kernel.logs import configure

    configure(config().log_format, config().log_level)
    translation.activate(os.environ.get("LOA_LANGUAGE", "vi"))


def migrate(*, verbosity: int = 0) -> None:
    """Bring the database to this version."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=verbosity)

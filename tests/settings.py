"""Loa's settings for tests: a data folder of its own for every process, nothing from the environment, cheap passwords.

Django reads this before any conftest, whichever folder of tests is called; so the environment is made here.
"""

import os
import tempfile

KEPT = frozenset({"LOA_CHAOS", "LOA_SHOTS"})
for _name in [name for name in os.environ if name.startswith("LOA_") and name not in KEPT] + ["DATABASE_URL"]:
    os.environ.pop(_name, None)
if "TEST_DATABASE_URL" in os.environ:  # stories that are told on PostgreSQL too (tests/api/test_cluster.py)
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
_folder = tempfile.TemporaryDirectory(prefix="loa-tests-", ignore_cleanup_errors=True)
os.environ["LOA_DATA_DIR"] = _folder.name
os.environ["LOA_SECRET_KEY"] = "a test secret that is long enough for anybody, and no secret at all"

from loa.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

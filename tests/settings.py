"""Loa's settings with the one change that tests need: passwords cost nothing."""

from loa.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

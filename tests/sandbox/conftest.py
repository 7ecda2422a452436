"""The stand-ins themselves are under test here."""

from tests.support.sandbox import http, own_sandbox, sandbox

__all__ = ["http", "own_sandbox", "sandbox"]

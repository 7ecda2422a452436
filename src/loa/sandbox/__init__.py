"""The outside world on loopback: a mail server, a push service and a stand-in for the Zalo platform.

`Sandbox` starts it in a process of its own. This package shares no code with Loa's clients, so that the two cannot
agree on a mistake.
"""

from loa.sandbox.launcher import Addresses, Sandbox, SandboxFailedError

__all__ = ["Addresses", "Sandbox", "SandboxFailedError"]

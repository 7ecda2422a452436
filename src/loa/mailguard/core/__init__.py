"""The mail guard's pure core: parse → evidence → verdict. No framework, no network of its own."""

from loa.mailguard.core.guard import check
from loa.mailguard.core.level import Level
from loa.mailguard.core.model import Evidence, GuardSettings, History, Model, Resolver, Verdict

__all__ = ["Evidence", "GuardSettings", "History", "Level", "Model", "Resolver", "Verdict", "check"]

"""Local learning, off by default: a classifier of this site, kept apart from the rules.

It adds a reason of its own and can soften weak hints; a hard rule it can never silence.
"""

from loa.mailguard.learning.model import LearnedModel, load, rollback, save
from loa.mailguard.learning.training import Example, train

__all__ = ["Example", "LearnedModel", "load", "rollback", "save", "train"]

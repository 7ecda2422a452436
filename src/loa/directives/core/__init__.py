"""The dispatch reader: a file goes in, a `Dispatch` comes out. Pure: no framework, no network, no clock.

>>> from loa.directives.core import read
>>> read(data, "365.txt").number
'365/UBND-VHTT'
"""

from __future__ import annotations

from loa.directives.core.model import Citation, Dispatch, Notice, Task
from loa.directives.core.reader import read

__all__ = ["Citation", "Dispatch", "Notice", "Task", "read"]

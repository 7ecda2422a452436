"""Staff lists as offices really have them, read into rows of known fields. Pure: bytes in, rows and problems out."""

from loa.units.core.spreadsheet.errors import UnreadableFileError
from loa.units.core.spreadsheet.reader import Problem, Row, StaffList, read

__all__ = ["Problem", "Row", "StaffList", "UnreadableFileError", "read"]

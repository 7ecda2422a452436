"""Staff lists as offices really have them, read into rows of known fields. Pure: bytes in, rows and problems out."""

from loa.units.core.spreadsheet.reader import Problem, Row, StaffList, read
from loa.units.core.spreadsheet.workbook import UnreadableFileError

__all__ = ["Problem", "Row", "StaffList", "UnreadableFileError", "read"]

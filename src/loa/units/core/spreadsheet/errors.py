"""Why a file is no staff list that can be read."""

from __future__ import annotations

from loa.errors import LoaError


class UnreadableFileError(LoaError):
    """The file is no staff list that can be read; each subclass says why."""

    code = "unreadable_file"
    message = "The file “%(file)s” cannot be read: it is damaged, or neither .xlsx, .xls nor .csv."


class FileTooLargeError(UnreadableFileError):
    """More bytes or rows than any staff list has."""

    code = "file_too_large"
    message = "The file “%(file)s” is too large for a staff list."


class OpenDocumentError(UnreadableFileError):
    """LibreOffice's own format."""

    code = "open_document"
    message = "The file “%(file)s” is an .ods file. Open it and save it as .xlsx."


class NoHeaderError(UnreadableFileError):
    """No row names the columns."""

    code = "no_header"
    message = "The file “%(file)s” has no heading that names the columns, such as “Họ và tên” and “Đơn vị”."

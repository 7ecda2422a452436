"""Why a file cannot be read as a dispatch. Whatever the bytes are, `read` raises one of these or answers."""

from __future__ import annotations

from loa.errors import LoaError


class UnreadableDispatchError(LoaError):
    """The file cannot be read as a dispatch; the subclasses say why."""

    code = "dispatch_unreadable"
    message = "“%(file)s” cannot be read as a dispatch."


class EmptyDispatchError(UnreadableDispatchError):
    """There is nothing in the file."""

    code = "dispatch_empty"
    message = "“%(file)s” is empty."


class DispatchTooLargeError(UnreadableDispatchError):
    """The file, or what it unfolds to, is larger than any dispatch (standards A1, V5)."""

    code = "dispatch_too_large"
    http_status = 413
    message = "“%(file)s” is larger than a dispatch may be (%(limit)s)."


class EncryptedDispatchError(UnreadableDispatchError):
    """The file is locked with a password."""

    code = "dispatch_encrypted"
    message = "“%(file)s” is locked with a password. Save it without the password and try again."


class DamagedDispatchError(UnreadableDispatchError):
    """The file says it is of a kind that we read, and is not, or is cut off."""

    code = "dispatch_damaged"
    message = "“%(file)s” is damaged or cut off: it cannot be opened as %(format)s."


class UnknownFormatError(UnreadableDispatchError):
    """A kind of file that is not read."""

    code = "dispatch_format"
    http_status = 415
    message = "“%(file)s” is neither text, Word (.docx), PDF nor edXML. Save it as one of these and try again."

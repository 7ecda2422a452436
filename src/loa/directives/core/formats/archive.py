"""Bounds for zipped files: what they unfold to is counted before anything is unpacked (standards A1: V5)."""

from __future__ import annotations

import io
import zipfile

from loa.directives.core.errors import DamagedDispatchError, DispatchTooLargeError, EncryptedDispatchError

LARGEST_UNFOLDED = 100 * 1024 * 1024
MOST_FILES = 2000
_ENCRYPTED = 0x1


def open_archive(data: bytes, filename: str, label: str) -> zipfile.ZipFile:
    """The archive in *data*, known to unfold to a bounded size; *label* names the format in errors.

    Raises `DamagedDispatchError`, `DispatchTooLargeError` or `EncryptedDispatchError`.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise DamagedDispatchError(file=filename, format=label) from error
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST_UNFOLDED:
        raise DispatchTooLargeError(file=filename, limit=f"{LARGEST_UNFOLDED // 2**20} MB")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise EncryptedDispatchError(file=filename)
    return archive


def read_entry(archive: zipfile.ZipFile, name: str, filename: str, label: str) -> bytes:
    """One file of the archive, never more than `LARGEST_UNFOLDED` bytes whatever its header claims."""
    try:
        with archive.open(name) as entry:
            content = entry.read(LARGEST_UNFOLDED + 1)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, KeyError, RuntimeError) as error:
        raise DamagedDispatchError(file=filename, format=label) from error
    except Exception as error:  # zlib.error and lzma.LZMAError have no common parent
        raise DamagedDispatchError(file=filename, format=label) from error
    if len(content) > LARGEST_UNFOLDED:
        raise DispatchTooLargeError(file=filename, limit=f"{LARGEST_UNFOLDED // 2**20} MB")
    return content

"""Zip files. What comes from anywhere is checked before anything in it is unpacked; what goes out is a stream.

The limits go by size rather than by number, since a bank of 10,000 questions has as many members. They are at most
25,000 members, 10 MiB each, 100 MiB in all, and 100 times the size of the file. (Exports shrink to a tenth; bombs to
less than a three-hundredth.)
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from quizzes.formats.base import MAX_BYTES
from quizzes.formats.xml import Unreadable, too_large

MAX_MEMBERS = 25_000
MAX_MEMBER_BYTES = 10 * 1024 * 1024
MAX_TOTAL_BYTES = 100 * 1024 * 1024
MAX_RATIO = 100
_ENTRY = b"PK\x01\x02"
_NESTED = (".zip", ".imscc", ".gz", ".bz2", ".xz", ".7z", ".rar", ".jar")
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_IS_ENCRYPTED = 0x1


class Package:
    """The members of a zip file, by name. Raises Unreadable for one that is not safe to unpack."""

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_BYTES:
            raise too_large()
        if data.count(_ENTRY) > MAX_MEMBERS:  # This comes before the list of members takes up memory.
            raise _refused(_("The package has more than %(n)s files in it.") % {"n": MAX_MEMBERS})
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise _damaged() from None
        self._members = {info.filename: info for info in self._zip.infolist() if not info.is_dir()}
        self._check(len(data))

    def _check(self, size: int) -> None:
        total = sum(info.file_size for info in self._members.values())
        if total > min(MAX_TOTAL_BYTES, MAX_RATIO * size):
            raise _refused(_("The package unpacks to far more than a bank of questions needs."))
        for name, info in self._members.items():
            path = PurePosixPath(name.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
                raise _refused(_("The package has a file that would be put outside of it."), name)
            if stat.S_ISLNK(info.external_attr >> 16):
                raise _refused(_("The package has a link in the place of a file."), name)
            if info.flag_bits & _IS_ENCRYPTED:
                raise _refused(_("The package is locked with a password."), name)
            if path.suffix.lower() in _NESTED:
                raise _refused(_("The package has another package in it."), name)
            if info.file_size > MAX_MEMBER_BYTES:
                raise _refused(_("A file in the package is larger than %(n)s MB.") % {"n": 10}, name)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def read(self, name: str) -> bytes:
        try:
            return self._zip.read(self._members[name])
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
            raise _damaged(name) from None


def _refused(wrong: str, name: str = "") -> Unreadable:
    return Unreadable(
        wrong, _("Export the questions anew, from the system in which they were written."), text=name[:80]
    )


def _damaged(name: str = "") -> Unreadable:
    return Unreadable(
        _("The package is damaged, or no zip file."),
        _("Download or export it anew, and do not unpack it."),
        text=name[:80],
    )


class ZipStream:
    """A zip file that is handed on while it is written; the same members give the same bytes."""

    def __init__(self) -> None:
        self._buffer = _Buffer()
        self._zip = zipfile.ZipFile(self._buffer, "w", zipfile.ZIP_DEFLATED)

    def add(self, name: str, data: bytes) -> bytes:
        """Put a member in and return what there is to send so far."""
        info = zipfile.ZipInfo(name, _FIXED_TIME)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3
        info.external_attr = 0o644 << 16
        self._zip.writestr(info, data)
        return self._buffer.take()

    def close(self) -> bytes:
        self._zip.close()
        return self._buffer.take()


class _Buffer(io.RawIOBase):
    """The file into which a zip file is written: its bytes can be taken out, and nobody can go back in it."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(piece)
        return len(piece)

    def take(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data

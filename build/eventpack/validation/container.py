"""Where a package lies, a folder or a zip, and the only way its files are opened: never outside of it."""

from __future__ import annotations

import lzma
import os
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ..core.open_file import NotThere, Refused, open_file, read_file
from .fetch import Downloads

# A zip made to overwhelm its reader: much data of next to nothing, or many members on the same bytes.
LARGEST_RATIO = 250
FREE_BYTES = 1 << 26  # what a member may unpack to, however small it is packed
LARGEST_UNPACKED = 1 << 36
MOST_MEMBERS = 100_000
MOST_LISTED = 1 << 26  # bytes in which a zip lists its members, which are all read to open it


# What reading from a damaged zip or packed file raises.
DAMAGED = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def is_remote(path: str) -> bool:
    """Whether a path is an address, with a scheme."""
    return "://" in path


def check_path(path: object) -> str:
    """A path as a descriptor may have it: relative, with slashes, without a way up. Raises Refused."""
    if not isinstance(path, str) or not path:
        raise Refused("should be the path of a file")
    if is_remote(path):
        return path
    pure = PurePosixPath(path)
    drive = len(path) > 1 and path[1] == ":" and path[0].isalpha()
    if pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path or drive or path.startswith("~"):
        raise Refused("should be a path inside the package")
    if len(path) > 4096:
        raise Refused("is longer than a path can be")
    return path


class Folder:
    """A package in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.downloads = Downloads()

    def open(self, path: str) -> BinaryIO:
        """Raises Refused."""
        return open_file(self.root / check_path(path), inside=self.root)

    def size(self, path: str) -> int:
        with open_file(self.root / check_path(path), inside=self.root) as file:
            return os.fstat(file.fileno()).st_size

    def read(self, path: str, largest: int) -> bytes:
        """The whole file. Raises Refused, also where it is of more than `largest` bytes."""
        return read_file(self.root / check_path(path), largest, inside=self.root)


class Zip:
    """A package in a zip; `prefix` is the folder in it that holds the descriptor."""

    def __init__(self, file: Path) -> None:
        """Raises Refused."""
        self.downloads = Downloads()
        stream = open_file(file)
        size = os.fstat(stream.fileno()).st_size
        try:
            end = zipfile._EndRecData(stream)  # type: ignore[attr-defined]
            if end is not None and (
                end[zipfile._ECD_SIZE] > MOST_LISTED  # type: ignore[attr-defined]
                or end[zipfile._ECD_ENTRIES_TOTAL] > MOST_MEMBERS  # type: ignore[attr-defined]
            ):
                raise Refused(f"holds more than {MOST_MEMBERS} members")
            self.archive = zipfile.ZipFile(stream)
            members = self.archive.infolist()
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError, struct.error) as error:
            stream.close()
            raise Refused(f"cannot be read as a zip: {getattr(error, 'strerror', None) or error}") from error
        except Refused:
            stream.close()
            raise
        if len(members) > MOST_MEMBERS:
            raise Refused(f"holds more than {MOST_MEMBERS} members")
        if sum(member.compress_size for member in members) > size:
            raise Refused("holds members that overlap")
        if sum(member.file_size for member in members) > LARGEST_UNPACKED:
            raise Refused(f"unpacks to more than {LARGEST_UNPACKED >> 30} GiB")
        self.members = {member.filename: member for member in members}
        if len(self.members) < len(members):
            raise Refused("holds two members of the same name")
        self.prefix = ""

    def _find(self, path: str) -> zipfile.ZipInfo:
        check_path(path)
        member = self.members.get(str(PurePosixPath(self.prefix) / path))
        if member is None or member.is_dir():
            raise NotThere
        kind = stat.S_IFMT(member.external_attr >> 16)
        if kind == stat.S_IFLNK:
            raise Refused("is a link, which is not followed in a zip")
        if kind not in {0, stat.S_IFREG}:
            raise Refused("is not a file")
        if member.file_size > FREE_BYTES and member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
            raise Refused(f"unpacks to more than {LARGEST_RATIO} times its size")
        return member

    def size(self, path: str) -> int:
        return self._find(path).file_size

    def open(self, path: str) -> BinaryIO:
        """Raises Refused."""
        member = self._find(path)
        try:
            return self.archive.open(member)  # type: ignore[return-value]
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
            raise Refused(f"cannot be read from the zip: {error}") from error

    def read(self, path: str, largest: int) -> bytes:
        """The whole file. Raises Refused, also where it is of more than `largest` bytes."""
        if self.size(path) > largest:
            raise Refused(f"is larger than {largest >> 20:,} MiB")
        with self.open(path) as file:
            try:
                return file.read()
            except DAMAGED as error:
                raise Refused(f"cannot be read from the zip: {error}") from error


Place = Folder | Zip

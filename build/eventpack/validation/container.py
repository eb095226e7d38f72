"""Where a package lies, a folder or a zip, and the only way its files are opened: never outside of it."""

from __future__ import annotations

import os
import stat
import urllib.request
import zipfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import urlsplit

# A zip made to overwhelm its reader: much data of next to nothing, or many members on the same bytes.
LARGEST_RATIO = 250
FREE_BYTES = 1 << 26  # what a member may unpack to, however small it is packed
LARGEST_UNPACKED = 1 << 36
MOST_MEMBERS = 100_000
REMOTE_BYTES = 1 << 32
REMOTE_SECONDS = 30


class Refused(Exception):
    """A file that is not opened; the message says why, to stand after the file's name."""


def is_remote(path: str) -> bool:
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

    def _find(self, path: str) -> Path:
        check_path(path)
        file = self.root / path
        try:
            if not file.resolve().is_relative_to(self.root.resolve()):
                raise Refused("is a link that leaves the package")
            mode = os.stat(file).st_mode
        except (FileNotFoundError, NotADirectoryError):
            raise Refused("is not there") from None
        except (OSError, RuntimeError, ValueError) as error:
            raise Refused(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
        # A pipe or a device would never end.
        if not stat.S_ISREG(mode):
            raise Refused("is no file")
        return file

    def size(self, path: str) -> int:
        return self._find(path).stat().st_size

    def open(self, path: str) -> BinaryIO:
        """Raises Refused."""
        file = self._find(path)
        try:
            return file.open("rb")
        except OSError as error:
            raise Refused(f"cannot be read: {error.strerror}") from error


class Zip:
    """A package in a zip; `prefix` is the folder in it that holds the descriptor."""

    def __init__(self, file: Path) -> None:
        try:
            self.archive = zipfile.ZipFile(file)
            members = self.archive.infolist()
        except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError) as error:
            raise Refused(f"cannot be read as a zip: {getattr(error, 'strerror', None) or error}") from error
        if len(members) > MOST_MEMBERS:
            raise Refused(f"holds more than {MOST_MEMBERS} members")
        if sum(member.compress_size for member in members) > file.stat().st_size:
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
            raise Refused("is not there")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Refused("is a link, which is not followed in a zip")
        if member.file_size > FREE_BYTES and member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
            raise Refused(f"unpacks to more than {LARGEST_RATIO} times its size")
        return member

    def size(self, path: str) -> int:
        return self._find(path).file_size

    def open(self, path: str) -> BinaryIO:
        member = self._find(path)
        try:
            return self.archive.open(member)  # type: ignore[return-value]
        except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
            raise Refused(f"cannot be read from the zip: {error}") from error


Place = Folder | Zip


def fetch(url: str) -> bytes:
    """The content of a http or https address. Raises Refused."""
    try:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise Refused("is not an address of http or https")
        with urllib.request.urlopen(url, timeout=REMOTE_SECONDS) as answer:  # noqa: S310
            data = answer.read(REMOTE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Refused(f"cannot be fetched: {error}") from error
    if len(data) > REMOTE_BYTES:
        raise Refused(f"is larger than {REMOTE_BYTES >> 30} GiB")
    return data

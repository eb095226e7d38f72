"""The one way in which a file of a package or of an input is opened.

Whoever made the package or the folder of articles may have put anything under a file's name: a link to a file of the
reader, a pipe that never ends, a device, a file of terabytes. So only a regular file is opened, where asked for only
one inside of its folder, and a file that is read whole has a bound.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO

# To open a pipe waits for its writer, unless asked not to; a file of a disk knows no such waiting.
_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


class Refused(Exception):
    """A file that is not opened; the message says why, to stand after the file's name."""


class NotThere(Refused):
    """There is no file of this name."""

    def __init__(self) -> None:
        super().__init__("does not exist")


def open_file(path: Path, *, inside: Path | None = None, largest: int | None = None) -> BinaryIO:
    """The file, open for reading. With `inside`, links are followed only as long as they stay in that folder.

    Raises NotThere, and Refused for a link that leads out, for what is no regular file, for one of more than `largest`
    bytes, and where the system refuses.
    """
    try:
        flags = _FLAGS
        if inside is not None:
            whole = path.resolve()
            if not whole.is_relative_to(inside.resolve()):
                raise Refused("is a link that leaves the package")
            path, flags = whole, flags | os.O_NOFOLLOW
        # Before it is opened, since opening alone makes some devices act; and again of what was opened.
        _check(os.stat(path), largest)
        handle = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        raise NotThere from None
    except (OSError, RuntimeError, ValueError) as error:  # also a name with NUL, and links that go round
        raise Refused(f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    try:
        _check(os.fstat(handle), largest)
    except BaseException:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def read_file(path: Path, largest: int, *, inside: Path | None = None) -> bytes:
    """All bytes of the file, which are `largest` at most. Raises as :func:`open_file` does."""
    with open_file(path, inside=inside, largest=largest) as file:
        try:
            data = file.read(largest + 1)
        except OSError as error:
            raise Refused(f"cannot be read: {error.strerror or error}") from error
    if len(data) > largest:  # files of /proc are of no size until they are read
        raise _too_large(largest)
    return data


def _check(found: os.stat_result, largest: int | None) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise Refused("is not a file")
    if largest is not None and found.st_size > largest:
        raise _too_large(largest)


def _too_large(largest: int) -> Refused:
    return Refused(f"is larger than {largest >> 20:,} MiB" if largest >> 20 else f"is larger than {largest:,} bytes")

"""What a command writes to: a file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from ..core.errors import OutputError
from . import atomic_replace, lock


def utf8_output(errors: str = "strict") -> TextIO:
    """Standard output, writing UTF-8 with plain line ends whatever the terminal's own encoding is.

    `errors` says what becomes of a character that UTF-8 cannot write (half of a surrogate pair), as for open().
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n", errors=errors)
    return sys.stdout


@contextlib.contextmanager
def output(path: Path) -> Iterator[TextIO]:
    """A stream to `path` that appears there only when it is whole; `-` is standard output."""
    if str(path) == "-":
        stream = utf8_output()
        try:
            yield stream
            stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(
                "standard output", f"cannot be written ({error.strerror})", "Make room, or name a file"
            ) from error
        return
    path = path.resolve()  # a link is followed, not replaced
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("w", encoding="utf-8", newline="\n") as stream:  # a device or a pipe
            yield stream
        return
    if path.is_dir():
        raise OutputError(path, "is a folder", "Name a file with --out, such as found.jsonl")
    if not path.parent.is_dir():
        raise OutputError(path, "cannot be written (No such file or directory)", f"Make the folder {path.parent} first")
    try:
        with lock.hold(path.with_name(f".{path.name}.lock")), _whole(path) as stream:
            yield stream
    except lock.Held as held:
        raise OutputError(
            path,
            f"is being written by another eventpack, {held.by}",
            "Wait until it is done, or name another file with --out",
        ) from None
    except lock.NotALock as error:
        raise OutputError(error.file, "is not a file that eventpack made", "Remove it") from error
    except OSError as error:
        raise OutputError(
            path, f"cannot be written ({error.strerror or error})", "Make room, or name another file with --out"
        ) from error


@contextlib.contextmanager
def _whole(path: Path) -> Iterator[TextIO]:
    """The stream goes to a hidden file beside `path`, always of the same name: what a kill leaves, the next run takes.

    Only the holder of the lock may do this.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        # Never written through: a link or somebody else's file of that name is taken away first.
        part.unlink(missing_ok=True)
        with part.open("x", encoding="utf-8", newline="\n") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
        atomic_replace.sync(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise

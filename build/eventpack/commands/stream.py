"""What a command writes to: a file that appears whole or not at all, and a progress bar."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TypeVar

from ..errors import OutputError

T = TypeVar("T")


@contextlib.contextmanager
def output(path: Path) -> Iterator[IO[str]]:
    """A stream to `path` that appears there only when it is whole; `-` is standard output."""
    if str(path) == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        try:
            yield sys.stdout
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError("standard output", f"cannot be written ({error.strerror})", "Make room, or name a file"
                              ) from error
        return
    path = path.resolve()                # a link is followed, not replaced
    if path.exists() and not path.is_file() and not path.is_dir():
        with path.open("w", encoding="utf-8", newline="\n") as stream:      # a device or a pipe
            yield stream
        return
    try:
        if path.is_dir():
            raise OutputError(path, "is a folder", "Name a file with --out, such as found.jsonl")
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error.strerror})", "Name another file with --out") from error
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as stream:
            yield stream
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(name)
        if isinstance(error, OSError):
            raise OutputError(path, f"cannot be written ({error.strerror})",
                              "Make room, or name another file with --out") from error
        raise


def bar(items: Iterable[T], total: int | None = None, unit: str = "articles") -> Iterable[T]:
    """`items`, with a progress bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm

    return tqdm(items, total=total, unit=f" {unit}", leave=False, dynamic_ncols=True)

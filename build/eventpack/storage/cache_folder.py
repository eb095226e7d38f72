"""Where caches lie, and whether such a folder is ours alone."""

from __future__ import annotations

import logging
import os
import stat
import tempfile
from functools import cache
from pathlib import Path

import platformdirs

log = logging.getLogger(__name__)


def cache_folders() -> list[Path]:
    """Where caches may lie, in order of preference: $EVENTPACK_CACHE, else the user's cache folder as the system has it;
    where that cannot be written, a folder beside other temporary files. Absolute paths.

    A folder in which everybody may put files is left out, with a warning: results are made from what lies there.
    """
    last = Path(tempfile.gettempdir()) / f"eventpack-{os.getuid() if hasattr(os, 'getuid') else 0}"
    named = os.environ.get("EVENTPACK_CACHE")
    first = Path(named).absolute() if named else platformdirs.user_cache_path("eventpack", appauthor=False)
    if _everybodys(first):
        _warn(first)
        return [last]
    return [first, last]


def _everybodys(folder: Path) -> bool:
    try:
        return hasattr(os, "getuid") and bool(folder.stat().st_mode & stat.S_IWOTH)
    except OSError:
        return False


@cache
def _warn(folder: Path) -> None:
    log.warning(
        "%s is not used as a cache, since everybody on this machine can write there. Take that right away (chmod o-w), "
        "or name another folder in EVENTPACK_CACHE",
        folder,
    )


def ours(folder: Path) -> bool:
    """Whether no other user can put a file there. The last folder lies where everyone may make one of its name."""
    if not hasattr(os, "getuid"):
        return True
    try:
        state = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o022

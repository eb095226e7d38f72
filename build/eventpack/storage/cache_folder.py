"""Where caches lie, and whether such a folder is ours alone."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import platformdirs


def cache_folders() -> list[Path]:
    """Where caches may lie, in order of preference: $EVENTPACK_CACHE, else the user's cache folder as the system has it;
    where that cannot be written, a folder beside other temporary files. Absolute paths."""
    last = Path(tempfile.gettempdir()) / f"eventpack-{os.getuid() if hasattr(os, 'getuid') else 0}"
    named = os.environ.get("EVENTPACK_CACHE")
    first = Path(named).absolute() if named else platformdirs.user_cache_path("eventpack", appauthor=False)
    return [first, last]


def ours(folder: Path) -> bool:
    """Whether nobody else can put a file there. The last folder lies where everyone may make one of its name."""
    if not hasattr(os, "getuid"):
        return True
    try:
        state = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o022

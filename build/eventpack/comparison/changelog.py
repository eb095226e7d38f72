"""Puts the entry of a difference into a CHANGELOG."""

from __future__ import annotations

import re
from pathlib import Path

from ..core.errors import InputError, OutputError

_HEAD = "### Data"
_HEADING = re.compile(r"^## ", re.M)


def insert(file: Path, entry: str) -> None:
    """Write `entry`, which begins with its own heading ("## 1.2.0"), into `file`.

    Where the file has the heading, the entry stands at the end of that section under "### Data", in the place of one
    that stood there; else before the newest section. A file that is not there is made. Raises InputError, OutputError.
    """
    try:
        text = file.read_text(encoding="utf-8") if file.exists() else "# Changelog\n\n"
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(file, None, f"cannot be read ({error})", "Name a text file in UTF-8") from error
    try:
        file.write_text(inserted(text, entry), encoding="utf-8", newline="")
    except OSError as error:
        raise OutputError(file, f"cannot be written ({error.strerror})", "Name another file") from error


def inserted(text: str, entry: str) -> str:
    """The changelog `text` with the entry; the same when done twice."""
    heading, _, body = entry.partition("\n")
    data = f"{_HEAD}\n{body.rstrip()}\n"
    found = re.search(rf"^{re.escape(heading)}(?![0-9.]).*\n?", text, re.M)
    if found is None:
        first = _HEADING.search(text)
        at = first.start() if first else len(text)
        before, after = text[:at].rstrip("\n"), text[at:]
        return f"{before}\n\n{heading}\n{data}" + (f"\n{after}" if after else "")
    following = _HEADING.search(text, found.end())
    end = following.start() if following else len(text)
    section = re.sub(rf"^{_HEAD}\n.*?(?=^### |\Z)", "", text[found.end() : end], flags=re.M | re.S).rstrip("\n")
    section = f"{section}\n\n{data}" if section.strip() else data
    before = text[: found.end()] if text[: found.end()].endswith("\n") else text[: found.end()] + "\n"
    return before + section + (f"\n{text[end:]}" if text[end:] else "")

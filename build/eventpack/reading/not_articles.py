"""A file of a kind that may hold articles, and holds none that can be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..core.errors import EventpackError, InputError
from ..core.optional_parts import needed


class NotArticles(InputError):
    """An error where the file was named; in a folder the file is passed over, with `reason` in a few words."""

    def __init__(self, file: Path, message: str, hint: str, reason: str) -> None:
        self.reason = reason
        super().__init__(file, None, message, hint)


def library(module: str, extra: str, file: Path) -> Any:
    """The library that a format needs. Raises NotArticles, which says how to install it."""
    try:
        return needed(module, extra)
    except EventpackError as error:
        command = str(error).partition("install it with: ")[2]
        raise NotArticles(
            file,
            f"needs eventpack[{extra}], which is not installed",
            f"Install it with: {command}",
            f"needs eventpack[{extra}]: {command}",
        ) from error

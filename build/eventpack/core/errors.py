"""What can go wrong that a user can put right. Each error is one message: where, what was found, what to do."""

from __future__ import annotations

from pathlib import Path

from .messages import printable


class EventpackError(Exception):
    """Ends a command with exit status 2 and its message; never with a traceback."""


class ArgumentError(EventpackError, TypeError):
    """A function of the Python API was called with a value it cannot take; the message says what it takes."""


class NotFound(EventpackError, KeyError):
    """A package has no table or event of this name."""

    __str__ = Exception.__str__  # KeyError shows its message in quotes


class InputError(EventpackError):
    """An input cannot be used as it is.

    `file` is the input as the user knows it, `line` the line (or, with ``unit="row"``, the row) counted
    from 1, None where the whole file is meant. `message` says what was found, `hint` what to do about it.
    """

    def __init__(self, file: str | Path, line: int | None, message: str, hint: str, *, unit: str = "line") -> None:
        self.file, self.line, self.message, self.hint, self.unit = str(file), line, message, hint, unit
        where = self.file if line is None else f"{self.file}, {unit} {line}"
        super().__init__(printable(f"{where}: {message}. {hint}."))


class OutputError(EventpackError):
    """A result cannot be written where the user wants it."""

    def __init__(self, path: str | Path, message: str, hint: str) -> None:
        self.path, self.message, self.hint = str(path), message, hint
        super().__init__(printable(f"{self.path}: {message}. {hint}."))

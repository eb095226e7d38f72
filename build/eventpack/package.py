"""Writes the package: every table as CSV and Parquet, and datapackage.json; whole and checked, or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from . import check, csv_file, descriptor, parquet_file, schema, swap
from .about import About
from .errors import EventpackError, OutputError
from .model import Annotation
from .problem import Problem
from .validate import referee

_SHOWN = 20


class NotValid(EventpackError):
    """The tables break their own rules: a fault of the coder or the linker, nothing was written.

    `problems` has all of it; the message the first twenty.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        lines = [str(problem) for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            lines.append(f"... and {len(self.problems) - _SHOWN} more")
        super().__init__("\n".join(["the package is not valid and was not written:", *lines]))


def write(
    frames: Mapping[str, pd.DataFrame], annotations: Sequence[Annotation], out: str | Path, about: About | None = None
) -> Path:
    """Write `frames` as a package into the folder `out` and return the path of its datapackage.json.

    The files are made in a hidden folder of `out`, checked there by all our checks and by frictionless, and only
    then put in the place of an earlier package's, by :mod:`eventpack.swap`. Other files in `out` are left alone.
    Raises NotValid, swap.Busy where another process writes into `out`, or OutputError where `out` cannot be written;
    an earlier package is then untouched.
    """
    out = Path(out)
    texts = _texts(frames, annotations)
    if problems := check.check(frames, texts):
        raise NotValid(problems)
    try:
        with swap.replacement(out) as new:
            check_ours(out)
            _write_files(frames, new, about or About())
            if problems := _check_files(frames, new):
                raise NotValid(problems)
    except OSError as error:
        raise OutputError(out, f"cannot be written: {error.strerror or error}",
                          "Make room or give write permission, or choose another folder with --out") from error
    return out / descriptor.FILE


def _texts(frames: Mapping[str, pd.DataFrame], annotations: Sequence[Annotation]) -> dict[str, str]:
    """source_id → text. A corrected article keeps its identifier, so it is its text's digest that tells which it is."""
    by_digest = {annotation.article.sha256: annotation.article.text for annotation in annotations}
    pairs = zip(frames["sources"]["source_id"], frames["sources"]["sha256"], strict=True)
    return {source_id: by_digest[digest] for source_id, digest in pairs if digest in by_digest}


def _write_files(frames: Mapping[str, pd.DataFrame], folder: Path, about: About) -> None:
    (folder / "data").mkdir()
    for table, frame in frames.items():
        csv_file.write(frame, folder / f"data/{table}.csv")
        parquet_file.write(frame, folder / f"data/{table}.parquet", schema.load(table))
    text = descriptor.to_json(descriptor.make(frames, folder, about))
    (folder / descriptor.FILE).write_text(text, encoding="utf-8", newline="")


def _check_files(frames: Mapping[str, pd.DataFrame], folder: Path) -> list[Problem]:
    """That what was written reads back as what was meant, in both formats, and that frictionless agrees."""
    problems: list[Problem] = []
    for table, frame in frames.items():
        declared = schema.load(table)
        back, found = csv_file.read(folder / f"data/{table}.csv", declared, table)
        problems += found
        if back is None:
            continue
        if not back.equals(frame.reset_index(drop=True)):
            problems.append(Problem(table, None, None, None, "csv", "does not read back as it was written"))
        problems += parquet_file.compare(folder / f"data/{table}.parquet", back, declared, table)
    return problems or referee(folder / descriptor.FILE)


def check_ours(out: Path) -> None:
    """Refuse to write over a package that is not one of eventpack."""
    file = out / descriptor.FILE
    if not file.exists():
        return
    try:
        names = {resource["name"] for resource in json.loads(file.read_text(encoding="utf-8"))["resources"]}
    except (OSError, ValueError, LookupError, TypeError):
        names = set()
    if not names >= {"events", "reports"}:
        raise OutputError(file, "is not a package of eventpack and would be lost",
                          "Move it away, or choose another folder with --out")

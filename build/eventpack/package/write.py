"""Writes the package: every table as CSV and Parquet, and datapackage.json; whole and checked, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa

from ..core import package_layout
from ..core.errors import EventpackError, OutputError
from ..core.problems import Problem, ordered
from ..reading.package_yaml import About
from ..storage import atomic_replace
from ..tabular import csv_file, parquet_file, schema
from ..tabular.arrow_lookup import looked_up
from ..tabular.sorted_rows import TableRows
from ..validation import document
from ..validation.container import Folder, Refused
from . import casualty_rules, descriptor, rules
from .check_tables import check_frame, check_keys
from .validate import referee

_SHOWN = 20
# frictionless takes a fifth of a millisecond a row: beyond this it is shown the first rows of each table.
REFEREE_ROWS = 5_000


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
    tables: Mapping[str, TableRows | pd.DataFrame],
    texts: Mapping[str, str],
    out: str | Path,
    about: About | None = None,
) -> Path:
    """Write `tables` as a package into the folder `out` and return the path of its datapackage.json.

    `texts` is SHA-256 → article text, in which every quote is looked up. The files are made in a hidden folder of
    `out`, part by part, checked there by all our checks and by frictionless, and only then put in the place of an
    earlier package's, by :mod:`eventpack.storage.atomic_replace`. Other files in `out` are left alone.
    Raises NotValid, swap.Busy where another process writes into `out`, or OutputError where `out` cannot be written;
    an earlier package is then untouched.
    """
    out = Path(out)
    try:
        with atomic_replace.replacement(out) as new:
            check_ours(out)
            ends = _write_tables(tables, new)
            with ExitStack() as stack:
                columns = {
                    table: stack.enter_context(
                        closing(parquet_file.Columns(new / f"data/{table}.parquet", schema.load(table)))
                    )
                    for table in ends
                }
                text = descriptor.to_json(descriptor.make(columns, new, about or About()))
                (new / package_layout.FILE).write_text(text, encoding="utf-8", newline="")
                if problems := _check_files(new, ends, columns, texts, about.quote_length if about else None):
                    raise NotValid(ordered(problems))
    except OSError as error:
        raise OutputError(
            out,
            f"cannot be written: {error.strerror or error}",
            "Make room or give write permission, or choose another folder with --out",
        ) from error
    return out / package_layout.FILE


class _TextsOf(Mapping[str, str]):
    """source_id → text, of the sources that a part of a table names.

    A corrected article keeps its identifier, so it is its text's digest that says which it is.
    """

    def __init__(self, part: pd.DataFrame, sources: Mapping[str, pd.Series], by_digest: Mapping[str, str]) -> None:
        ids = part["source_id"].drop_duplicates()
        self._digests = dict(zip(ids, looked_up(ids, sources["source_id"], sources["sha256"]), strict=True))
        self._by_digest = by_digest

    def __getitem__(self, source_id: str) -> str:
        return self._by_digest[self._digests[source_id]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)


def _write_tables(tables: Mapping[str, TableRows | pd.DataFrame], folder: Path) -> dict[str, list[int]]:
    """Writes each table part by part. Table → the bytes at which the parts of its CSV end, the header's first."""
    (folder / "data").mkdir()
    ends = {}
    for table, rows in tables.items():
        declared = schema.load(table)
        with (
            csv_file.Writer(folder / f"data/{table}.csv", schema.columns(declared)) as csv,
            parquet_file.Writer(folder / f"data/{table}.parquet", declared) as parquet,
        ):
            try:
                parts = (parquet_file.to_arrow(rows, declared),) if isinstance(rows, pd.DataFrame) else rows.tables()
                for part in parts:
                    parquet.write(part)
                    csv.write(part)
            except (pa.ArrowException, ValueError, TypeError) as error:
                raise NotValid([Problem(table, None, None, None, "type", str(error))]) from error
        ends[table] = csv.ends
        if isinstance(rows, TableRows):
            rows.close()  # its keys are a good part of what is in memory
        pa.default_memory_pool().release_unused()
    return ends


def _check_files(
    folder: Path,
    ends: Mapping[str, Sequence[int]],
    tables: Mapping[str, parquet_file.Columns],
    by_digest: Mapping[str, str],
    longest: int | None,
) -> list[Problem]:
    """All checks: part by part that the CSV keeps its schema, by our own engine and by pandera, and reads back as what
    the Parquet file holds, and of each row by itself; then of keys and between rows; then what frictionless has to say."""
    problems: list[Problem] = []
    for table, places in ends.items():
        declared, path, rows = schema.load(table), folder / f"data/{table}.parquet", 0
        csv = csv_file.parts(folder / f"data/{table}.csv", places)
        for cells, written in zip(csv, parquet_file.parts(path), strict=True):
            back, found = csv_file.read(cells, declared, table)
            problems += [replace(problem, row=problem.row and problem.row + rows) for problem in found]
            if back is not None:
                problems += parquet_file.compare_part(written, path.name, back, declared, table, rows)
                if not found and len(back):  # of no rows only the columns could be wrong, and those were just read
                    problems += check_frame(back, table, rows)
                if not found and table in {"sources", "reports", "mentions", "casualties"}:
                    if table == "casualties":
                        back = casualty_rules.with_source(back, tables["reports"])
                    texts = _TextsOf(back, tables["sources"], by_digest)
                    problems += rules.check_part(table, back, texts, rows, longest)
            rows += written.num_rows
    problems = problems or check_keys(tables) or rules.check_between(tables)
    sample = sum(map(len, tables.values())) > REFEREE_ROWS
    return problems or referee(folder / package_layout.FILE, sample=sample)


def check_ours(out: Path) -> None:
    """Refuse to write over a package that is not one of eventpack."""
    file = out / package_layout.FILE
    if not os.path.lexists(file):
        return
    try:
        data = document.parse(Folder(out).read(package_layout.FILE, document.LARGEST), package_layout.FILE)
        names = {resource["name"] for resource in data["resources"]}
    except (Refused, document.NotJson, LookupError, TypeError):
        names = set()
    if not names >= {"events", "reports"}:
        raise OutputError(
            file, "is not a package of eventpack and would be lost", "Move it away, or choose another folder with --out"
        )

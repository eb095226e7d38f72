"""Which reader a file with many articles has, by the ending of its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .input_warnings import InputWarnings
from .options import ReadOptions
from .rows import Row

# Ending → format. The readers are imported when one is needed.
SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".rss": "feed",
    ".atom": "feed",
    ".rdf": "feed",
    ".xml": "feed",
    ".warc": "warc",
    ".warc.gz": "warc",
}


def format_of(name: str) -> str | None:
    """The format of a file with this name; None where it is not one of many articles."""
    lower = name.lower()
    return next((kind for suffix, kind in SUFFIXES.items() if lower.endswith(suffix)), None)


def rows_of(file: Path, options: ReadOptions, remarks: InputWarnings) -> Iterator[Row]:
    """The rows of a file, in their order. Raises InputError where it cannot be read at all, NotArticles where it is of
    this format but holds no articles, or where a library is missing."""
    kind = format_of(file.name)
    if kind in {"jsonl", "json"}:
        from . import json_rows

        return (json_rows.read_jsonl if kind == "jsonl" else json_rows.read_json)(file, options)
    if kind in {"csv", "xlsx", "parquet"}:
        from . import table_rows

        readers = {"csv": table_rows.read_csv, "xlsx": table_rows.read_xlsx, "parquet": table_rows.read_parquet}
        return readers[kind](file, options)
    if kind == "feed":
        from .feed import read_feed

        return read_feed(file, options)
    from .warc import read_warc

    return read_warc(file, options, remarks)

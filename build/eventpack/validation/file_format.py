"""The format of a resource's file, from its descriptor and its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

TABULAR_FORMATS = {"csv", "tsv", "parquet"}
_COMPRESSIONS = {"gz": "gz", "gzip": "gz", "bz2": "bz2", "xz": "xz", "zip": "zip"}
_TABLE_SUFFIXES = TABULAR_FORMATS | {"json", "inline"}
_MEDIATYPES = {
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/vnd.apache.parquet": "parquet",
    "application/x-parquet": "parquet",
}
_PLAIN_TEXT = {"", "txt", "dat", "data", "tab", "psv"}  # a table where the dialect says how cells are delimited


def format_of(raw: Mapping[str, Any], paths: tuple[str, ...], delimited: bool) -> tuple[str, str | None]:
    """The format of the file and how it is packed; "" where neither the descriptor nor a name says it."""
    compression = str(raw.get("compression") or "no").lower()
    suffixes = [suffix[1:].lower() for suffix in PurePosixPath(paths[0]).suffixes] if paths else []
    if suffixes and suffixes[-1] in _COMPRESSIONS:
        compression = compression if raw.get("compression") else suffixes[-1]
        suffixes.pop()
    stated = str(raw.get("format") or "").lower().removeprefix(".")
    suffix = suffixes[-1] if suffixes else "" if paths else "inline"
    mediatype = _MEDIATYPES.get(str(raw.get("mediatype") or "").partition(";")[0].strip().lower())
    form = _MEDIATYPES.get(stated, stated) or (suffix if suffix in _TABLE_SUFFIXES else mediatype or suffix)
    if delimited and form in _PLAIN_TEXT:
        form = "csv"
    return form, None if compression == "no" else _COMPRESSIONS.get(compression, compression)

"""Articles from standard input, kept in a file for as long as they are read, since a build reads them more than once."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ..core.errors import InputError
from .field_names import has_text
from .options import ReadOptions

NAME = "stdin"
_MOST_BYTES = 1 << 32
_HEAD = 1 << 16
_MAGIC = {
    b"PAR1": ".parquet",
    b"%PDF": ".pdf",
    b"WARC/": ".warc",
    b"\x1f\x8b": ".warc.gz",
}


@contextmanager
def as_file(stream: BinaryIO, options: ReadOptions) -> Iterator[Path]:
    """A file with all that `stream` gives, under a name that says its format, as its beginning shows it. Text that is
    nothing else is one article. Raises InputError for more than 4 GiB."""
    with tempfile.TemporaryDirectory(prefix="eventpack-") as place:
        head = stream.read(_HEAD)
        path = Path(place) / f"{NAME}{_suffix(head, options)}"
        size = len(head)
        with path.open("wb") as file:
            file.write(head)
            while data := stream.read(1 << 20):
                size += len(data)
                if size > _MOST_BYTES:
                    raise InputError("-", None, f"is more than {_MOST_BYTES >> 30} GiB", "Give it as a file")
                file.write(data)
        yield path


def _suffix(head: bytes, options: ReadOptions) -> str:
    for magic, suffix in _MAGIC.items():
        if head.startswith(magic):
            return suffix
    if head.startswith(b"PK\x03\x04"):
        return ".docx" if b"word/" in head else ".xlsx"
    text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").lstrip()
    begin = text[:1000].lower()
    if begin.startswith(("{", "[")):
        return ".jsonl" if begin.startswith("{") and _is_json(text.partition("\n")[0]) else ".json"
    if any(tag in begin for tag in ("<rss", "<feed", "<rdf:rdf")):
        return ".xml"
    if begin.startswith("<") and ("<html" in begin or "<!doctype html" in begin or "<body" in begin):
        return ".html"
    if "content-type: multipart/related" in begin:
        return ".mhtml"
    header = text.partition("\n")[0].strip()
    for separator in ",;\t|":
        cells = next(csv.reader([header], delimiter=separator), [])
        if len(cells) > 1 and has_text([cell.strip() for cell in cells], options):
            return ".csv"
    return ".txt"


def _is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False

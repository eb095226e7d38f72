"""Web pages in a web archive (.warc, .warc.gz), as crawlers and archiving browsers write it. Needs eventpack[warc]."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from ..core.errors import InputError
from ..core.open_file import Refused, open_file
from .input_warnings import InputWarnings
from .not_articles import NotArticles, library
from .options import ReadOptions
from .rows import Row
from .text_file import refused
from .web_files import MAX_PAGE_BYTES, page_of

# A web archive of text packs to a tenth or so. What unpacks to far more was made to overwhelm its reader.
_MOST_RATIO, _FREE = 100, 1 << 24
_BLOCK = 1 << 20  # bytes read at a time; warcio joins the pieces of a line one by one
_PAGES = ("text/html", "application/xhtml+xml")


class _TooMuch(Exception):
    pass


class _Bounded:
    """Decoded bytes of a file, up to a bound. All that warcio asks for is `read`."""

    def __init__(self, stream: Any, most: int) -> None:
        self._stream, self._left, self.closed = stream, most, False

    def read(self, size: int = 16_384) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise _TooMuch
        return data

    def close(self) -> None:
        self.closed = True


def read_warc(file: Path, options: ReadOptions, remarks: InputWarnings) -> Iterator[Row]:
    """One row a page: responses with status 200 that are HTML. What else the archive has is counted as passed over."""
    iterator = library("warcio.archiveiterator", "warc", file).ArchiveIterator
    pages = others = 0
    try:
        with open_file(file) as raw:
            records = iterator(_decoded(raw), block_size=_BLOCK)
            for number, record in enumerate(records, start=1):
                if record.rec_type not in {"response", "resource"}:
                    continue
                if not _is_page(record):
                    others += 1
                    continue
                pages += 1
                yield Row(number, "record", _page(record, file, number))
    except Refused as refusal:
        raise refused(file, refusal) from refusal
    except _TooMuch as error:
        raise InputError(
            file, None, f"unpacks to more than {_MOST_RATIO} times its size", "Unpack it and give its pages as .html"
        ) from error
    except InputError:
        raise
    except Exception as error:  # warcio, gzip and zlib raise whatever a damaged file leads to
        hint = f"Save it again ({type(error).__name__})"
        if pages:
            raise InputError(file, None, f"is damaged after {pages} pages", hint) from error
        raise NotArticles(file, "is not a web archive", hint, "damaged") from error
    if others:
        remarks.passed_over("records of a web archive", "no page", others)


def _decoded(raw: BinaryIO) -> Any:
    size = os.fstat(raw.fileno()).st_size
    packed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    return _Bounded(gzip.GzipFile(fileobj=raw) if packed else raw, max(_FREE, _MOST_RATIO * size))


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if headers is None:
        kind = record.rec_headers.get_header("Content-Type") or ""
        return record.rec_type == "resource" and kind.lower().startswith(_PAGES)
    return headers.get_statuscode() == "200" and (headers.get_header("Content-Type") or "").lower().startswith(_PAGES)


def _page(record: Any, file: Path, number: int) -> dict[str, Any] | InputError:
    address = record.rec_headers.get_header("WARC-Target-URI")
    kind = (record.http_headers.get_header("Content-Type") if record.http_headers else None) or ""
    try:
        data = record.content_stream().read(MAX_PAGE_BYTES + 1)
        if len(data) > MAX_PAGE_BYTES:
            raise InputError(file, None, f"is a page of more than {MAX_PAGE_BYTES:,} bytes", "Take it out")
        text, values, _ = page_of(data, file, charset=kind.rpartition("charset=")[2] if "charset=" in kind else None)
    except InputError as error:
        return InputError(file, number, error.message, error.hint, unit="record")
    except (zlib.error, OSError, EOFError) as error:
        return InputError(file, number, f"cannot be unpacked ({type(error).__name__})", "Take it out", unit="record")
    return {"url": address} | {name: value for name, value in values.items() if value} | {"text": text}

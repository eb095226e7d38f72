"""Articles in: a folder of .txt and .html files, a .jsonl or a .parquet, one :class:`Article` at a time.

The text is kept as it is. Of a .txt it is the whole decoded file, byte order mark and line ends included,
so that an offset holds for whoever decodes the file as UTF-8, and `sources.sha256` is what `sha256sum`
says of it. A .jsonl and a .parquet are streamed. An article that cannot be used is a :class:`Rejected`; an input
of which nothing can be used raises :class:`InputError`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from ..core.model import Article
from ..core.open_file import Refused, open_file, read_file
from .articles_csv import METADATA_FILE, read_articles_csv
from .given import GIVEN, Given, read_given
from .input_warnings import InputWarnings
from .metadata import read_fields, shorten
from .rejected import BadArticles, Rejected
from .rows import Read, Row, article_of
from .text_file import (
    MAX_BYTES,
    MAX_CHARACTERS,
    check_kind,
    check_text,
    decode_text,
    not_decodable,
    read_article,
    refused,
    too_long,
    unreadable,
    utf8_hint,
)

_MAX_PAGE_BYTES = 20_000_000  # a web page's scripts and styles weigh more than its text
_MAX_LINE_BYTES = 12 * MAX_CHARACTERS + 100_000  # a JSON string may spend 12 bytes on one character

TEXT_SUFFIXES = (".txt",)
PAGE_SUFFIXES = (".html", ".htm")

_UNREADABLE_NAME = re.compile("[\ud800-\udfff]")


def articles(
    path: str | Path | Given, *, copies: bool = False, rejected: list[Rejected] | None = None, quiet: bool = False
) -> Iterator[Article]:
    """Each article of `path`, in order: by file name for a folder, as given for a .jsonl or .parquet or for values of
    a program (:mod:`eventpack.reading.given`).

    `copies` says whether two articles may have the very same text. A package cannot hold both, since a
    source is known by its text; annotating one article after the other can.

    Articles that cannot be used are put in `rejected` and left out. Where that is None, the first of them ends the
    articles; the input is then read to its end for all the others, and BadArticles raised, as it is where no article is
    left. `quiet` leaves unsaid what :class:`InputWarnings` has to say at the end, as it was said before. Raises InputError,
    naming file, line and what to do, where the input as a whole cannot be used.
    """
    seen = _Seen(copies)
    if isinstance(path, (str, Path)):
        path = Path(path)
        remarks = InputWarnings(path)
        rows = {"folder": _read_folder, "jsonl": _read_jsonl, "parquet": _read_parquet}[input_kind(path)](path, remarks)
    else:
        remarks = InputWarnings(GIVEN)
        rows = read_given(path, remarks)
        path = GIVEN
    count, bad = 0, [] if rejected is None else rejected
    for row in rows:
        if isinstance(row, Rejected):
            bad.append(row)
            continue
        place, article = row
        fault = seen.check(article, *place)
        if fault:
            bad.append(fault)
        elif rejected is not None or not bad:
            count += 1
            if not quiet:
                remarks.text(article.text, article.file or article.id)
            yield article
    if not quiet:
        remarks.log()
    if bad and (rejected is None or not count):
        raise BadArticles(bad, others=rejected is None)
    if not count:
        raise InputError(path, None, "holds no article", 'Give one article a line, as an object with a "text"')


def check(path: str | Path, *, copies: bool = False) -> None:
    """Read all of `path`, so that what is wrong with it is reported before hours of work. Raises as :func:`articles`."""
    for _ in articles(path, copies=copies):
        pass


def input_kind(path: Path) -> str:
    """`folder`, `jsonl` or `parquet`. Raises InputError where `path` is none of them."""
    try:
        if path.is_dir():
            return "folder"
        if not path.exists():
            raise InputError(
                path, None, "no such folder or file", "Give a folder of .txt or .html files, a .jsonl or a .parquet"
            )
    except OSError as error:
        raise unreadable(path, error) from error
    check_kind(path)
    suffix = path.suffix.lower()
    if suffix in {".jsonl", ".ndjson"}:
        return "jsonl"
    if suffix in {".parquet", ".pq"}:
        return "parquet"
    raise InputError(
        path,
        None,
        "is not a folder, a .jsonl or a .parquet",
        "Put the article in a folder and give the folder"
        if suffix in TEXT_SUFFIXES + PAGE_SUFFIXES
        else "Give a folder of .txt or .html files, or one article a line as .jsonl",
    )


def count(path: str | Path) -> int | None:
    """How many articles `path` holds, for a progress bar; None where only reading it all would show."""
    path = Path(path)
    kind = input_kind(path)
    if kind == "folder":
        return len(_article_files(path))
    if kind == "parquet":
        return _parquet_file(path).rows
    return None


class _Seen:
    """What was read before, by digest, so that an identifier or a text given twice is found."""

    def __init__(self, copies: bool) -> None:
        self.copies = copies
        self.ids: dict[bytes, tuple] = {}
        self.texts: dict[bytes, tuple] = {}

    def check(self, article: Article, file: str, line: int | None, unit: str) -> Rejected | None:
        place = (file, line, unit)

        def repeated(message: str, hint: str) -> Rejected:
            error = InputError(file, line, message, hint, unit=unit)
            return Rejected.unread(error, article.id, article.text.encode("utf-8"))

        first = self.ids.setdefault(_digest(article.id), place)
        if first is not place:
            return repeated(
                f'the id "{article.id}" was used before, by {_named(first)}', "Give each article a name of its own"
            )
        if not self.copies:
            first = self.texts.setdefault(_digest(article.text), place)
            if first is not place:
                return repeated(
                    f"has the same text as {_named(first)}", "Keep one of the two: a package holds a text once"
                )
        return None


def _digest(value: str) -> bytes:
    return blake2b(value.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _named(place: tuple) -> str:
    file, line, unit = place
    return file if line is None else f"{unit} {line}"


# --- a folder


def _article_files(folder: Path) -> list[Path]:
    """What has an article's name, also where it is a broken link or no file: that has to be reported."""
    try:
        entries = [p for p in folder.iterdir() if not p.name.startswith(".")]
    except OSError as error:
        raise unreadable(folder, error) from error
    found = sorted((p for p in entries if p.suffix.lower() in TEXT_SUFFIXES + PAGE_SUFFIXES), key=lambda p: p.name)
    if not found:
        files = [p for p in entries if p.is_file()]
        others = sorted({p.suffix.lower() or p.name for p in files if p.name.casefold() != METADATA_FILE})
        only = f", only {', '.join(others)}" if others else ""
        raise InputError(
            folder, None, f"holds no .txt or .html file{only}", "Put one article a file into it, as UTF-8 text"
        )
    return found


def _read_folder(folder: Path, remarks: InputWarnings) -> Iterator[Read]:
    files = _article_files(folder)
    metadata, faults = read_articles_csv(folder, [p.name for p in files])
    yield from (Rejected.unread(error) for error in faults.pop(None, ()))
    for file in files:
        shown = folder / file.name
        if file.name in faults:
            yield from (Rejected.unread(error, file.stem, _bytes(shown)) for error in faults[file.name])
            continue
        try:
            article = _file(shown, metadata.get(file.name, {}), remarks)
        except InputError as error:
            yield Rejected.unread(error, None if _UNREADABLE_NAME.search(file.name) else file.stem, _bytes(shown))
        else:
            yield (str(shown), None, "line"), article


def _file(file: Path, metadata: dict[str, Any], remarks: InputWarnings) -> Article:
    if _UNREADABLE_NAME.search(file.name):
        raise InputError(file.parent / ascii(file.name)[1:-1], None, "its name is not UTF-8", "Rename the file")
    check_kind(file, inside=file.parent)
    given = {name: value for name, value in metadata.items() if value is not None}
    if file.suffix.lower() in PAGE_SUFFIXES:
        text, values = _page(file, remarks)
    else:
        text = decode_text(read_article(file, MAX_BYTES), file)
        values = {"title": shorten(_first_line(text))}
    check_text(text, file, None)
    return Article(id=file.stem, text=text, file=file.name, **(values | given))


def _bytes(file: Path) -> bytes | None:
    """The bytes of a file that was refused, None where they are not to be had or are too many."""
    try:
        return read_file(file, _MAX_PAGE_BYTES, inside=file.parent)
    except Refused:
        return None


def _page(file: Path, remarks: InputWarnings) -> tuple[str, dict[str, Any]]:
    from .web_page import TooMuchMarkup, decode, read_page  # most inputs have no page, and its parser takes a second

    data = read_article(file, _MAX_PAGE_BYTES)
    try:
        page = read_page(decode(data))
    except LookupError as error:
        raise InputError(file, None, f"declares a character set nobody knows ({error})", "Save it as UTF-8") from error
    except UnicodeDecodeError as error:
        raise not_decodable(file, data, error) from error
    except TooMuchMarkup as error:
        raise InputError(file, None, str(error), "Save the article's text as a .txt instead") from error
    if not page.text.strip() and data.strip():
        raise InputError(
            file, None, "no article text was found in this page", "Save the article's text as a .txt instead"
        )
    found: list[str] = []
    values = read_fields(page.metadata, found)
    remarks.unread(found, file.name)
    return page.text, values


def _first_line(text: str) -> str | None:
    lines = (" ".join(line.strip("\ufeff\u200e\u200f").split()) for line in text.splitlines())
    return next((line for line in lines if line), None)


# --- a .jsonl or .parquet


def _read_jsonl(file: Path, remarks: InputWarnings) -> Iterator[Read]:
    try:
        with open_file(file) as stream:
            line = 0
            while data := stream.readline(_MAX_LINE_BYTES + 1):
                line += 1
                if len(data) > _MAX_LINE_BYTES:
                    while data and not data.endswith(b"\n"):
                        data = stream.readline(_MAX_LINE_BYTES)
                    error = too_long(file, line, f"more than {_MAX_LINE_BYTES:,} bytes")
                    yield Rejected.unread(error, f"line-{line}")
                    continue
                if line == 1:
                    data = data.removeprefix(b"\xef\xbb\xbf")
                    if data.rstrip().startswith(b"[") and not data.rstrip().endswith(b"]"):
                        raise InputError(
                            file,
                            line,
                            "is not JSON lines but a list over several lines",
                            "Write one object a line, no list around them",
                        )
                if data.strip():
                    yield article_of(_row("line", line, partial(_json, file, line, data), data), file, remarks)
    except Refused as refusal:
        raise refused(file, refusal) from refusal
    except OSError as error:
        raise unreadable(file, error) from error


def _row(unit: str, number: int, read: Callable[[], dict[str, Any]], data: bytes | None = None) -> Row:
    try:
        return Row(number, unit, read(), data)
    except InputError as error:
        return Row(number, unit, error, data)


def _json(file: Path, line: int, data: bytes) -> dict[str, Any]:
    try:
        row = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError(file, line, f"is not UTF-8 (byte {error.start + 1} of the line)", utf8_hint(data)) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            file, line, f"is not JSON ({error})", "Write each article as one JSON object on one line"
        ) from error
    if not isinstance(row, dict):
        raise InputError(
            file,
            line,
            f"is a JSON {type(row).__name__}, not an object",
            'Write each article as {"id": ..., "text": ...} on a line of its own',
        )
    return row


def _parquet_file(file: Path):
    from ..validation import parquet_bounds  # here, since it takes a third of a second to import

    try:
        return parquet_bounds.Parquet(open_file(file))
    except Refused as refusal:
        raise refused(file, refusal) from refusal
    except parquet_bounds.TooMuch as error:
        raise InputError(file, None, str(error), "Write it anew, with its texts as they are") from error
    except parquet_bounds.Unreadable as error:
        raise InputError(file, None, "is not a Parquet file", "Write it anew; a .jsonl is read too") from error


def _read_parquet(file: Path, remarks: InputWarnings) -> Iterator[Read]:
    from ..validation.parquet_bounds import Unreadable as NoParquet

    table = _parquet_file(file)
    names = table.schema.names
    if "text" not in names:
        raise InputError(file, None, f"has no column text, only {', '.join(names)}", "Name the column with the text so")
    columns = [
        name for name in ("id", "text", "title", "publisher", "author", "url", "published", "language") if name in names
    ]
    row = 0
    try:
        for batch in table.batches(256, columns, plain=True):
            for cells in _cells(batch):
                row += 1
                yield article_of(_row("row", row, partial(_readable, file, row, cells)), file, remarks)
    except NoParquet as error:
        raise InputError(file, row + 1, str(error), "Write the file anew", unit="row") from error


def _cells(batch) -> list[dict[str, Any] | ValueError]:
    """The rows of an Arrow batch; where Python has no such value (bytes that are no UTF-8, a year 20000), why not."""
    try:
        return batch.to_pylist()
    except (ValueError, OverflowError) as error:
        if batch.num_rows == 1:
            return [ValueError(str(error))]
        return [cells for number in range(batch.num_rows) for cells in _cells(batch.slice(number, 1))]


def _readable(file: Path, row: int, cells: dict[str, Any] | ValueError) -> dict[str, Any]:
    if isinstance(cells, ValueError):
        raise InputError(file, row, f"has a cell that cannot be read ({cells})", "Write the row anew", unit="row")
    return cells

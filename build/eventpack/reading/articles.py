"""Articles in: a folder, a file of any format of docs/input.md, or values of a program, one :class:`Article` at a time.

The text is kept as it is. Of a .txt it is the whole decoded file, byte order mark and line ends included,
so that an offset holds for whoever decodes the file as UTF-8, and `sources.sha256` is what `sha256sum`
says of it. Files with a row an article are streamed where their format allows it. An article that cannot be used is a
:class:`Rejected`; an input of which nothing can be used raises :class:`InputError`.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from ..core.errors import InputError
from ..core.model import Article
from . import documents, folder, row_files
from .given import GIVEN, Given, read_given
from .input_warnings import InputWarnings
from .options import AS_IT_IS, ReadOptions
from .rejected import BadArticles, Rejected
from .rows import Read, article_of
from .text_file import check_kind, unreadable

FORMATS = ".txt, .html, .mhtml, .docx, .rtf, .pdf, .jsonl, .json, .csv, .tsv, .xlsx, .parquet, .rss, .atom, .xml, .warc"


def articles(
    path: str | Path | Given,
    *,
    copies: bool = False,
    rejected: list[Rejected] | None = None,
    quiet: bool = False,
    options: ReadOptions = AS_IT_IS,
) -> Iterator[Article]:
    """Each article of `path`, in order: by path for a folder, as given for rows or for values of a program
    (:mod:`eventpack.reading.given`).

    `copies` says whether two articles may have the very same text. A package cannot hold both, since a
    source is known by its text; annotating one article after the other can.

    Articles that cannot be used are put in `rejected` and left out. Where that is None, the first of them ends the
    articles; the input is then read to its end for all the others, and BadArticles raised, as it is where no article is
    left. `quiet` leaves unsaid what :class:`InputWarnings` has to say at the end, as it was said before. Raises InputError,
    naming file, line and what to do, where the input as a whole cannot be used.
    """
    given = not isinstance(path, (str, Path))
    where = GIVEN if given else Path(path)  # type: ignore[arg-type]
    seen, remarks = _Seen(copies), InputWarnings(where)
    rows = read_given(path, remarks, options) if given else _read(where, remarks, options)  # type: ignore[arg-type]
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
    if bad and (rejected is None or not count):
        if not quiet:
            remarks.log()
        raise BadArticles(bad, others=rejected is None)
    if not count:
        passed = f": {remarks.passed()}" if remarks.passed() else ""
        raise InputError(where, None, f"holds no article{passed}", f"Give articles in one of the formats {FORMATS}")
    if not quiet:
        remarks.log()


def check(path: str | Path, *, copies: bool = False, options: ReadOptions = AS_IT_IS) -> None:
    """Read all of `path`, so that what is wrong with it is said before hours of work. Raises as :func:`articles`."""
    for _ in articles(path, copies=copies, options=options):
        pass


def input_kind(path: Path) -> str:
    """`folder`, `rows` or `document`. Raises InputError where `path` is none of them."""
    try:
        if path.is_dir():
            return "folder"
        if not path.exists():
            raise InputError(path, None, "no such folder or file", f"Give a folder, or a file of one of {FORMATS}")
    except OSError as error:
        raise unreadable(path, error) from error
    check_kind(path)
    if row_files.format_of(path.name):
        return "rows"
    if path.suffix.lower() in documents.SUFFIXES:
        return "document"
    raise InputError(
        path, None, "has a format that eventpack does not read", f"Give a folder, or a file of one of {FORMATS}"
    )


def count(path: str | Path, options: ReadOptions = AS_IT_IS) -> int | None:
    """How many articles `path` holds, for a progress bar; None where only reading it all would show."""
    path = Path(path)
    kind = input_kind(path)
    if kind == "folder":
        files = folder.walk(path, InputWarnings(path), options).files
        return None if any(map(row_files.format_of, files)) else len(files)
    if kind == "rows" and row_files.format_of(path.name) == "parquet":
        from .table_rows import parquet_file

        return parquet_file(path).rows
    return None


def _read(path: Path, remarks: InputWarnings, options: ReadOptions) -> Iterator[Read]:
    kind = input_kind(path)
    if kind == "folder":
        return folder.read_folder(path, remarks, options)
    if kind == "rows":
        return (article_of(row, path, remarks, options) for row in row_files.rows_of(path, options, remarks))
    return _document(path, remarks, options)


def _document(path: Path, remarks: InputWarnings, options: ReadOptions) -> Iterator[Read]:
    try:
        yield from documents.read_document(path, path.name, folder.known_of(path, options), remarks, options)
    except InputError as error:
        yield Rejected.unread(error, documents.stem(path.name), documents.bytes_of(path, None))


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

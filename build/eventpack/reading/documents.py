"""A file that is one article, as most are, or the export of a database, which is many."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from ..core.model import Article
from ..core.open_file import Refused, read_file
from .input_warnings import InputWarnings
from .metadata import shorten
from .options import ReadOptions
from .rows import Read, Row, article_of
from .text_file import MAX_BYTES, check_kind, check_text, decode_text, read_article
from .web_files import MAX_PAGE_BYTES, read_export, read_html, read_mhtml

SUFFIXES = (".txt", ".html", ".htm", ".mhtml", ".mht", ".docx", ".pdf", ".rtf")
_OFFICE = frozenset({".docx", ".pdf", ".rtf"})
_UNREADABLE_NAME = re.compile("[\ud800-\udfff]")


def read_document(
    file: Path,
    name: str,
    known: Mapping[str, Any],
    remarks: InputWarnings,
    options: ReadOptions,
    folder: Path | None = None,
) -> Iterator[Read]:
    """The article or articles of a file. `name` is its path in the folder that is read, `known` what articles.csv says.

    Raises InputError where it cannot be used; NotArticles where it is no article, or a library is missing.
    """
    if _UNREADABLE_NAME.search(name):
        raise InputError(file.parent / ascii(file.name)[1:-1], None, "its name is not UTF-8", "Rename the file")
    check_kind(file, inside=folder)
    suffix = file.suffix.lower()
    given = {key: value for key, value in known.items() if value is not None}
    several: list[dict[str, Any]] = []
    if suffix in _OFFICE:
        from . import office
        from .database_export import articles_in

        lines = {".docx": office.read_docx, ".pdf": office.read_pdf, ".rtf": office.read_rtf}[suffix](file)
        several, text = articles_in(lines), "\n".join(lines)
        values: dict[str, Any] = {"title": shorten(first_line(text))}
    elif suffix in {".html", ".htm"} and (several := read_export(file)):
        text, values = "", {}
    elif suffix == ".txt":
        text = decode_text(read_article(file, MAX_BYTES), file)
        values = {"title": shorten(first_line(text))}
    else:
        text, values, unread = (read_mhtml if suffix in {".mhtml", ".mht"} else read_html)(file)
        remarks.unread(unread, name)
    if several:
        for number, row in enumerate(several, start=1):
            yield article_of(Row(number, "article", row | given), file, remarks, options, inside=name)
        return
    check_text(text, file, None)
    yield (str(file), None, "line"), Article(id=stem(name) or name, text=text, file=name, **(values | given))


def stem(name: str) -> str | None:
    """What an article is called: its file's path without the ending. None where that is no text."""
    return None if _UNREADABLE_NAME.search(name) else name.removesuffix(Path(name).suffix)


def bytes_of(file: Path, folder: Path | None) -> bytes | None:
    """The bytes of a file that was refused, None where they are not to be had or are too many."""
    try:
        return read_file(file, MAX_PAGE_BYTES, inside=folder)
    except Refused:
        return None


def first_line(text: str) -> str | None:
    """The first line that is not blank, its white space made single; None where there is none."""
    lines = (" ".join(line.strip("\ufeff\u200e\u200f").split()) for line in text.splitlines())
    return next((line for line in lines if line), None)

"""Bytes to text that can be coded, or one clear word on why not."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from ..core.errors import InputError
from ..core.open_file import Refused, read_file

# About 40,000 words, several times the longest of magazine articles. Parsing takes some 3.5 MB of memory
# per 1,000 characters of one article.
MAX_CHARACTERS = 250_000
MAX_BYTES = 4 * MAX_CHARACTERS + 3
MOST_BESIDE = 1 << 26  # bytes of a file beside the articles, such as articles.csv
MOST_YAML = 1 << 24  # the same of YAML, which takes a minute to read where it is as large as that

_MAGIC = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"\x7fELF": "a program",
    b"PAR1": "a Parquet file",
    b"{\\rtf": "a rich text document",
    b"SQLite format": "a database",
}


_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def check_kind(file: Path, *, inside: Path | None = None) -> None:
    """InputError where `file` is no regular file: to read a pipe could take for ever.

    With `inside` also where it is a link that leads out of that folder: what lies elsewhere was not put in.
    """
    if inside is not None and file.is_symlink() and not _leads_into(file, inside):
        raise InputError(
            file, None, f"is a link to {os.readlink(file)}, out of the folder", "Put the file itself into the folder"
        )
    try:
        kind = stat.S_IFMT(file.stat().st_mode)
    except FileNotFoundError as error:
        if not file.is_symlink():
            raise unreadable(file, error) from error
        raise InputError(
            file, None, f"is a link to {os.readlink(file)}, which does not exist", "Correct the link, or remove it"
        ) from error
    except OSError as error:
        raise unreadable(file, error) from error
    if kind != stat.S_IFREG:
        raise InputError(
            file,
            None,
            f"is {_KINDS.get(kind, 'something else')}, not a file",
            "Take it out of the folder, or give it another name",
        )


def beside(folder: Path, name: str) -> Path | None:
    """The file of this name in a folder, in whatever case it is written; InputError where there are several."""
    try:
        found = sorted(entry.name for entry in os.scandir(folder) if entry.name.casefold() == name)
    except OSError as error:
        raise unreadable(folder, error) from error
    if len(found) > 1:
        raise InputError(folder, None, f"has both {' and '.join(found)}", f"Keep one, {name}")
    return folder / found[0] if found else None


def _leads_into(link: Path, folder: Path) -> bool:
    try:
        return link.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links that go round
        return False


def read_article(file: Path, most: int) -> bytes:
    """The bytes of one article; InputError where it has more than `most` or cannot be read."""
    try:
        if (size := file.stat().st_size) > most:
            raise too_long(file, None, f"{size:,} bytes")
    except OSError as error:
        raise unreadable(file, error) from error
    return read_bytes(file, most)


def read_bytes(file: Path, most: int = MOST_BESIDE) -> bytes:
    """The bytes of a file; InputError where it has more than `most`, is no regular file or cannot be read."""
    try:
        return read_file(file, most)
    except Refused as refusal:
        raise refused(file, refusal) from refusal


def decode_text(data: bytes, file: Path) -> str:
    """`data` as UTF-8, byte order mark and line ends kept; InputError naming the line and byte that is not."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise not_decodable(file, data, error) from error


def not_decodable(file: Path, data: bytes, error: UnicodeDecodeError) -> InputError:
    """The error for bytes that are not of their encoding, with the line and what to do; it is returned, not raised."""
    line = data.count(b"\n", 0, error.start) + 1
    return InputError(
        file,
        line,
        f"byte {error.start + 1} of the file (0x{data[error.start]:02x}) is not {error.encoding.upper()}",
        utf8_hint(data),
    )


def utf8_hint(data: bytes) -> str:
    """What to do with bytes that are not UTF-8: which encoding they seem to have."""
    kind = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if kind:
        return f"The file is {kind}, not text: save the article as plain text in UTF-8"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "It looks like UTF-16: convert it with `iconv -f UTF-16 -t UTF-8`"
    return "Save it as UTF-8; `iconv -f WINDOWS-1252 -t UTF-8` fixes most older files"


def check_text(text: str, file: Path, line: int | None, unit: str = "line") -> None:
    """InputError where `text` is empty, no text at all, or longer than an article can be."""
    if not text.strip().strip("\ufeff\u200b\u200e\u200f").strip():
        raise InputError(file, line, "is empty", "Put the article's text into it, or take it out", unit=unit)
    kind = next((kind for magic, kind in _MAGIC.items() if text.startswith(magic.decode("latin-1"))), None)
    if "\0" in text:
        where = text[: text.index("\0")].count("\n") + 1 if line is None else line
        what = f": the file is {kind}" if kind else ""
        raise InputError(
            file,
            where,
            f"holds a NUL byte, which no text does{what}",
            "Save the article as plain text in UTF-8",
            unit=unit,
        )
    if kind and line is None and text.startswith(("%PDF", "{\\rtf")):
        raise InputError(file, 1, f"is {kind}, not text", "Save the article as plain text in UTF-8")
    if len(text) > MAX_CHARACTERS:
        raise too_long(file, line, f"{len(text):,} characters", unit)
    if not text.isascii() and re.search("[\ud800-\udfff]", text):
        raise InputError(
            file,
            line,
            "its text holds half a surrogate pair, which is not a character",
            "Write the text again from its source",
            unit=unit,
        )


def too_long(file: Path, line: int | None, found: str, unit: str = "line") -> InputError:
    """The error for a text beyond the longest that an article may have; it is returned, not raised."""
    return InputError(
        file,
        line,
        f"is too long for one article: {found}, where the limit is {MAX_CHARACTERS:,} characters",
        "Split it into its articles",
        unit=unit,
    )


def refused(file: Path, refusal: Refused) -> InputError:
    """The error for a file that is not opened, such as a pipe or a link out of the folder; it is returned, not raised."""
    if isinstance(refusal.__cause__, OSError):
        return unreadable(file, refusal.__cause__)
    return InputError(file, None, str(refusal), "Check its name, its size and your rights to it")


def unreadable(path: Path, error: OSError) -> InputError:
    """The error for a file or folder that the system does not let us read; it is returned, not raised."""
    return InputError(path, None, f"cannot be read ({error.strerror or error})", "Check its name and your rights to it")

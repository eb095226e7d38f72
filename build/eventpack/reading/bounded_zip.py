"""A zip of XML parts (.xlsx, .docx), opened after a look at what it unpacks to."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import BinaryIO

from ..core.errors import InputError
from .not_articles import NotArticles
from .text_file import read_bytes

MOST_BYTES = 1 << 26  # of the file
MOST_UNPACKED = 1 << 27  # of all its parts; a parser needs some ten times as much memory
_MOST_PARTS = 10_000


def check_zip(file: Path, most: int = MOST_UNPACKED) -> BinaryIO:
    """The file's bytes as a stream. Raises NotArticles for what is no zip, and InputError for one that is too large or
    unpacks to more than `most` bytes. A part unpacks to no more than its size in the list, which zipfile sees to."""
    data = read_bytes(file, MOST_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError, OSError, struct.error) as error:
        what = f"is not a {file.suffix.lower()} file"
        raise NotArticles(file, what, "Save it again, or save the text as .txt", "damaged") from error
    if len(parts) > _MOST_PARTS:
        raise InputError(file, None, f"has more than {_MOST_PARTS:,} parts", "Save the text as .txt or .csv")
    if sum(part.file_size for part in parts) > most:
        raise InputError(file, None, f"unpacks to more than {most >> 20:,} MiB", "Split it, or save it as .csv or .txt")
    return io.BytesIO(data)

"""Texts in .docx, .rtf and .pdf files. A database's export may hold many articles in one file."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from .bounded_zip import check_zip
from .not_articles import NotArticles, library
from .text_file import MAX_CHARACTERS, read_bytes

_MOST_PDF_BYTES, _MOST_PAGES = 1 << 26, 1_000
_MOST_TEXT = 40 * MAX_CHARACTERS  # characters of one file; an export of a database has many articles
_MOST_UNPACKED = 1 << 26
_MOST_RTF_BYTES = 1 << 25
_LETTERS_OF_A_PAGE = 20  # fewer than that on a page, on average, are no text but a stamp on a picture
_REPEATED = 0.5  # of the pages have a line at head or foot that is no part of the text
_EDGE = 2  # lines at the head and at the foot of a page
_FULL = 0.75  # of the width of a column: a line as long is broken by the width, not by its end
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\Z", re.I)
_ENDS = re.compile(r"[.!?:;\u2026][\"'\u201d\u2019)\]]*\Z")


def read_docx(file: Path) -> list[str]:
    """The paragraphs and cells of a Word file, a line each, in their order. Needs eventpack[docx]."""
    docx = library("docx", "docx", file)
    stream = check_zip(file, _MOST_UNPACKED)
    try:
        document = docx.Document(stream)
        lines = [" ".join(line.split()) for text in _blocks(document) for line in text.splitlines()]
    except Exception as error:  # python-docx raises whatever its parts raise
        raise NotArticles(
            file, f"cannot be read as .docx ({type(error).__name__})", "Save it again, or as .txt", "damaged"
        ) from error
    return [line for line in lines if line]


def _blocks(holder: Any) -> Iterator[str]:
    for block in holder.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                seen: set[int] = set()  # a cell that spans several columns comes once for each
                for cell in row.cells:
                    if id(cell._tc) not in seen:
                        seen.add(id(cell._tc))
                        yield from _blocks(cell)
        else:
            yield block.text


def read_rtf(file: Path) -> list[str]:
    """The paragraphs of an RTF file, a line each; the cells of a table's row are joined with a bar. Needs eventpack[rtf]."""
    striprtf = library("striprtf.striprtf", "rtf", file)
    data = read_bytes(file, _MOST_RTF_BYTES)
    if not data.startswith(b"{\\rtf"):
        raise NotArticles(file, "is not RTF", "Save it again, or as .txt", "not RTF")
    try:
        text = striprtf.rtf_to_text(data.decode("cp1252", "replace"), errors="replace")
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # it leaves pairs of surrogates apart
    except Exception as error:  # striprtf raises whatever its parts raise
        raise NotArticles(
            file, f"cannot be read as RTF ({type(error).__name__})", "Save it again, or as .txt", "damaged"
        ) from error
    if len(text) > _MOST_TEXT:
        raise InputError(file, None, f"has more than {_MOST_TEXT:,} characters", "Split it into its articles")
    lines = (" ".join(line.removesuffix("|").split()) for line in text.replace("\0", "").splitlines())
    return [line for line in lines if line]


def read_pdf(file: Path) -> list[str]:
    """The lines of a PDF with text in it, a paragraph each. Needs eventpack[pdf]. Raises NotArticles for a scan."""
    pypdf = library("pypdf", "pdf", file)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what is wrong with a file is for us to say
    data = read_bytes(file, _MOST_PDF_BYTES)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotArticles(file, "is locked with a password", "Unlock it, or save its text as .txt", "locked")
        if len(reader.pages) > _MOST_PAGES:
            raise InputError(file, None, f"has more than {_MOST_PAGES:,} pages", "Split it into its articles")
        pages = _pages(reader, file)
    except InputError:
        raise
    except Exception as error:  # pypdf raises whatever its parts raise, RecursionError among them
        raise NotArticles(
            file, f"cannot be read as a PDF ({type(error).__name__})", "Save its text as .txt", "damaged"
        ) from error
    letters = sum(char.isalpha() for page in pages for line in page for char in line)
    if letters < _LETTERS_OF_A_PAGE * max(1, len(pages)):
        raise NotArticles(
            file,
            "holds pictures of pages and no text: it is a scan",
            "Recognise its text first (OCR), for example with ocrmypdf",
            "a scan, without text",
        )
    return _paragraphs(_without_edges(pages))


def _pages(reader: Any, file: Path) -> list[list[str]]:
    pages, size = [], 0
    for page in reader.pages:
        text = page.extract_text() or ""
        size += len(text)
        if size > _MOST_TEXT:
            raise InputError(file, None, f"has more than {_MOST_TEXT:,} characters", "Split it into its articles")
        pages.append([" ".join(line.split()) for line in text.replace("\0", "").splitlines()])
    return pages


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """The pages without what stands at the head or foot of most of them: the paper's name, the date, page numbers."""
    shown = [[line for line in page if line] for page in pages]
    edges = Counter(_form(line) for page in shown for line in {*page[:_EDGE], *page[-_EDGE:]})
    common = {form for form, n in edges.items() if len(pages) > 2 and n > _REPEATED * len(pages)}

    def is_edge(line: str) -> bool:
        return bool(_PAGE_NUMBER.match(line)) or _form(line) in common

    return [
        [
            line
            for number, line in enumerate(page)
            if not (line and is_edge(line) and (number < _EDGE or number >= len(page) - _EDGE))
        ]
        for page in pages
    ]


def _form(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _paragraphs(pages: list[list[str]]) -> list[str]:
    """Lines that were broken by the width of the column, joined; a hyphen at the end of one goes where the word goes on."""
    lines = [line for page in pages for line in page]
    widths = sorted(len(line) for line in lines if line)
    width = widths[round(0.9 * (len(widths) - 1))] if widths else 0
    made: list[str] = []
    open_end = False
    for line in lines:
        if not line:
            open_end = open_end and not (made and _ENDS.search(made[-1]))
            continue
        if open_end and made:
            if re.search(r"[a-z]-\Z", made[-1]) and line[:1].islower():
                made[-1] = made[-1][:-1] + line
            else:
                made[-1] += f" {line}"
        else:
            made.append(line)
        open_end = len(line) >= _FULL * width and (len(line) >= 0.9 * width or not _ENDS.search(line))
    return made

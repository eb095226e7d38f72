"""Saved web pages as text and metadata: .html, and .mhtml, in which a browser puts a page and its pictures."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path
from typing import Any

from lxml import etree

from ..core.errors import InputError
from .text_file import not_decodable, read_article

MAX_PAGE_BYTES = 20_000_000  # a web page's scripts and styles weigh more than its text
_MAX_MHTML_BYTES = 1 << 26
_MOST_PARTS = 5_000
_EXPORT_HEAD = 100_000  # bytes in which the first article of an export begins

Document = tuple[str, dict[str, Any], list[Any]]  # text, metadata, and what of it could not be read


def read_html(file: Path) -> Document:
    """The article of a saved page. Raises InputError where there is none."""
    return page_of(read_article(file, MAX_PAGE_BYTES), file)


def read_export(file: Path) -> list[dict[str, Any]]:
    """The articles of a page in which Factiva exported several, as rows; empty for any other page. Raises InputError where
    it cannot be read."""
    data = read_article(file, MAX_PAGE_BYTES)
    if b"Article" not in data[:_EXPORT_HEAD]:
        return []
    from .database_export import articles_in_page
    from .web_page import decode

    try:
        return articles_in_page(decode(data))
    except (LookupError, ValueError, etree.ParserError):
        return []  # as a page it is refused with a reason


def read_mhtml(file: Path) -> Document:
    """The article of the first page in a MIME archive; its address is the one it was saved from."""
    data = read_article(file, _MAX_MHTML_BYTES)
    if data.count(b"\nContent-Type:") > _MOST_PARTS:
        raise InputError(file, None, f"has more than {_MOST_PARTS:,} parts", "Save the page as .html")
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        part = next((part for part in message.walk() if part.get_content_type() == "text/html"), None)
        page = part.get_payload(decode=True) if part is not None else None
        charset = part.get_content_charset() if part is not None else None
        address = message.get("Snapshot-Content-Location") or part and part.get("Content-Location")
    except (ValueError, LookupError, RecursionError, TypeError, AssertionError) as error:
        raise InputError(file, None, f"is no MHTML ({type(error).__name__})", "Save the page again") from error
    if not isinstance(page, bytes):
        raise InputError(file, None, "holds no web page", "Save the page again, as .html or .mhtml")
    text, values, unread = page_of(page, file, charset=charset)
    if address and not values.get("url") and str(address).startswith(("http://", "https://")):
        values["url"] = str(address).strip()
    return text, values, unread


def page_of(data: bytes, file: Path, *, charset: str | None = None) -> Document:
    """The article in the bytes of a page. `charset` is what was sent beside it; the page's own mark comes first."""
    from .metadata import Unread, read_fields
    from .web_page import TooMuchMarkup, decode, read_page  # most inputs have no page, and its parser takes a second

    try:
        page = read_page(decode(data, charset))
    except LookupError as error:
        raise InputError(file, None, f"declares an unknown character set ({error})", "Save it as UTF-8") from error
    except UnicodeDecodeError as error:
        raise not_decodable(file, data, error) from error
    except TooMuchMarkup as error:
        raise InputError(file, None, str(error), "Save the article's text as a .txt instead") from error
    if not page.text.strip() and data.strip():
        raise InputError(
            file, None, "no article text was found in this page", "Save the article's text as a .txt instead"
        )
    found: list[Unread] = []
    return page.text, read_fields(page.metadata, found), found

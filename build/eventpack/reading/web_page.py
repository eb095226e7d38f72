"""The article in a saved web page: its headline, its paragraphs, and what the page's head says of it.

The article's body is what the page's JSON-LD gives as `articleBody`, else what trafilatura finds. Title, publisher, author,
address, day and language are what the page states, never what may be guessed from it.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import trafilatura
from lxml import etree, html
from trafilatura.settings import DEFAULT_CONFIG

from .metadata import Unreadable, clean

# Bounds on a page, since the time an extraction takes may grow faster than its elements. Pages of news have some hundreds
# to some thousands of elements, nested some dozens deep, with some dozens of attributes at most.
MOST_ELEMENTS = 10_000
MOST_NESTED = 1_000
MOST_ATTRIBUTES = 1_000

_MARKUP = re.compile(r"</?[a-z][a-z0-9]*(\s[^<>]*)?/?>", re.I)
_TEASER = 200  # characters; a longer `articleBody` is no teaser
_LITTLE = (
    1_000  # characters; where no more is found, the page is read again, with less care to leave out what is around
)
_ARTICLE_TYPES = ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "AnalysisNewsArticle")
_AROUND = frozenset("script style noscript template nav aside footer form dialog".split())  # no place for a headline
_BLOCK = frozenset(  # of a page, and of what trafilatura makes of it
    """address article aside blockquote body br caption cell code dd div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 head header hr html item lb li list main nav ol p pre quote row section table td th tr ul""".split()
)

# An article of a few lines is one as well; from 250 characters on, its default, trafilatura trusts what it found.
_CONFIG = deepcopy(DEFAULT_CONFIG)
_CONFIG.set("DEFAULT", "MIN_EXTRACTED_SIZE", "100")
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what is wrong with a page is for us to say


class TooMuchMarkup(Exception):
    """A page beyond what any article has of elements; the message stands after its name."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page's article: `text` is the headline and the paragraphs, a line each; `metadata` has cells as found."""

    text: str
    metadata: dict[str, Any]


def decode(data: bytes, sent: str | None = None) -> str:
    """The page as text, by its byte order mark, else the charset it declares or was `sent` with, else UTF-8.

    Raises UnicodeDecodeError (or LookupError for an unknown charset).
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    declared = re.search(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", data[:4096], re.I)
    charset = declared[1].decode("ascii").lower() if declared else (sent or "utf-8").strip("\"' ;").lower()
    # What the web calls Latin-1 or ASCII is Windows-1252 (WHATWG Encoding).
    try:
        return data.decode("windows-1252" if charset in {"iso-8859-1", "latin1", "us-ascii", "ascii"} else charset)
    except UnicodeDecodeError:
        raise
    except UnicodeError as error:  # codecs of Python's own that are no character sets: punycode, undefined
        raise LookupError(charset) from error


def read_page(page: str) -> Page:
    """The article in a page. Its text is empty where the page holds none. Raises TooMuchMarkup."""
    root = _parsed(page)
    if root is None:
        return Page("", {})
    linked = _linked_data(root)
    metadata = _metadata(root, linked)
    title = metadata["title"]
    paragraphs = [line for line in _body(root, linked) if line != title]
    return Page("\n".join([title, *paragraphs] if title else paragraphs) if paragraphs else "", metadata)


class _Bounds:
    """Takes a page as it is parsed, and keeps none of it."""

    def __init__(self) -> None:
        self.elements = self.depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > MOST_ELEMENTS:
            raise TooMuchMarkup(f"has more than {MOST_ELEMENTS:,} elements")
        if self.depth > MOST_NESTED:
            raise TooMuchMarkup(f"nests more than {MOST_NESTED:,} elements")
        if len(attributes) > MOST_ATTRIBUTES:
            raise TooMuchMarkup(f"has an element with more than {MOST_ATTRIBUTES:,} attributes")

    def end(self, tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        pass


def _parsed(page: str) -> html.HtmlElement | None:
    data = page.encode("utf-8", "replace")
    options = {"encoding": "utf-8", "huge_tree": True, "remove_comments": True, "remove_pis": True}
    try:
        # First without a tree, whose making alone takes time quadratic in an element's attributes.
        etree.fromstring(data, parser=etree.HTMLParser(target=_Bounds(), **options))
        return html.document_fromstring(data, parser=html.HTMLParser(**options))
    except etree.LxmlError:  # nothing in it
        return None


def _body(root: html.HtmlElement, linked: dict[str, Any]) -> list[str]:
    """The article's paragraphs."""
    given, shown = _given(linked.get("articleBody")), _extracted(root, careful=True)
    if _size(shown) < _LITTLE:
        more = _extracted(root, careful=False)
        if _size(more) > 2 * _size(shown):
            shown = more
    # A short one is a teaser where the page itself says more, else the whole of a brief.
    if _size(given) > 2 * _size(shown) or 2 * _size(given) >= _size(shown) and _size(given) <= _TEASER:
        return given or _lines(root)
    return shown


def _extracted(root: html.HtmlElement, *, careful: bool) -> list[str]:
    found = trafilatura.bare_extraction(
        root, include_comments=False, favor_precision=careful, with_metadata=False, config=_CONFIG
    )
    return [] if found is None or isinstance(found, dict) else _lines(found.body)  # a dict only if asked for


def _size(lines: list[str]) -> int:
    return sum(map(len, lines))


def _given(body: Any) -> list[str]:
    """The lines of `articleBody`, none where there is none. Some pages have it with its markup."""
    if not isinstance(body, str):
        return []
    if _MARKUP.search(body):
        root = _parsed(body)
        return [] if root is None else _lines(root)
    return [line for line in (" ".join(part.split()) for part in body.splitlines()) if line]


def _lines(root: etree._Element) -> list[str]:
    """The words in and under an element, a line a block."""
    parts: list[str] = []
    ignored = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        left_out = element.tag in _AROUND
        if event == "start":
            ignored += left_out
            if element.tag in _BLOCK:
                parts.append("\n")
            text = element.text
        else:
            ignored -= left_out
            if element.tag in _BLOCK:
                parts.append("\n")
            text = element.tail if element is not root else None
        if text and not ignored:
            parts.append(" ".join(text.split("\n")))
    return [line for line in (" ".join(part.split()) for part in "".join(parts).split("\n")) if line]


def lines_of_markup(markup: str) -> list[str]:
    """The words of a piece of HTML, a line a block; a text without markup is its lines."""
    if not re.search("[<&]", markup):
        return [line for line in (" ".join(part.split()) for part in markup.splitlines()) if line]
    try:
        root = _parsed(markup)
    except TooMuchMarkup:
        return []
    return [] if root is None else _lines(root)


def _linked_data(root: html.HtmlElement) -> dict[str, Any]:
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", ""):
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        items = data.get("@graph", [data]) if isinstance(data, dict) else data
        for item in items if isinstance(items, list) else []:
            kind = item.get("@type") if isinstance(item, dict) else None
            if any(k in _ARTICLE_TYPES for k in (kind if isinstance(kind, list) else [kind])):
                return item
    return {}


def _line(value: Any) -> str | None:
    """A title as one line; None for what is no title."""
    try:
        return clean(value)
    except Unreadable:
        return None


def _metadata(root: html.HtmlElement, linked: dict[str, Any]) -> dict[str, Any]:
    """Cells as found."""
    meta: dict[str, str] = {}
    for node in root.iter("meta", "link", "time"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        if node.tag == "meta" and node.get("content"):
            meta.setdefault(name.lower(), node.get("content"))
        elif node.tag == "link" and "canonical" in node.get("rel", "").lower():
            meta.setdefault("canonical", node.get("href", ""))
        elif node.tag == "time" and "datetime" in node.attrib:
            meta.setdefault("time", node.get("datetime"))

    return {
        "title": _line(
            _first(_name(linked.get("headline")), _text(_shown(root)), meta.get("og:title"), _text(root.iter("title")))
        ),
        "publisher": _first(_name(linked.get("publisher")), meta.get("og:site_name"), meta.get("application-name")),
        "author": _first(_name(linked.get("author")), meta.get("author"), meta.get("article:author")),
        "url": _first(meta.get("canonical"), meta.get("og:url"), linked.get("url")),
        "published": _first(
            linked.get("datePublished"),
            meta.get("article:published_time"),
            meta.get("datepublished"),
            meta.get("date"),
            meta.get("dc.date"),
            meta.get("dc.date.issued"),
            meta.get("pubdate"),
            meta.get("time"),
        ),
        "language": _first(root.get("lang"), _name(linked.get("inLanguage"))),
    }


def _first(*values: Any) -> Any:
    return next((value for value in values if value), None)


def _shown(root: html.HtmlElement) -> Iterable[html.HtmlElement]:
    """The headings of the first order that a reader sees as such."""
    for heading in root.iter("h1"):
        above = [heading, *heading.iterancestors()]
        if not any(e.tag in _AROUND or "hidden" in e.attrib or e.get("aria-hidden") == "true" for e in above):
            yield heading


def _text(elements: Iterable[html.HtmlElement]) -> str | None:
    """The words of the first of these elements."""
    found = next(iter(elements), None)
    return None if found is None else " ".join(_lines(found)) or None


def _name(value: Any) -> str | None:
    """A schema.org name: a string, an object with one, or a list of either."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        return "; ".join(filter(None, map(_name, value))) or None
    return value if isinstance(value, str) else None

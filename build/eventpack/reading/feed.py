"""Items of a feed that was saved as a file: RSS 0.9 to 2.0, RDF, Atom. Nothing a feed refers to is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from .not_articles import NotArticles
from .options import ReadOptions
from .rows import Row
from .text_file import read_bytes

_MOST_BYTES = 1 << 25
_FEEDS = {"rss", "RDF", "feed"}
# Elements by their names without namespace, best first.
_TEXTS = ("encoded", "content", "description", "summary")
_DAYS = ("pubDate", "published", "date", "issued", "created", "updated", "modified")


def read_feed(file: Path, options: ReadOptions) -> Iterator[Row]:
    """One row an item: the fullest text it has, without markup. Raises NotArticles for XML that is no feed."""
    # No network, no external entities, none expanded; the parser's own bounds on depth and size stay on.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, recover=True
    )
    try:
        data = read_bytes(file, _MOST_BYTES)
        if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
            raise ValueError("it begins with no tag")
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotArticles(file, f"is not XML ({error})", "Save the feed again", "not XML") from error
    if root is None or _name(root) not in _FEEDS:
        raise NotArticles(
            file,
            "is XML, but neither RSS nor Atom",
            "Save the articles in another format (docs/input.md)",
            "not a feed",
        )
    channel = next((child for child in root if _name(child) == "channel"), root)
    about = {
        "publisher": _text(_first(channel, ("title",))),
        "language": _text(_first(channel, ("language",))) or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
    }
    items = [element for element in root.iter() if _name(element) in {"item", "entry"}]
    for number, item in enumerate(items, start=1):
        yield Row(number, "item", about | _item(item))


def _item(item: etree._Element) -> dict[str, Any]:
    from .web_page import lines_of_markup

    texts = ["\n".join(lines_of_markup(_markup(found))) for name in _TEXTS for found in _all(item, name)]
    source = _first(item, ("source",))
    title = " ".join(lines_of_markup(_markup(_first(item, ("title",)))))
    author = _first(item, ("creator", "author"))
    found = {
        "text": max(texts, key=len, default=None) or None,
        "title": title,
        "publisher": _text(source) or _text(_first(source, ("title",))),
        "author": _text(_first(author, ("name",))) or _text(author),
        "url": _link(item),
        "published": _text(_first(item, _DAYS)),
    }
    return {name: value for name, value in found.items() if value}


def _link(item: etree._Element) -> str | None:
    links = _all(item, "link")
    best = sorted(
        (link for link in links if link.get("href")), key=lambda link: link.get("rel", "alternate") != "alternate"
    )
    return best[0].get("href") if best else next((text for link in links if (text := _text(link))), None)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _all(parent: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if parent is None else [child for child in parent if _name(child) == name]


def _first(parent: etree._Element | None, names: tuple[str, ...]) -> etree._Element | None:
    return next((child for name in names for child in _all(parent, name) if _markup(child).strip()), None)


def _text(element: etree._Element | None) -> str | None:
    return None if element is None else " ".join((element.text or "").split()) or None


def _markup(element: etree._Element | None) -> str:
    """What is in an element: text, escaped HTML or, in Atom, XHTML."""
    if element is None:
        return ""
    inside = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return (element.text or "") + "".join(inside)

"""The article in a saved web page: its headline, its paragraphs, and what the page's head says of it.

Standard library only. A page is read into a small tree; the article's body is, in this order: what the
page's JSON-LD gives as `articleBody`, the element marked itemprop="articleBody", or the element whose own
paragraphs hold the most text that is not links (the idea behind every "reader view").
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from .metadata import Unreadable, clean

_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_CLOSES_P = frozenset(
    """address article aside blockquote div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header
    hr main nav ol p pre section table ul""".split()
)
_BLOCK = _CLOSES_P | frozenset("body br caption dd dt figcaption html li td th tr".split())
_BLOCK_BUT_P = _BLOCK - {"p"}
_LEFT_OUT = frozenset(
    """script style noscript template svg math iframe object button select textarea form nav aside
    footer dialog menu video audio""".split()
)
_SIDE = re.compile(
    r"""(^|[\s_-])(comments?|related|share|sharing|social|sidebar|newsletter|subscribe|promo|advert\w*|
    ads?|breadcrumbs?|cookies?|consent|recommended|tags|popup|modal|banner|nav|menu|footer|read-?more|see-?also)
    ([\s_-]|$)""",
    re.I | re.X,
)
_PARAGRAPHS = frozenset("p h2 h3 h4 h5 h6 li blockquote figcaption pre".split())
_MARKUP = re.compile(r"</?[a-z][a-z0-9]*(\s[^<>]*)?/?>", re.I)
_TEASER = 200  # characters; a longer `articleBody` is the article
_ARTICLE_TYPES = ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "AnalysisNewsArticle")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's article: `text` is the headline and the paragraphs, a line each; `metadata` has cells as found."""

    text: str
    metadata: dict[str, Any]


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str]
    parent: _Node | None = None
    children: list[_Node | str] = field(default_factory=list)

    def walk(self):
        """The node and all under it, in the order of the page."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(child for child in reversed(node.children) if isinstance(child, _Node))

    def text(self) -> str:
        """The words in and under the node, a line a block."""
        parts: list[str] = []
        self._collect(parts)
        lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
        return "\n".join(line for line in lines if line)

    def _collect(self, parts: list[str]) -> None:
        for child in self.children:
            if isinstance(child, str):
                parts.append(child.replace("\n", " "))
            else:
                block = child.tag in _BLOCK
                parts.append("\n" if block else "")
                child._collect(parts)
                parts.append("\n" if block else "")


def _paragraphs(root: _Node) -> dict[int, int]:
    """Characters of text in the <p> elements in and under each node, by the node's id()."""
    texts: dict[int, int] = {}
    found: dict[int, int] = {}
    for node in reversed(list(root.walk())):
        under = [child for child in node.children if isinstance(child, _Node)]
        text = sum(len(child) for child in node.children if isinstance(child, str))
        texts[id(node)] = text + sum(texts[id(child)] for child in under)
        found[id(node)] = (texts[id(node)] if node.tag == "p" else 0) + sum(found[id(child)] for child in under)
    return found


def _prune(root: _Node) -> None:
    """Take out what is around the article and not of it: scripts, navigation, adverts, lists of other articles."""
    paragraphs = _paragraphs(root)
    whole = paragraphs[id(root)]

    def is_side(node: _Node) -> bool:
        if node.tag in _LEFT_OUT or "hidden" in node.attributes or node.attributes.get("aria-hidden") == "true":
            return True
        if node.tag in {"body", "html", "article", "main", "p"}:
            return False
        named = f"{node.attributes.get('class', '')} {node.attributes.get('id', '')} {node.attributes.get('role', '')}"
        # A name alone can mislead ("content has-sidebar"): what holds much of the page's text is the article.
        return bool(_SIDE.search(named)) and paragraphs[id(node)] <= 0.4 * whole

    for node in list(root.walk()):
        node.children = [c for c in node.children if isinstance(c, str) or not is_side(c)]


class _Tree(HTMLParser):
    # Deep nesting is cut off: the walk is recursive, and no article lies two hundred elements deep.
    MAX_DEPTH = 200

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.here = _Node("html", {})
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CLOSES_P:
            self._close("p", within=_BLOCK_BUT_P)
        if tag in {"li", "tr", "td", "th", "dt", "dd"}:
            self._close(tag, within=frozenset({"ul", "ol", "table", "dl", "tr"} - {tag}))
        node = _Node(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(node)
        if tag not in _VOID and self.depth < self.MAX_DEPTH:
            self.here, self.depth = node, self.depth + 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self._close(tag)

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)

    def _close(self, tag: str, within: frozenset[str] = frozenset()) -> None:
        node, up = self.here, 0
        while node is not self.root and node.tag != tag:
            if node.tag in within:
                return
            node, up = node.parent or self.root, up + 1
        if node is not self.root:
            self.here, self.depth = node.parent or self.root, self.depth - up - 1


def decode(data: bytes) -> str:
    """The page as text, by its byte order mark, else the charset it declares, else UTF-8.

    Raises UnicodeDecodeError (or LookupError for a charset nobody knows).
    """
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    declared = re.search(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", data[:4096], re.I)
    charset = declared[1].decode("ascii").lower() if declared else "utf-8"
    # What the web calls Latin-1 or ASCII is Windows-1252 (WHATWG Encoding).
    try:
        return data.decode("windows-1252" if charset in {"iso-8859-1", "latin1", "us-ascii", "ascii"} else charset)
    except UnicodeDecodeError:
        raise
    except UnicodeError as error:  # codecs of Python's own that are no character sets: punycode, undefined
        raise LookupError(charset) from error


def read_page(html: str) -> Page:
    """The article in `html`. Its text is empty where the page holds none."""
    tree = _Tree()
    tree.feed(html)
    tree.close()
    nodes = list(tree.root.walk())
    linked = _linked_data(nodes)
    _prune(tree.root)
    metadata = _metadata(nodes, list(tree.root.walk()), linked)
    body = _body(tree.root, nodes, linked)
    title = metadata["title"]
    paragraphs = [line for line in body.split("\n") if line and line != title]
    return Page("\n".join([title, *paragraphs] if title else paragraphs) if paragraphs else "", metadata)


def _body(root: _Node, nodes: list[_Node], linked: dict[str, Any]) -> str:
    given = _given(linked.get("articleBody"))
    if len(given) > _TEASER:
        return given
    best = next((n for n in nodes if "articlebody" in n.attributes.get("itemprop", "").lower()), None)
    best = best or _densest(root)
    shown = best.text() if best else ""
    # A short one is a teaser where the page itself tells more, else the whole of a brief.
    if given and len(shown) <= 2 * len(given):
        return given
    return shown or root.text()


def _given(body: Any) -> str:
    """`articleBody` as lines; empty where there is none. Some pages have it with its markup."""
    if not isinstance(body, str):
        return ""
    if _MARKUP.search(body):
        tree = _Tree()
        tree.feed(body)
        tree.close()
        _prune(tree.root)
        body = tree.root.text()
    return "\n".join(line for line in (" ".join(part.split()) for part in body.splitlines()) if line)


def _densest(root: _Node) -> _Node | None:
    scores: dict[int, tuple[float, int, _Node]] = {}

    def add(node: _Node | None, points: float) -> None:
        if node is not None and points > 0:
            score, order, _ = scores.get(id(node), (0.0, len(scores), node))
            scores[id(node)] = (score + points, order, node)

    def visit(node: _Node) -> None:
        for child in node.children:
            if isinstance(child, str):
                # Text between line breaks, in no paragraph: as good as one.
                add(node, len(child.strip()) if len(child.strip()) > 80 and node.tag in _BLOCK else 0)
            elif child.tag in _PARAGRAPHS:
                length = len(child.text())
                links = sum(len(n.text()) for n in child.walk() if n.tag == "a")
                points = length - 2 * links if length >= 25 or child.tag != "li" else 0
                add(node, points)
                add(node.parent, points / 2)
            else:
                visit(child)

    visit(root)
    if not scores:
        return None
    _, _, best = max(scores.values(), key=lambda item: (item[0], -item[1]))
    # Paragraphs may be spread over several sections: then what holds them all is the article.
    node, paragraphs = best, _paragraphs(root)
    while node.parent is not None:
        node = node.parent
        if node.tag == "article" or paragraphs[id(node)] > 1.25 * paragraphs[id(best)] > 0:
            best = node
    return best


def _linked_data(nodes: list[_Node]) -> dict[str, Any]:
    for node in nodes:
        if node.tag == "script" and "ld+json" in node.attributes.get("type", ""):
            try:
                data = json.loads("".join(c for c in node.children if isinstance(c, str)))
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


def _metadata(nodes: list[_Node], shown: list[_Node], linked: dict[str, Any]) -> dict[str, Any]:
    """Cells as found. `nodes` are all of the page's, `shown` those that are left of it after pruning."""
    meta: dict[str, str] = {}
    for node in nodes:
        name = node.attributes.get("property") or node.attributes.get("name") or node.attributes.get("itemprop") or ""
        if node.tag == "meta" and node.attributes.get("content"):
            meta.setdefault(name.lower(), node.attributes["content"])
        elif node.tag == "link" and "canonical" in node.attributes.get("rel", "").lower():
            meta.setdefault("canonical", node.attributes.get("href", ""))
        elif node.tag == "time" and "datetime" in node.attributes:
            meta.setdefault("time", node.attributes["datetime"])

    def element(tag: str) -> str | None:
        found = [n for n in shown if n.tag == tag]
        return found[0].text().replace("\n", " ") or None if found else None

    lang = next((n.attributes["lang"] for n in nodes if n.tag == "html" and n.attributes.get("lang")), None)

    def first(*values: Any) -> Any:
        return next((v for v in values if v), None)

    return {
        "title": _line(first(_name(linked.get("headline")), element("h1"), meta.get("og:title"), element("title"))),
        "publisher": first(_name(linked.get("publisher")), meta.get("og:site_name"), meta.get("application-name")),
        "author": first(_name(linked.get("author")), meta.get("author"), meta.get("article:author")),
        "url": first(meta.get("canonical"), meta.get("og:url"), linked.get("url")),
        "published": first(
            linked.get("datePublished"),
            meta.get("article:published_time"),
            meta.get("datepublished"),
            meta.get("date"),
            meta.get("dc.date"),
            meta.get("dc.date.issued"),
            meta.get("pubdate"),
            meta.get("time"),
        ),
        "language": first(lang, _name(linked.get("inLanguage"))),
    }


def _name(value: Any) -> str | None:
    """A schema.org name: a string, an object with one, or a list of either."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        return "; ".join(filter(None, map(_name, value))) or None
    return value if isinstance(value, str) else None

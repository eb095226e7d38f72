"""Many articles in one file, as databases of news export them: Nexis and Factiva, known by the labels around each text.

Factiva exports an article with its indexing, each field behind a code (HD, LP, TD ...), or without: headline, byline, number
of words, date, source, language and copyright in lines of their own, and at the end the number of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import html

_FACTIVA_PAGE = re.compile(r'class="[^"]*\b[a-z]{2}(?:Article|Headline)\b')

# Labels that Nexis Uni and Lexis print before and behind a text.
_END = re.compile(r"End of Document\Z")
_BODY = re.compile(r"Body\Z")
_LABEL = re.compile(
    r"(Byline|Section|Length|Dateline|Highlight|Load-Date|Language|Publication-Type|Graphic|Classification)\b:?\s*(.*)"
)
_BEHIND = ("Load-Date", "Language", "Publication-Type", "Graphic", "Classification")
_COPYRIGHT = re.compile(r"Copyright|\(c\)|\N{COPYRIGHT SIGN}", re.I)
_DATE = re.compile(r"\b[A-Z][a-z]+ \d{1,2}, (?:19|20)\d\d\b|\b\d{1,2} [A-Z][a-z]+ (?:19|20)\d\d\b")
_NEXIS_NOTE = re.compile(r"(Page|\d+ of \d+ DOCUMENTS)\b")

# Field codes of Factiva, and what their fields are to us.
_FACTIVA = {
    "HD": "title",
    "BY": "author",
    "PD": "published",
    "SN": "publisher",
    "LA": "language",
    "LP": "text",
    "TD": "text",
    "AN": "id",
}
_OTHER_CODES = frozenset("SE CR WC ET SC ED PG VOL CY CO IN NS RE IPC IPD PUB CLM ART RF CT CX".split())
_CODE = re.compile(r"([A-Z]{2,3})(?:[\s|]+(.*))?\Z")

# Of Factiva without codes.
_DOCUMENT = re.compile(r"Document ([A-Z][A-Z0-9]*(?:19|20)\d{6}[a-z0-9]+)\Z")
_WORDS = re.compile(r"\d[\d,]* words\Z")
_TIME = re.compile(r"\d{1,2}:\d{2}\b")
_SHORT = re.compile(r"[A-Z0-9]{2,8}\Z|[A-Z]?\d{1,4}\Z|English\Z")  # the source's code, the page, the language
_HEAD = 12  # lines after the number of words among which the copyright stands
_BYLINE = re.compile(r"(?:By )?(?:[A-Z][\w.'-]*(?: and |, | )?){1,6}\Z")


def articles_in(lines: Sequence[str]) -> list[dict[str, Any]]:
    """The articles of an export, as rows with our keys; empty where the lines are no export."""
    return list(_nexis(lines)) or list(_factiva(lines)) or list(_factiva_plain(lines))


def articles_in_page(page: str) -> list[dict[str, Any]]:
    """The articles of a web page that Factiva exported, as rows with our keys; empty where the page is none."""
    if not _FACTIVA_PAGE.search(page):
        return []
    made: list[dict[str, Any]] = []
    for article in html.fromstring(page).xpath(
        '//div[contains(concat(" ", normalize-space(@class), " "), " article ")]'
    ):
        lines = [line for line in _lines(article) if line]
        title = next((_text(part) for part in article.xpath('.//*[contains(@class, "Headline")]')), "")
        for row in [*_factiva(lines)] or [*_factiva_plain(lines)]:
            made.append(row | ({"title": title} if title else {}))
    return made


def _lines(article: Any) -> Iterator[str]:
    """The text of each block in which no other block lies; the cells of a table one after the other."""
    for part in article.iter("p", "td", "div"):
        if not any(True for _ in part.iterdescendants("p", "td", "div", "table")):
            yield _text(part)


def _text(part: Any) -> str:
    return " ".join(part.text_content().split())


def _nexis(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    if not any(map(_END.match, lines)) or not any(map(_BODY.match, lines)):
        return
    one: list[str] = []
    for line in lines:
        if not _END.match(line):
            one.append(line)
            continue
        body = next((n for n, text in enumerate(one) if _BODY.match(text)), None)
        if body is not None:
            yield _nexis_article(one[:body], one[body + 1 :])
        one = []


def _nexis_article(head: list[str], rest: list[str]) -> dict[str, Any]:
    plain = [
        line for line in head if not _LABEL.match(line) and not _COPYRIGHT.match(line) and not _NEXIS_NOTE.match(line)
    ]
    dated = next((n for n, line in enumerate(plain) if _DATE.search(line)), None)
    row: dict[str, Any] = {}
    if plain and dated != 0:
        row["title"] = plain[0]
    if dated is not None:
        row["published"] = plain[dated]
        if dated >= 2:
            row["publisher"] = plain[dated - 1]
    for line in (*head, *rest):
        label = _LABEL.match(line)
        if label and label[1] in {"Byline", "Language"} and label[2]:
            row["author" if label[1] == "Byline" else "language"] = label[2].split(";")[0]
    end = next((n for n, line in enumerate(rest) if (m := _LABEL.match(line)) and m[1] in _BEHIND), len(rest))
    row["text"] = "\n".join(rest[:end])
    return row


def _factiva(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    row: dict[str, list[str]] = {}
    field: str | None = None
    for line in lines:
        code = _CODE.match(line)
        if code and (code[1] in _FACTIVA or code[1] in _OTHER_CODES):
            if code[1] == "HD" and "text" in row:
                yield _joined(row)
                row = {}
            field = _FACTIVA.get(code[1])
            if field and code[2]:
                row.setdefault(field, []).append(code[2])
        elif field:
            row.setdefault(field, []).append(line)
    if {"title", "text", "published"} <= row.keys():
        yield _joined(row)


def _factiva_plain(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    one: list[str] = []
    for line in lines:
        end = _DOCUMENT.match(line)
        if end is None:
            one.append(line)
            continue
        words = next((n for n, text in enumerate(one) if _WORDS.match(text)), 0)
        if words:
            yield {"id": end[1], **_plain_article(one[:words], one[words + 1 :])}
        one = []


def _plain_article(head: list[str], rest: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    if len(head) > 1 and _BYLINE.match(head[-1]):
        row["author"] = head.pop().removeprefix("By ")
    row["title"] = max(head[-2:], key=len)  # the section, "News", may stand before it
    at = 0
    if rest and _DATE.match(rest[0]):
        row["published"], at = rest[0], 1
    at += bool(rest[at:] and _TIME.match(rest[at]))
    if rest[at:]:
        row["publisher"], at = rest[at], at + 1
    copyright_ = next((n for n in range(at, min(len(rest), _HEAD)) if _COPYRIGHT.match(rest[n])), None)
    if copyright_ is None:
        while rest[at:] and _SHORT.match(rest[at]):
            at += 1
    else:
        language = rest[copyright_ - 1]
        if copyright_ > at and language.isalpha() and not language.isupper():
            row["language"] = language
        at = copyright_ + 1
    row["text"] = "\n".join(rest[at:])
    return row


def _joined(row: dict[str, list[str]]) -> dict[str, Any]:
    made = {name: ("\n" if name == "text" else " ").join(parts) for name, parts in row.items()}
    for name, before in (("author", "By "), ("id", "Document ")):
        if name in made:
            made[name] = made[name].removeprefix(before)
    return made

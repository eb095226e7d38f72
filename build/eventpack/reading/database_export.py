"""Many articles in one file, as databases of news export them: Nexis and Factiva, told by the labels around each text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

# Labels that Nexis Uni and Lexis print before and behind a text.
_END = re.compile(r"End of Document\Z")
_BODY = re.compile(r"Body\Z")
_LABEL = re.compile(
    r"(Byline|Section|Length|Dateline|Highlight|Load-Date|Language|Publication-Type|Graphic|Classification)\b:?\s*(.*)"
)
_BEHIND = ("Load-Date", "Language", "Publication-Type", "Graphic", "Classification")
_COPYRIGHT = re.compile("Copyright|\N{COPYRIGHT SIGN}", re.I)
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
_CODE = re.compile(r"([A-Z]{2,3})(?:\s+(.*))?\Z")


def articles_in(lines: Sequence[str]) -> list[dict[str, Any]]:
    """The articles of an export, as rows with our keys; empty where the lines are no export."""
    return list(_nexis(lines)) or list(_factiva(lines))


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


def _joined(row: dict[str, list[str]]) -> dict[str, Any]:
    return {name: ("\n" if name == "text" else " ").join(parts) for name, parts in row.items()}

"""When an article was published: from its metadata, else bounded from what its text says.

The rules, the first that answers:

1. Metadata gives the day: basis ``metadata``.
2. The address gives it, as news sites write it (``/2026/01/26/``), or the text states it: an "Updated" or "Published"
   line, a line with nothing but a date near the top, a dateline ("DAMASCUS, Jan. 26, 2026 -"). Basis ``inferred``,
   one day. A dateline without a year ("CAIRO, March 2 (Reuters) -") gives the day as well where its year is found as
   in 3 and no newer day is told as past.
3. The text dates its news by month and day without a year ("on January 26"). Such a text was written within a week
   of the newest day it reports as past: the bounds are that day and six days later, for a day of an earlier year would
   have carried its year. The year itself is taken from `neighbours`, the dated articles that share names with this
   one, because articles read together may be on one story; a neighbour counts if the day falls within two months of
   its publication. Without such a neighbour the year stays unknown.
4. The newest date the text reports as past bounds the publication from below. Basis ``inferred``, no upper bound.
5. Otherwise ``unknown``.

An exact day is never made up.
"""

from __future__ import annotations

import re
from datetime import date

from ..core.model import Article, Clues
from ..parsing.tree import Doc
from .calendar import valid
from .date_thread import bare_days
from .find import find_expressions
from .parsed_text import Expression, Text
from .reference_time import ReferenceTime
from .resolve import resolve_date
from .tense import direction

_URL_DAY = re.compile(r"/(19[89]\d|20\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)")
_STATES = re.compile(r"\b(updated|published|posted|modified|issued|filed|date|dated)\b[^.\n]{0,25}$", re.IGNORECASE)
# "DAMASCUS, ", "WASHINGTON (AP) - ", "ERBIL, Iraq, "
_DATELINE = re.compile(r"^[\W_]*+[A-Z][A-Z .'/-]{2,}(?:\([^)]*\))?(?:, [A-Z][\w. ]{1,25})?[,.]? *+-*+ *+\(?$")
_TOP, _BOTTOM = 700, 400


def clues(article: Article, doc: Doc) -> Clues:
    """What the text says of its own date. Nothing is looked for where metadata gives it."""
    if article.published is not None:
        return Clues()
    text = Text.of(doc)
    found = find_expressions(text)
    stated = _of_address(article.url) or _stated(text.text, found)
    if stated is not None:
        return Clues(stated)
    bare = tuple(
        (month, day) for e, month, day in bare_days(found, text) if direction(text.head(e.start, e.end)) != "future"
    )
    days = tuple(day for day in map(_full_day, found) if day is not None) if bare else ()
    return Clues(None, _newest_reported(text, found), bare, days, _dateline(article.text, found) if bare else None)


def _of_address(url: str | None) -> date | None:
    match = _URL_DAY.search(url or "")
    if match is None:
        return None
    year, month, day = (int(piece) for piece in match.groups())
    return date(year, month, day) if valid(year, month, day) else None


def _stated(text: str, found: list[Expression]) -> date | None:
    """The day a dateline, an "Updated" line or a date on a line of its own gives, near the top or the end."""
    for expression in found:
        if _TOP < expression.start < len(text) - _BOTTOM:
            continue
        day = _full_day(expression)
        if day is None:
            continue
        line = text.rfind("\n", 0, expression.start) + 1
        before = text[line : expression.start]
        end = text.find("\n", expression.end)
        after = text[expression.end : end if end >= 0 else len(text)]
        if _STATES.search(before) or _DATELINE.match(before) and re.match(r"\s*(\(|[-\u2013\u2014:|])", after):
            return day
        if not re.search(r"[^\W\d_]", before) and len(after.strip(" |,.-")) <= 25 and not re.search(r"[a-z]{4}", after):
            return day
    return None


def _dateline(text: str, found: list[Expression]) -> tuple[int, int] | None:
    """Month and day of a dateline near the top that gives no year."""
    for expression in found:
        f = expression.fields
        if expression.start > _TOP or f is None or f.year or not (f.month and f.day):
            continue
        before = text[text.rfind("\n", 0, expression.start) + 1 : expression.start]
        if _DATELINE.match(before) and re.match(r"\s*(\(|[-\u2013\u2014:|])", text[expression.end :]):
            return f.month, f.day
    return None


def _full_day(expression: Expression) -> date | None:
    f = expression.fields
    if expression.kind != "date" or f is None or not (f.iso or f.numdate or f.year and f.month and f.day):
        return None
    stamp = resolve_date(f, ReferenceTime(), None).stamp
    return stamp.date if stamp is not None else None


def _newest_reported(text: Text, found: list[Expression]) -> date | None:
    """The first day of the newest explicit date the text reports as past."""
    newest = None
    for expression in found:
        f = expression.fields
        if expression.kind != "date" or f is None or f.fiscal or not (f.iso or f.numdate or f.year):
            continue
        stamp = resolve_date(f, ReferenceTime(), None).stamp
        first = stamp.bounds[0] if stamp is not None else None
        if first is None or newest is not None and first <= newest:
            continue
        before = text.text[max(0, expression.start - 12) : expression.start].lower()
        if re.search(r"\b(by|until|till|before|through|to)\W+(the )?$", before):
            continue
        if f.year and not f.month and not re.search(r"\b(in|since|from|during|of)\W+(the )?$", before):
            # "her 2020 bid"
            continue
        if direction(text.head(expression.start, expression.end)) == "past":
            newest = first
    return newest

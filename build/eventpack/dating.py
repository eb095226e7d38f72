"""When an article was published: from its metadata, else bounded from what its text says.

The rules, the first that answers:

1. Metadata gives the day: basis ``metadata``.
2. The address gives it, as news sites write it (``/2026/01/26/``), or the text states it: an "Updated" or "Published"
   line, a line with nothing but a date near the top, a dateline ("DAMASCUS, Jan. 26, 2026 -"). Basis ``inferred``,
   one day.
3. The text dates its news by month and day without a year ("on January 26"). Such a text was written within a week
   of the newest day it tells as past: the bounds are that day and six days later, for a day of an earlier year would
   have carried its year. The year itself is taken from `neighbours`, the dated articles that share names with this
   one, because articles read together may tell one story; a neighbour counts if the day falls within two months of
   its publication. Without such a neighbour the year stays unknown.
4. The newest date the text tells as past bounds the publication from below. Basis ``inferred``, no upper bound.
5. Otherwise ``unknown``.

An exact day is never made up.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from spacy.tokens import Doc

from eventpack.model import Article, Published
from eventpack.times.find import Expression, Text, find_expressions
from eventpack.times.lexicon import lexicon
from eventpack.times.resolve import resolve_date
from eventpack.times.stamps import valid
from eventpack.times.story import bare_days
from eventpack.times.tale import Tale
from eventpack.times.tense import direction


class Neighbour(NamedTuple):
    """A dated article read together with others: its day of publication and the :func:`names` it tells of."""

    published: date
    names: frozenset[str]


_WEEK = timedelta(6)
_SAME_STORY = timedelta(60)
_SAME_DAYS = timedelta(7)
_SHARED_NAMES = 3
_SHARED_PART = 0.15

_URL_DAY = re.compile(r"/(19[89]\d|20\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|-|$)")
_STATES = re.compile(r"\b(updated|published|posted|modified|issued|filed|date|dated)\b[^.\n]{0,25}$", re.IGNORECASE)
# "DAMASCUS, ", "WASHINGTON (AP) - ", "ERBIL, Iraq, "
_DATELINE = re.compile(r"^[\W_]*+[A-Z][A-Z .'/-]{2,}(?:\([^)]*\))?(?:, [A-Z][\w. ]{1,25})?[,.]? *+-*+ *+\(?$")
_NAME = re.compile(r"(?<![.!?\"\u201d\n]\s)(?<!^)\b[A-Z][^\W\d_]{3,}|\b[A-Z]{3,}\b")
_TOP, _BOTTOM = 700, 400


def names(text: str) -> frozenset[str]:
    """The capitalised words of a text, folded to plain lower case: a cheap summary of whom and where it tells of."""
    known = lexicon().words
    plain = unicodedata.normalize("NFKD", text)
    folded = "".join(char for char in plain if not unicodedata.combining(char))
    found = {word.lower() for word in _NAME.findall(folded)}
    return frozenset(word for word in found if not {"month", "weekday"} & known.get(word, {}).keys())


def neighbour(article: Article, published: Published) -> Neighbour | None:
    """What :func:`publication` of other articles wants to know of this one; None where its day is not known."""
    if published.earliest is None or published.earliest != published.latest:
        return None
    return Neighbour(published.earliest, names(article.text))


def publication(article: Article, doc: Doc, neighbours: Sequence[Neighbour] = ()) -> Published:
    """The day of publication or its bounds, by the rules at the head of this file.

    `neighbours` are dated articles read together with this one, as :func:`neighbour` gives them, in any order.
    """
    if article.published is not None:
        return Published(article.published, article.published, "metadata")
    text = Text.of(doc)
    found = find_expressions(text)
    stated = _of_address(article.url) or _stated(text.text, found)
    if stated is not None:
        return Published(stated, stated, "inferred")
    floor = _newest_told(text, found)
    bare = [e for e in bare_days(found, text) if direction(text.head(e.start, e.end)) != "future"]
    if bare:
        alike = _alike(names(article.text), neighbours) if neighbours else []
        newest = _newest_bare(bare, alike) or _newest_bare(bare, _own_days(found), _SAME_DAYS)
        if newest is not None and (floor is None or floor <= newest + _WEEK):
            first = max(newest, floor) if floor is not None else newest
            return Published(first, newest + _WEEK, "inferred")
    if floor is not None:
        return Published(floor, None, "inferred")
    return Published(None, None, "unknown")


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
        before = text[line:expression.start]
        end = text.find("\n", expression.end)
        after = text[expression.end:end if end >= 0 else len(text)]
        if _STATES.search(before) or _DATELINE.match(before) and re.match(r"\s*(\(|[-\u2013\u2014:|])", after):
            return day
        if not re.search(r"[^\W\d_]", before) and len(after.strip(" |,.-")) <= 25 and not re.search(r"[a-z]{4}", after):
            return day
    return None


def _full_day(expression: Expression) -> date | None:
    f = expression.fields
    if expression.kind != "date" or f is None or not (f.iso or f.numdate or f.year and f.month and f.day):
        return None
    stamp = resolve_date(f, Tale(None), None).stamp
    return stamp.date if stamp is not None else None


def _newest_told(text: Text, found: list[Expression]) -> date | None:
    """The first day of the newest explicit date the text tells as past."""
    newest = None
    for expression in found:
        f = expression.fields
        if expression.kind != "date" or f is None or f.fiscal or not (f.iso or f.numdate or f.year):
            continue
        stamp = resolve_date(f, Tale(None), None).stamp
        first = stamp.bounds[0] if stamp is not None else None
        if first is None or newest is not None and first <= newest:
            continue
        before = text.text[max(0, expression.start - 12):expression.start].lower()
        if re.search(r"\b(by|until|till|before|through|to)\W+(the )?$", before):
            continue
        if f.year and not f.month and not re.search(r"\b(in|since|from|during|of)\W+(the )?$", before):
            # "her 2020 bid"
            continue
        if direction(text.head(expression.start, expression.end)) == "past":
            newest = first
    return newest


def _alike(own: frozenset[str], neighbours: Sequence[Neighbour]) -> list[tuple[float, date]]:
    """Neighbours that share enough names, with how alike they are, 0 to 1."""
    out = []
    for published, theirs in neighbours:
        shared = len(own & theirs)
        if shared >= _SHARED_NAMES and shared >= _SHARED_PART * min(len(own), len(theirs)):
            out.append((shared / sqrt(len(own) * len(theirs)), published))
    return out


def _own_days(found: list[Expression]) -> list[tuple[float, date]]:
    return [(1.0, day) for day in map(_full_day, found) if day is not None]


def _newest_bare(bare: list[Expression], alike: list[tuple[float, date]],
                 reach: timedelta = _SAME_STORY) -> date | None:
    """The newest of the days without a year, in the year that the likest dates within `reach` speak for."""
    votes: Counter[date] = Counter()
    for weight, published in sorted(alike, key=lambda pair: (-pair[0], pair[1])):
        days = [day for e in bare for day in [_nearest(e, published)] if abs(day - published) <= reach]
        if days:
            votes[max(days)] += weight
    return min(votes, key=lambda day: (-votes[day], day)) if votes else None


def _nearest(expression: Expression, to: date) -> date:
    month, day = expression.fields.month, expression.fields.day
    years = [year for year in (to.year - 1, to.year, to.year + 1) if valid(year, month, day)]
    days = [date(year, month, day) for year in years]
    return min(days, key=lambda one: (abs(one - to), one)) if days else date.min

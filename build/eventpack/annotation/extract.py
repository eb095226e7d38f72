"""What the linker and the tables need of one article: its source row, its reports, the names it uses.

It is made once, beside the annotation, and kept with it: a build that finds an article in the cache neither unpacks nor
works out again what was found in it. One half is for the linker: a line for each report, which its block takes as it
is. The other is for the tables: the cells of their rows.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from ..actors.mentions import known
from ..core.model import ActorMention, Annotation, PlaceMention, Report, ReportKey, Toll
from ..core.version import CODER
from ..times import publication
from . import names_used, passage_words, report_lines
from .mentions import Mention, mentions
from .report_ids import report_id
from .report_lines import EntityNumbers, linkable

_SOURCE = (
    "source_id",
    "title",
    "publisher",
    "author",
    "url",
    "language",
    "sha256",
    "published_earliest",
    "published_latest",
    "published_basis",
    "words",
)
_REPORT = (
    "report_id",
    "sentence",
    "char_start",
    "char_end",
    "quote",
    "trigger",
    "trigger_start",
    "event_type",
    "mode",
    "status",
    "attributed_to",
    "date_text",
    "date_earliest",
    "date_latest",
    "location_id",
    "destination_location_id",
    "coder",
    "confidence",
    "review",
    "casualties",
)
_CASUALTY = ("kind", "number", "low", "high", "actor_id", "char_start", "char_end", "text", "revision")

Row = dict[str, Any]


class LinkerRow(NamedTuple):
    """A report on its way to the linker."""

    event_type: str
    status: str
    review: str
    linkable: bool  # see report_lines.linkable
    line: str  # see report_lines.write
    event_key: str | None
    day: int  # see report_lines.last_day
    used: list[int]  # numbers of the actor and the places its row names


@dataclass(frozen=True, slots=True)
class Rows:
    """An article's rows: `source` lacks `copy_of` and `file`; `reports` lack `event_id`, their quotes are not cut,
    their modes have no type in front; the rows of `casualties` lie in them."""

    source: Row
    reports: list[Row]
    mentions: list[list[Any]]  # the cells of their rows, in the order of the table's columns
    place_names: list[tuple[str, str]]  # identifier, another name for it
    actor_names: list[tuple[str, str]]


def dumps(annotation: Annotation) -> tuple[bytes, bytes]:
    """The two halves for one annotation: for the linker (:func:`loads_linker_rows`), and for the tables
    (:func:`loads_rows`)."""
    article, published, numbers = annotation.article, annotation.published, EntityNumbers()
    found = list(report_keys([annotation]))
    source = [
        article.source_id,
        article.title,
        article.publisher,
        article.author,
        article.url,
        article.language,
        article.sha256,
        published.earliest,
        published.latest,
        published.basis,
        len(article.text.split()),
    ]
    names = [
        list(dict.fromkeys(names_used.named(seen)))
        for seen in (names_used.toponyms(annotation), names_used.actor_mentions(annotation))
    ]
    linked = [_linker_row(key, numbers) for key in found]
    named = mentions(annotation)
    used = list(dict.fromkeys(numbers.of(thing) for m in named for thing in (m.location, m.actor) if thing))
    cells = [_cells(key, report, article.text) for key, report in zip(found, annotation.reports, strict=True)]
    words = [_mention_cells(mention, article.text) for mention in named]
    return _json([article.source_id, numbers.described, linked, used]), _json([source, names, cells, words])


def _json(values: list[Any]) -> bytes:
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    return text.encode("utf-8", "surrogatepass")


def _linker_row(key: ReportKey, numbers: EntityNumbers) -> list[Any]:
    named = (key.attributed_to, key.place, key.destination, *(toll.actor for toll in key.tolls))
    used = [numbers.of(thing) for thing in named if thing]
    return [
        key.event_type,
        key.status,
        key.review,
        linkable(key),
        report_lines.write(key, numbers),
        key.event_key,
        report_lines.last_day(key),
        used,
    ]


def _mention_cells(mention: Mention, text: str) -> list[Any]:
    """Its row without the source_id, which is the first cell."""
    return [
        mention.start,
        mention.end,
        text[mention.start : mention.end],
        mention.kind,
        mention.location and mention.location.location_id,
        mention.actor and mention.actor.actor_id,
    ]


def _cells(t: ReportKey, r: Report, text: str) -> list[Any]:
    return [
        t.report_id,
        r.sentence,
        r.start,
        r.end,
        text[r.start : r.end],
        r.trigger.text,
        r.trigger.start,
        r.event_type,
        r.mode,
        r.status,
        t.attributed_to and t.attributed_to.actor_id,
        r.date_text,
        r.date_earliest,
        r.date_latest,
        t.place and t.place.location_id,
        t.destination and t.destination.location_id,
        r.coder or CODER,
        round(r.confidence, 3),
        r.review,
        _casualties(r),
    ]


def _casualties(r: Report) -> list[list[Any]]:
    """The rows of its casualties without its identifier, those of one kind numbered from 1 in the order of the text."""
    rows, of_kind = [], Counter[str]()
    for one in sorted(r.casualties, key=lambda c: (c.start, c.end)):
        of_kind[one.kind] += 1
        actor_id = one.actor and one.actor.actor_id
        bounds = [of_kind[one.kind], one.low, one.high]
        rows.append([one.kind, *bounds, actor_id, one.start, one.end, one.text, one.revision])
    return rows


def _report_key(annotation: Annotation, r: Report, names: frozenset[str], story: frozenset[int]) -> ReportKey:
    article, published = annotation.article, annotation.published
    assert r.event_type is not None  # only `untyped`, which is no row, has none
    return ReportKey(
        report_id(annotation, r),
        r.event_type,
        r.mode,
        r.status,
        r.theme,
        tuple(known(r.actors)),
        tuple(known(r.recipients)),
        r.place.location if r.place else None,
        r.destination.location if r.destination else None,
        r.date_earliest,
        r.date_latest,
        r.attributed_to.actor if r.attributed_to else None,
        r.confidence,
        article.source_id,
        article.publisher,
        published.earliest,
        published.latest,
        r.start,
        r.trigger.start,
        r.trigger.end,
        r.lemma,
        r.review,
        r.event_key,
        passage_words.words(article.text[r.start : r.end], names)
        + passage_words.objects(article.text[r.trigger.end : r.end], names)
        + passage_words.introduced(article.text[r.start : r.trigger.start])
        + _elsewhere(article.text, r),
        story,
        tuple(Toll(c.kind, c.low, c.high, c.actor, None, c.revision) for c in r.casualties),
        r.coder,
        r.takes_up,
    )


def _elsewhere(text: str, r: Report) -> tuple[str, ...]:
    """What of a report another sentence of the article gives, as :func:`passage_words.elsewhere` says it."""

    def inside(mention: ActorMention | PlaceMention) -> bool:
        return r.start <= mention.start < r.end

    given = {
        "who": not any(m.actor for m in r.actors) or any(m.actor and inside(m) for m in r.actors),
        "whom": not any(m.actor for m in r.recipients) or any(m.actor and inside(m) for m in r.recipients),
        "where": r.place is None or inside(r.place),
        "when": not r.date_text or r.date_text in text[r.start : r.end],
    }
    return passage_words.elsewhere(what for what, is_here in given.items() if not is_here)


def report_keys(annotations: Iterable[Annotation]) -> Iterator[ReportKey]:
    """All reports of all articles as the linker sees them, in their order."""
    for annotation in annotations:
        if annotation.reports:
            names = publication.names(annotation.article.text)
            story = frozenset(map(passage_words.digest, names))
            for report in annotation.reports:
                yield _report_key(annotation, report, names, story)


def loads_linker_rows(data: bytes) -> tuple[str, list[list[Any]], list[LinkerRow], list[int]]:
    """The source_id, its actors and places (:attr:`eventpack.annotation.report_lines.EntityNumbers.described`), the
    reports, and the numbers of all actors and places that the article mentions."""
    source_id, things, rows, mentioned = json.loads(data.decode("utf-8", "surrogatepass"))
    return source_id, things, [LinkerRow(*one) for one in rows], mentioned


def loads_rows(data: bytes) -> Rows:
    """The rows of the article."""
    source, names, reports, words = json.loads(data.decode("utf-8", "surrogatepass"))
    source = dict(zip(_SOURCE, source, strict=True))
    for name in ("published_earliest", "published_latest"):
        source[name] = _day(source[name])
    source["published"] = source["published_earliest"] if source["published_basis"] == "metadata" else None
    rows = []
    for cells in reports:
        row = dict(zip(_REPORT, cells, strict=True))
        row["source_id"] = source["source_id"]
        row["casualties"] = [dict(zip(_CASUALTY, one, strict=True)) for one in row["casualties"]]
        row["date_earliest"], row["date_latest"] = _day(row["date_earliest"]), _day(row["date_latest"])
        rows.append(row)
    named = [[source["source_id"], *cells] for cells in words]
    return Rows(source, rows, named, *names)


def _day(day: str | None) -> date | None:
    return None if day is None else date.fromisoformat(day)

"""What the linker and the tables need of one article: its source row, its reports, the names it uses.

It is made once, beside the annotation, and kept with it: a build that finds an article in the cache neither unpacks nor
works out again what was found in it. For each report there are the line its block of the linker takes as it is, and the
cells of its row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from . import CODER, aliases
from .link import linkable
from .linking import lines
from .linking.lines import Numbers
from .model import Annotation, Report, Telling
from .telling import report_id

_SOURCE = ("source_id", "title", "publisher", "author", "url", "language", "sha256", "published_earliest",
           "published_latest", "published_basis", "words")
_REPORT = ("report_id", "sentence", "char_start", "char_end", "quote", "trigger", "trigger_start", "event_type", "mode",
           "status", "attributed_to", "date_text", "date_earliest", "date_latest", "location_id",
           "destination_location_id", "coder", "confidence", "review")

Row = dict[str, Any]


class Told(NamedTuple):
    """A report on its way to the linker."""

    event_type: str
    status: str
    review: str
    linkable: bool                       # see link.linkable
    line: str                            # see linking.lines
    used: list[int]                      # numbers of the actor and the places its row names


@dataclass(frozen=True, slots=True)
class Rows:
    """An article's rows: `source` lacks `copy_of` and `file`; `reports` lack `event_id`, their quotes are not cut,
    their modes have no type in front."""

    source: Row
    reports: list[Row]
    place_names: list[tuple[str, str]]   # identifier, another name for it
    actor_names: list[tuple[str, str]]


def dumps(annotation: Annotation) -> bytes:
    """The gist of an annotation."""
    article, published, numbers = annotation.article, annotation.published, Numbers()
    source = [article.source_id, article.title, article.publisher, article.author, article.url, article.language,
              article.sha256, published.earliest, published.latest, published.basis, len(article.text.split())]
    reports = [_report(annotation, report, numbers) for report in annotation.reports]
    names = [list(dict.fromkeys(aliases.named(seen)))
             for seen in (aliases.toponyms(annotation), aliases.actor_mentions(annotation))]
    text = json.dumps([source, numbers.told, names, reports], ensure_ascii=False, separators=(",", ":"),
                      default=date.isoformat)
    return text.encode("utf-8", "surrogatepass")


def _report(annotation: Annotation, r: Report, numbers: Numbers) -> list[Any]:
    telling = _telling(annotation, r)
    used = [numbers.of(thing) for thing in (telling.attributed_to, telling.place, telling.destination) if thing]
    cells = [telling.report_id, r.sentence, r.start, r.end, annotation.article.text[r.start:r.end], r.trigger.text,
             r.trigger.start, r.event_type, r.mode, r.status,
             telling.attributed_to and telling.attributed_to.actor_id, r.date_text, r.date_earliest, r.date_latest,
             telling.place and telling.place.location_id, telling.destination and telling.destination.location_id,
             r.coder or CODER, round(r.confidence, 3), r.review]
    return [r.event_type, r.status, r.review, linkable(telling),
            lines.write(telling, numbers), used, cells]


def _telling(annotation: Annotation, r: Report) -> Telling:
    article, published = annotation.article, annotation.published
    return Telling(
        report_id(annotation, r), r.event_type, r.mode, r.status, r.theme,
        tuple(m.actor for m in r.actors if m.actor), tuple(m.actor for m in r.recipients if m.actor),
        r.place and r.place.location, r.destination and r.destination.location, r.date_earliest, r.date_latest,
        r.attributed_to.actor if r.attributed_to else None, r.confidence, article.source_id, article.publisher,
        published.earliest, published.latest, r.start, r.trigger.start, r.trigger.end, r.lemma, r.review,
    )


def tellings(annotations: Iterable[Annotation]) -> Iterator[Telling]:
    """What the linker is told by all reports of all articles, in their order."""
    return (_telling(annotation, report) for annotation in annotations for report in annotation.reports)


class Gist:
    """A gist that is read. Raises ValueError, TypeError or LookupError where the bytes are none."""

    def __init__(self, data: bytes) -> None:
        self._source, self.things, self._names, self._reports = json.loads(data.decode("utf-8", "surrogatepass"))

    @property
    def source_id(self) -> str:
        return self._source[0]

    def reports(self) -> Iterator[Told]:
        return (Told(*told) for *told, _ in self._reports)

    def rows(self) -> Rows:
        source = dict(zip(_SOURCE, self._source, strict=True))
        for name in ("published_earliest", "published_latest"):
            source[name] = _day(source[name])
        source["published"] = source["published_earliest"] if source["published_basis"] == "metadata" else None
        reports = []
        for *_, cells in self._reports:
            row = dict(zip(_REPORT, cells, strict=True))
            row["source_id"] = source["source_id"]
            row["date_earliest"], row["date_latest"] = _day(row["date_earliest"]), _day(row["date_latest"])
            reports.append(row)
        return Rows(source, reports, *self._names)


def _day(told: str | None) -> date | None:
    return None if told is None else date.fromisoformat(told)

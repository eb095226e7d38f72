"""Reports that other coders bring, put beside the coder's own in an article's annotation, or in their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..annotation.report_ids import numbered, reading
from ..core.errors import InputError
from ..core.model import Annotation, Article, Report, TextSpan
from ..resolving import TextSearch
from .brought_file import ExternalReport
from .coding import Party, Wrong
from .recode import at_offsets, cut, only, recode, resolver_of, sentence_at


class Bringer:
    """Adds brought reports to annotations; the same article may come more than once.

    A brought report whose trigger overlaps one of the coder's takes its place: both are of the same words. With
    `instead`, none of the coder's stays. A report that does not fit its article is put in `faults` and left out; where
    that is None it is an error.
    """

    def __init__(
        self,
        brought: Iterable[ExternalReport] = (),
        *,
        instead: bool = False,
        faults: list[InputError] | None = None,
    ) -> None:
        self._faults = faults
        self._told: set[tuple] = set()
        self._instead = instead
        self._of_source: dict[str, list[ExternalReport]] = defaultdict(list)
        self._of_id: dict[str, list[ExternalReport]] = defaultdict(list)
        self._read: set[str] = set()
        for one in brought:
            if one.source_id is not None:
                self._of_source[one.source_id].append(one)
            elif one.id is not None:
                self._of_id[one.id].append(one)

    @property
    def has_work(self) -> bool:
        return self._instead or bool(self._of_source or self._of_id)

    def concerns(self, article: Article) -> bool:
        """Whether the annotation of an article may change, or is asked for."""
        return self._instead or article.source_id in self._of_source or article.id in self._of_id

    def __call__(self, annotation: Annotation) -> Annotation:
        """The annotation with what was brought for its article. Raises InputError for what does not fit it."""
        article = annotation.article
        reports: list[Report] = []
        lines: dict[tuple, ExternalReport] = {}
        for one in (*self._of_source.get(article.source_id, ()), *self._of_id.get(article.id, ())):
            try:
                report = self._made(one, annotation, lines)
            except InputError as error:
                if self._faults is None:
                    raise
                if (one.path, one.line, one.report) not in self._told:  # an annotation may come by again
                    self._told.add((one.path, one.line, one.report))
                    self._faults.append(error)
                continue
            reports.append(report)
        self._read |= {article.source_id, article.id}
        if not reports and not self._instead:
            return annotation
        own = () if self._instead else (r for r in annotation.reports if not any(_overlap(r, n) for n in reports))
        return replace(annotation, reports=numbered((*own, *reports)))

    @staticmethod
    def _made(one: ExternalReport, annotation: Annotation, lines: dict[tuple, ExternalReport]) -> Report:
        """Raises InputError, also for a report that says what another one of the same words says."""
        try:
            report = made(one, annotation)
        except Wrong as wrong:
            raise one.error(wrong.message, wrong.hint) from wrong
        other = lines.setdefault(reading(report), one)
        if other is not one:
            raise one.error(
                f'a report of "{report.trigger.text}" at {report.trigger.start} that says the same is brought before, in '
                f"{other.path}, line {other.line}",
                "Keep one of the two",
            )
        return report

    def finish(self) -> None:
        """Raises InputError for a report whose article was not among those read."""
        for named, key in ((self._of_source, "source_id"), (self._of_id, "id")):
            for value, brought in named.items():
                if value not in self._read:
                    gone = (
                        "is not an article that was read"
                        if key == "id"
                        else "is not a text that was read: the article is missing or was changed"
                    )
                    error = brought[0].error(f'"{key}" {value} {gone}', "Give the articles the reports were made from")
                    if self._faults is None:
                        raise error
                    self._faults.append(error)


def made(one: ExternalReport, annotation: Annotation) -> Report:
    """The report, its words looked up in the article. Raises Wrong."""
    text = annotation.article.text
    if one.start is None or one.end is None:
        start, end = _passage(one.quote, text)
    else:
        start, end = one.start, one.end
        at_offsets(None, start, end, text)
        if cut(text[start:end]) != cut(one.quote):
            # The whole quote shows better where it stands; a cut one is compared as far as it goes.
            at_offsets(one.quote, start, min(end, start + len(one.quote)), text)
            raise Wrong(("end",), f"{start} to {end} is not as long as the quote", "Correct start and end")
    if one.trigger_at is not None:
        trigger = at_offsets(one.trigger, *one.trigger_at, text)
    else:
        found = only(one.trigger, text, start, end)
        trigger = TextSpan(found, found + len(one.trigger), one.trigger)
    if not start <= trigger.start < trigger.end <= end:
        raise Wrong(("trigger",), f'the trigger "{trigger.text}" is outside the passage', "Give a word of the passage")
    if one.date_text is not None and one.date_text not in text:
        raise Wrong(("date_text",), f'the article does not say "{one.date_text}"', "Give its words, or null")
    same = next(
        (r for r in annotation.reports if r.trigger.start == trigger.start and r.trigger.end == trigger.end), None
    )
    blank = Report(
        one.fields["event_type"],
        None,
        one.fields["status"],
        start,
        end,
        sentence_at(annotation, trigger.start),
        trigger,
        theme=one.theme,
        confidence=one.confidence,
        rule=f"brought by {one.coder}",
        lemma=same.lemma if same else trigger.text.lower(),
        coder=one.coder,
        event_key=one.event_key,
    )
    fields = {name: _with_new(value, one) for name, value in one.fields.items()}
    report = recode(blank, fields, annotation)
    if one.date is None or report.date_earliest or report.date_latest:
        return replace(report, date_text=one.date_text)
    if not TextSearch(text).all(one.date.text):
        raise Wrong(("date",), f'the article does not say "{one.date.text}"', "Copy its words, or leave the date out")
    when = resolver_of(annotation).when(one.date, start, end, report.status)
    return replace(report, date_text=when.text, date_earliest=when.earliest, date_latest=when.latest)


def _passage(quote: str, text: str) -> tuple[int, int]:
    """Where the quote stands, to the letter or with other marks and white space. Raises Wrong."""
    if quote not in text:
        found = TextSearch(text).all(quote)
        if len(found) == 1:
            return found[0].start, found[0].end
    start = only(quote, text)
    return start, start + len(quote)


def _with_new(value: Any, one: ExternalReport) -> Any:
    """Parties with the actors that the line gives in full."""
    if isinstance(value, list):
        return [_with_new(party, one) for party in value]
    if isinstance(value, Party) and value.actor is None and (new := one.new_actors.get(value.actor_id or "")):
        return replace(value, actor=new)
    return value


def _overlap(a: Report, b: Report) -> bool:
    return a.trigger.start < b.trigger.end and b.trigger.start < a.trigger.end

"""Between the coder and the linker: each article's annotation, with the reports others bring and what people decided.

One article at a time, in any order. What no article took up is an error at the end: nobody's word is dropped silently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..errors import InputError
from ..model import Annotation, Report, Span
from ..telling import report_id
from .coding import Wrong
from .entries import Entry
from .recode import at_offsets, changed, cut, is_about_somebody, nearest, only, recode, sentence_at

# Decisions that vouch for a report.
VOUCHED = frozenset({"accepted", "corrected", "added"})


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of the table reviews."""

    report_id: str
    decision: str
    changed: tuple[str, ...]
    entry: Entry


class Amender:
    """Puts reviews into annotations. `decisions` grows with each article, in the order of the entries.

    With `reviewed_only`, reports that no person vouches for are left out.
    """

    def __init__(self, entries: Iterable[Entry] = (), *, reviewed_only: bool = False) -> None:
        self._waiting: dict[str, list[Entry]] = defaultdict(list)
        self._by_file: dict[str, Entry] = {}
        self._reviewed_only = reviewed_only
        self.decisions: list[Decision] = []
        for entry in entries:
            self._waiting[entry.source_id].append(entry)
            if entry.file:
                self._by_file.setdefault(entry.file, entry)

    def __call__(self, annotation: Annotation) -> Annotation:
        """The annotation as people left it. Raises InputError for a review that does not fit it."""
        for entry in self._waiting.pop(annotation.article.source_id, ()):
            try:
                annotation = self._reviewed(annotation, entry)
            except Wrong as wrong:
                raise entry.error(wrong.message, wrong.hint, wrong.place) from wrong
        if self._reviewed_only:
            kept = tuple(r for r in annotation.reports if r.review in VOUCHED)
            annotation = replace(annotation, reports=kept)
        self._check_text(annotation)
        return annotation

    def finish(self) -> None:
        """Raises InputError for a review whose article was not among those read."""
        for entries in self._waiting.values():
            raise entries[0].error(f'its article, {entries[0].file or entries[0].source_id}, is not among those read',
                                   "Add the article, or take the review out of the folder", ("source_id",))

    def _check_text(self, annotation: Annotation) -> None:
        """An article that has its old name and another text: said at once, with where the passage now stands."""
        article = annotation.article
        entry = self._by_file.get(article.file or "")
        if entry is None or entry.source_id == article.source_id or entry.source_id not in self._waiting:
            return
        text, start = article.text, nearest(entry.quote, entry.start or 0, article.text)
        now = f"now stands at {start} to {start + len(entry.quote)}" if start is not None else "is no longer in it"
        raise entry.error(
            f"the text of {article.file} ({len(text)} characters, {article.source_id}) has changed since the review; "
            f"its passage {now}",
            "Put the old text back, or see what became of the passage and carry the review over: "
            "eventpack review --carry", ("source_id",))

    def _reviewed(self, annotation: Annotation, entry: Entry) -> Annotation:
        if entry.decision == "added":
            return self._added(annotation, entry)
        ids = [report_id(annotation, report) for report in annotation.reports]
        if entry.report_id not in ids:
            raise self._gone(annotation, entry, ids)
        number = ids.index(entry.report_id)
        before = annotation.reports[number]
        passage = self._passage(annotation, entry, before)
        if entry.decision == "rejected":
            after = replace(before, start=passage.start, end=passage.end, review="rejected")
        else:
            after = _recoded(replace(before, start=passage.start, end=passage.end), annotation, entry)
            after = replace(after, review=entry.decision, confidence=1.0)
        self._decided(annotation, after, entry, before)
        reports = annotation.reports
        return replace(annotation, reports=(*reports[:number], after, *reports[number + 1:]))

    @staticmethod
    def _gone(annotation: Annotation, entry: Entry, ids: list[str]) -> InputError:
        """The report is not there: another one may hold the passage, or the coder finds none there any more."""
        text = annotation.article.text
        near = [one for one, report in zip(ids, annotation.reports, strict=True)
                if entry.quote in text[report.start:report.end] or cut(text[report.start:report.end]) == entry.quote]
        keep = ("take the review out, since nothing is left to reject" if entry.decision == "rejected" else
                "write `decision: added` and all fields under `changes:` to keep it all the same")
        hint = f"Write the one that is meant, perhaps {' or '.join(near)}; or {keep}" if near else keep.capitalize()
        return entry.error(f"there is no report {entry.report_id} in {annotation.article.file or entry.source_id}: the "
                           "coder of this build does not find it", hint, ("report_id",))

    def _passage(self, annotation: Annotation, entry: Entry, report: Report) -> Span:
        """The passage the person saw. A newer coder may draw its bounds otherwise; the words must be there."""
        text = annotation.article.text
        if entry.start is not None:
            there = text[entry.start:entry.end]
            if cut(there) != cut(entry.quote) or not entry.start <= report.trigger.start < entry.end:
                at_offsets(entry.quote, entry.start, entry.start + len(entry.quote), text)
                raise Wrong(("start",), f"{entry.start} to {entry.end} is not the passage of {entry.report_id}",
                            f"Write {report.start} and {report.end}, or name the other report")
            return Span(entry.start, entry.end, there)
        passage = text[report.start:report.end]
        if entry.quote not in passage:
            raise Wrong(("quote",), f'the quote is not in the passage of {entry.report_id}, "{cut(passage)}"',
                        "Copy it from there, or name the other report")
        return Span(report.start, report.end, passage)

    def _added(self, annotation: Annotation, entry: Entry) -> Annotation:
        text = annotation.article.text
        if entry.start is None:
            start = _located(("quote",), entry.quote, text)
            end = start + len(entry.quote)
        else:
            start, end = entry.start, entry.end
            if cut(text[start:end]) != cut(entry.quote):
                at_offsets(entry.quote, start, start + len(entry.quote), text)
                raise Wrong(("end",), f"{start} to {end} is longer or shorter than the quote", "Mend start and end")
        at = _located(("trigger",), entry.trigger, text, start, end)
        trigger = Span(at, at + len(entry.trigger), entry.trigger)
        blank = Report(entry.changes["event_type"], None, entry.changes["status"], start, end,
                       sentence_at(annotation, at), trigger, confidence=1.0, review="added", coder=entry.reviewer)
        report = _recoded(blank, annotation, entry)
        made = report_id(annotation, report)
        if any(report_id(annotation, other) == made for other in annotation.reports):
            raise Wrong(("trigger",), f"there is a report of these words already, {made}",
                        f"Write `decision: corrected` with `report_id: {made}`")
        if entry.report_id not in (None, made):
            raise Wrong(("report_id",), f"the added report is {made}", "Write that, or leave report_id out")
        self._decided(annotation, report, entry, None)
        return replace(annotation, reports=(*annotation.reports, report))

    def _decided(self, annotation: Annotation, report: Report, entry: Entry, before: Report | None) -> None:
        if self._reviewed_only and entry.decision not in VOUCHED:
            return                       # neither the report nor what was said of it is published
        fields = tuple(changed(before, report)) if before is not None and entry.decision == "corrected" else ()
        self.decisions.append(Decision(report_id(annotation, report), entry.decision, fields, entry))


def _located(place: tuple[str, ...], words: str, text: str, first: int = 0, last: int | None = None) -> int:
    try:
        return only(words, text, first, last)
    except Wrong as wrong:
        raise Wrong(place, wrong.message, wrong.hint) from wrong


def _recoded(report: Report, annotation: Annotation, entry: Entry) -> Report:
    """The report as the person has it: what they saw, and what they changed in it."""
    try:
        report = recode(report, {**(entry.seen or {}), **entry.changes}, annotation)
    except Wrong as wrong:
        under = "changes" if wrong.place[0] in entry.changes or not entry.seen else "seen"
        raise Wrong((under, *wrong.place), wrong.message, wrong.hint) from wrong
    if not is_about_somebody(report):
        raise Wrong(("changes",), "the report has no actor and no recipient, and no event is without one",
                    "Give `actors` or `recipients` under `changes:`, or reject the report")
    return report

"""Between the coder and the linker: each article's annotation, with the reports others bring and what people decided.

One article at a time, in any order. What no article took up is an error at the end: no review is dropped silently.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from ..annotation.report_ids import report_id
from ..core.errors import InputError
from ..core.model import Annotation, Article, Report, TextSpan
from .bring import Bringer
from .coding import Wrong
from .decision import Decision
from .entries import Entry
from .recode import at_offsets, changed, cut, is_about_somebody, nearest, only, recode, sentence_at

# Decisions that vouch for a report.
VOUCHED = frozenset({"accepted", "corrected", "added"})


class Amender:
    """Puts brought reports and reviews into annotations; the same article may come more than once.

    With `reviewed_only`, reports that no person vouches for are left out, and what was said of them.
    """

    def __init__(
        self, entries: Iterable[Entry] = (), bring: Bringer | None = None, *, reviewed_only: bool = False
    ) -> None:
        self._bring = bring or Bringer()
        self._reviewed_only = reviewed_only
        self._entries = list(entries)
        self._of_text: dict[str, list[Entry]] = defaultdict(list)
        self._of_file: dict[str, list[Entry]] = defaultdict(list)
        self._read: set[str] = set()
        self._decisions: dict[str, Decision] = {}
        for entry in self._entries:
            self._of_text[_text_of(entry)].append(entry)
            if entry.file:
                self._of_file[entry.file].append(entry)

    @property
    def decisions(self) -> list[Decision]:
        """What was decided on the reports of the articles that came by."""
        return list(self._decisions.values())

    @property
    def vouched(self) -> bool:
        """Whether a person vouches for any report of the articles that came by."""
        return any(decision.decision in VOUCHED for decision in self._decisions.values())

    @property
    def has_work(self) -> bool:
        return self._reviewed_only or bool(self._entries) or self._bring.has_work

    def concerns(self, article: Article) -> bool:
        """Whether the annotation of an article may change, or is asked for: no other need be unpacked."""
        return (
            self._reviewed_only
            or self._bring.concerns(article)
            or article.file in self._of_file
            or article.sha256 in self._of_text
            or article.source_id in self._of_text
        )

    def __call__(self, annotation: Annotation) -> Annotation:
        """The annotation as others left it. Raises InputError for a report or a review that does not fit it."""
        article = annotation.article
        annotation = self._bring(annotation)
        for entry in self._of_file.get(article.file or "", ()):
            if _text_of(entry) not in {article.sha256, article.source_id}:
                raise _text_changed(annotation, entry)
        for text in (article.sha256, article.source_id):
            for entry in self._of_text.get(text, ()):
                try:
                    annotation = self._reviewed(annotation, entry)
                except Wrong as wrong:
                    raise entry.error(wrong.message, wrong.hint, wrong.place) from wrong
            if text in self._of_text:
                self._read.add(text)
        if self._reviewed_only:
            kept = tuple(r for r in annotation.reports if r.review in VOUCHED)
            annotation = replace(annotation, reports=kept)
        return annotation

    def finish(self) -> None:
        """Raises InputError for a brought report or a review whose article was not among those read."""
        self._bring.finish()
        for entry in self._entries:
            if _text_of(entry) not in self._read:
                raise entry.error(
                    f"its article, {entry.file or _text_of(entry)}, is not among those read",
                    "Add the article, take the review out, or name the folder of these articles' reviews "
                    "with --reviews",
                    ("sha256",) if entry.sha256 else ("source_id",),
                )

    def _reviewed(self, annotation: Annotation, entry: Entry) -> Annotation:
        if entry.decision == "added":
            return self._added(annotation, entry)
        number = self._number(annotation, entry)
        before = annotation.reports[number]
        if before.review != "machine":
            raise Wrong(
                ("report_id",), "the report was reviewed before, under another identifier", "Keep one of the two"
            )
        passage = _passage(annotation, entry, before)
        if entry.decision == "rejected":
            after = replace(before, start=passage.start, end=passage.end, review="rejected")
        else:
            after = _recoded(replace(before, start=passage.start, end=passage.end), annotation, entry)
            after = replace(after, review=entry.decision, confidence=1.0)
        reports = annotation.reports
        annotation = replace(annotation, reports=(*reports[:number], after, *reports[number + 1 :]))
        self._decided(annotation, after, entry, before)
        return annotation

    def _number(self, annotation: Annotation, entry: Entry) -> int:
        """Which report of the article is meant. One that was published before its article was corrected may go by an
        older identifier than its words now give it: then the place of its trigger decides."""
        ids = [report_id(annotation, report) for report in annotation.reports]
        if entry.report_id in ids:
            return ids.index(entry.report_id)
        there = [n for n, report in enumerate(annotation.reports) if report.trigger.start == entry.trigger_start]
        if len(there) != 1:
            raise self._gone(annotation, entry, ids)
        return there[0]

    def _added(self, annotation: Annotation, entry: Entry) -> Annotation:
        text = annotation.article.text
        words = entry.trigger
        assert words  # entries.read_file refuses an added report without one
        if entry.start is None or entry.end is None:
            start = _located(("quote",), entry.quote, text)
            end = start + len(entry.quote)
        else:
            start, end = entry.start, entry.end
            if cut(text[start:end]) != cut(entry.quote):
                at_offsets(entry.quote, start, start + len(entry.quote), text)
                raise Wrong(("end",), f"{start} to {end} is longer or shorter than the quote", "Correct start and end")
        if entry.trigger_start is not None:
            trigger = at_offsets(words, entry.trigger_start, entry.trigger_start + len(words), text)
        else:
            at = _located(("trigger",), words, text, start, end)
            trigger = TextSpan(at, at + len(words), words)
        blank = Report(
            entry.changes["event_type"],
            None,
            entry.changes["status"],
            start,
            end,
            sentence_at(annotation, trigger.start),
            trigger,
            lemma=words.lower(),
            confidence=1.0,
            review="added",
            coder=entry.reviewer,
        )
        report = _recoded(blank, annotation, entry)
        same = next((r for r in annotation.reports if r.trigger.start == trigger.start), None)
        if same is not None:
            found = report_id(annotation, same)
            raise Wrong(
                ("trigger",),
                f"there is a report of these words already, {found}",
                f"Write `decision: corrected` with `report_id: {found}`",
            )
        annotation = replace(annotation, reports=(*annotation.reports, report))
        self._decided(annotation, report, entry, None)
        return annotation

    def _decided(self, annotation: Annotation, report: Report, entry: Entry, before: Report | None) -> None:
        if self._reviewed_only and entry.decision not in VOUCHED:
            return  # neither the report nor what was said of it is published
        fields = tuple(changed(before, report)) if before is not None and entry.decision == "corrected" else ()
        key = report_id(annotation, report)
        self._decisions[key] = Decision(key, entry.decision, fields, entry)

    @staticmethod
    def _gone(annotation: Annotation, entry: Entry, ids: list[str]) -> InputError:
        """The report is not there: another one may hold the passage, or the coder finds none there any more."""
        text = annotation.article.text
        near = [
            one
            for one, report in zip(ids, annotation.reports, strict=True)
            if entry.quote in text[report.start : report.end] or cut(text[report.start : report.end]) == entry.quote
        ]
        keep = (
            "take the review out, since nothing is left to reject"
            if entry.decision == "rejected"
            else "write `decision: added` and all fields under `changes:` to keep it all the same"
        )
        hint = f"Write the one that is meant, perhaps {' or '.join(near)}; or {keep}" if near else keep.capitalize()
        return entry.error(
            f"there is no report {entry.report_id} in {annotation.article.file or entry.source_id}: the "
            "coder of this build does not find it",
            hint,
            ("report_id",),
        )


def _text_of(entry: Entry) -> str:
    """What the entry knows its article's text by."""
    return entry.sha256 or entry.source_id or ""


def _text_changed(annotation: Annotation, entry: Entry) -> InputError:
    """An article has its old name and another text; with where the passage now stands."""
    article, place = annotation.article, ("sha256",) if entry.sha256 else ("source_id",)
    start = nearest(entry.quote, entry.start or 0, article.text)
    now = f"now stands at {start} to {start + len(entry.quote)}" if start is not None else "is no longer in it"
    return entry.error(
        f"the text of {article.file} has changed since the review (its sha256 is {article.sha256}); the passage {now}",
        "Put the old text back, or carry the reviews over to the new one with `eventpack review --carry`",
        place,
    )


def _passage(annotation: Annotation, entry: Entry, report: Report) -> TextSpan:
    """The passage the person saw. A newer coder may draw its bounds otherwise; the words must be there."""
    text = annotation.article.text
    if entry.start is not None and entry.end is not None:
        there = text[entry.start : entry.end]
        if cut(there) != cut(entry.quote) or not entry.start <= report.trigger.start < entry.end:
            at_offsets(entry.quote, entry.start, entry.start + len(entry.quote), text)
            raise Wrong(
                ("start",),
                f"{entry.start} to {entry.end} is not the passage of {entry.report_id}",
                f"Write {report.start} and {report.end}, or name the other report",
            )
        return TextSpan(entry.start, entry.end, there)
    passage = text[report.start : report.end]
    if entry.quote not in passage and entry.quote != cut(passage):
        raise Wrong(
            ("quote",),
            f'the quote is not in the passage of {entry.report_id}, "{cut(passage)}"',
            "Copy it from there, or name the other report",
        )
    return TextSpan(report.start, report.end, passage)


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
        raise Wrong(
            ("changes",),
            "the report has no actor and no recipient, and no event is without one",
            "Give `actors` or `recipients` under `changes:`, or reject the report",
        )
    return report

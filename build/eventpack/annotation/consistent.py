"""What must hold of every report, whichever coder made it: repaired where a report breaks it, so that none costs a build.

- Dates are in order. Where the earliest is after the latest, two expressions were taken together: the date is dropped.
- What has occurred, or goes on, does not begin after its article was published. Such a date belongs to something else in
  the sentence ("fired the starting gun on the 2028 campaign"): it is dropped, and the event is no later than the article.
- No actor acts upon itself alone. A recipient that is the actor becomes an unknown one; where it is the very same words,
  it is no recipient. Kinds of people ("a mob", "two men", both civilians) may act upon others of their kind.
- Passage, trigger and mentions lie in the text. Where they do not, nothing of the report can be shown, and the article is
  rejected.
"""

from __future__ import annotations

from dataclasses import replace

from ..core.model import REAL, ActorMention, Published, Report


class OutOfText(Exception):
    """A report has offsets that are none of its article: a fault of its coder."""


def consistent(report: Report, published: Published, text: str) -> Report:
    """The report, repaired where it contradicts itself. Raises OutOfText."""
    _check_offsets(report, text)
    return _without_self(_dated(report, published))


def _dated(report: Report, published: Published) -> Report:
    first, last = report.date_earliest, report.date_latest
    begun = report.status in REAL
    end = published.latest
    disordered = first is not None and last is not None and first > last
    if not disordered and not (begun and first is not None and end is not None and first > end):
        return report
    return replace(report, date_text=None, date_earliest=None, date_latest=end if begun else None)


def _without_self(report: Report) -> Report:
    actors = {mention.actor for mention in report.actors if mention.actor is not None}
    if all(actor.kind == "group" and actor.basis == "composition" for actor in actors) and not _same_words(report):
        return report  # a kind of people: those who beat are not those who are beaten
    if len(actors) != 1 or actors != {mention.actor for mention in report.recipients if mention.actor is not None}:
        return report
    words = {(mention.start, mention.end) for mention in report.actors}
    others = (mention for mention in report.recipients if (mention.start, mention.end) not in words)
    return replace(report, recipients=tuple(ActorMention(m.start, m.end, m.text, None) for m in others))


def _same_words(report: Report) -> bool:
    """Whether a phrase stands for both who acts and who is acted upon."""
    words = {(mention.start, mention.end) for mention in report.actors}
    return any((mention.start, mention.end) in words for mention in report.recipients)


def _check_offsets(report: Report, text: str) -> None:
    spans = [
        (report.start, report.end),
        (report.trigger.start, report.trigger.end),
        *((m.start, m.end) for m in (*report.actors, *report.recipients)),
        *((m.start, m.end) for m in report.casualties),
        *((m.start, m.end) for m in (report.place, report.destination) if m is not None),
    ]
    if report.attributed_to is not None:
        spans.append((report.attributed_to.start, report.attributed_to.end))
    if not all(0 <= start < end <= len(text) for start, end in spans):
        raise OutOfText(f"a report of {report.event_type} has offsets out of its text")

"""The main event of an article whose headline reports nothing that PLOVER has a type for.

A derailed tram, a cup final, a bar of chocolate: political event data has no row for them, but who opens such an
article wants to know who, where and when all the same (the first questions of news; `annotate` promises the main
event first). It is read from the main clause of the headline, or of the lead where the headline has no verb, and has
no event type; the tables do not hold it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..core.model import Published, Report, TextSpan, TimeMention
from ..parsing import grammar
from ..parsing.tree import Span, Token, lemma
from . import event_place, slots, status_and_source
from .place_and_date import When, Where, when
from .roles import Who

_SEARCHED = 5  # sentences in which a clause that says what it is about is looked for
_LEAD = 3  # the headline and the two sentences in which news says what is new
_SHORTEST = 4  # sentences; what is shorter is a brief or a sentence, and has no headline
_CLAUSES = frozenset({"ROOT", "ccomp", "parataxis", "conj", "advcl"})
_PLACES = ("in", "at", "near", "outside", "from", "on")
_NEWS_DAYS = 31
# How sure: what the headline's grammar says is seldom wrong, whether it is what a reader would name is another matter.
_CONFIDENCE = 0.3


def clause(sentences: Sequence[Span]) -> tuple[int, Token] | None:
    """The number of the sentence and the verb of its main clause that says what the article is about."""
    for number, sentence in enumerate(sentences[:_SEARCHED]):
        quoted = _quoted(sentence)
        verbs = [
            t
            for t in sentence
            if grammar.is_verb(t)
            and t.dep_ in _CLAUSES
            and t.i not in quoted
            and grammar.grammatical_subject(t) is not None
        ]
        for verb in sorted(verbs, key=lambda v: (_depth(v), v.i)):
            if lemma(verb) not in status_and_source.speech()["verbs"]:
                return number, verb
            said = next((c for c in verb.children if c.dep_ == "ccomp" and grammar.is_verb(c)), None)
            return number, verb if said is None else said  # "Witnesses say the train left the rails"
    return None


def _quoted(sentence: Span) -> set[int]:
    """The tokens inside quotation marks: what somebody says is not what the headline says."""
    found: set[int] = set()
    opened: int | None = None
    for token in sentence:
        if not token.is_quote:
            continue
        if opened is None:
            opened = token.i
        else:
            found.update(range(opened, token.i))
            opened = None
    return found if opened is None else found | set(range(opened, sentence.end))


def _leads(report: Report, sentences: Sequence[Span]) -> bool:
    """Whether a report is of what the article is about: in the headline, or as the main clause of the lead."""
    if not any(m.actor for m in (*report.actors, *report.recipients)):
        return False  # "Crash kills five": a deed by unknown parties is not who, where and when of the story
    if report.sentence == 0:
        return True
    return report.sentence < _LEAD and sentences[report.sentence].root.idx == report.trigger.start


def _depth(token: Token) -> int:
    steps = 0
    while token.head != token:
        token, steps = token.head, steps + 1
    return steps


def main_event(
    sentences: Sequence[Span],
    text: str,
    who: Who,
    where: Where,
    times: dict[int, TimeMention],
    published: Published,
    reports: Sequence[Report],
) -> Report | None:
    """Who did what, where and when by the headline; None where the headline's event is one of `reports`."""
    if len(sentences) < _SHORTEST or any(_leads(r, sentences) for r in reports[:1]):
        return None
    found = clause(sentences)
    if found is None:
        return None
    number, verb = found
    if number > 0 and reports and reports[0].sentence <= _SEARCHED:
        return None  # a headline without a verb says less than a lead that is coded
    sentence = sentences[number]
    if any(r.trigger.start == verb.idx for r in reports):
        return None
    ctx = status_and_source.of(verb)
    subject, objects = grammar.subject(verb), slots.fill(verb, "obj")
    actors = who.mentions([subject] if subject is not None else [])
    recipients = tuple(
        m for m in who.mentions(t for t in objects if t.i not in times) if all(m.start != a.start for a in actors)
    )
    acting = {i for m in actors for i in who.indices(m)}
    place = event_place.of_event(where, verb, ctx, acting, _PLACES)
    date = when(verb, ctx, ctx.status, times, verb.doc, published, False)
    if date.earliest and date.latest and (date.latest - date.earliest).days > _NEWS_DAYS:
        date = When()  # "Cup final 2031": the year names the cup
    trigger = TextSpan.of(text, verb.idx, verb.idx + len(verb))
    return Report(
        None,
        None,
        ctx.status,
        sentence.start_char,
        sentence.end_char,
        number,
        trigger,
        actors,
        recipients,
        place,
        None,
        date.text,
        date.earliest,
        date.latest,
        None,
        None,
        _CONFIDENCE,
        "headline",
    )

"""A report with what somebody else says of it in place of what the coder said: mentions found in the article's text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ..actors import lexicon
from ..annotation.report_ids import makes_event
from ..core.model import Actor, ActorMention, Annotation, Casualty, PlaceMention, Report, TextSpan
from ..resolving import PartyWords, Resolver, TextSearch
from ..tabular import schema
from . import figures
from .coding import FIELDS, Figure, Party, Site, Words, Wrong, check_days, check_mode


def plain(report: Report) -> dict[str, Any]:
    """What a report says of its event, field by field as in a review: codes, identifiers, days."""

    def who(mentions):
        return [m.actor.actor_id for m in mentions if m.actor is not None]

    def where(mention):
        return mention.location.location_id if mention is not None and mention.location is not None else None

    told_by = report.attributed_to
    return {
        "event_type": report.event_type,
        "mode": report.mode,
        "status": report.status,
        "actors": who(report.actors),
        "recipients": who(report.recipients),
        "place": where(report.place),
        "destination": where(report.destination),
        "date_earliest": report.date_earliest,
        "date_latest": report.date_latest,
        "attributed_to": told_by.actor.actor_id if told_by is not None and told_by.actor is not None else None,
        "casualties": [figures.plain(one) for one in report.casualties],
    }


def _plain_value(value: Any) -> Any:
    if isinstance(value, list):
        return [figures.plain(one) if isinstance(one, Figure) else one.actor_id for one in value]
    if isinstance(value, Party):
        return value.actor_id
    if isinstance(value, Site):
        return value.location and value.location.location_id
    return value


def recode(report: Report, values: Mapping[str, Any], annotation: Annotation) -> Report:
    """`report` with the fields in `values` (as :func:`coding.read` gives them) where they say something else.

    A new type drops the mode and the theme of the old one, unless a mode is given; new days drop the words the old
    ones came from. Raises Wrong where words are not in the text, an actor is unknown, or mode or days do not fit.
    """
    now = plain(report)
    wanted = dict(values)
    if wanted.get("event_type", report.event_type) != report.event_type:
        wanted.setdefault("mode", None)
        report = replace(report, theme=None)
    different = {name: value for name, value in wanted.items() if _differs(now[name], value)}
    new: dict[str, Any] = {}
    for name, value in different.items():
        if name in {"actors", "recipients"}:
            new[name] = tuple(
                mention
                for number, p in enumerate(value)
                for mention in _at(lambda p=p: actor_mentions(p, report, annotation), name, number)
            )
        elif name == "casualties":
            new[name] = tuple(_at(lambda f=f: _casualty(f, report, annotation), name, n) for n, f in enumerate(value))
        elif name in {"place", "destination"}:
            new[name] = value and _at(lambda v=value: place_mention(v, report, annotation), name)
        elif name == "attributed_to":
            new[name] = value and _at(lambda v=value: actor_mentions(v, report, annotation)[0], name)
        else:
            new[name] = value
    if {"date_earliest", "date_latest"} & set(new):
        new["date_text"] = None
    report = replace(report, **new)
    if report.event_type is not None:
        check_mode(report.event_type, report.mode)
    check_days(report.date_earliest, report.date_latest)
    return report


def _differs(now: Any, value: Any) -> bool:
    """Whether a value says something else than the coder, or the same with other words to show for it."""
    words = [p.words for p in (value if isinstance(value, list) else [value]) if isinstance(p, Party | Site)]
    return _plain_value(value) != now or any(w.text is not None for w in words)


def _at(make, *place: str | int):
    try:
        return make()
    except Wrong as wrong:
        raise Wrong((*place, *wrong.place), wrong.message, wrong.hint) from wrong


def changed(before: Report, after: Report) -> list[str]:
    """The fields in which two codings of a passage differ, in the order of FIELDS."""
    old, new = plain(before), plain(after)
    return [name for name in FIELDS if old[name] != new[name]]


def is_about_somebody(report: Report) -> bool:
    """Whether an actor is known on either side, or the report is of a deed, which is an event whoever did it."""
    known = any(m.actor is not None for m in (*report.actors, *report.recipients))
    return report.event_type is not None and makes_event(report.event_type, report.status, known)


def _casualty(figure: Figure, report: Report, annotation: Annotation) -> Casualty:
    return figures.made(
        figure,
        report,
        lambda words: _span(words, (), report, annotation),
        lambda actor_id: _actor(actor_id, annotation),
        lambda: resolver_of(annotation),
    )


# --- mentions ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def resolver_of(annotation: Annotation) -> Resolver:
    """The resolver of an annotated article: it parses the text again."""
    return Resolver(annotation.article, published=annotation.published)


def actor_mentions(party: Party, report: Report, annotation: Annotation) -> tuple[ActorMention, ...]:
    """The mentions of `party`: one, unless only words were given and they name several."""
    said = party.said
    if (
        said is None
        and party.actor is None
        and party.actor_id is not None
        and not party.words.text
        and party.actor_id not in actors_of(annotation)
        and TextSearch(annotation.article.text).all(party.actor_id)
    ):
        said = PartyWords(party.actor_id)  # "police" could be an identifier, but is a word of the article
    if said is None:
        return (actor_mention(party, report, annotation),)
    start, end = report.start, report.end
    if party.words.start is not None and party.words.end is not None:
        span = at_offsets(said.text, party.words.start, party.words.end, annotation.article.text)
        start, end = span.start, span.end
    found = resolver_of(annotation).who(said, start, end)
    if not found:
        raise Wrong(("text",), f'the article does not say "{said.text}"', "Copy the words as they stand there")
    return found


def actor_mention(party: Party, report: Report, annotation: Annotation) -> ActorMention:
    """The mention of `party` that the report rests on: the words given, else the one the coder has in the passage,
    else no words at all (an empty span where the passage begins)."""
    actor = party.actor
    if actor is None and party.actor_id is not None:
        actor = _actor(party.actor_id, annotation)
    known = [
        m
        for m in (*report.actors, *report.recipients, *annotation.actors)
        if m.actor is not None and m.actor.actor_id == party.actor_id
    ]
    span = _span(party.words, known, report, annotation)
    # An article may write one name in two ways; what it has at these very words is meant.
    same = next((m.actor for m in known if (m.start, m.end) == (span.start, span.end)), actor)
    return ActorMention(span.start, span.end, span.text, same)


def _actor(actor_id: str, annotation: Annotation) -> Actor:
    """An actor of the lexicon or of the article. Raises Wrong."""
    actor = lexicon.by_id(actor_id) or actors_of(annotation).get(actor_id)
    if actor is None:
        raise Wrong(
            ("actor_id",),
            f'neither the lexicon nor the article knows the actor "{actor_id}"',
            "Correct it, or give the actor in full: actor_id, name, kind, and sector, country and "
            "parent_actor_id where they are known",
        )
    return actor


def place_mention(site: Site, report: Report, annotation: Annotation) -> PlaceMention:
    """As :func:`actor_mention`, for a place; where only words were given, what they stand for."""
    if site.said is not None:
        start, end = site.words.start, site.words.end
        if start is not None and end is not None:
            at_offsets(site.said.text, start, end, annotation.article.text)
        else:
            start, end = report.start, report.end
        found = resolver_of(annotation).where(site.said, start, end)
        if found is None:
            raise Wrong(("text",), f'the article does not say "{site.said.text}"', "Copy the words as they stand there")
        return found
    wanted = site.location and site.location.location_id
    known = [
        m
        for m in (report.place, report.destination, *annotation.places)
        if m is not None and wanted is not None and m.location is not None and m.location.location_id == wanted
    ]
    span = _span(site.words, known, report, annotation)
    same = next((m for m in annotation.places if (m.start, m.end) == (span.start, span.end)), None)
    return PlaceMention(span.start, span.end, span.text, same.kind if same else "toponym", site.location)


def actors_of(annotation: Annotation) -> dict[str, Actor]:
    """The actors the coder found in the article, and the bodies they belong to, by identifier."""
    found: dict[str, Actor] = {}
    mentions = [mention.actor for mention in annotation.actors]
    for report in annotation.reports:
        parties = (*report.actors, *report.recipients, *([report.attributed_to] if report.attributed_to else []))
        mentions += [party.actor for party in parties]
        mentions += [figure.actor for figure in report.casualties]
    for actor in mentions:
        while actor is not None and actor.actor_id not in found:
            found[actor.actor_id] = actor
            actor = actor.parent
    return found


def _span(words: Words, known, report: Report, annotation: Annotation) -> TextSpan:
    text = annotation.article.text
    if words.start is not None and words.end is not None:
        return at_offsets(words.text, words.start, words.end, text)
    if words.text is not None:
        inside = text.find(words.text, report.start, report.end)
        start = inside if inside >= 0 else nearest(words.text, report.start, text)
        if start is None:
            raise Wrong(("text",), f'the article does not say "{words.text}"', "Copy the words as they stand there")
        return TextSpan(start, start + len(words.text), words.text)
    for mention in known:
        if report.start <= mention.start and mention.end <= report.end:
            return TextSpan(mention.start, mention.end, mention.text)
    return TextSpan(report.start, report.start, "")


def at_offsets(words: str | None, start: int, end: int, text: str) -> TextSpan:
    """The words at the offsets. Raises Wrong where others stand there, saying where they do stand."""
    there = text[start:end]
    if end <= start or end > len(text):
        raise Wrong(
            ("end",),
            f"{start} to {end} is not a stretch of the article, which has {len(text)} code points",
            "Count code points from 0; the end is the first place after the words",
        )
    if words is not None and there != words:
        other = nearest(words, start, text)
        raise Wrong(
            ("text",),
            f'"{_short(words)}" is not at {start} to {end}, where the article has "{_short(there)}"',
            f"It stands at {other} to {other + len(words)}"
            if other is not None
            else "The article does not have these words: copy them from it, letter by letter",
        )
    return TextSpan(start, end, there)


def nearest(words: str, start: int, text: str) -> int | None:
    """Where `words` stand in the text, next to `start`; None where they do not."""
    before, after = text.rfind(words, 0, start + len(words)), text.find(words, start)
    found = [offset for offset in (before, after) if offset >= 0]
    return min(found, key=lambda offset: (abs(offset - start), offset)) if found and words else None


def only(words: str, text: str, first: int = 0, last: int | None = None) -> int:
    """Where `words` stand in text[first:last], once. Raises Wrong for none and for several."""
    start = text.find(words, first, last)
    if start < 0:
        raise Wrong(
            (),
            f'the article does not say "{_short(words)}"',
            "Copy the words as they stand there, with their quotation marks, hyphens and line breaks",
        )
    if text.find(words, start + 1, last) >= 0:
        raise Wrong(
            (),
            f'"{_short(words)}" stands there more than once',
            "Give more words, so that it is one place, or start and end",
        )
    return start


def sentence_at(annotation: Annotation, offset: int) -> int:
    """The number of the sentence that holds an offset, of the nearest before it where none does."""
    return max((n for n, (start, _) in enumerate(annotation.sentences) if start <= offset), default=0)


def cut(quote: str) -> str:
    """A passage as the tables quote it."""
    return quote[: schema.quote_length()]


def _short(words: str) -> str:
    return " ".join(words.split()) if len(words) <= 80 else " ".join(words[:77].split()) + "..."

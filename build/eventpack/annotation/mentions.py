"""Every passage of an article that names a place or stands for an actor: the rows of the table mentions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..core.model import UNIDENTIFIED, Actor, ActorMention, Annotation, Location
from ..places.borders import find_borders


class Mention(NamedTuple):
    """`kind` is a code of mention_kinds; a place's kind counts where the words are an actor's, too."""

    start: int
    end: int
    kind: str
    location: Location | None
    actor: Actor | None


def mentions(annotation: Annotation) -> list[Mention]:
    """One for each stretch of words, in the order of the text; only those that a place or an actor was found for."""
    found: dict[tuple[int, int], Mention] = {}
    for place in annotation.places:
        if place.location is not None and place.start < place.end:
            found.setdefault(
                (place.start, place.end), Mention(place.start, place.end, place.kind, place.location, None)
            )
    for line in find_borders(annotation.article.text, annotation.places):
        found.setdefault((line.start, line.end), Mention(line.start, line.end, line.kind, line.location, None))
    for party in _parties(annotation):
        if party.actor is None or party.actor == UNIDENTIFIED or party.start >= party.end:
            continue
        span = (party.start, party.end)
        known = found.get(span)
        if known is None:
            found[span] = Mention(*span, "actor", None, party.actor)
        elif known.actor is None:
            found[span] = known._replace(actor=party.actor)
    return [found[span] for span in sorted(found)]


def _parties(annotation: Annotation) -> Iterator[ActorMention]:
    """Those of reports first: of words that stand for several, an event's party counts."""
    for report in annotation.reports:
        yield from report.actors
        yield from report.recipients
        if report.attributed_to is not None:
            yield report.attributed_to
    yield from annotation.actors

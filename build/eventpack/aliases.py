"""Which other names the articles use for a place or an actor: the `aliases` columns.

Only what names: a spelling with a capital letter of its own (or of a script without capitals), short enough
to be a name. "the airport", "they" and "three of the four soldiers seen at the gate" are no aliases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .model import Actor, Annotation, Location

LONGEST = 60  # code points; a longer phrase describes
_ARTICLES = ("the ", "The ", "THE ")
_BREAKS = set('|,;:\n\r\t"“”()[]')


def location_aliases(locations: Mapping[str, Location], annotations: Sequence[Annotation]) -> dict[str, list[str]]:
    """location_id → the toponyms the articles use for it besides its name, in alphabetical order."""
    seen = (
        (mention.location.location_id, mention.text)
        for annotation in annotations
        for mention in annotation.places
        if mention.kind == "toponym" and mention.location
    )
    return _collect({key: location.name for key, location in locations.items()}, seen)


def actor_aliases(actors: Mapping[str, Actor], annotations: Sequence[Annotation]) -> dict[str, list[str]]:
    """actor_id → the names the articles use for it besides its own, in alphabetical order."""
    return _collect({key: actor.name for key, actor in actors.items()}, _actor_mentions(annotations))


def _actor_mentions(annotations: Sequence[Annotation]) -> Iterator[tuple[str, str]]:
    for annotation in annotations:
        mentions = list(annotation.actors)
        for report in annotation.reports:
            mentions += (*report.actors, *report.recipients)
            if report.attributed_to:
                mentions.append(report.attributed_to)
        for mention in mentions:
            if mention.actor:
                yield mention.actor.actor_id, mention.text


def _collect(names: Mapping[str, str], seen: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, text in seen:
        if key in names and (alias := _as_name(text)) and alias != names[key]:
            found[key].add(alias)
    return {key: sorted(aliases) for key, aliases in found.items()}


def _as_name(text: str) -> str | None:
    for article in _ARTICLES:
        text = text.removeprefix(article)
    text = text.strip().removesuffix("’s").removesuffix("'s").rstrip("’'")
    if not text or len(text) > LONGEST or _BREAKS & set(text):
        return None
    letters = [letter for letter in text if letter.isalpha()]
    # A first letter in capitals may only begin the sentence ("They"), so a lone capitalised pronoun is out.
    if text.lower() in _PRONOUNS or not any(letter == letter.upper() for letter in letters):
        return None
    return text


_PRONOUNS = frozenset(
    "i he him she her it they them we us you who which that this these those others both some all one here there "
    "his its their our my".split()
)

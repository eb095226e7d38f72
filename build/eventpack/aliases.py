"""Which other names the articles use for a place or an actor: the `aliases` columns.

Only what names: it begins with a capital (or a letter of a script without capitals), is short enough to be a name,
and describes nobody by where they are. "the airport", "they" and "troops at the gate" are no aliases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from .model import Actor, Annotation, Location
from .plain_text import plain

LONGEST = 60  # code points; a longer phrase describes
_ARTICLES = ("the ", "The ", "THE ")
_BREAKS = set('|,;:\n\r\t"“”()[]')


class Aliases:
    """Collects the names of some rows, article by article."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """`names`: identifier → the row's own name."""
        self._found: defaultdict[str, set[str]] = defaultdict(set)
        self._names = names
        # A name that is another row's own would lead astray: "Syria" is no alias of its northern part.
        self._taken = {name.lower() for name in names.values()}

    def add(self, seen: Iterable[tuple[str, str]]) -> None:
        """`seen`: what :func:`named` gives, also of such as have no row."""
        for key, alias in seen:
            if key in self._names and alias.lower() not in self._taken:
                self._found[key].add(alias)

    def get(self) -> dict[str, list[str]]:
        """Identifier → the other names, in alphabetical order."""
        return {key: sorted(aliases) for key, aliases in self._found.items()}


def of_locations(locations: Mapping[str, Location]) -> Aliases:
    return Aliases({key: location.name for key, location in locations.items()})


def of_actors(actors: Mapping[str, Actor]) -> Aliases:
    return Aliases({key: actor.name for key, actor in actors.items() if actor.kind != "unnamed"})


def toponyms(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """location_id and words of each toponym."""
    for mention in annotation.places:
        if mention.kind == "toponym" and mention.location:
            yield mention.location.location_id, mention.text


def actor_mentions(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """actor_id and words of each mention of an actor, in reports and outside of them."""
    mentions = list(annotation.actors)
    for report in annotation.reports:
        mentions += (*report.actors, *report.recipients)
        if report.attributed_to:
            mentions.append(report.attributed_to)
    for mention in mentions:
        if mention.actor:
            yield mention.actor.actor_id, mention.text


def named(seen: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """identifier and name of those mentions whose words are a name."""
    for key, text in seen:
        if alias := _as_name(text):
            yield key, alias


def _as_name(text: str) -> str | None:
    text = plain(text).strip()
    for article in _ARTICLES:
        text = text.removeprefix(article)
    text = text.removesuffix("'s").rstrip("'")
    if not text or len(text) > LONGEST or _BREAKS & set(text) or not text[0].isalpha() or text[0] != text[0].upper():
        return None
    words = text.lower().split()
    if text.lower() in _PRONOUNS or words[0] in _COUNTS or _DESCRIBES & set(words):
        return None
    return text


_PRONOUNS = frozenset(
    "i he him she her it they them we us you who which that this these those others both some all one here there "
    "his its their our my".split()
)
_COUNTS = frozenset(
    "a an some several many few both all most more any no one two three four five six seven eight nine ten dozens "
    "hundreds thousands".split()
)
# Words that begin a phrase which describes: "troops at the port", "officials who fled".
_DESCRIBES = frozenset(
    "at in near from on with by after before who whom whose which that where inside outside around".split()
)

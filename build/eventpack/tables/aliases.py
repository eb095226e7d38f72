"""Which other names the articles use for a place or an actor: the `aliases` columns.

Only what names: it begins with a capital (or a letter of a script without capitals), is short enough to be a name,
and describes no party by where it is. "the airport", "they" and "troops at the gate" are no aliases. The words of an
actor's name all have capitals but for "of" and the like: "Canadian mine" is no name of Canada. Only who goes by a
country and what they are, "Russian troops", is so called in lower case; "troops" alone is no name, nor "Russian".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..core.model import Actor, Location


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
    """The collector of the names under which articles mention these locations, by identifier."""
    return Aliases({key: location.name for key, location in locations.items()})


def of_actors(actors: Mapping[str, Actor]) -> Aliases:
    """The collector of the names under which articles mention these actors, by identifier."""
    return Aliases({key: actor.name for key, actor in actors.items() if actor.kind != "unnamed"})

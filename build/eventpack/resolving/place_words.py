"""Which place the words of a coder stand for, held to the larger place the article says it lies in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from ..core.model import Location, PlaceMention
from ..places import gazetteer
from ..places.name_folding import fold_all, without_article
from .containers import lies_in
from .find_words import Found, TextSearch
from .parties import Parties
from .place_of_phrase import Where
from .words import PlaceWords

# A name as words write it: "Al-Khasha" in "the Al-Khasha camp", "Ras al-Ayn" in "near the town of Ras al-Ayn".
_NAME = re.compile(
    r"(?:(?:al|el|ar|as|ash|ad|at|an|az)-)?[^\W\d_a-z][\w'’.-]*"
    r"(?:[ -](?:(?:al|el|ar|as|ash|ad|at|an|az)-|(?:de|del|la|le|du|des|bin|ibn|abu|upon|am|an) )*"
    r"[^\W\d_a-z][\w'’.-]*)*"
)

# What stands between the names of a list.
_LISTED = re.compile(r",? (?:and|or) |, ")

_BORDERS = frozenset({"border", "borders", "frontier", "boundary", "bordering"})


class Places:
    """The places of one parsed article, by the words that name them."""

    def __init__(self, search: TextSearch, where: Where, mentions: Iterable[PlaceMention], parties: Parties) -> None:
        self.search, self.where, self.parties = search, where, parties
        self.mentions = tuple(mentions)

    def where_is(self, place: PlaceWords, start: int, end: int) -> PlaceMention | None:
        """The place reported in text[start:end]; without a location where no gazetteer has it and the article names no
        larger place that one has; None where the article does not have the words.

        `within` binds: of several places of a name the one inside is meant, and if none is, the larger place stands
        for it.
        """
        at = self.search.nearest(place.text, start, end)
        if at is None:
            return None
        own = self._of_words(place.text, at)
        container = self._container(place.within, start, end) if place.within else None
        if container is not None and (own is None or not lies_in(own, container)):
            own = self._inside(at, container) or container
        elif container is not None and self._is_list_with_unknown(at):
            own = container
        same = next((m for m in self.mentions if (m.start, m.end) == (at.start, at.end)), None)
        kind = same.kind if same is not None else "toponym"
        return PlaceMention(at.start, at.end, self.search.text[at.start : at.end], kind, own)

    def _container(self, within: str, start: int, end: int) -> Location | None:
        """The larger place that these words name."""
        outer = self.search.nearest(within, start, end)
        if outer is None or not _BORDERS.isdisjoint(within.lower().split()):
            return None  # "near the border with Chile" is not in Chile
        return self._of_words(within, outer)

    def at(self, found: Found) -> Location | None:
        """The place named by, or inside, a stretch of the text, or referred to by it ("the airport")."""
        inside = [m for m in self.mentions if m.start < found.end and found.start < m.end]
        here = self.where.at(self.parties.head(found))
        if (
            here is not None
            and here.location is not None
            and (here.start < found.end and found.start < here.end or not any(m.location for m in inside))
        ):
            return here.location
        return next((m.location for m in sorted(inside, key=lambda m: m.kind != "toponym") if m.location), None)

    def _of_words(self, words: str, found: Found) -> Location | None:
        here = self.at(found)
        if here is None:
            here = next(filter(None, map(self.at, self.search.all(words))), None)
        return here if here is not None else self._named_elsewhere(found)

    def _is_list_with_unknown(self, found: Found) -> bool:
        """Whether the words list places of which some are in no gazetteer, so that the one known stands for none of them:
        "the villages of Zorgon, Bergen and Qurm"."""
        text = self.search.text[found.start : found.end]
        names = [m for m in _NAME.finditer(text)]
        between = [text[a.end() : b.start()] for a, b in pairwise(names)]
        if not any(_LISTED.fullmatch(gap) for gap in between):
            return False
        known = [m for m in self.mentions if m.location is not None and found.start <= m.start < found.end]
        return any(
            not any(m.start < found.start + n.end() and found.start + n.start() < m.end for m in known) for n in names
        )

    def _named_elsewhere(self, found: Found) -> Location | None:
        """The place that a name inside the words has elsewhere in the article: "the northern Aarhus countryside"."""
        names = set(self._names(found))
        return next((m.location for m in self.mentions if m.location is not None and m.text in names), None)

    def _inside(self, found: Found, container: Location) -> Location | None:
        """The largest place inside the container that bears a name in the words."""
        for name in self._names(found):
            folded = fold_all(name)
            options = [
                c
                for key in dict.fromkeys(filter(None, (folded, without_article(folded))))
                for c in gazetteer.candidates(key)
            ]
            inside = [c for c in options if c.location_id != container.location_id and lies_in(c, container)]
            if inside:
                best = max(inside, key=lambda c: (not c.alternate, c.population, c.location_id))
                return gazetteer.location(best.location_id)
        return None

    def _names(self, found: Found) -> Iterator[str]:
        text = self.search.text[found.start : found.end]
        yield from (
            m.text for m in self.mentions if found.start <= m.start and m.end <= found.end and m.kind == "toponym"
        )
        yield from _NAME.findall(text)

"""The town that a story is set in, for what it reports without a place: "Police made 40 arrests."

Where all deeds that a story sets at a spot of a country were done in one town, what else it reports of people, crowds and
police there was done in the same town rather than somewhere in the country. What a state, its government or an army does
may be anywhere, as may what is of other days or the sentence says is all over the country.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ..actors.mentions import known
from ..core.model import REAL, Actor, PlaceMention, Report
from ..lexicon.countries import read_lexicon
from ..parsing.tree import Span, Token, lemma
from ..places.distance import kilometres
from ..places.words import lexicon as place_words
from .event_place import fineness
from .passage_parts import bound, location, may_be_of_one_day, of_one_story
from .place_and_date import Where

_ENOUGH = 2  # reports that a story sets in a town, for it to be the story's
_TOWN_KM = 25.0  # quarters and suburbs of one town
# Whose deeds may be anywhere in a country, by PLOVER sector.
_ANYWHERE = frozenset({"GOV", "MIL", "SPY", "LEG", "JUD"})


@dataclass(frozen=True)
class StoryTown:
    """The one town of an article, with the reports set there."""

    town: PlaceMention | None
    reports: tuple[Report, ...] = ()

    @classmethod
    def of(cls, reports: Sequence[Report], where: Where) -> StoryTown:
        """The town of those reports that their own sentences set at a spot; without one where they have two. One report is
        enough where the article names that town more often than all others of its country, and none where it is the only
        one whose police, courts or council the article speaks of."""
        placed = [r for r in reports if r.status in REAL and bound(r) and location(r) is not None]
        spots = [r for r in placed if r.place is not None and fineness(r.place) == 3]
        count = Counter(here.location_id for r in spots if (here := location(r)) is not None)
        first = {here.location_id: r.place for r in reversed(spots) if (here := location(r)) is not None}
        if not spots:
            return cls(_of_local_bodies(where))
        town = first[count.most_common(1)[0][0]]
        if town is None or not all(_is_near(town, r.place) for r in spots if r.place is not None):
            return cls(None)
        return cls(town, tuple(spots)) if len(spots) >= _ENOUGH or _is_named_most(town, where.mentions) else cls(None)

    def holds(self, report: Report, sentence: Span, country: PlaceMention) -> bool:
        """Whether an event of which only the country is plain was rather in the town."""
        here, there = self.town.location if self.town is not None else None, country.location
        if here is None or there is None or here.country != there.country:
            return False
        parties = known((*report.actors, *report.recipients))
        if any(a.sector in _ANYWHERE or a.kind == "country" or _is_named_group(a) for a in parties):
            return False
        if any(_is_all_over(token) for token in sentence):
            return False
        together = any(may_be_of_one_day(r, report) and of_one_story(r, report) for r in self.reports)
        return together or not self.reports


def _is_named_most(town: PlaceMention, mentions: Sequence[PlaceMention]) -> bool:
    """Whether an article names a town as a place again and again, and others of its country less often."""
    land = town.location.country if town.location is not None else None
    spots = [m for m in mentions if m.location is not None and m.location.country == land and fineness(m) == 3]
    own = sum(_is_near(town, m) for m in spots)
    return own > _ENOUGH and own > len(spots) - own


def _of_local_bodies(where: Where) -> PlaceMention | None:
    """The one town of an article whose police, courts or council it speaks of: "Hartford police"."""
    found = []
    for i, mention in where.by_token.items():
        name = where.doc[i]
        before = name.dep_ in {"compound", "nmod", "poss"} and name.i < name.head.i
        if before and fineness(mention) == 3 and lemma(name.head) in _words("local_bodies"):
            found.append(mention)
    return found[0] if found and all(_is_near(found[0], m) for m in found) else None


def _is_named_group(actor: Actor) -> bool:
    return actor.kind == "armed_group" and actor.basis != "composition"


def _is_near(one: PlaceMention, other: PlaceMention) -> bool:
    mine, theirs = one.location, other.location
    if mine is None or theirs is None or mine == theirs:
        return mine is not None and mine == theirs
    points = (mine.latitude, mine.longitude, theirs.latitude, theirs.longitude)
    return None not in points and kilometres(*points) <= _TOWN_KM  # type: ignore[arg-type]


def _is_all_over(token: Token) -> bool:
    """Whether a word says that a deed was in more places than one: "nationwide", "in the country", "in several towns"."""
    return lemma(token) in _words("all_over") or token.tag_ == "NNS" and lemma(token) in place_words().features


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(read_lexicon("place_words.yaml")[name])

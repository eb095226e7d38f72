"""The places an article names: find_places."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ..core.model import Location, PlaceMention
from ..parsing.tree import Doc
from .candidates import Finder
from .containment import holders, list_members
from .described import described
from .disambiguation import Choice, Resolver
from .distance import kilometres
from .evidence import Weigher
from .found_name import Found
from .gazetteer import Candidate, about, country_location, location, region_id, variants
from .repeated import with_repeated
from .weights import place_weights
from .words import Lexicon, Word, lexicon

SMALL = 50_000
KNOWN = 500_000  # people; who lives in so large a town needs no other word for it
_SETTLEMENTS = ("city", "town", "village", "populated_place")
_DESCRIBED = frozenset(
    "city town village populated_place neighbourhood camp military_base facility border_crossing island admin2 region "
    "valley mountain".split()
)


def _north_american(words: list[Word], lex: Lexicon) -> float:
    """How far the article reads like local news of North America: 0 to 1.5, by the kinds of cue words it has."""
    kinds = {fold for word in words if (fold := word.fold.lower()) in lex.north_american_cues}
    return min(1.5, 0.3 * len(kinds))


def _located(found: Found, choice: Choice | None) -> Location | None:
    if found.fixed:
        return location(found.fixed)
    if choice is None:
        return None
    place = choice.candidate
    if found.direction and place.feature in ("country", "admin1") and place.location_id.startswith("iso3166"):
        return location(region_id(found.direction, place.location_id))
    return location(place.location_id)


def _elsewhere(found: Found, choice: Choice) -> bool:
    return bool(found.land) and choice.candidate.country != found.land.partition(":")[2]


def find_places(doc: Doc) -> list[PlaceMention]:
    """The toponyms and demonyms of a parsed text, in text order, none overlapping, each with the gazetteer's row.

    A place only the text calls one ("the village of ...") has a row of its own, basis `text`, in what the text says
    holds it, and so has a name whose bearers all lie elsewhere than the text says. A street has no row, nor has a
    described place of which nothing says where it lies. `confidence` is how sure the words name a place and the row is
    the one meant, from 0 to 1.
    """
    finder = Finder(doc.text)
    return judge(finder, finder.find(), Weigher(finder, doc))


def judge(finder: Finder, founds: list[Found], weigher: Weigher) -> list[PlaceMention]:
    """Which of the possible names of one text are mentions of a place, and of which."""
    for found in founds:
        found.evidence = weigher.weigh(found)
    resolver = Resolver(founds, _north_american(finder.words, finder.lex), about())
    return _Article(finder.text, founds, resolver).mentions()


_TOWN_BEFORE = 400  # characters between a town and its quarter that the text names without it


class _Located:
    """Mentions of known places, which do not overlap, in the order of the text."""

    def __init__(self, mentions: list[PlaceMention]) -> None:
        self.starts = [m.start for m in mentions]
        self.ends = [m.end for m in mentions]

    def has_near(self, mention: PlaceMention, characters: float) -> bool:
        """Whether one ends at most so many characters before a mention without a place, or begins so many behind it."""
        k = bisect_left(self.starts, mention.start)
        behind = self.starts[k] - mention.end if k < len(self.starts) else math.inf
        before = mention.start - self.ends[k - 1] if k else math.inf
        return min(behind, before) <= characters


class _Article:
    """The names of one article with what they were resolved to."""

    def __init__(self, text: str, founds: list[Found], resolver: Resolver) -> None:
        self.text, self.founds, self.resolver = text, founds, resolver
        self.weights = place_weights().mention
        self.choices = resolver.resolve()
        self.choice_of = {id(found): self.choices.get(number) for number, found in enumerate(founds)}
        self.found_at = {found.start: found for found in founds}
        self.following = list_members(founds, text)
        self.sure_of = {found.key for found in founds if found.evidence >= self.weights.sure}

    def mentions(self) -> list[PlaceMention]:
        made = []
        for number, found in enumerate(self.founds):
            mention = self._mention(found, self.choices.get(number))
            if mention is not None:
                made.append(mention)
        return with_repeated(self._in_focus(made), self.text)

    def _mention(self, found: Found, choice: Choice | None) -> PlaceMention | None:
        weights, evidence = self.weights, found.evidence
        if choice is not None and evidence > weights.hopeless:
            evidence += min(weights.support_most, choice.support / weights.support_a_point) + (
                weights.named_surely_elsewhere if found.key in self.sure_of else 0.0
            )
        if found.street or found.unlisted:
            place = None if found.street else self._described(found)
            return PlaceMention(found.start, found.end, found.text, found.kind, place, weights.unlisted)
        if evidence < weights.enough:
            return None
        belief = min(1.0, weights.belief_least + evidence / weights.points_a_belief)
        sure = choice.sure if choice else weights.word_list_sure
        place = _located(found, choice)
        if choice is not None and _elsewhere(found, choice):
            place = None  # the text says it lies in another country
        elif choice is not None and (holder := self._contradicted(found, choice)) is not None:
            place = _respelled(found, holder) or described(found.text, holder, _settlement(found))
            sure = weights.contradicted
        elif choice is not None and _is_direction(found) and choice.support < weights.direction_support:
            place = self._described(found)  # many a country has a Northern Region
        elif choice is not None and choice.nowhere:
            place = self._described(found)  # a village of no gazetteer, and its namesakes lie elsewhere
        elif choice is not None and self._is_of_another_kind(found, choice):
            place = self._described(found)  # "Delft Island": known only as a town of a country that nothing points to
        elif choice is not None and choice.alone and _is_little(choice):
            # A small town of that name in some other country: more likely a place no gazetteer has.
            sure *= weights.alone
            if choice.candidate.alternate:
                if found.evidence < weights.doubtful_alternate:
                    return None
                place = None
        if found.variant and choice is not None and choice.support < weights.sound_support:
            place = self._described(found)  # another spelling of a place the article has nothing to do with
        return PlaceMention(found.start, found.end, found.text, found.kind, place, round(sure * belief, 3))

    def _is_of_another_kind(self, found: Found, choice: Choice) -> bool:
        """Whether the text calls it an island or a division and no place of its name is one."""
        settled = choice.candidate.feature in _SETTLEMENTS and not any(kind in _SETTLEMENTS for kind in found.features)
        behind = self.text[found.end : found.end + 2]
        return (
            settled
            and bool(found.features)
            and behind[1:].isupper()
            and choice.support < self.weights.direction_support
        )

    # -- what the text says of where a place lies

    def _holders(self, found: Found) -> Iterator[tuple[Found, Location, float]]:
        """The places said to hold it, the nearest first, with how sure each is."""
        for above in holders(found, self.following):
            choice = self.choice_of.get(id(above))
            place = self._described(above) if above.unlisted else _located(above, choice)
            if place is not None:
                yield above, place, choice.sure if choice else self.weights.word_list_sure

    def _described(self, found: Found) -> Location | None:
        """The row of a place only the text has, in the nearest place it is said to lie in."""
        if found.container is None and id(found) not in self.following:
            if found.land:
                return described(found.text, location(found.land), _settlement(found))
            return None
        above = next((place for _, place, _ in self._holders(found)), None)
        return None if above is None else described(found.text, above, _settlement(found), found.away)

    def _contradicted(self, found: Found, choice: Choice) -> Location | None:
        """The place the text says holds a name, where what the name was taken for lies elsewhere and is not so well
        known that it must be meant."""
        option = choice.candidate
        if found.kind != "toponym" or option.feature in ("country", "continent", "supranational_region"):
            return None
        for above, place, sure in self._holders(found):
            if (
                place.feature_type in ("continent", "supranational_region", "sea", "border")
                or sure < self.weights.holder_sure
            ):
                return None
            if not found.held_in and place.feature_type in _SETTLEMENTS:
                continue
            called = any(kind in ("admin1", "admin2") for kind in above.features) or bool(above.fixed)
            wide = place.feature_type in ("country", "admin1", "admin2")
            if not (wide or called or found.held_in) or found.listed and not called or _is_inside(option, place):
                return None
            little = option.alternate or option.population < SMALL
            if little or called and option.population < KNOWN and option.feature in _SETTLEMENTS:
                return place
        return None

    def _in_focus(self, made: list[PlaceMention]) -> list[PlaceMention]:
        """Described places of which the text does not say where they lie get the place the article is about, if it is
        about one."""
        open_ = {m.start for m in made if m.location is None and m.kind == "toponym" and self._is_called(m)}
        focus = _focus(made) if open_ else None
        if focus is None:
            return made
        everywhere = _Located([m for m in made if m.location is not None])
        abroad = _Located([m for m in made if m.location is not None and m.location.country != focus.country])
        return [
            replace(
                m,
                location=described(m.text, self._town_of(m, made, focus) or focus, _settlement(self.found_at[m.start])),
                confidence=self.weights.in_focus,
            )
            if m.start in open_ and not self._stands_beside(m, everywhere, abroad)
            else m
            for m in made
        ]

    def _town_of(self, mention: PlaceMention, made: list[PlaceMention], focus: Location) -> Location | None:
        """The town of a quarter: the last one named before it, if that is near or the only one; None for what is no quarter."""
        if _settlement(self.found_at[mention.start]) != "neighbourhood":
            return None
        before = [
            m
            for m in made
            if m.location is not None
            and m.location.feature_type in {"city", "town"}
            and m.location.country == focus.country
            and m.end < mention.start
        ]
        near = before and (
            mention.start - before[-1].end <= _TOWN_BEFORE or len({m.location for m in before}) == 1
        )  # of an article that names one town, however long ago
        return before[-1].location if near else None

    def _is_called(self, mention: PlaceMention) -> bool:
        found = self.found_at[mention.start]
        return (
            found.unlisted
            and found.features[:1] != ("populated_place",)
            or (self._is_nowhere(found) and (found.called or found.acted_on))
        )

    def _is_nowhere(self, found: Found) -> bool:
        choice = self.choice_of.get(id(found))
        return choice is not None and choice.nowhere

    def _stands_beside(self, mention: PlaceMention, everywhere: _Located, abroad: _Located) -> bool:
        """Whether another name is so near that the phrase may say where the place lies; one in the same country does not
        matter to a village that is sought in the whole of it."""
        others = abroad if self._is_nowhere(self.found_at[mention.start]) else everywhere
        return others.has_near(mention, self.weights.beside_characters)


def _respelled(found: Found, holder: Location) -> Location | None:
    """The one settlement in what holds a name that bears it in another spelling: Djenné for "Jenne in Mali"."""
    inside = [place for place in variants(found.key) if place.feature in _SETTLEMENTS and _is_inside(place, holder)]
    return location(inside[0].location_id) if len(inside) == 1 else None


def _is_direction(found: Found) -> bool:
    """Whether a name says no more than where in its country a division lies: "South West State", "Northern Region"."""
    lex, parts = lexicon(), found.key.split()
    return parts[0] in lex.directions and all(word in lex.directions or word in lex.place_heads for word in parts)


def _is_little(choice: Choice) -> bool:
    place = choice.candidate
    return place.population < KNOWN and place.feature in _SETTLEMENTS and (place.alternate or place.population < SMALL)


def _settlement(found: Found) -> str:
    """The feature type of a place by what the text calls it."""
    kind = next(iter(found.features), "populated_place")
    return kind if kind in _DESCRIBED else "populated_place"


def _is_inside(option: Candidate, place: Location) -> bool:
    if place.country is None or option.location_id == place.location_id:
        return True
    if option.country != place.country:
        return False
    if place.feature_type == "country" or option.admin1 is None or place.admin1 is None:
        return True
    if option.admin1 == place.admin1 and place.feature_type != "admin2" or option.parent == place.location_id:
        return True
    # Gazetteers draw divisions differently, and some are new: what lies near enough may lie inside.
    points = (option.latitude, option.longitude, place.latitude, place.longitude)
    return None in points or kilometres(*points) <= place_weights().mention.district_km  # type: ignore[arg-type]


def _focus(made: list[PlaceMention]) -> Location | None:
    """The division, or else the country, that at least three in four of an article's place names lie in."""
    named = [m.location for m in made if m.location is not None and m.location.country is not None]
    if not named:
        return country_location(about()[0]) if len(about()) == 1 else None
    part = place_weights().mention.focus
    country, n = Counter(place.country for place in named).most_common(1)[0]
    if country is None or n < part * len(named):
        return None
    inside = [place.admin1 for place in named if place.country == country and place.admin1]
    if inside:
        division, n = Counter(inside).most_common(1)[0]
        # One town, however often named, may be no more than where the reporter sits.
        inside_it = [place for place in named if place.admin1 == division]
        named_so = any(place.feature_type == "admin1" for place in inside_it)
        if (named_so or len({place.location_id for place in inside_it}) > 1) and n >= part * len(inside):
            try:
                return location(f"iso3166-2:{division}")
            except KeyError:
                pass
    return country_location(country)

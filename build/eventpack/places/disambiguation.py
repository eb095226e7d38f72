"""Chooses for every place name of an article the one place it stands for.

Each name has one sense in an article. A candidate gains by the name's own fame (population, rank), by what the
text says next to the name (", Texas"; "airport"), by the countries and divisions the rest of the article is
about, and by lying close to what other names of the article may stand for. By how much, lexicon/place_weights.yaml says.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from ..lexicon import countries
from .found_name import Found
from .gazetteer import Candidate, location
from .weights import place_weights

_NATIONAL = frozenset(("country", "continent", "supranational_region"))
_AIRFIELDS = frozenset(("airport", "air_base"))
_FAMOUS = 500_000  # people; a city of so many is meant wherever it is named
_LARGE = 100_000  # people; of a place of so many a text may speak as of a town, but not as of a village
_MANY_LANDS = 3  # with a place of a name: then places that no gazetteer has bear it, too
_STATES_FIRST = frozenset(("USA", "CAN", "AUS", "GBR"))
_NORTH_AMERICA = frozenset(("USA", "CAN"))

Name = tuple[str, str]


class Choice(NamedTuple):
    candidate: Candidate
    sure: float  # 0 to 1, against the next best candidate somewhere else
    support: float  # how much of the choice the rest of the article bears out, from 0 to about 12
    alone: bool  # in a country nothing else in the article points to, though much points elsewhere
    nowhere: bool = False  # none of the places of the name is meant: they lie in no country the article speaks of


def _prior(option: Candidate, capital: bool) -> float:
    """Fame of a place: for a town about the logarithm of its population, for others set to match."""
    weights, feature = place_weights().fame, option.feature
    if option.location_id.startswith("iso3166-1:"):
        return weights.country
    if option.listed:
        return weights.listed
    if option.is_users:
        return weights.user
    if feature == "admin1":
        rank = weights.state + weights.state_people * math.log10(option.population + 10)
        # A division with few people is no better known than a town of as many: Charlotte in St Vincent.
        rank = min(rank, math.log10(option.population + 200) + weights.state_over_town)
        if option.country in _STATES_FIRST:
            rank += weights.state_known
        return rank + (weights.state_alternate if option.alternate else 0.0)
    if feature == "admin2":
        rank = weights.county_alternate if option.alternate else weights.county
        return rank + (weights.county_unplaced if option.basis == "parent" else 0.0)
    if feature in ("airport", "air_base"):
        return weights.airfield + weights.airfield_size * option.population
    known = math.log10(option.population + 200)
    return known + (weights.alternate if option.alternate else 0.0) + (weights.capital if capital else 0.0)


def _seat(key: str, options: tuple[Candidate, ...]) -> int:
    """Which of the options is the capital of a country by this name; -1 where none is."""
    land = countries.by_capital().get(key)
    seats = [n for n, option in enumerate(options) if land and option.country == land and option.feature == "city"]
    return max(seats, key=lambda n: options[n].population, default=-1)


def _priors(key: str, options: tuple[Candidate, ...]) -> list[float]:
    seat = _seat(key, options)
    weights = place_weights().fame
    values = [_prior(option, n == seat) for n, option in enumerate(options)]
    for n, option in enumerate(options):
        # Washington is the capital unless the article is about the state.
        if seat >= 0 and option.feature == "admin1":
            values[n] = min(values[n], values[seat] + weights.below_capital)
        # Without a word such as province, Homs is the city of that name and not its governorate.
        if option.feature in ("admin1", "admin2") and (option.country not in _STATES_FIRST or option.alternate):
            towns = [
                values[m]
                for m, town in enumerate(options)
                if town.feature in ("city", "town") and town.admin1 == option.admin1
            ]
            if towns:
                values[n] = min(values[n], max(towns) + weights.below_town)
    return values


def _within(option: Candidate, container: str, country: str | None) -> bool:
    """Whether the option lies in the container, given by location_id."""
    if option.location_id == container:
        return False
    if container.startswith("iso3166-1:"):
        return option.country == country
    return container == option.parent or container == f"iso3166-2:{option.admin1}"


def _cell(option: Candidate) -> tuple[int, int] | None:
    if option.latitude is None or option.longitude is None:
        return None
    size = place_weights().article.neighbourhood
    return math.floor(option.latitude / size), math.floor(option.longitude / size)


def _shares(values: list[float]) -> list[float]:
    top = max(values)
    weights = [math.exp(value - top) for value in values]
    total = sum(weights)
    return [weight / total for weight in weights]


@dataclass(slots=True)
class _Spoken:
    """The countries an article speaks of, and the names that say so."""

    lands: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    places: int = 0  # how often one is named as a place, not only by an adjective
    names: defaultdict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))  # by their key


@dataclass(slots=True)
class _Area:
    """The countries, divisions and neighbourhoods an article is about, and what each name gives to them itself."""

    lands: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    states: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    cells: defaultdict[tuple[int, int], dict[Name, float]] = field(default_factory=lambda: defaultdict(dict))
    own_lands: dict[Name, dict[str, float]] = field(default_factory=dict)
    own_states: dict[Name, dict[str, float]] = field(default_factory=dict)
    spoken: _Spoken = field(default_factory=_Spoken)

    def add(self, name: Name, options: tuple[Candidate, ...], shares: list[float], mentions: int) -> None:
        """Counts in a name: `shares` say how likely each of its options is, from 0 to 1."""
        count, least = 1 + math.log2(mentions), place_weights().article.share_least
        lands: dict[str, float] = defaultdict(float)
        states: dict[str, float] = defaultdict(float)
        for option, share in zip(options, shares, strict=True):
            if share < least:
                continue
            if option.country:
                lands[option.country] += share * count
            if option.admin1:
                states[option.admin1] += share * count
            cell = _cell(option)
            if cell and option.feature not in _NATIONAL and option.feature != "admin1":
                held = self.cells[cell]
                held[name] = max(held.get(name, 0.0), share)
        for land, share in lands.items():
            self.lands[land] += share
        for state, share in states.items():
            self.states[state] += share
        self.own_lands[name], self.own_states[name] = lands, states


class Resolver:
    """Chooses among the candidates of one article's names."""

    def __init__(self, founds: list[Found], north_american: float = 0.0, about: tuple[str, ...] = ()) -> None:
        """`about`: countries the user says the articles are about; they count as if each article named them."""
        self.founds = founds
        self.north_american = north_american
        self.about = about
        self.groups: dict[Name, list[Found]] = defaultdict(list)
        for found in founds:
            if found.options:
                self.groups[(found.key, found.sort)].append(found)

    def _containers(self, found: Found) -> list[tuple[str, str | None]]:
        """The places the text says hold this one: each location_id with its country."""
        named = found.container
        if named is None:
            return []
        if named.fixed:
            return [(named.fixed, location(named.fixed).country)]
        wide = ("country", "admin1", "admin2", "region")
        return [(o.location_id, o.country) for o in named.options if o.feature in wide or o.population > 50_000]

    def _own_scores(self, name: Name, group: list[Found]) -> list[float]:
        """Fame and what stands next to the name."""
        weights, options = place_weights().fame, group[0].options
        values = _priors(name[0], options)
        types = next((found.features for found in group if found.features), ())
        if types and any(option.feature in types for option in options):
            values = [
                v + (weights.kind_fits if o.feature in types else weights.kind_differs)
                for v, o in zip(values, options, strict=True)
            ]
        if any(found.town for found in group):
            values = [
                v + (weights.north_american if o.country in _NORTH_AMERICA and o.feature not in _NATIONAL else 0.0)
                for v, o in zip(values, options, strict=True)
            ]
        if any(found.not_country for found in group):
            values = [
                v + (weights.no_country if o.feature == "country" else 0.0)
                for v, o in zip(values, options, strict=True)
            ]
        gains = [0.0] * len(options)
        for found in group:
            for container, country in self._containers(found):
                for n, option in enumerate(options):
                    if option.feature in _NATIONAL or option.listed or gains[n]:
                        continue
                    if _within(option, container, country):
                        # "Lebanon, Israel and Jordan" is a list; "Lebanon, Pennsylvania" is not.
                        country_wide = container.startswith("iso3166-1:")
                        gains[n] = weights.in_country if country_wide else weights.in_container
        land = next((found.land for found in group if found.land), "")
        if land:
            iso3 = land.partition(":")[2]
            gains = [
                gain + (weights.in_adjective if o.country == iso3 else weights.not_in_adjective)
                for gain, o in zip(gains, options, strict=True)
            ]
        return [value + gain for value, gain in zip(values, gains, strict=True)]

    def resolve(self) -> dict[int, Choice]:
        """For each found with candidates, by its place in the list."""
        scores = {name: self._own_scores(name, group) for name, group in self.groups.items()}
        area = self._area(scores)
        area.spoken = self._spoken(area)
        chosen: dict[int, Choice] = {}
        number = {id(found): n for n, found in enumerate(self.founds)}
        for name, group in self.groups.items():
            choice = self._chosen(name, group[0].options, scores[name], area)
            if any(found.called for found in group):
                choice = self._of_village(name, group, choice, scores[name], area)
            elif choice.alone and self._is_namesake(name, group, choice, area):
                choice = choice._replace(nowhere=True)
            for found in group:
                chosen[number[id(found)]] = choice
        return chosen

    def _area(self, scores: dict[Name, list[float]]) -> _Area:
        """What all names of the article together are about."""
        weights, area = place_weights().article, _Area()
        if self.north_american:
            area.lands["USA"] += self.north_american
        for country in self.about:
            area.lands[country] += weights.about / len(self.about)
        for found in self.founds:
            if found.fixed and found.evidence > 0:
                place = location(found.fixed)
                weight = weights.demonym if found.kind == "demonym" else 1.0
                if place.country:
                    area.lands[place.country] += weight
                if place.admin1:
                    area.states[place.admin1] += weight
        for name, group in self.groups.items():
            believed = max(found.evidence for found in group)
            trust = 0.0 if believed < 1 else min(1.0, weights.trust_least + believed / weights.points_a_trust)
            area.add(name, group[0].options, [share * trust for share in _shares(scores[name])], len(group))
        return area

    def _chosen(self, name: Name, options: tuple[Candidate, ...], scores: list[float], area: _Area) -> Choice:
        """The place of one name, by its own scores and by what the rest of the article is about."""
        weights = place_weights().article
        own_land, own_state = area.own_lands[name], area.own_states[name]
        all_lands = sum(area.lands.values()) - sum(own_land.values()) + weights.little
        all_states = sum(area.states.values()) - sum(own_state.values()) + weights.little
        supports = []
        for option in options:
            support = 0.0
            if option.country:
                support += weights.land * (area.lands[option.country] - own_land.get(option.country, 0.0)) / all_lands
            if option.feature not in _NATIONAL:
                if option.admin1:
                    support += (
                        weights.state * (area.states[option.admin1] - own_state.get(option.admin1, 0.0)) / all_states
                    )
                support += min(weights.near_most, weights.near * self._near(option, name, area.cells))
            supports.append(support)
        seat = _seat(name[0], options)
        land = options[seat].country if seat >= 0 else None
        if land is not None and area.lands[land] > own_land.get(land, 0.0):
            # Where the article speaks of Pakistan, Islamabad is its capital, and no town elsewhere that is called so too.
            ceiling = scores[seat] + supports[seat] + place_weights().fame.alternate
            scores = [
                min(score, ceiling - supports[n]) if option.alternate and n != seat else score
                for n, (option, score) in enumerate(zip(options, scores, strict=True))
            ]
        if not any(found.features or found.container for found in self.groups[name]):
            scores = _without_tiny(options, scores, supports)
        choice = self._choose(options, scores, supports)
        elsewhere = all_lands - own_land.get(choice.candidate.country or "", 0.0) > weights.alone + weights.little
        known = choice.candidate.country in self.about
        return choice._replace(alone=elsewhere and choice.support < weights.alone_support and not known)

    def _spoken(self, area: _Area) -> _Spoken:
        """What all of the article names, but for the names it calls villages: those may be of any country."""
        weights, spoken = place_weights().article, _Spoken()
        for found in self.founds:
            if found.fixed and found.evidence > 0 and (country := location(found.fixed).country):
                spoken.lands[country] += weights.demonym if found.kind == "demonym" else 1.0
                spoken.places += found.kind != "demonym"
        for country in self.about:
            spoken.lands[country] += weights.about / len(self.about)
        for name, shares in area.own_lands.items():
            if any(found.called for found in self.groups[name]):
                continue
            spoken.names[name[0]].append(name)
            for country, share in shares.items():
                spoken.lands[country] += share
                spoken.places += share >= weights.named
        return spoken

    def _beside(self, area: _Area, name: Name) -> tuple[frozenset[str], bool]:
        """The countries that the article speaks of otherwise than by `name`, and whether it names one as a place, not only
        by an adjective."""
        least = place_weights().article.named
        lands, places = dict(area.spoken.lands), area.spoken.places
        for own in area.spoken.names.get(name[0], ()):
            for country, share in area.own_lands[own].items():
                lands[country] -= share
                places -= share >= least
        return frozenset(country for country, weight in lands.items() if weight >= least), places > 0

    def _of_village(self, name: Name, group: list[Found], choice: Choice, scores: list[float], area: _Area) -> Choice:
        """The place of a name that the text calls a village or town: one in a country the article speaks of, or none of these.
        Most villages are in no gazetteer, and a famous namesake abroad is no evidence."""
        lands, as_place = self._beside(area, name)
        if not lands or choice.candidate.country in lands or any(found.land for found in group):
            return choice
        place, options = choice.candidate, group[0].options
        if place.feature == "city" and place.population >= _LARGE and not _is_village(group):
            return choice  # a city may be called a town
        inside = [n for n, option in enumerate(options) if option.country in lands and option.feature not in _NATIONAL]
        if inside:
            some = tuple(options[n] for n in inside)
            return self._chosen(name, some, [scores[n] for n in inside], area)
        bearers = {option.country for option in options}
        # "Russian troops took the village of X" leaves open in which country, where the name is that of one alone.
        return choice._replace(nowhere=as_place or len(bearers) > 1)

    def _is_namesake(self, name: Name, group: list[Found], choice: Choice, area: _Area) -> bool:
        """Whether a name that stands alone is more likely that of a village no gazetteer has: many a country has a place of
        that name, none of them is famous, and all else that the article names lies in one other country."""
        place, options, weights = choice.candidate, group[0].options, place_weights().article
        if place.feature in _NATIONAL or place.listed or place.is_users or any(found.land for found in group):
            return False
        famous = place.feature == "city" and not place.alternate and place.population >= _FAMOUS
        if famous or choice.sure >= weights.namesake_sure or _seat(name[0], options) == options.index(place):
            return False
        lands, as_place = self._beside(area, name)
        bearers = {option.country for option in options if option.feature not in _AIRFIELDS}
        return as_place and len(lands) == 1 and len(bearers) >= _MANY_LANDS

    def _near(self, option: Candidate, name: Name, cells: dict[tuple[int, int], dict[Name, float]]) -> float:
        """How many other names may lie in the same neighbourhood."""
        cell = _cell(option)
        if cell is None:
            return 0.0
        near: dict[str, float] = {}
        for y in (-1, 0, 1):
            for x in (-1, 0, 1):
                for other, share in cells.get((cell[0] + y, cell[1] + x), {}).items():
                    if other[0] != name[0] and share > near.get(other[0], 0.0):
                        near[other[0]] = share
        return sum(near.values())

    def _choose(self, options: tuple[Candidate, ...], scores: list[float], supports: list[float]) -> Choice:
        weights = place_weights().article
        final = [score + support for score, support in zip(scores, supports, strict=True)]
        best = max(range(len(final)), key=lambda n: (final[n], -n))
        picked = options[best]
        rest = [final[n] for n, option in enumerate(options) if n != best and not _same_spot(option, picked)]
        margin = final[best] - max(rest, default=final[best] - weights.margin_unrivalled)
        return Choice(
            picked, 1 / (1 + math.exp(-weights.margin * margin - weights.margin_constant)), supports[best], False
        )


def _is_village(group: list[Found]) -> bool:
    return any(found.called and found.features[:1] == ("village",) for found in group)


def _without_tiny(options: tuple[Candidate, ...], scores: list[float], supports: list[float]) -> list[float]:
    """The scores, in which no district that hardly anybody lives in outdoes a great city of its name."""
    weights = place_weights()
    great = [
        n
        for n, option in enumerate(options)
        if option.feature == "city" and not option.alternate and option.population >= _FAMOUS
    ]
    if not great:
        return scores
    city = max(great, key=lambda n: scores[n] + supports[n])
    ceiling = scores[city] + supports[city] + weights.fame.alternate
    most = options[city].population * weights.article.tiny_part
    return [
        min(score, ceiling - support) if option.feature == "admin2" and 0 < option.population < most else score
        for option, score, support in zip(options, scores, supports, strict=True)
    ]


def _same_spot(a: Candidate, b: Candidate) -> bool:
    """A city and the division of its name, for instance."""
    if a.latitude is None or b.latitude is None or a.longitude is None or b.longitude is None:
        return False
    return abs(a.latitude - b.latitude) < 0.7 and abs(a.longitude - b.longitude) < 0.9

"""Which countries an article is about, and what in it can hardly be where a deed was done.

The police, courts and parliament of a country act in it unless the text puts them elsewhere; a town of a country that the
article has nothing else to do with is more often a namesake of one that no gazetteer has. Where no spot is known the
country is what is plain: of the state whose police or court acts at home, else the one all scenes of the article lie in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..actors.mentions import known
from ..core.model import COUNTRY_WIDE, ActorMention, Location, PlaceMention, Report
from ..places import gazetteer
from ..places.name_folding import fold_all
from .passage_parts import bound, location

_DEMONYM = 0.5  # of a mention: an adjective says whose, seldom where
_FAMOUS = 500_000  # people; a town as large is known without its country
_FEW = 4  # mentions of other countries, from which on an article is about somewhere
_LEADING = 0.34  # of all mentions; a country with fewer is not what an article is about
_TOWNS = frozenset({"city", "town", "village", "populated_place"})
# Who does not leave the country whose it is, by PLOVER sector.
_AT_HOME = frozenset({"COP", "JUD", "LEG"})
# Who acts at home unless the text says otherwise, and of whom that is no more than likely.
_OF_A_STATE = frozenset({"COP", "JUD", "GOV", "LEG", "SPY"})
_PEOPLE = frozenset({"CVL", "LAB", "EDU", "OPP", "AGR", "REF", "REL", "SOC", "MED", "BUS", None})
_STATE = frozenset({None, "GOV", "MIL"})
_SHARE = 0.75  # of an article's scenes: so many in one country make it the article's
_MEASURES = frozenset({"COERCE", "SANCTION"})  # what ministries do to people at home


@dataclass(frozen=True)
class Lands:
    """The countries of one article, by how often its places and nationalities name them."""

    named: dict[str, float]
    by_name: Counter[str]  # how often each name of a place stands in the text
    posted: frozenset[tuple[str, str]]  # an actor's identifier with a country the text puts it in

    @classmethod
    def of(cls, mentions: Sequence[PlaceMention], reports: Iterable[Report]) -> Lands:
        named: dict[str, float] = {}
        for mention in mentions:
            if mention.location is not None and mention.location.country:
                weight = _DEMONYM if mention.kind == "demonym" else 1.0
                named[mention.location.country] = named.get(mention.location.country, 0.0) + weight
        posted = {
            (actor.actor_id, place.location.country)
            for report in reports
            for place in (report.place, report.destination)
            if place is not None and place.location is not None and place.location.country
            for actor in known(report.actors)
        }
        names = Counter(m.text.lower() for m in mentions if m.kind == "toponym")
        return cls(named, names, frozenset(posted))

    def leads(self, country: str | None) -> bool:
        """Whether the article may be about a country: none is named more often, or it has a third of all mentions."""
        count = self.named.get(country or "", 0.0)
        return count > 0 and (count >= max(self.named.values()) or count >= _LEADING * sum(self.named.values()))

    def fits(self, place: Location | None, report: Report) -> bool:
        """Whether a place of another sentence may be where `report` happened, by who acts."""
        if place is None or place.country is None:
            return True
        sectors = _AT_HOME | ({"GOV"} if report.event_type in _MEASURES else set())
        at_home = [a for a in known(report.actors) if a.country and a.sector in sectors and a.kind != "person"]
        return all(a.country == place.country or (a.actor_id, place.country) in self.posted for a in at_home)

    def is_astray(self, place: PlaceMention, report: Report) -> bool:
        """Whether a town is likelier a namesake: nothing else in the article, nor anyone who takes part, has to do with
        its country, and it is neither a capital nor large."""
        where = place.location
        if where is None or where.country is None or where.feature_type not in _TOWNS or where.basis != "gazetteer":
            return False
        others = sum(count for land, count in self.named.items() if land != where.country)
        if others < _FEW or self.named.get(where.country, 0.0) > self.by_name[place.text.lower()]:
            return False
        if any(a.country == where.country for a in known((*report.actors, *report.recipients))):
            return False
        capital = gazetteer.capital(where.country)
        if capital is not None and capital.location_id == where.location_id:
            return False
        rows = gazetteer.candidates(fold_all(where.name))
        return max((r.population for r in rows if r.location_id == where.location_id), default=0) < _FAMOUS

    def of_state(self, report: Report) -> PlaceMention | None:
        """The country of the state that imposes a curfew or an emergency, which holds in all of it unless the text says where."""
        states = [m for m in report.actors if m.actor is not None and m.actor.country and m.actor.sector in _STATE]
        if len({m.actor.country for m in states if m.actor}) != 1:
            return None
        return _country_of(states[0])

    def home(self, report: Report) -> PlaceMention | None:
        """The country of the police, court or government that acts on people of its own, or of none."""
        protest, force = report.event_type == "PROTEST", report.event_type == "ASSAULT"
        if not (protest or force or report.event_type in _MEASURES):
            return None
        sectors = _PEOPLE if protest else _AT_HOME if force else _OF_A_STATE
        by_country = not force or report.mode == "execute"
        at_home = [
            m
            for m in report.actors
            if m.actor is not None
            and m.actor.kind != "person"
            and (m.actor.sector in sectors or m.actor.kind == "country" and by_country)
        ]
        lands = {m.actor.country for m in at_home if m.actor}
        others = {actor.country for actor in known(report.recipients) if actor.country}
        if len(lands) != 1 or not protest and others - lands:
            return None
        acting = {m.actor.actor_id for m in at_home if m.actor}
        if any(actor_id in acting and land not in lands for actor_id, land in self.posted):
            return None  # police on a mission abroad
        return _country_of(at_home[0])

    def main(self, reports: Sequence[Report]) -> PlaceMention | None:
        """The country that nearly all scenes of the article lie in, if it may be what the article is about."""
        lands: Counter[str] = Counter()
        first: dict[str, PlaceMention] = {}
        for report in reports:
            here = location(report)
            if report.place is not None and here is not None and here.country and bound(report):
                lands[here.country] += 1
                first.setdefault(here.country, report.place)
        if not lands:
            return None
        land, count = lands.most_common(1)[0]
        if count < _SHARE * sum(lands.values()) or not self.leads(land):
            return None
        place = first[land]
        if place.location is not None and place.location.feature_type in COUNTRY_WIDE:
            return place
        return replace(place, location=gazetteer.country_location(land), confidence=0.5)


def is_abroad(report: Report, place: PlaceMention) -> bool:
    """Whether who acts is of that country and the other side is not, so that it may well be elsewhere."""
    land = place.location.country if place.location is not None else None
    acting = {actor.country for actor in known(report.actors)}
    others = {actor.country for actor in known(report.recipients)}
    return report.event_type in {"ASSAULT", "MOBILIZE"} and land in acting and land not in others


def _country_of(party: ActorMention) -> PlaceMention | None:
    if party.actor is None or party.actor.country is None:
        return None
    place = gazetteer.country_location(party.actor.country)
    return PlaceMention(party.start, party.end, party.text, "demonym", place, 0.5)

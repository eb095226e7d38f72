"""The places an article names: find_places, and what a definite description ("the airport") refers back to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..core.model import Location, PlaceMention
from ..parsing.tree import Doc, Token
from .candidates import Finder
from .disambiguation import Choice, Resolver
from .evidence import Weigher
from .found_name import Found
from .gazetteer import country_location, location, region_id
from .weights import place_weights
from .words import Lexicon, Word, lexicon

SMALL = 50_000
KNOWN = 500_000  # people; who lives in so large a town needs no other word for it
_SETTLEMENTS = ("city", "town", "village", "populated_place")


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

    A street has no row, nor has a place only the text calls one ("the village of ..."): each is a toponym without
    a location. `confidence` is how sure the words name a place and the row is the one meant, from 0 to 1.
    """
    finder = Finder(doc.text)
    return judge(finder, finder.find(), Weigher(finder, doc))


def judge(finder: Finder, founds: list[Found], weigher: Weigher) -> list[PlaceMention]:
    """Which of the possible names of one text are mentions of a place, and of which."""
    weights = place_weights().mention
    for found in founds:
        found.evidence = weigher.weigh(found)
    choices = Resolver(founds, _north_american(finder.words, finder.lex)).resolve()
    sure_of = {found.key for found in founds if found.evidence >= weights.sure}
    mentions = []
    for number, found in enumerate(founds):
        choice = choices.get(number)
        evidence = found.evidence
        if choice is not None and evidence > weights.hopeless:
            evidence += min(weights.support_most, choice.support / weights.support_a_point) + (
                weights.named_surely_elsewhere if found.key in sure_of else 0.0
            )
        if found.street or found.unlisted:
            mentions.append(PlaceMention(found.start, found.end, found.text, found.kind, None, weights.unlisted))
        elif evidence >= weights.enough:
            belief = min(1.0, weights.belief_least + evidence / weights.points_a_belief)
            sure = choice.sure if choice else weights.word_list_sure
            place = _located(found, choice)
            if choice is not None and _elsewhere(found, choice):
                # The text says it lies in another country.
                place = None
            elif (
                choice is not None
                and choice.alone
                and choice.candidate.population < KNOWN
                and choice.candidate.feature in _SETTLEMENTS
                and (choice.candidate.alternate or choice.candidate.population < SMALL)
            ):
                # A small town of that name in some other country: more likely a place no gazetteer has.
                sure *= weights.alone
                if choice.candidate.alternate:
                    if found.evidence < weights.doubtful_alternate:
                        continue
                    place = None
            if found.variant and choice is not None and choice.support < weights.sound_support:
                place = None  # another spelling of a place the article has nothing to do with
            confidence = round(sure * belief, 3)
            mentions.append(PlaceMention(found.start, found.end, found.text, found.kind, place, confidence))
    return mentions


_INDEFINITE = frozenset(("a", "an", "another", "any", "some", "no", "every", "each"))
_COUNTRIES = frozenset(("country", "nation"))


def _country_of_scene(token: Token, mentions: Sequence[PlaceMention], doc: Doc) -> PlaceMention | None:
    """ "The country" is the one a scene was last set in ("an airport in northern Chile"), not who acts there; where no
    scene is set, the country named last."""
    named: tuple[PlaceMention, str] | None = None
    scene: tuple[PlaceMention, str] | None = None
    for mention in mentions:
        if mention.end > token.idx:
            break
        place = mention.location
        if mention.kind != "toponym" or place is None or place.country is None:
            continue
        head = doc[doc.covering(mention.start, mention.end)[-1]]
        if head.dep_ == "pobj" and head.head.lower_ in lexicon().locatives:
            scene = mention, place.country
        if place.feature_type == "country":
            named = mention, place.country
    found = scene or named
    return None if found is None else replace(found[0], location=country_location(found[1]))


def antecedent(token: Token, mentions: Sequence[PlaceMention], doc: Doc) -> PlaceMention | None:
    """The place a definite description refers back to: the last toponym before `token` whose feature type fits
    its noun ("the facility" fits an airport, a base, a port). None where the noun is none of the lexicon's
    descriptions or nothing before it fits."""
    types = lexicon().descriptions.get(token.lower_)
    if types is None or any(
        child.dep_ == "det" and child.lower_ in _INDEFINITE or child.dep_ == "compound" and child.tag_ == "NNP"
        for child in token.children
    ):
        return None  # "an airport", "the Zorgon air base": no reference back
    if token.lower_ in _COUNTRIES:
        return _country_of_scene(token, mentions, doc)
    best = None
    for mention in mentions:
        if mention.end > token.idx:
            break
        if mention.kind == "toponym" and mention.location is not None and mention.location.feature_type in types:
            best = mention
    return best

"""What a definite description refers back to: "the airport", "the town", "the country", "there"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ..core.model import Location, PlaceMention
from ..lexicon.countries import read_lexicon
from ..parsing.tree import Doc, Token, lemma
from . import gazetteer
from .words import lexicon

_INDEFINITE = frozenset(("a", "an", "another", "any", "some", "no", "every", "each"))
_COUNTRIES = frozenset(("country", "nation"))


_CROSSING = frozenset({"leave", "quit", "flee", "exit", "enter", "invade"})


def _country_of_scene(token: Token, mentions: Sequence[PlaceMention], doc: Doc) -> PlaceMention | None:
    """ "The country" is the one a scene was last set in ("an airport in northern Chile"), not who acts there; where no
    scene is set, the country named last."""
    foreign = _nationalities(token, mentions)
    named: tuple[PlaceMention, str] | None = None
    scene: tuple[PlaceMention, str] | None = None
    for mention in mentions:
        if mention.end > token.idx:
            break
        place = mention.location
        if mention.kind != "toponym" or place is None or place.country is None or place.country in foreign:
            continue
        head = doc[doc.covering(mention.start, mention.end)[-1]]
        if head.dep_ == "pobj" and head.head.lower_ in lexicon().locatives:
            scene = mention, place.country
        if place.feature_type == "country":
            named = mention, place.country
    found = scene or named
    return None if found is None else replace(found[0], location=gazetteer.country_location(found[1]))


def _nationalities(token: Token, mentions: Sequence[PlaceMention]) -> set[str]:
    """The countries of those who leave "the country", so that it is another one: "Danish envoys had a day to leave it"."""
    if token.dep_ != "dobj" or lemma(token.head) not in _CROSSING:
        return set()
    first = token.doc[token.sent.start].idx
    return {
        mention.location.country
        for mention in mentions
        if first <= mention.start < token.idx
        and mention.kind == "demonym"
        and mention.location is not None
        and mention.location.country is not None
    }


def is_kind_of_place(token: Token) -> bool:
    """Whether a common noun says what kind of place something is: "village", "road", "base"."""
    lex, word = lexicon(), lemma(token)
    return word in lex.features or word in lex.descriptions or word in lex.place_heads


# Words that leave open which place is meant unless they stand alone or point back: "the area", but not "the border area".
_LOOSE = frozenset(("area", "region", "territory", "waters", "zone"))
_BACK = frozenset(("same", "whole", "entire", "affected", "disputed"))
_NAMED_BEFORE = frozenset(("amod", "compound", "nmod", "poss"))
_SMALLER = frozenset(("town", "village"))


def _is_national_capital(place: Location) -> bool:
    capital = gazetteer.capital(place.country)
    return capital is not None and capital.location_id == place.location_id


def _is_government(mention: PlaceMention, doc: Doc) -> bool:
    """Whether a capital stands for who governs there: "Tokyo protested", "Seoul's response"."""
    if mention.location is None or not _is_national_capital(mention.location):
        return False
    head = doc[doc.covering(mention.start, mention.end)[-1]]
    return (
        head.dep_ in ("nsubj", "poss", "dative")
        or head.dep_ == "pobj"
        and head.head.lower_ in ("by", "with", "against")
    )


@cache
def _speech() -> frozenset[str]:
    return frozenset(read_lexicon("speech.yaml")["verbs"])


def _is_of_speaker(mention: PlaceMention, doc: Doc) -> bool:
    """Whether a place only says where who speaks is: "elders in Gulu said"."""
    prep = doc[doc.covering(mention.start, mention.end)[-1]].head
    noun = prep.head
    return prep.lower_ in ("in", "at", "from") and noun.dep_ == "nsubj" and lemma(noun.head) in _speech()


def _is_origin(mention: PlaceMention, doc: Doc) -> bool:
    """Whether a place only says where somebody is from: "fighters from Gulu"."""
    prep = doc[doc.covering(mention.start, mention.end)[-1]].head
    return prep.lower_ == "from" and prep.dep_ == "prep" and prep.head.tag_[:1] == "N"


@cache
def _people() -> frozenset[str]:
    words = read_lexicon("reference.yaml")
    return frozenset((*words["individuals"], *words["locals"]))


def _is_home(mention: PlaceMention, doc: Doc) -> bool:
    """Whether a place only says where somebody lives: "a 40-year-old Aarhus resident"."""
    name = doc[doc.covering(mention.start, mention.end)[-1]]
    return name.dep_ in _NAMED_BEFORE and name.i < name.head.i and lemma(name.head) in _people()


def _capital_of_scene(token: Token, mentions: Sequence[PlaceMention], doc: Doc) -> PlaceMention | None:
    """ "The capital" is the last one named before, else that of the country the scene is in; "the provincial capital" is
    no country's."""
    if any(child.dep_ in ("amod", "compound") for child in token.children):
        return None
    named = None
    for mention in mentions:
        if mention.end > token.idx:
            break
        if mention.kind == "toponym" and mention.location is not None and _is_national_capital(mention.location):
            named = mention
    if named is not None:
        return named
    country = _country_of_scene(token, mentions, doc)
    capital = gazetteer.capital(country.location.country) if country is not None and country.location else None
    return replace(country, location=capital) if country is not None and capital is not None else None


def _country_beside(
    token: Token, best: PlaceMention | None, mentions: Sequence[PlaceMention], doc: Doc
) -> PlaceMention | None:
    """The country that "there" means: named, or called "the country", in its sentence after any other place."""
    start = doc[token.sent.start].idx
    if best is not None and best.start >= start:
        return None
    for word in reversed(doc[token.sent.start : token.i]):
        if word.lower_ in _COUNTRIES and word.dep_ in ("dobj", "pobj"):
            return _country_of_scene(word, mentions, doc)
    return next(
        (
            m
            for m in reversed(mentions)
            if start <= m.start < token.idx
            and m.kind == "toponym"
            and m.location is not None
            and m.location.feature_type == "country"
            and doc[doc.covering(m.start, m.end)[-1]].dep_ in ("dobj", "pobj")
        ),
        None,
    )


def antecedent(token: Token, mentions: Sequence[PlaceMention], doc: Doc) -> PlaceMention | None:
    """The place a definite description refers back to: the last toponym before `token` whose feature type fits
    its noun ("the facility" fits an airport, a base, a port). None where the noun is none of the lexicon's
    descriptions, nothing before it fits, or it may be another place that is named between."""
    word = token.lower_
    types = lexicon().descriptions.get(word)
    if types is None or any(
        child.dep_ == "det" and child.lower_ in _INDEFINITE or child.dep_ == "compound" and child.tag_ == "NNP"
        for child in token.children
    ):
        return None  # "an airport", "the Zorgon air base": no reference back
    if word in _COUNTRIES:
        return _country_of_scene(token, mentions, doc)
    if word == "capital":
        return _capital_of_scene(token, mentions, doc)
    if word in _LOOSE and any(c.dep_ in _NAMED_BEFORE and c.lower_ not in _BACK for c in token.children):
        return None
    best, sentence = None, doc[token.sent.start].idx
    for mention in mentions:
        if mention.end > token.idx:
            break
        place = mention.location
        if mention.kind != "toponym" or place is None or _is_government(mention, doc):
            continue
        if place.feature_type in types and not (word in _SMALLER and _is_national_capital(place)):
            aside = _is_home(mention, doc) or (
                word in _SMALLER
                and _is_origin(mention, doc)
                or (best is not None and mention.end < sentence and _is_of_speaker(mention, doc))
            )
            best = best if aside else mention
        elif word in _SMALLER and place.feature_type == "admin2":
            best = None  # "the road to Gulu ... the town": a district's seat, or the town before
    if word == "there" and (country := _country_beside(token, best, mentions, doc)) is not None:
        return country
    return best

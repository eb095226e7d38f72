"""The weights and thresholds of lexicon/place_weights.yaml, which says what each means and what it was measured on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..lexicon import reader


@dataclass(frozen=True, slots=True)
class NameWeights:
    """How far a name alone makes a place likely (:func:`eventpack.places.evidence.strength`)."""

    country_or_listed: float
    user: float
    state_known: float
    state: float
    state_alternate: float
    county_of_words: float
    county: float
    airfield_of_words: float
    airfield: float
    people_500000: float
    people_100000: float
    people_20000: float
    people_2000: float
    people_fewer: float
    alternate_large: float
    alternate: float
    of_words: float
    by_sound: float
    word_list: float
    certain: float


@dataclass(frozen=True, slots=True)
class BesideWeights:
    """What the name is and what stands beside it (:class:`eventpack.places.evidence.Weigher`)."""

    kind_fits: float
    container: float
    container_comma: float
    holds: float
    place_verb: float
    user_acted_on: float
    parser_place: float
    parser_person: float
    saint: float
    plain_words: float
    no_place: float
    no_place_fits: float
    in_small_letters: float
    capital_says_nothing: float
    acronym: float
    common_word: float
    common_word_first: float
    surname: float
    surname_certain: float
    person: float
    given_name: float
    tied: float
    seat: float
    second_of_hyphen: float
    given_name_before: float
    title_before: float
    longer_airfield: float
    capital_before: float
    locative: float
    place_head: float
    head_of: float
    of: float
    the: float
    the_settlement: float
    first_of_hyphen: float
    civic_after: float
    no_place_after: float
    given_name_first: float
    little_known_first: float
    capital_after: float
    person_verb_after: float


@dataclass(frozen=True, slots=True)
class MentionWeights:
    """What makes a mention of a possible name (:func:`eventpack.places.mentions.find_places`)."""

    enough: float
    support_a_point: float
    support_most: float
    named_surely_elsewhere: float
    sure: float
    hopeless: float
    doubtful_alternate: float
    direction_support: float
    sound_support: float
    belief_least: float
    points_a_belief: float
    word_list_sure: float
    alone: float
    unlisted: float
    holder_sure: float
    contradicted: float
    in_focus: float
    focus: float
    beside_characters: float
    district_km: float


@dataclass(frozen=True, slots=True)
class FameWeights:
    """Which place of a name is meant, by its fame and by what stands beside the name."""

    country: float
    listed: float
    user: float
    state: float
    state_people: float
    state_over_town: float
    state_known: float
    state_alternate: float
    county: float
    county_alternate: float
    county_unplaced: float
    airfield: float
    airfield_size: float
    alternate: float
    capital: float
    below_capital: float
    below_town: float
    kind_fits: float
    kind_differs: float
    north_american: float
    no_country: float
    in_container: float
    in_country: float
    in_adjective: float
    not_in_adjective: float


@dataclass(frozen=True, slots=True)
class ArticleWeights:
    """Which place of a name is meant, by the rest of the article (:mod:`eventpack.places.disambiguation`)."""

    land: float
    state: float
    near: float
    near_most: float
    neighbourhood: float
    little: float
    demonym: float
    named: float
    namesake_sure: float
    tiny_part: float
    about: float
    trust_least: float
    points_a_trust: float
    share_least: float
    alone: float
    alone_support: float
    margin: float
    margin_constant: float
    margin_unrivalled: float


@dataclass(frozen=True, slots=True)
class PlaceWeights:
    """All sections of the file."""

    name: NameWeights
    beside: BesideWeights
    mention: MentionWeights
    fame: FameWeights
    article: ArticleWeights


@cache
def place_weights() -> PlaceWeights:
    """The weights, read once a process. Raises InputError for a file that does not keep its model, TypeError for a key
    that is missing or that nothing reads."""
    found: dict[str, dict[str, float]] = reader.read("place_weights.yaml")
    return PlaceWeights(
        NameWeights(**found["name"]),
        BesideWeights(**found["beside"]),
        MentionWeights(**found["mention"]),
        FameWeights(**found["fame"]),
        ArticleWeights(**found["article"]),
    )

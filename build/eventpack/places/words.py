"""The words of a text as place names need them, and the lexicon of words around place names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ..lexicon import countries
from .name_folding import fold_all, fold_word

# A word, or an abbreviation such as U.S. or N.J.; an apostrophe inside belongs to it (Côte d'Ivoire, Sana'a), and so
# does a number after a hyphen (Il-76, Engels-2).
_WORD = re.compile(r"(?:[A-Z]\.){2,}|W\. ?Va|D\. C\.|[^\W\d_][^\W_]*(?:'[^\W\d_]+)*(?:-\d\w*)?")

ARTICLES = frozenset("al ar as ash ad an az at el es".split())  # the small articles of Arabic names, as in al-Hol


@dataclass(slots=True)
class Word:
    start: int
    end: int  # without a possessive 's
    text: str
    fold: str
    capital: bool
    possessive: bool
    initial: bool  # begins a sentence, line or quotation, so its capital says nothing
    gap: str  # what stands between the word before and this one


@dataclass(frozen=True, slots=True)
class Lexicon:
    airfield_words: frozenset[str]
    features: dict[str, tuple[str, ...]]
    descriptions: dict[str, tuple[str, ...]]
    directions: dict[str, str]
    locatives: frozenset[str]
    place_heads: frozenset[str]
    settlement_words: dict[str, str]  # "villages": village
    person_verbs: frozenset[str]
    held_verbs: frozenset[str]  # the same, where the text says where the place lies
    place_verbs: frozenset[str]  # base forms: what one does to a town, seldom to a person
    departures: frozenset[str]  # base forms: what somebody sets out with "for" a place
    titles: frozenset[str]
    given_names: frozenset[str]
    not_places: frozenset[str]
    after_not_place: frozenset[str]
    civic: frozenset[str]
    works: frozenset[str]
    dedicated: frozenset[str]
    wishes: frozenset[str]
    people_nouns: frozenset[str]
    north_american: frozenset[str]
    north_american_cues: frozenset[str]
    state_offices: frozenset[str]
    street_words: frozenset[str]
    street_bodies: frozenset[str]
    prefixes: frozenset[str]
    openings: frozenset[str]
    person_openings: frozenset[str]
    tails: frozenset[str]
    described: dict[str, str]  # what a text calls a place of no gazetteer, and its feature type
    abbreviations: dict[str, str]
    plain_abbreviations: frozenset[str]
    postal: dict[str, str]
    demonyms: dict[str, str]  # folded demonym → location_id
    actor_names: frozenset[str]  # folded names of persons and bodies, which are no unknown places


@cache
def lexicon() -> Lexicon:
    rows = countries.read_lexicon("place_words.yaml")
    demonyms: dict[str, str] = {}
    for row in countries.read_lexicon("places.yaml"):
        for name in row.get("demonyms", ()):
            demonyms[fold_all(name)] = (
                row.get("stands_for") or f"{'user' if 'entry' in row else 'eventpack'}:{row['slug']}"
            )
    for row in countries.read_lexicon("divisions.yaml"):
        for name in row.get("demonyms", ()):
            demonyms.setdefault(fold_all(name), f"iso3166-2:{row['code']}")
    for country in countries.by_iso3().values():
        for name in country.demonyms:
            demonyms.setdefault(fold_all(name), f"iso3166-1:{country.iso3}")
    sets = {
        name: frozenset(rows[name])
        for name in (
            "locatives",
            "place_heads",
            "person_verbs",
            "held_verbs",
            "place_verbs",
            "departures",
            "titles",
            "given_names",
            "not_places",
            "after_not_place",
            "plain_abbreviations",
            "civic",
            "works",
            "dedicated",
            "wishes",
            "people_nouns",
            "north_american",
            "north_american_cues",
            "state_offices",
            "street_words",
            "street_bodies",
            "prefixes",
            "openings",
            "person_openings",
            "tails",
        )
    }
    return Lexicon(
        airfield_words=frozenset(fold_all(word) for word in rows["airfield_words"]),
        features={word: tuple(types) for word, types in rows["features"].items()},
        descriptions={word: tuple(types) for word, types in rows["descriptions"].items()},
        directions=rows["directions"],
        settlement_words=rows["settlement_words"],
        described=rows["described"],
        abbreviations={name: f"iso3166-2:{code}" for name, code in rows["abbreviations"].items()},
        postal={code: f"iso3166-2:{country}-{code}" for country, codes in rows["postal"].items() for code in codes},
        demonyms=demonyms,
        actor_names=frozenset(
            fold_all(name)
            for row in countries.read_lexicon("actors.yaml")
            for name in (row["name"], *row.get("aliases", ()))
        ),
        **sets,
    )


_BEGINS = frozenset(".!?\n\r:;\"'([•—*|")


def words(text: str) -> list[Word]:
    """The words of `text`, in order."""
    found: list[Word] = []
    previous = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        possessive = word[-2:] in ("'s", "'S") and len(word) > 2
        if possessive:
            word, end = word[:-2], end - 2
        capital = word[0].isupper() or word[1:3].startswith("'") and word[2:3].isupper()
        gap = text[previous:start]
        fold = fold_word(word) if capital else word
        initial = capital and (not previous or gap.rstrip(" ")[-1:] in _BEGINS and gap != "." and bool(gap.strip(" ")))
        found.append(Word(start, end, word, fold, capital, possessive, initial, gap))
        previous = end + 2 if possessive else end
    return found

"""How much speaks for words being a place name, from the name itself and from what stands around it.

Evidence is a sum of small numbers, which stand in lexicon/place_weights.yaml: the name's own strength (a country 5, a
hamlet ½), more for "in", "the town of", ", Texas"; less for a title or given name before it, for a common word, for a
surname the text introduces.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import cache
from itertools import pairwise

from ..parsing.parser import base_forms
from ..parsing.tree import Doc, lemma
from .candidates import Finder, lemma_of_past
from .found_name import Found
from .gazetteer import Candidate, candidates, longest
from .name_folding import fold_all
from .weights import place_weights
from .words import Lexicon, Word

_STRONG_ADMIN1 = frozenset(("USA", "CAN", "AUS", "GBR", "IND", "CHN"))
_TOWNS = frozenset(("city", "town"))
_SETTLED = frozenset(("city", "town", "village", "populated_place"))
_SAINTS = frozenset(("st", "saint"))
_SAINTS_ELSEWHERE = frozenset(("san", "santa", "santo", "sao", "sint", "sankt"))
_PATRONS = 6  # words of two or three saints' names, up to the "of" before them
_LITTLE = 20_000  # people; a name as little known may be the first word of another
_GREAT = 500_000  # people; nobody takes the name of such a city for that of a church


def strength(key: str, options: tuple[Candidate, ...]) -> float:
    """How far the name alone makes a place likely, from 0 to 5.5; `key` is the folded name."""
    words = " " in key
    best = max((0.0, *(_strength(option, words) for option in options)))
    return best + (place_weights().name.of_words if words else 0.0)


def _strength(option: Candidate, words: bool) -> float:
    """Of one place of the name. `words`: the name has several words."""
    weights = place_weights().name
    feature, people = option.feature, option.population
    if option.listed or option.location_id.startswith("iso3166-1:"):
        return weights.country_or_listed
    if option.is_users:
        return weights.user
    if feature == "admin1":
        if option.alternate:
            return weights.state_alternate
        return weights.state_known if option.country in _STRONG_ADMIN1 else weights.state
    if feature == "admin2":
        main_name = not option.alternate and option.basis != "parent"
        return weights.county_of_words if words and main_name else weights.county
    if feature in ("airport", "air_base"):
        return weights.airfield_of_words if words or people == 3 else weights.airfield
    if people >= 500_000:
        return weights.people_500000 + (weights.alternate_large if option.alternate else 0.0)
    if people >= 100_000:
        value = weights.people_100000
    elif people >= 20_000:
        value = weights.people_20000
    else:
        value = weights.people_2000 if people >= 2_000 else weights.people_fewer
    return value + (weights.alternate if option.alternate else 0.0)


def surnames(words: list[Word], lex: Lexicon) -> tuple[Counter[str], Counter[str]]:
    """The surnames a text introduces (the word after a given name or title) and the given names used as such."""
    last: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for i, word in enumerate(words[:-1]):
        if not word.capital or word.possessive:
            continue
        given = word.fold in lex.given_names and not (_is_country(word) and _is_verb(words[i + 1]))
        if not given and word.fold not in lex.titles:
            continue
        after = words[i + 1]
        if not after.capital or after.gap not in (" ", ". ") or given and after.gap == ". ":
            continue
        if given and longest(word.fold) > 1 and candidates(fold_all(f"{word.fold} {after.fold}")):
            continue
        third = words[i + 2] if i + 2 < len(words) else None
        if len(after.text) == 1 and third is not None and third.capital and third.gap in (". ", " "):
            after = third
        elif not given and after.fold in lex.given_names and third is not None and third.capital and third.gap == " ":
            after = third
        if after.fold in lex.features or after.fold in lex.civic or after.fold in lex.after_not_place:
            continue
        if after.fold in lex.demonyms or after.fold in lex.prefixes or after.fold in lex.street_words:
            continue
        if given and after.text.isupper() != word.text.isupper() and len(after.text) > 2:
            continue
        last[after.fold] += 1
        if given:
            first[word.fold] += 1
    return last, first


def _is_country(word: Word) -> bool:
    return any(option.feature == "country" for option in candidates(word.fold))


def _is_verb(word: Word) -> bool:
    """Whether a capitalised word may be a headline's verb: "Georgia Arrests Opposition Members"."""
    fold, verbs = word.fold.lower(), base_forms("verb")
    return fold.endswith("s") and fold[:-1] in verbs or fold.endswith("es") and fold[:-2] in verbs


def title_case_lines(words: list[Word]) -> list[bool]:
    """For each word whether nearly all longer words of its line have a capital, so that a capital says nothing."""
    flags = [False] * len(words)
    begin = 0
    for i in range(len(words) + 1):
        if i == len(words) or "\n" in words[i].gap:
            line = [word for word in words[begin:i] if len(word.text) > 3]
            if len(line) >= 4 and sum(word.capital for word in line) >= 0.8 * len(line):
                flags[begin:i] = [True] * (i - begin)
            begin = i
    return flags


@cache
def common_words() -> frozenset[str]:
    """The words English has as adjectives or verbs, from the parser's own lists."""
    return base_forms("adj") | base_forms("verb")


def _last_names(doc: Doc) -> frozenset[str]:
    """The last words of what the parser takes for persons' names of two words and more."""
    tokens = [t for t in doc if t.ent_type_ == "PERSON"]
    return frozenset(
        fold_all(one.text)
        for other, one in pairwise(tokens)
        if one.i == other.i + 1 and (one.i + 1 == len(doc) or doc[one.i + 1].ent_type_ != "PERSON")
    )


class Weigher:
    """Weighs the finds of one text."""

    def __init__(self, finder: Finder, doc: Doc) -> None:
        self.lex, self.words, self.text, self.doc = finder.lex, finder.words, finder.text, doc
        self.names, self.beside = place_weights().name, place_weights().beside
        self.lower = {word.text for word in self.words if not word.capital}
        self.surnames, self.given = surnames(self.words, self.lex)
        self.titled = title_case_lines(self.words)
        self.persons = _last_names(doc)
        self.starts = doc.offsets

    def weigh(self, found: Found) -> float:
        """The evidence for a possible name; 0 for a street and for a place that no gazetteer has."""
        if found.street or found.unlisted:
            return 0.0
        found.acted_on = self._is_acted_on(found)
        own = strength(found.key, found.options) if found.options else self.names.word_list
        fits = bool(found.features) and any(option.feature in found.features for option in found.options)
        own += self.names.by_sound if found.variant else 0.0
        score = own + (self.beside.kind_fits if fits and found.features != ("admin1",) else 0.0)
        certain = own >= self.names.certain
        score += self._container(found) + (self.beside.holds if found.holds else 0.0)
        score += self._name(found, certain, fits)
        score += self._before(found, certain)
        score += self._after(found, certain)
        if found.acted_on and any(option.added for option in found.options):
            score += self.beside.user_acted_on
        if not certain and found.kind == "toponym":
            if self._is_destination(found):
                score += self.beside.locative
            number = bisect_left(self.starts, found.start)
            if number < len(self.starts) and self.starts[number] == found.start:
                token = self.doc[number]
                if token.dep_ in ("dobj", "nsubjpass") and lemma(token.head) in self.lex.place_verbs:
                    score += self.beside.place_verb  # "shelled Kherson", "Kherson was retaken"
                if token.ent_type_ in ("GPE", "LOC", "FAC"):
                    score += self.beside.parser_place
                elif token.ent_type_ == "PERSON":
                    score += self.beside.parser_person
        return score

    def _is_acted_on(self, found: Found) -> bool:
        """Whether the name is the object of a verb for what is done to places: "raided Santa Rosa"."""
        name = self.doc.covering(found.start, found.end)
        token = self.doc[name[-1]] if name else None
        if token is None or token.dep_ not in ("dobj", "nsubjpass"):
            return False
        verb = {lemma(token.head), lemma_of_past(token.head.lower_)}  # held_verbs has past forms less -ed
        return not verb.isdisjoint(self.lex.place_verbs) or not verb.isdisjoint(self.lex.held_verbs)

    def _is_destination(self, found: Found) -> bool:
        """Whether the name is what somebody sets out for: "left Aleppo for Palmyra", "headed for Idlib"."""
        before = self.words[found.first - 1] if found.first else None
        if before is None or before.text != "for" or self.words[found.first].gap != " ":
            return False
        name = self.doc.covering(found.start, found.end)
        preposition = self.doc[name[-1]].head
        return preposition.lower_ == "for" and lemma(preposition.head) in self.lex.departures

    def _container(self, found: Found) -> float:
        held = found.container
        if held is None or not found.options:
            return 0.0
        between = self.text[found.end : held.start]
        wide = [o.location_id for o in held.options if o.feature in ("country", "admin1", "admin2")]
        for option in found.options:
            for container in (held.fixed, *wide):
                if (
                    container
                    and option.location_id != container
                    and (container in (option.parent, f"iso3166-2:{option.admin1}", f"iso3166-1:{option.country}"))
                ):
                    return self.beside.container_comma if "," in between else self.beside.container
        return 0.0

    def _name(self, found: Found, certain: bool, fits: bool) -> float:
        lex, beside, first = self.lex, self.beside, self.words[found.first]
        if first.fold in _SAINTS and self.words[found.last].possessive and not certain:
            if all(option.alternate or option.population < _GREAT for option in found.options):
                return beside.saint  # a church, school or hospital: "St. Paul's"
        if first.fold in _SAINTS | _SAINTS_ELSEWHERE and not certain and self._is_patron(found):
            return beside.saint
        if not found.options:
            return 0.0
        if found.first != found.last:
            plain = all(
                w.fold in lex.not_places or w.fold in lex.prefixes for w in self.words[found.first : found.last + 1]
            )
            return beside.plain_words if plain and not (certain or fits) else 0.0
        score = 0.0
        if found.key in lex.not_places or found.key in lex.titles:
            score += beside.no_place_fits if fits else beside.no_place
        elif not certain and found.key in self.lower:
            score += beside.in_small_letters
        if not certain and (first.initial or self.titled[found.first]):
            score += beside.capital_says_nothing
        if not certain and first.text.isupper() and len(first.text) <= 5 and not self._shouting(found.first):
            score += beside.acronym
        if not certain and found.key in common_words():
            score += beside.common_word_first if first.initial or self.titled[found.first] else beside.common_word
        if found.key in self.surnames:
            score += beside.surname_certain if certain else beside.surname
        elif not certain and found.key in self.persons:
            score += beside.person
        if self.given[found.key]:
            score += beside.given_name
        return score

    def _is_patron(self, found: Found) -> bool:
        """Whether a saint's name is what a house is called after: "the church of St. Peter and St. Paul"."""
        for i in range(found.first - 1, max(found.first - _PATRONS, 0), -1):
            word = self.words[i]
            if word.text == "of":
                return self.words[i - 1].fold in self.lex.dedicated
            if not (word.capital or word.text == "and"):
                break
        return self._names_a_house(found)

    def _names_a_house(self, found: Found) -> bool:
        """ "The *Saint Peter* and Saint Paul Coptic Church"; the Saint Louis hospital may be that of the town."""
        several = (
            found.first > 2 and self.words[found.first - 1].text == "and" and self._is_called_saint(found.first - 2)
        )
        for word in self.words[found.last + 1 : found.last + 1 + _PATRONS]:
            if word.fold in self.lex.dedicated:
                return several or all(option.alternate for option in found.options)
            several = several or word.fold in _SAINTS
            if not (word.capital or word.text == "and"):
                return False
        return False

    def _is_called_saint(self, last: int) -> bool:
        """Whether a saint's name ends at word `last`."""
        return any(word.fold in _SAINTS for word in self.words[max(last - 1, 0) : last])

    def _shouting(self, i: int) -> bool:
        """Whether capitals throughout are the style here: a dateline, or a neighbour in capitals."""
        near = [w for w in self.words[max(0, i - 2) : i + 3] if w is not self.words[i] and len(w.text) > 3]
        if any(w.text.isupper() for w in near):
            return True
        begins = not i or "\n" in self.words[i].gap or self.words[i].initial
        return begins and len(self.words[i].text) > 3

    def _before(self, found: Found, certain: bool) -> float:
        if not found.first:
            return 0.0
        lex, beside, words, i = self.lex, self.beside, self.words, found.first
        before, gap = words[i - 1], words[i].gap
        if found.tied:
            return beside.tied
        if gap == "-" and before.text in ("D", "R", "DFL", "I", "L", "Lab", "Con"):
            return beside.seat  # "R-Marshall": a member and the seat
        if words[i].initial or gap not in (" ", ". ", "-"):
            return 0.0
        if before.capital:
            return self._after_hyphen(found, before) if gap == "-" else self._after_capital(found, before, certain)
        if gap != " ":
            return 0.0
        if before.text in lex.locatives:
            return beside.locative
        if before.text in lex.place_heads:
            return beside.place_head
        if before.text == "of":
            return beside.head_of if i >= 2 and words[i - 2].text.lower() in lex.place_heads else beside.of
        if before.text != "the" or found.first != found.last:
            return 0.0
        settled = bool(found.options) and all(option.feature in _SETTLED for option in found.options)
        if settled and self._heads_its_phrase(found):
            return beside.the_settlement
        return beside.the if not certain and not self._names_works(found) else 0.0

    def _heads_its_phrase(self, found: Found) -> bool:
        """Whether "the" goes with the name itself, as with a river ("the Enguri"), and not with a noun that follows it."""
        number = bisect_left(self.starts, found.start)
        if number >= len(self.starts) or self.starts[number] != found.start or number == 0:
            return False
        return self.doc[number - 1].head == self.doc[number] and not self.words[found.last].possessive

    def _names_works(self, found: Found) -> bool:
        """Whether the name is that of the town some works or site is named after: "the Bergen oil refinery"."""
        for word in self.words[found.last + 1 : found.last + 4]:
            if word.gap != " " or word.capital:
                return False
            if word.fold in self.lex.works:
                return True
        return False

    def _after_hyphen(self, found: Found, before: Word) -> float:
        """ "Champs-Élysées" is no Élysée; "Aleppo-Latakia" and "US-Syria" name two."""
        lex = self.lex
        part = found.kind == "toponym" and not self._is_known(before)
        return (
            self.beside.second_of_hyphen if part and before.fold not in lex.prefixes and len(before.text) > 2 else 0.0
        )

    def _after_capital(self, found: Found, before: Word, certain: bool) -> float:
        """A capitalised word before the name: a given name, a title, or the first of a longer name."""
        lex, beside, i = self.lex, self.beside, found.first
        spaced = self.words[i].gap == " "
        if (
            before.fold in lex.given_names
            and spaced
            and not self.titled[i]
            and found.kind == "toponym"
            and not before.possessive
        ):
            return beside.given_name_before
        if before.fold in lex.titles and (not certain or before.fold in ("mr", "mrs", "ms")):
            return beside.title_before
        if not spaced or before.possessive or before.fold in lex.demonyms:
            return 0.0
        if found.options and found.options[0].feature in ("airport", "air_base") and before.fold not in lex.not_places:
            return beside.longer_airfield
        longer = not (before.initial or certain or self.titled[i]) and before.fold not in lex.place_heads
        return beside.capital_before if longer else 0.0

    def _is_kind(self, found: Found) -> bool:
        """Whether the words after the name say what it is, with capitals: "Bokkos Local Government Area"."""
        run = [word.fold.lower() for word in self.words[found.last + 1 : found.last + 4]]
        kinds = (self.lex.features.get(" ".join(run[:n]), ()) for n in (3, 1))
        return bool(found.features) and any(kind == found.features for kind in kinds)

    def _is_known(self, word: Word) -> bool:
        """Whether a word is a name that stands by itself: "Aleppo-Latakia", "US-Syria"."""
        return word.fold in self.lex.demonyms or any(
            o.feature == "country" or o.feature in _TOWNS and o.population >= _LITTLE and not o.alternate
            for o in candidates(word.fold)
        )

    def _after(self, found: Found, certain: bool) -> float:
        lex, beside, words = self.lex, self.beside, self.words
        if found.last + 1 >= len(words):
            return 0.0
        last, after = words[found.last], words[found.last + 1]
        if after.gap == "-" and after.capital and not certain and not last.possessive:
            return 0.0 if self._is_known(after) else beside.first_of_hyphen  # "Bulak-Bashy", "Baga-Sola"
        if after.gap != " " or last.possessive:
            return 0.0
        fold = after.fold.lower()
        if fold in lex.civic:
            plain = certain or found.key in lex.not_places or found.key in common_words()
            return 0.0 if plain else beside.civic_after
        if after.capital and not self.titled[found.first]:
            if self._is_kind(found):
                return 0.0
            if fold in lex.after_not_place:
                return beside.no_place_after
            if found.first == found.last and found.key in lex.given_names:
                return 0.0 if certain and _is_country(last) and _is_verb(after) else beside.given_name_first
            little = all(o.alternate or o.population < _LITTLE for o in found.options)
            part = little and found.first == found.last and fold not in lex.features and not candidates(after.fold)
            return 0.0 if certain else beside.little_known_first if part else beside.capital_after
        return beside.person_verb_after if not certain and after.text in lex.person_verbs else 0.0

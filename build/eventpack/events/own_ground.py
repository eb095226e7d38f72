"""Whether an event's sentence sets it on ground of its own, so that another sentence's spot is not it.

A town or site that it names, with a row or without; ground that a common noun gives ("off the coast", "along the border",
"another village"); several places that are only counted. A street or quarter is ground of its own in the town the passage
is set in. "The village" is the one named before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..core.model import Location, PlaceMention, Report
from ..lexicon.countries import read_lexicon
from ..parsing import grammar
from ..parsing.tree import Span, Token, lemma
from ..places import gazetteer
from ..places.words import lexicon as place_words
from . import place_grammar
from .event_place import fineness
from .frames import in_class
from .place_and_date import Where

_SET = frozenset({"in", "at", "near", "outside", "inside", "across", "around"})
_LEADING = _SET | {"along", "off", "into", "toward", "towards", "over", "beyond", "from", "to"}
_OTHER = frozenset({"another", "other", "nearby", "neighbouring", "neighboring", "adjacent"})
_SPOTS = frozenset(
    {"city", "town", "village", "camp", "base", "airport", "crossing", "port", "island", "shoal", "reef", "capital"}
)
_LOOSE = frozenset({"area", "region", "zone", "post", "town", "village"})
_AT_PARLIAMENT = frozenset({"building", "square", "gate", "compound", "complex", "hall", "ground", "house"})
_OF_ALL = frozenset({"national", "parliament", "country"})
_FRONT = frozenset({"front", "side", "step", "gate"})
_BACK = frozenset({"same", "this", "that", "these", "those"})
_ROLES = frozenset({"pobj", "dobj", "nsubjpass", "appos"})
_UNKNOWN = frozenset({"in", "at", "near", "outside", "around", "inside"})
_NO_PLACE = frozenset({"DATE", "TIME", "PERSON", "NORP", "EVENT", "LAW"})


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(read_lexicon("place_words.yaml")[name])


@cache
def _parts_of_town() -> frozenset[str]:
    lex = place_words()
    quarters = {word for word, kind in lex.described.items() if kind == "neighbourhood"}
    return _words("venues") | lex.street_words | _words("crossings_in_town") | quarters


def _at(prep: Token) -> bool:
    """Whether a preposition sets something at a building: "outside", "near", "in front of"."""
    above = prep.head
    return prep.lower_ in _SET - {"in", "across"} or prep.lower_ == "of" and lemma(above) in _FRONT


def seat(country: str | None) -> Location | None:
    """The capital, where the parliament of a country sits in it; None where it sits elsewhere."""
    return None if country in _words("parliament_elsewhere") else gazetteer.capital(country)


@dataclass(frozen=True)
class OwnGround:
    """The ground of one report's sentence."""

    sentence: Span
    report: Report
    where: Where

    @property
    def trigger(self) -> Token | None:
        return self.sentence.token_at(self.report.trigger.start)

    def exists(self) -> bool:
        """Whether another sentence's spot would be false."""
        return self._is_named() or self._is_spread() or self._is_common() or self._is_unknown()

    def is_part_of_town(self) -> bool:
        """Whether the only ground the sentence names is a street, quarter or building without a row of its own."""
        named = [m for m, _ in self._named()]
        if self.report.place is not None and self.report.place not in named:
            named.append(self.report.place)
        return bool(named) and not self._is_spread() and all(self._is_part(m) for m in named)

    def is_at_parliament(self) -> bool:
        """Whether the sentence sets the deed at a parliament that it does not say is another's: "outside parliament"."""
        for token in self.sentence:
            if (
                token.dep_ in {"compound", "nmod"}
                and lemma(token) == "parliament"
                and lemma(token.head) in _AT_PARLIAMENT
            ):
                token = token.head
            elif lemma(token) != "parliament":
                continue
            said = {c.lower_ for c in token.children if c.dep_ not in {"punct", "prep", "det"}}
            if token.dep_ == "pobj" and _at(token.head) and said <= _OF_ALL:
                return True
        return False

    def referred_to(self) -> PlaceMention | None:
        """The one place that "the village", "the base" in the sentence refer back to."""
        found = {}
        for token in self.sentence:
            if token.dep_ not in _ROLES | {"poss"} or lemma(token) not in _SPOTS or not _is_definite(token):
                continue
            if token.dep_ == "pobj" and place_grammar.is_of_speaker(token.head.head):
                continue
            mention = self.where.at(token)
            if mention is not None and mention.location is not None and mention.end <= token.idx:
                found[mention.location.location_id] = mention
        return next(iter(found.values())) if len(found) == 1 else None

    def is_elsewhere_unknown(self) -> bool:
        """Whether the sentence names a place that no gazetteer has, outside the town the passage is set in."""
        return any(m.location is None and not self._is_part(m) for m, _ in self._named())

    def _named(self) -> list[tuple[PlaceMention, Token]]:
        """The towns and sites of the sentence, and places without a row, that are no person's name."""
        return [
            (m, t)
            for t in self.sentence
            if (m := self.where.by_token.get(t.i)) is not None
            and (m.location is None or fineness(m) == 3)
            and not place_grammar.is_of_other_deed(t)
            and (t.dep_ in _ROLES or m.location is None and t.dep_ in {"compound", "nmod"} and self._is_part(m))
        ]

    def _is_named(self) -> bool:
        verb = self.trigger
        taken = grammar.object_(verb) if verb is not None and in_class(verb, "territory_verbs") else None
        if taken is not None and taken.tag_ == "NNP" and taken.i not in self.where.by_token:
            return True  # "captured Ndaba from the army": a town that no gazetteer has
        return self.report.place is not None or bool(self._named())

    def _is_unknown(self) -> bool:
        """Whether a phrase that says where has a name that no gazetteer knows: "near Zorgon"."""
        return any(
            t.tag_ == "NNP"
            and t.dep_ == "pobj"
            and t.head.lower_ in _UNKNOWN
            and t.i not in self.where.by_token
            and (t.ent_type_ not in _NO_PLACE or t.ent_type_ == "PERSON" and self._is_in_it(t))
            and t.text[1:].islower()
            and t.lower_ not in _parts_of_town()
            and not any(c.tag_ == "NNP" for c in t.lefts)
            for t in self.sentence
        )

    def _is_in_it(self, name: Token) -> bool:
        """ "Was seized in Kauda": nobody is seized in a person, whatever the parser takes the name for."""
        return name.head.lower_ == "in" and name.head.head == self.trigger

    def _is_part(self, mention: PlaceMention) -> bool:
        if mention.location is not None:
            return False
        covered = self.where.doc.covering(mention.start, mention.end)
        last = covered[-1]
        behind = [self.where.doc[i].lower_ for i in range(last, min(last + 3, self.sentence.end))]
        return any(word.rstrip(".") in _parts_of_town() for word in behind)

    def _is_spread(self) -> bool:
        """Whether the deed was in places that are only counted: "deployed troops in five districts"."""
        verb = self.trigger
        return verb is not None and any(
            name in _SET
            and t.tag_ == "NNS"
            and lemma(t) in place_words().features
            and any(c.tag_ == "CD" for c in t.children)
            for name, t in grammar.prepositions(verb)
        )

    def _is_common(self) -> bool:
        """Whether a phrase of the deed sets it on ground that only a common noun gives: "off the east coast"."""
        verb = self.trigger
        if verb is None:
            return False
        target = place_grammar.target_of(verb)
        for name, token in (*grammar.prepositions(verb), *(grammar.prepositions(target) if target is not None else ())):
            if name not in _LEADING or token.tag_ not in {"NN", "NNS"}:
                continue
            said = {c.lower_ for c in token.children}
            if said & _BACK:
                continue
            if lemma(token) in _words("grounds") or said & _OTHER and lemma(token) in place_words().features:
                return True
            if lemma(token) in _LOOSE and any(lemma(c) in _words("grounds") for c in token.children):
                return True  # "the border area"
        return False


def _is_definite(token: Token) -> bool:
    return any(c.lower_ in {"the", "that", "this", "same"} for c in token.children) and not any(
        c.lower_ in _OTHER for c in token.children
    )

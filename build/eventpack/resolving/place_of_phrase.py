"""Which place a noun phrase of an article names, or refers back to."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from ..core.model import COUNTRY_WIDE, PlaceMention, TimeMention
from ..parsing import grammar
from ..parsing.tree import Doc, Token, is_aged, lemma
from ..places import antecedents as places
from ..places import gazetteer, name_folding, offset, words

# Prepositions that lead from a noun to where it is, or to what it is part of.
_INNER = frozenset(
    "in at near of on inside outside around from off along across throughout within into between".split()
)
# A name before its noun; the parser takes names it does not know for adjectives.
BEFORE_NOUN = frozenset({"compound", "nmod", "poss", "amod"})
_SHORT = re.compile(r"(?:[A-Z]\.?){2,3}")  # a country's abbreviation is mostly an adjective: "US", "U.K."
_HELD = re.compile(r"(?: [a-z]+)?(?:, | \(|,? in )(?:in )?(?:the )?(?:[a-z]+ of )?")
AREAS = {"region", "admin1", "country"}
_SITES = {"airport", "air_base", "port", "military_base"}


Mention = TypeVar("Mention", PlaceMention, TimeMention)


def tokens_of(doc: Doc, spans: Iterable[Mention]) -> dict[int, Mention]:
    """Mentions by the index of each token they cover, but for nouns that say who by how old they are."""
    starts = [t.idx for t in doc]
    found: dict[int, Mention] = {}
    for span in spans:
        i = max(bisect_right(starts, span.start) - 1, 0)
        while i < len(doc) and doc[i].idx < span.end:
            if not is_aged(doc[i].lower_) or doc[i].tag_[:1] != "N":
                found[i] = span
            i += 1
    return found


def _bare(name: str) -> str:
    folded = name_folding.fold_all(name)
    return name_folding.without_article(folded) or folded


@dataclass(frozen=True, slots=True)
class Where:
    """Places of one article by token, with what "the airport" or "there" refer to."""

    doc: Doc
    mentions: tuple[PlaceMention, ...]
    by_token: dict[int, PlaceMention]
    countries: dict[int, PlaceMention]  # also those that are named by an adjective

    @classmethod
    def of(cls, doc: Doc, mentions: Iterable[PlaceMention]) -> Where:
        kept = tuple(offset.with_spots(mentions, doc.text))
        return cls(
            doc,
            kept,
            tokens_of(doc, (m for m in kept if m.kind == "toponym")),
            tokens_of(doc, (m for m in kept if m.location and m.location.feature_type == "country")),
        )

    def at(self, token: Token) -> PlaceMention | None:
        """The place a noun phrase names or refers to: its own toponym, else the one in its in-phrase, else what
        "the airport" was called before."""
        own = self.by_token.get(token.i)
        if own is None and lemma(token) == "capital" and (capital := self._capital(token)) is not None:
            return capital
        if own is None:
            for i in range(token.left_edge.i, token.i):
                if i in self.by_token and self._stands_before(self.doc[i]):
                    own = self.by_token[i]
        if own is not None and own.location is None:
            return self._beside(token) or own
        if own is not None:
            return self._inner(self._named_after(token, own))
        for child in token.children:
            if child.dep_ == "appos" and child.i in self.by_token:
                return self.by_token[child.i]
        for child in token.children:
            if (measured := self.measured(child)) is not None:
                return measured  # "a village 40 km north of Maiduguri"
        if lemma(token) in words.lexicon().wishes:
            return None
        for name, target in grammar.prepositions(token):
            if name in _INNER and (name != "from" or places.is_kind_of_place(token)):  # no "imports from Chad"
                inner = self.by_token.get(target.i) or (self.at(target) if target.i != token.i else None)
                if inner is not None:
                    return self._inner(self._named_after(target, inner))
        return places.antecedent(token, self.mentions, self.doc) or self._of_owner(token)

    def _of_owner(self, token: Token) -> PlaceMention | None:
        """The place that the owner of a thing refers back to: "the town's market"."""
        owner = next((c for c in token.lefts if c.dep_ == "poss"), None)
        return places.antecedent(owner, self.mentions, self.doc) if owner is not None else None

    def _stands_before(self, token: Token) -> bool:
        """Whether a name belongs to the noun behind it, as a town to its port; not a country in "U.S.-brokered talks"."""
        if token.dep_ not in BEFORE_NOUN:
            return False
        if token.dep_ != "poss" and _SHORT.fullmatch(token.text) and self._is_country(token):
            return places.is_kind_of_place(token.head) and token.head.tag_ in {
                "NN",
                "NNS",
            }  # "a US town", no "US drone strike"
        return not (token.dep_ == "amod" and (self._is_country(token) or "-" in token.text))

    def _is_country(self, token: Token) -> bool:
        mention = self.by_token.get(token.i)
        return mention is not None and mention.location is not None and mention.location.feature_type in COUNTRY_WIDE

    def measured(self, token: Token) -> PlaceMention | None:
        """The spot that "40 km north of Maiduguri" is, by any of its words that depends on a verb or noun before it."""
        found = self.by_token.get(token.i) if token.dep_ in {"advmod", "npadvmod", "nmod", "amod"} else None
        return found if found is not None and found.text[:1].isdigit() and found.location is not None else None

    def _capital(self, token: Token) -> PlaceMention | None:
        """The city that "the Georgian capital", "Georgia's capital" or "the capital of Georgia" is."""
        named = next((self.by_token[c.i] for c in token.children if c.dep_ == "appos" and c.i in self.by_token), None)
        if named is not None:
            return named
        said = [c for c in token.lefts if c.dep_ in {"amod", "compound", "nmod", "poss"}]
        said += [t for name, t in grammar.prepositions(token) if name == "of"]
        for word in said:
            mention = self.countries.get(word.i)
            country = mention.location if mention is not None else None
            capital = gazetteer.capital(country.country) if country is not None else None
            if mention is not None and capital is not None:
                first, last = sorted((word, token), key=lambda t: t.i)
                start, end = min(first.idx, mention.start), max(last.idx + len(last), mention.end)
                text = self.doc.text[start:end]
                return PlaceMention(start, end, text, "toponym", capital, mention.confidence)
        return None

    def _beside(self, token: Token) -> PlaceMention | None:
        """What the text says of where a place without a row lies: "Camp Zorgon near Aarhus", "Aarhus's Zorgon quarter"."""
        for child in token.lefts:
            if (
                self._stands_before(child)
                and (found := self.by_token.get(child.i)) is not None
                and found.location is not None
            ):
                return found
        for name, target in grammar.prepositions(token):
            found = self.by_token.get(target.i)
            if name in {"in", "near", "of", "outside"} and found is not None and found.location is not None:
                return found
        if token.dep_ == "pobj" and token.head.lower_ == "of":  # "the Danish village of Zorgon"
            return next((self.countries[c.i] for c in token.head.head.lefts if c.i in self.countries), None)
        return None

    def _named_after(self, token: Token, mention: PlaceMention) -> PlaceMention:
        """The name that follows: "a base in northern Syria, Qamishli" is Qamishli, if it lies in that country."""
        for child in token.rights:
            named = self.by_token.get(child.i)
            if (
                child.dep_ == "appos"
                and named is not None
                and named != mention
                and named.location is not None
                and mention.location is not None
                and mention.location.feature_type in AREAS
                and named.location.country == mention.location.country
                and named.location.feature_type not in AREAS
            ):
                return named
        return mention

    def _inner(self, mention: PlaceMention) -> PlaceMention:
        """The place that stands before what holds it, where the parser hangs the phrase on the latter: "the village of
        Zorgon, Aarhus municipality", "attacked Zorgon, in the district of Aarhus"."""
        before = next((m for m in reversed(self.mentions) if m.end <= mention.start), None)
        if (
            before is None
            or before.location is None
            or mention.location is None
            or before.location.basis != "text"
            or before.location.parent_location_id != mention.location.location_id
            or not _HELD.fullmatch(self.doc.text, before.end, mention.start)
        ):
            return mention
        return before

    def site(self, mention: PlaceMention) -> PlaceMention:
        """The airport, base or port the article means by its bare name: "Qamishli" after "Qamishli airport"."""
        if mention.location is None or mention.location.feature_type in _SITES:
            return mention
        name = _bare(mention.text)
        for other in self.mentions:
            if (
                other.location is not None
                and other.location.feature_type in _SITES
                and _bare(other.text).startswith(name + " ")
            ):
                return replace(mention, location=other.location, confidence=min(mention.confidence, other.confidence))
        return mention

    def first(self, tokens: Iterable[Token]) -> PlaceMention | None:
        for token in tokens:
            for joined in grammar.conjuncts(token):
                found = self.at(joined)
                if found is not None:
                    return found
        return None

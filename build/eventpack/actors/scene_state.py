"""In whose country a passage is set: by the places its sentence names, else those of the sentences before.

A country as such says where only behind a preposition of place ("in Chile"); a capital that acts ("Santiago said") and where
somebody comes from or goes to say nothing of where the rest of the sentence happens.
"""

from __future__ import annotations

from .evidence import Evidence
from .noun_phrases import NounPhrases
from .resolver import Antecedents

WITHIN = frozenset({"in", "at", "near", "inside", "across", "around", "throughout", "outside"})
_MOVING = frozenset({"to", "from", "toward", "towards", "into", "for", "via"})
_SENTENCES_BACK = 3


class SceneState:
    """The countries in which the sentences of one article are set, as ISO 3166-1 alpha-3 codes."""

    def __init__(self, evidence: Evidence, phrases: NounPhrases, antecedents: Antecedents) -> None:
        self._evidence, self._phrases, self._antecedents = evidence, phrases, antecedents
        self._of_sentence: dict[int, frozenset[str]] = {}

    def of_sentence(self, i: int) -> str | None:
        """The one country in which the sentence of token `i` is set by its own places."""
        return _only(self._countries(self._antecedents.sentence_of(i)))

    def at(self, i: int) -> str | None:
        """The one country in which the sentence of token `i` is set, by its own places or the nearest before it."""
        sentence = self._antecedents.sentence_of(i)
        for number in range(sentence, max(-1, sentence - _SENTENCES_BACK - 1), -1):
            found = self._countries(number)
            if found:
                return _only(found)
        return None

    def _countries(self, number: int) -> frozenset[str]:
        known = self._of_sentence.get(number)
        if known is None:
            bounds = self._antecedents.sentence_bounds(number)
            found = {self._country(i) for i in range(*bounds)} if not self._evidence.is_dateline(*bounds) else set()
            known = self._of_sentence[number] = frozenset(iso3 for iso3 in found if iso3 is not None)
        return known

    def _country(self, i: int) -> str | None:
        """The country that the place named at token `i` sets its sentence in."""
        place, phrases = self._evidence.place_at.get(i), self._phrases
        if place is None or place.kind != "toponym" or place.location is None:
            return None
        prep = phrases.heads[i] if phrases.deps[i] == "pobj" else None
        named = self._evidence.named_at.get(i)
        if named is not None and named[2].use in {"country", "capital", "demonym"}:
            return place.location.country if prep is not None and phrases.lowers[prep] in WITHIN else None
        if named is not None:
            return None
        above = phrases.heads[prep] if prep is not None else None
        if (
            prep is not None
            and phrases.lowers[prep] in _MOVING
            and above is not None
            and phrases.tags[above][:1] == "V"
        ):
            return None
        return place.location.country


def _only(found: frozenset[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None

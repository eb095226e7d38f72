"""Who a pronoun or a bare definite phrase ("it", "others", "the government") refers back to, within the article.

Rules, not a model: number and animacy must fit, the nearest subject goes first, two sentences back at most.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from .model import Actor

if TYPE_CHECKING:
    from .actors import ActorFinder

_PERSON = frozenset({"he", "she", "him", "her", "his", "hers", "himself", "herself"})
_THING = frozenset({"it", "its", "itself"})
_COLLECTIVE = frozenset({"country", "government", "organisation", "igo", "ngo", "armed_group", "company", "media", "group"})


class Antecedents:
    """Looks back through one article for what a pronoun stands for."""

    def __init__(self, finder: ActorFinder) -> None:
        self._finder = finder
        self._sentence_of: list[int] = []
        self._starts: list[int] = []
        for n, sent in enumerate(finder.doc.sents):
            self._starts.append(sent.start)
            self._sentence_of.extend([n] * (sent.end - sent.start))
        counts: Counter[str] = Counter()
        self._counts = counts
        for start, _, named in dict.fromkeys(finder._named_at.values()):
            if named.iso3:
                counts[named.iso3] += 1

    def of(self, i: int) -> Actor | None:
        """The actor that the pronoun at token `i` stands for."""
        phrases = self._finder.phrases
        word = phrases.lowers[i]
        fits = self._fits_person if word in _PERSON else self._fits_thing if word in _THING else self._fits_plural
        if word in {"others", "some", "both"}:
            fits = self._fits_plural
        sentence = self._sentence_of[i]
        for back in range(3):
            if sentence - back < 0:
                break
            begin = self._starts[sentence - back]
            stop = i if back == 0 else self._starts[sentence - back + 1]
            best = None
            for k in range(stop - 1, begin - 1, -1):
                if not phrases.is_noun(k) or phrases.deps[k] in {"compound", "nmod"}:
                    continue
                if back == 0 and self._co_argument(k, i):
                    continue
                verdict = fits(k)
                if verdict is None:
                    continue
                rank = (phrases.deps[k] in {"nsubj", "nsubjpass"}, )
                if best is None or rank > best[0]:
                    best = (rank, verdict)
            if best is not None:
                return best[1] if isinstance(best[1], Actor) else None
        return None

    def _co_argument(self, k: int, i: int) -> bool:
        """Whether two words are arguments of one verb, so that a plain pronoun cannot be the other."""
        phrases = self._finder.phrases
        return phrases.tags[i] == "PRP" and phrases.heads[k] == phrases.heads[i] and not phrases.lowers[i].endswith("sel")

    def _fits_person(self, k: int):
        actor = self._finder._at(k).actor
        if actor is None or actor.kind != "person" and not (actor.kind == "government" and self._singular_agent(k)):
            return None
        return actor

    def _singular_agent(self, k: int) -> bool:
        return self._finder.phrases.lowers[k] in self._finder._nouns.titles

    def _fits_thing(self, k: int):
        phrases = self._finder.phrases
        if phrases.tags[k] in {"NNS"}:
            return None
        actor = self._finder._at(k).actor
        if actor is not None:
            return actor if actor.kind in _COLLECTIVE else None
        return "thing" if phrases.deps[k] in {"nsubj", "nsubjpass"} else None

    def _fits_plural(self, k: int):
        phrases = self._finder.phrases
        actor = self._finder._at(k).actor
        if actor is None:
            return None
        if phrases.tags[k] in {"NNS", "NNPS"} or actor.kind in {"group", "armed_group", "organisation", "government", "company", "igo"}:
            return actor
        return None

    def of_relative(self, i: int) -> Actor | None:
        """The noun that a relative pronoun's clause modifies."""
        phrases = self._finder.phrases
        verb = phrases.heads[i]
        for _ in range(4):
            if phrases.deps[verb] in {"relcl", "acl"}:
                return self._finder._at(phrases.heads[verb]).actor
            verb = phrases.heads[verb]
        return None

    def focus(self, i: int) -> str | None:
        """The country whose state is meant by "the government" at token `i`."""
        if self._counts:
            return self._counts.most_common(1)[0][0]
        return None

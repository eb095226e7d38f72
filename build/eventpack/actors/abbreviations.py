"""Abbreviations that an article gives to a body of its own: "the Red Kelp Brigade (RKB)"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .lexicon import Named

_LONGEST_NAME = 12  # words before the bracket
_OPEN, _CLOSE = frozenset({"(", "["}), frozenset({")", "]"})
_SAYS_NOTHING = 3  # letters of a word that says nothing in a name


def own_abbreviations(texts: Sequence[str], found: Iterable[tuple[int, int, Named]]) -> set[str]:
    """The abbreviations that the article spells out as another name than the lexicon has for them: there CPC is the
    "Coalition des Patriotes pour le Changement (CPC)", and no communist party. `found`: names of the lexicon, as (first
    token, one past the last, name)."""
    named = {start: (end, name) for start, end, name in found if name.use == "actor"}
    own = set()
    for i in range(1, len(texts) - 1):
        if texts[i - 1] not in _OPEN or texts[i + 1] not in _CLOSE or not texts[i].isupper() or i not in named:
            continue
        spelt = _spelt(texts, i)
        actor = named[i][1].actor
        known = {word for word in actor.name.lower().split() if len(word) > _SAYS_NOTHING}
        words = [word.lower() for word in spelt if len(word) > _SAYS_NOTHING]
        if (
            words
            and 2 * sum(word in known for word in words) < len(words)
            and not any(
                name.actor.actor_id == actor.actor_id
                for start, (_, name) in named.items()
                if i - _LONGEST_NAME <= start < i - 1
            )
        ):
            own.add(texts[i])
    return own


def _spelt(texts: Sequence[str], i: int) -> list[str]:
    """The words in front of the bracket whose initials the abbreviation at `i` has, in order; none where they are not."""
    letters, words = list(texts[i].lower()), []
    for k in range(i - 2, max(-1, i - 2 - _LONGEST_NAME), -1):
        if not letters or texts[k] in {".", ",", ";", ":", "\n"}:
            break
        if texts[k][:1].isupper() and texts[k][:1].lower() == letters[-1]:
            letters.pop()
            words.append(texts[k])
    return [] if letters else words[::-1]

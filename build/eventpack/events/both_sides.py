"""Phrases for both parties of an event: "the two sides", "both leaders", "the other side"."""

from __future__ import annotations

from ..actors.lexicon import words_for
from ..actors.mentions import known
from ..core.model import Report
from ..parsing.tree import Token, lemma
from . import frames

_OPPOSED = frozenset({"both", "warring", "opposing", "rival"})
_DEFINITE = frozenset({"the", "these", "those"})


def names_both_sides(token: Token) -> bool:
    """ "The two sides", "the warring parties", "each side", without a word that says whose."""
    each = token.tag_ == "NN" and any(c.lower_ == "each" for c in token.lefts)
    return (
        (token.tag_ == "NNS" or each)
        and (frames.in_class(token, "sides") or is_pair(token))
        and not any(
            c.lower_ == "all" or c.dep_ in {"amod", "compound", "prep", "poss"} and c.lower_ not in _OPPOSED
            for c in token.children
        )
    )


def is_the_other(token: Token) -> bool:
    """ "The other side", "its neighbour", "its rival": of two, the one that does not act."""
    if not frames.in_class(token, "sides"):
        return False
    return any(c.lower_ == "other" or c.lower_ == "its" and token.tag_ == "NN" for c in token.children)


def is_pair(token: Token) -> bool:
    """ "Both leaders", "the two ministers"; but "two women" are any two."""
    before = {c.lower_ for c in token.lefts}
    return lemma(token) in words_for("pairs") and ("both" in before or "two" in before and bool(before & _DEFINITE))


def are_persons(report: Report) -> bool:
    """Whether two persons did it: "the two ministers" are none of whom only the country is known."""
    parties = [*known(report.actors), *known(report.recipients)]
    return len(parties) == 2 and all(actor.kind == "person" for actor in parties)

"""Whether the words of a figure say that it has replaced another count, or has been replaced: "the toll rose to 41",
"officials later put it at nine", "initial reports had spoken of 14", "the ministry lowered the toll to 11".

The codes are those of schemas/codes/casualty_revisions.csv; what follows from them for an event's toll is in
:mod:`eventpack.linking.tolls`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from ..events.status_and_source import speech
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from .figures import Figure
from .story import is_total
from .vocabulary import vocabulary

_HIGHEST = 4  # verbs above the figure's clause that may say whose count it is


def revision(figure: Figure, times: Container[int]) -> str | None:
    """The code of a figure; None where the words say nothing of another count. `times`: the tokens of expressions of time."""
    words, total = vocabulary().lists, is_total(figure)
    verbs = list(_counting(figure.harm))
    if total and _falls(verbs[0]):
        return "lowered"
    first = _described(figure.harm, times) & (words["formerly"] | words["latest"]) if total else set()
    if total and not first and lemma(verbs[0]) in words["rising"] and not _is_past_perfect(verbs[0]):
        return "later"
    for at, verb in enumerate(verbs):
        said = _said_of(verb, times)
        counts = at > 0 or total or _is_saying(verb)
        if said & words["formerly"] and (counts or said & words["at_first"]):
            return "earlier"
        if said & (words["latterly"] | words["latest"]) and (total or counts and _is_anybody(figure)):
            return "later"
    if first:
        return "earlier" if first & words["formerly"] else "later"
    return None


def _counting(harm: Token) -> Iterator[Token]:
    """The verb of the figure's clause, and those above it by which it is said or counted."""
    verb = harm if grammar.is_verb(harm) else grammar.clause(harm)
    for _ in range(_HIGHEST):
        yield verb
        spoken = next((c for c in verb.children if c.dep_ in {"ccomp", "parataxis"} and _is_saying(c)), None)
        if spoken is not None and harm not in spoken.subtree:
            yield spoken
        if verb.dep_ not in {"ccomp", "xcomp", "conj"} or verb.head is verb:
            return
        verb = verb.head
        if not _is_saying(verb):
            return


def _is_saying(verb: Token) -> bool:
    words = vocabulary().lists
    gives = any(c.dep_ == "nsubj" and lemma(c) in words["accounts"] for c in verb.children)
    return gives or lemma(verb) in speech()["verbs"] | words["counting"]


def _said_of(verb: Token, times: Container[int]) -> set[str]:
    """The adverbs of a verb, and the adjectives of its subject: "initial reports said", "had earlier put"."""
    subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    said = (
        _described(subject, times)
        if subject is not None and lemma(subject) in vocabulary().lists["accounts"]
        else set()
    )
    for c in verb.children:
        if c.dep_ in {"advmod", "npadvmod"} and (c.i not in times or c.lower_ in vocabulary().lists["latterly"]):
            said.add(c.lower_)
        if c.dep_ == "prep" and c.lower_ == "at" and any(g.lower_ == "first" for g in c.children):
            said.add("first")
    if "earlier" in said and not _is_past_perfect(verb):
        said.discard("earlier")  # "said earlier on Monday": when, not that it has changed
    return said


def _described(noun: Token, times: Container[int]) -> set[str]:
    """The adjectives before a noun: "an earlier toll", "the latest figures"."""
    return {c.lower_ for c in noun.lefts if c.dep_ in {"amod", "advmod", "nmod", "compound"} and c.i not in times}


def _falls(verb: Token) -> bool:
    """ "Lowered the toll to 11", "was revised down to 11"."""
    words, word = vocabulary().lists, lemma(verb)
    beside = {c.lower_ for c in verb.children}
    return word in words["lowering"] or word in words["reaches"] and bool(beside & words["downwards"])


def _is_past_perfect(verb: Token) -> bool:
    return "had" in grammar.auxiliaries(verb)


def _is_anybody(figure: Figure) -> bool:
    """Whether all who came to harm are counted, not those of one kind: "later said that 12 people had died"."""
    who = figure.count.who
    return who is None or lemma(who) in vocabulary().lists["anybody"]

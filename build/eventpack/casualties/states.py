"""Who is said to be in a state of harm: "are missing", "left five dead", "20 critically wounded", "is in critical condition"."""

from __future__ import annotations

from collections.abc import Iterator

from ..parsing import grammar
from ..parsing.tree import Token, lemma
from .nouns import is_grave
from .people import Counts, is_others, joined
from .vocabulary import vocabulary

_COPULAS = frozenset(
    {
        "be",
        "remain",
        "go",
        "leave",
        "lie",
        "lay",
        "find",
        "declare",
        "pronounce",
        "report",
        "drop",
        "become",
        "render",
        "make",
        "get",
        "confirm",
    }
)
_LEAVING = frozenset({"leave", "render"})


def in_state(state: Token, counts: Counts) -> list[Token]:
    """Those who are dead, wounded, missing: the number before the word, or the subject of "are missing"."""
    doc, sentence = state.doc, state.sent
    captive = vocabulary().lists["captive"]
    if any(c.dep_ == "dobj" or c.dep_ == "oprd" and lemma(c) in captive for c in state.children):
        return []  # "nine held a rally", "nine held hostage"
    if state.i + 1 < sentence.end and doc[state.i + 1].tag_[:1] == "N" and state.dep_ in {"amod", "compound", "nmod"}:
        return []  # "14 wounded soldiers", "missing persons"
    if beside := just_before(state, counts):
        return beside
    if grammar.is_verb(state) and grammar.auxiliaries(state) and lemma(state) not in vocabulary().done:
        return joined(
            grammar.grammatical_subject(state) or hung_on_auxiliary(state)
        )  # "are missing", to the parser a verb
    verb = state.head
    if state.dep_ in {"acomp", "oprd", "attr", "xcomp", "ROOT", "acl", "advcl"} and lemma(verb) in _COPULAS:
        if verb.dep_ == "acl" and verb.tag_ == "VBN":
            return _beside_with(verb.head)
        if lemma(verb) in {"leave", "render", "make"} and not grammar.is_passive(verb):
            direct = grammar.object_(verb)
            after = counts.at(state.i + 1) if state.i + 1 < sentence.end else None
            if after is not None:
                return [doc[after.end - 1].head if doc[after.end - 1].dep_ == "nummod" else doc[after.end - 1]]
            return joined(direct) if direct is not None and direct.i < state.i else []
        return joined(grammar.object_(verb) if grammar.is_passive(verb) else grammar.grammatical_subject(verb))
    return []


def _beside_with(people: Token) -> list[Token]:
    """All of "ended with five officers and a dozen rebels left dead", where the parser hung the participle on the last."""
    first = people
    while first.dep_ == "conj":
        first = first.head
    return joined(first if first.dep_ == "pobj" and first.head.lower_ == "with" else people)


def just_before(word: Token, counts: Counts) -> list[Token]:
    """The number, or the noun with a number, that stands right before a word: "20 critically wounded"."""
    doc, first = word.doc, word.sent.start
    before = word.i - 1
    if before > first and doc[before].text == "," and (opened := [t.i for t in doc[first:before] if t.text == ","]):
        if doc[opened[-1] + 1].lower_ in vocabulary().lists["part_of"]:
            before = opened[-1] - 1  # "four others, including a child, wounded"
    while before > first and doc[before].tag_[:2] == "RB" and counts.at(before) is None:
        before -= 1
    if before < first:
        return []
    noun = doc[before]
    if counts.at(before) is not None:
        return [noun]
    left = word.head if word.head.i < noun.i else noun.head
    is_left = lemma(left) in _LEAVING or lemma(noun.head.head) in _LEAVING
    if noun.tag_[:1] != "N" or not (is_left or any(counts.at(c.i) for c in noun.lefts)) or not counts.of(noun):
        return []
    first = noun.head
    if noun.dep_ == "conj" and first.tag_[:1] == "N" and (is_others(noun) or counts.of(first) is not None):
        between = first.doc[first.i + 1 : noun.i]
        if not any(t.lower_ in vocabulary() or lemma(t) in vocabulary() for t in between):
            return joined(first)  # "a deputy and seven others killed", "two soldiers and 12 rebels dead"
    return [noun]


def hung_on_auxiliary(verb: Token) -> Token | None:
    """The subject of "are missing", "was on Thursday sentenced", where the parser took the auxiliary for the verb."""
    below = (g for c in verb.children if c.dep_ in {"aux", "auxpass"} for g in c.children)
    return next((g for g in below if g.dep_ in {"nsubj", "nsubjpass"}), None)


def by_copula(verb: Token, word: str) -> Iterator[tuple[str, list[Token]]]:
    """ "Are in detention", "remained in critical condition", "was listed in serious condition"."""
    words = vocabulary()
    if word not in _COPULAS | {"list"}:
        return
    if any(name == "of" and t.lower_ == "whom" for name, t in _own_prepositions(verb)):
        return  # "28 were wounded, of whom six are in critical condition": a part
    for name, target in grammar.prepositions(verb):
        if name != "in":
            continue
        who = grammar.object_(verb) if grammar.is_passive(verb) else grammar.grammatical_subject(verb)
        if lemma(target) in words.lists["custody"]:
            yield "detained", joined(who)
        elif is_grave(target):
            yield "injured", joined(who)


def _own_prepositions(verb: Token) -> Iterator[tuple[str, Token]]:
    """Prepositions and what stands behind them, relative pronouns as they are."""
    for child in verb.subtree:
        if child.dep_ == "prep":
            yield from ((child.lower_, t) for t in child.children if t.dep_ == "pobj")

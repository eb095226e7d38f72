"""Whom a noun for a deed names beside it as the one it was done to, or as what it is about: "the mayor's arrest", "an
anti-Roe protest". English puts doer and sufferer in the same slots; what kind of deed and of party it is decides.
"""

from __future__ import annotations

from ..actors.lexicon import words_for
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from . import frames, slots
from .matching import Coded

_HARMING = frozenset({"ASSAULT", "COERCE", "SANCTION", "RETREAT"})
_TALKING = frozenset({"in", "during", "at", "over", "by", "on"})
_DEMANDING = frozenset({"REQUEST", "PROTEST"})


def beside(one: Coded) -> list[Token]:
    """Those named before the noun of a deed that did not do it, but to whom it was done or at whom it is aimed."""
    sufferer = _sufferer(one)
    return [*([sufferer] if sufferer is not None else []), *_targets(one)]


def _sufferer(one: Coded) -> Token | None:
    """Who is arrested in "the mayor's arrest" and killed in "the Roe murder": a person, for a body arrests and kills by
    others ("Hamas's killing of two men"). None where the noun has its sufferer behind "of"."""
    noun = one.token
    if one.frame.pos != "noun" or one.frame.type not in _HARMING or lemma(noun) not in words_for("done_to_persons"):
        return None
    if any(name in {"of", "against", "on"} for name, _ in grammar.prepositions(noun)):
        return None
    owner = grammar.possessor(noun)
    named = [owner] if owner is not None else slots.fill(noun, "mod")
    return next((t for t in named if _is_person(t)), None)


def _targets(one: Coded) -> list[Token]:
    """Against whom a protest is that is called by their name: "an anti-Roe rally", "the Trump protests"."""
    if one.frame.pos != "noun" or one.frame.type != "PROTEST":
        return []
    return [t for t in slots.fill(one.token, "mod") if t.ent_type_ == "PERSON" or _is_opposed(t)]


def _is_opposed(token: Token) -> bool:
    before = [t.lower_ for t in token.doc[max(0, token.i - 2) : token.i]]
    return before[-1:] == ["anti"] or before == ["anti", "-"]


def _is_person(token: Token) -> bool:
    return token.ent_type_ == "PERSON" or token.tag_ == "NN" and lemma(token) in words_for("individuals")


def speaks_there(one: Coded) -> Token | None:
    """Who talks in "repeated his demand in a *call* with Oslo": who says something in a talk takes part in it."""
    noun = one.token
    if one.frame.pos != "noun" or one.frame.type != "CONSULT" or noun.dep_ != "pobj" or noun.head.lower_ not in _TALKING:
        return None
    verb = noun.head.head
    while verb.dep_ in {"dobj", "pobj", "prep"} and verb.head != verb:
        verb = verb.head
    if not grammar.is_verb(verb) or grammar.is_passive(verb) or lemma(verb) not in words_for("talking"):
        return None
    return grammar.subject(verb)


def is_only_concerned(token: Token, one: Coded) -> bool:
    """Whether what is demanded or protested against would be done to them, so that somebody else is asked: "demanded the
    mayor's *release*", "called for *Roe* to be freed", "marched over *Roe's* death"."""
    if one.frame.type not in _DEMANDING:
        return False
    above = token.head
    if token.dep_ == "pobj" and above.lower_ == "of":
        above = above.head
    elif token.dep_ not in {"poss", "dobj", "nsubjpass"}:
        return False
    return above != one.token and (
        frames.in_class(above, "undergone")
        or one.frame.type == "PROTEST"
        and lemma(above) in words_for("done_to_persons")
    )


def is_what_happened(token: Token, one: Coded) -> bool:
    """Whether the subject of a verb that sets off a protest is that of the clause before: "the boy was shot, *sparking*
    riots"."""
    verb = slots.governor(one.token) if one.frame.pos == "noun" else None
    return verb is not None and verb.tag_ == "VBG" and verb.dep_ == "advcl" and lemma(verb) in words_for("causing") and (
        token == grammar.subject(verb)
    )

"""Who stands in a slot of a deed and is no party to it, or is one from outside its slots: who talks in a call, who is only
concerned by a demand, whose death set off a protest.
"""

from __future__ import annotations

from ..actors.lexicon import words_for
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from . import frames, slots
from .matching import Coded

_TALKING = frozenset({"in", "during", "at", "over", "by", "on", "after", "following"})
_BEHIND = frozenset({"after", "following"})
_OF_FORCE = frozenset({"ASSAULT", "COERCE"})
# Behind these the clash in which somebody did or suffered something.
_FIGHTING = frozenset({"in", "during", "after", "following", "amid"})


def speaks_there(one: Coded) -> Token | None:
    """Who talks in "repeated his demand in a *call* with Oslo": who says something in a talk takes part in it, and so does
    the person who does anything after one: "Roe left Rome after two days of *talks* with the Pope"."""
    noun = slots.counted_whole(one.token)
    if (
        one.frame.pos != "noun"
        or one.frame.type != "CONSULT"
        or noun.dep_ != "pobj"
        or noun.head.lower_ not in _TALKING
    ):
        return None
    verb = noun.head.head
    while verb.dep_ in {"dobj", "pobj", "prep"} and verb.head != verb:
        verb = verb.head
    while lemma(verb) not in words_for("talking") and verb.tag_ == "VB" and verb.dep_ in {"acl", "xcomp", "dobj"}:
        verb = (
            verb.head
        )  # "voiced readiness to mediate during a call": the parser hangs the call on what was said in it
        verb = verb.head if not grammar.is_verb(verb) else verb
    if not grammar.is_verb(verb) or grammar.is_passive(verb):
        return None
    subject = grammar.subject(verb)
    if lemma(verb) in words_for("talking") or noun.head.lower_ in _BEHIND and subject and subject.ent_type_ == "PERSON":
        return subject
    return None


def fights_there(one: Coded) -> Token | None:
    """Who fights in "captured the town after *fighting* with government troops": who did something after or in a clash with
    somebody took part in it."""
    noun = one.token
    if (
        one.frame.pos != "noun"
        or noun.dep_ != "pobj"
        or noun.head.lower_ not in _FIGHTING
        or not frames.in_class(noun, "clashes")
        or not any(name in {"with", "against"} for name, _ in grammar.prepositions(noun))
    ):
        return None
    verb = noun.head.head
    while verb.dep_ in {"dobj", "pobj", "prep"} and not grammar.is_verb(verb):
        verb = verb.head  # "captured a town after a clash": the parser may hang the clash on the town
    if not grammar.is_verb(verb) or lemma(verb) in slots.speech_verbs():
        return None
    return grammar.grammatical_subject(verb)


def is_only_concerned(token: Token, one: Coded) -> bool:
    """Whether what is demanded or refused would be done to them, so that somebody else is asked: "demanded the mayor's
    *release*", "called for *Roe* to be freed", "rejected the displacement of *shepherds*"."""
    if one.frame.type not in {"REQUEST", "REJECT"}:
        return False
    above = token.head
    if token.dep_ == "pobj" and above.lower_ == "of":
        above = above.head
    elif token.dep_ not in {"poss", "dobj", "nsubjpass"}:
        return False
    if one.frame.type == "REJECT" and above.tag_[:1] != "N":
        return False  # "refused to free the hostages": them it concerns
    return above != one.token and frames.in_class(above, "undergone")


def is_what_happened(token: Token, one: Coded) -> bool:
    """Whether the subject of a verb that sets off a protest is that of the clause before: "the boy was shot, *sparking*
    riots"."""
    verb = slots.governor(one.token) if one.frame.pos == "noun" and one.frame.type == "PROTEST" else None
    return (
        verb is not None
        and verb.tag_ == "VBG"
        and verb.dep_ == "advcl"
        and lemma(verb) in words_for("causing")
        and (token == grammar.subject(verb))
    )


def is_why(token: Token, one: Coded) -> bool:
    """Whether the noun behind "in" or "for" says why force was used, not on whom: "carried out strikes in *support* of
    Kurdish troops", "a revenge attack for the *bombing* of a mosque"."""
    if one.frame.type not in _OF_FORCE or token.dep_ != "pobj":
        return False
    if token.head.lower_ == "in":
        return lemma(token) in words_for("reasons")
    return token.head.lower_ == "for" and one.frame.pos == "noun" and token.tag_[:1] == "N"

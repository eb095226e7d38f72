"""Claims of responsibility: who says that a deed was theirs. A claim reports the deed, on the day of the deed."""

from __future__ import annotations

from ..actors.lexicon import words_for
from ..parsing import grammar
from ..parsing.tree import Token, lemma


def is_claim(trigger: Token) -> bool:
    """Whether the trigger says who owns up to a deed: "*claimed* responsibility for the attack", "claimed the *attack*"."""
    verb = trigger if grammar.is_verb(trigger) else trigger.head
    if verb != trigger:
        return lemma(verb) == "claim" and trigger.dep_ == "dobj"
    return lemma(verb) == "claim" or owned_up_to(verb) is not None


def owned_up_to(verb: Token) -> Token | None:
    """The deed in "claimed responsibility for Monday's *attack*", None where there is none."""
    if lemma(verb) not in words_for("owning_up") or not any(
        t.lower_ == "responsibility" for t in grammar.children(verb, "dobj", "nsubjpass")
    ):
        return None
    behind = (t for t in verb.subtree if t.i > verb.i and t.dep_ == "pobj" and t.head.lower_ == "for")
    return next((t for t in behind if t.tag_[:1] == "N" and _clause_of(t) == verb), None)


def is_accountability(verb: Token) -> bool:
    """Whether a person answers for what others may have done: "President Roe *took* responsibility for the shooting"."""
    subject = grammar.subject(verb) if lemma(verb) != "claim" and owned_up_to(verb) is not None else None
    return subject is not None and subject.ent_type_ == "PERSON"


def end_of(verb: Token) -> int:
    """The index of the token at which the claim of `verb` ends; what follows is of other deeds, as in "claimed the blast, *saying* it was
    revenge for last week's raid"."""
    deed = owned_up_to(verb)
    further = (c for c in verb.rights if c.dep_ in {"advcl", "conj"} and deed is not None and c.i > deed.i)
    clause = next(further, None)
    return clause.left_edge.i if clause is not None else verb.sent.end


def is_bare_claim(trigger: Token) -> bool:
    """Whether a claim does not say for which deed: "the rebels *claimed* responsibility"."""
    claims = any(t.lower_ == "responsibility" for t in grammar.children(trigger, "dobj"))
    return claims and lemma(trigger) == "claim" and owned_up_to(trigger) is None


def is_told_with(clause: Token, verb: Token) -> bool:
    """Whether a relative clause says more of what `verb` owns up to: "claimed responsibility for the blast that *killed* ten"."""
    deed = owned_up_to(verb) if clause.dep_ in {"relcl", "acl"} else None
    return deed is not None and deed.i < clause.i and _clause_of(clause) == verb


def _clause_of(token: Token) -> Token | None:
    """The nearest verb above a token."""
    return next((above for above in token.ancestors if grammar.is_verb(above)), None)

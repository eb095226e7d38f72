"""PLOVER's own rules for what is not yet done: future cooperation is AGREE, an announced withdrawal is CONCEDE, an announced
use of force is THREATEN, what is refused is REJECT (PLOVER manual, event categories)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ..actors.lexicon import compose, words_for
from ..actors.mentions import known
from ..core.model import ActorMention
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from .frames import Frame, in_class
from .matching import Coded
from .roles import Who
from .status_and_source import Context
from .status_and_source import of as context_of

_VERBAL = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
_COOPERATION = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID"})
_DECIDED = frozenset({"SANCTION", "COERCE"})  # measures that a state takes by deciding on them
_REFUSABLE = _COOPERATION | {"RETREAT", "CONCEDE", "AGREE"}
# What a demand or refusal is about, by the type of the event demanded (PLOVER: modes of REQUEST and REJECT).
MODE_BY_TYPE = {
    "AID": "assist",
    "COOPERATE": "assist",
    "SUPPORT": "assist",
    "CONSULT": "meet",
    "AGREE": "meet",
    "RETREAT": "yield",
    "CONCEDE": "yield",
}
THREAT_BY_TYPE = {
    "ASSAULT": "violence",
    "COERCE": "restrict",
    "SANCTION": "relations",
    "PROTEST": "restrict",
}


class Coding(NamedTuple):
    """An event's type, mode and status, and whether it is a statement."""

    type: str
    mode: str | None
    status: str
    is_statement: bool


def coding(one: Coded, inner: Coded | None, actors: Sequence[ActorMention], who: Who) -> Coding:
    """How PLOVER codes the event of a trigger whose complement holds the trigger `inner`, done by `actors`."""
    frame, ctx = one.frame, one.context
    kind, mode = one.type, frame.mode
    status = frame.status if frame.status and ctx.status == "occurred" else ctx.status
    if status == "negated" and any(c.slot == "neg" and c.wanted for c in frame.conditions):
        status = "occurred"  # "will never recognise": the no is the event
    if status == "negated" and kind == "ASSAULT" and _is_harmless_attack(one.token):
        status = "occurred"
    if frame.embed and mode is None and kind in {"REQUEST", "REJECT"}:
        mode = MODE_BY_TYPE.get(inner.type, "change") if inner is not None else None
    if ctx.purpose and kind == "REQUEST":
        status = "occurred"  # "marched to demand justice" demands it
    if kind == "ACCUSE" and status == "hypothetical" and frame.actor[:1] == ("source",) and _is_held(ctx):
        status = "occurred"  # "believes that they were behind the plot" accuses them
    if kind == "ASSAULT" and status in {"hypothetical", "negated"} and _is_attempt(one.token):
        status = "occurred"  # an attempt at force is force used
    announced = None
    if status == "future":
        announced = _announced(one, mode, actors, who)
    elif status == "negated":
        announced = _refused(one, mode, actors, who)
    return announced or Coding(kind, mode, status, kind in _VERBAL and status == "occurred")


def _is_harmless_attack(verb: Token) -> bool:
    """ "Nobody was hurt in the attack": there was one."""
    if not in_class(verb, "suffering_harm") or any(c.dep_ == "neg" for c in verb.children):
        return False
    nobody = grammar.object_(verb) or grammar.subject(verb)
    return (
        nobody is not None
        and (nobody.lower_ in {"nobody", "none"} or any(c.lower_ == "no" for c in nobody.lefts))
        and any(
            name in {"in", "during"} and (in_class(t, "war_acts") or in_class(t, "clashes"))
            for name, t in grammar.prepositions(verb)
        )
    )


def _is_attempt(deed: Token) -> bool:
    """Whether the text says that a deed was attempted, successfully or not: "tried to kill the king", "in a botched attempt
    to rob a bank"; not "are trying to", "would try to"."""
    above = deed.head
    if deed.dep_ == "xcomp" and grammar.is_verb(above) and lemma(above) in words_for("attempting"):
        aux = grammar.auxiliaries(above)
        over = above.tag_ in {"VBD", "VBN"} or above.tag_ == "VBG" and aux & {"was", "were", "been"}
        return bool(over) and context_of(above).status in {"occurred", "ongoing"}
    if deed.dep_ == "acl" and lemma(above) in words_for("attempts"):
        return any(c.lower_ in words_for("without_success") for c in above.lefts)
    return False


def _is_held(ctx: Context) -> bool:
    """Whether what is said is what the speaker holds to be so."""
    return ctx.speech is not None and in_class(ctx.speech, "holding_true")


def _announced(one: Coded, mode: str | None, actors: Sequence[ActorMention], who: Who) -> Coding | None:
    """The coding of what is to come, None where it is what its frame says."""
    kind = one.type
    if kind in _VERBAL - _COOPERATION:
        return None
    decided = _is_decided(one)
    if kind in _DECIDED and (decided or _follows_decision(one.token)):
        return Coding(kind, mode, "occurred", True)
    said_so = is_own_words(one.context, actors, who)
    if kind in _COOPERATION:
        return Coding("AGREE", None, "occurred" if said_so or decided else "future", said_so or decided)
    if kind == "RETREAT":
        return Coding("CONCEDE", None, "occurred" if said_so else "future", said_so)
    if kind in THREAT_BY_TYPE and said_so:
        return Coding("THREATEN", THREAT_BY_TYPE[kind], "occurred", True)
    return None


def _refused(one: Coded, mode: str | None, actors: Sequence[ActorMention], who: Who) -> Coding | None:
    """The coding of what is not done, None where it is what its frame says."""
    kind = one.type
    if actors and (kind in {"CONCEDE", "AGREE"} or (kind, mode) == ("RETREAT", "access")):
        return Coding("REJECT", "yield", "occurred", False)  # "did not allow", "has not agreed"
    if kind in _REFUSABLE and _will_not(one.context):
        return Coding("REJECT", MODE_BY_TYPE.get(kind), "occurred", is_own_words(one.context, actors, who))
    return None


def _is_decided(one: Coded) -> bool:
    """Somebody has bound himself to it: "voted to send", "decided on the expulsion"."""
    chain = one.context.chain
    below = one.frame.pos == "verb" or bool(chain) and chain[0].dep_ == "xcomp"  # "decided to impose *sanctions*"
    verbs = chain[1:2] if below else chain[:1]
    return any(in_class(v, "deciding") for v in verbs)


def _follows_decision(token: Token) -> bool:
    """ "The decision to expel": a state that has decided on such a measure has taken it."""
    return token.dep_ == "acl" and in_class(token.head, "decisions")


def is_own_words(ctx: Context, actors: Sequence[ActorMention], who: Who) -> bool:
    """Whether the actor itself announces what it will do."""
    if ctx.source is None:
        return False
    speakers, acting = known(who.mentions([ctx.source])), known(actors)
    if any(
        actor.kind == "government"
        and actor.country is not None
        and any(a.country == actor.country and a.sector in {"GOV", None} for a in speakers)
        for actor in acting
    ):
        return True  # the prime minister announces what the government will do
    mine = {actor.actor_id for actor in acting}
    parents = {actor.parent.actor_id for actor in acting if actor.parent}
    return not (mine | parents).isdisjoint(a.actor_id for a in speakers)


def _will_not(ctx: Context) -> bool:
    return any(grammar.auxiliaries(v) & {"will", "wo", "would", "shall"} for v in ctx.chain[:2])


def crowds(frame: Frame, found: tuple[ActorMention, ...]) -> tuple[ActorMention, ...]:
    """Who acts, the people of a country in place of the country where they protest: "Nepalese protests". A state that
    stays away from games boycotts them itself."""
    if frame.type != "PROTEST" or frame.mode == "boycott":
        return found
    return tuple(
        replace(m, actor=compose(m.actor.country, "cvl")) if m.actor is not None and m.actor.kind == "country" else m
        for m in found
    )

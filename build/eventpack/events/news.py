"""Whether a trigger with its parties says that something happened, or only speaks of it: "clashes broke out in two towns"
is news, "the clashes" alone is not."""

from __future__ import annotations

from collections.abc import Container, Sequence

from ..actors.lexicon import words_for
from ..actors.mentions import known
from ..core.model import REAL, ActorMention
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from . import claims, slots, status_and_source
from .frames import in_class
from .matching import Coded

_DEEDS = {"ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "RETREAT", "AID", "SANCTION"}
# What a text that takes a deed of theirs for known says no more of than that: force and its use, and the crowds' protest.
_KNOWN = {"ASSAULT", "COERCE", "PROTEST"}
# What is done by two sides, of whom a passive need name neither.
_OF_TWO = {"SUPPORT", "CONSULT", "AGREE", "COOPERATE"}
_PRIVATE = frozenset({"CVL", "JRN"})
_NAMED_BEFORE = ("the two", "the three", "the four", "the pair", "the men", "the women", "both")
_POINTING = frozenset({"the", "this", "these", "those", "that"})
_NOT_DEFINITE = frozenset({"a", "an", "some", "several", "many", "more", "further", "no"})


def says_enough(
    one: Coded,
    kind: str,
    status: str,
    actors: Sequence[ActorMention],
    recipients: Sequence[ActorMention],
    times: Container[int],
) -> bool:
    """Whether a trigger with its parties reports an event. `times` are the numbers of the tokens that say when."""
    token, is_noun = one.token, one.frame.pos == "noun"
    if status in {"hypothetical", "negated"} and is_noun and not actors:
        return False  # "attacks on envoys may be a crime": any such attack
    if is_participle_for(token) and not known(actors):
        return False  # "those arrested": says who is meant, reports nothing
    if one.type == "ACCUSE" and token.dep_ == "acl" and token.tag_ == "VBN" and not known(actors):
        return False  # "a man accused of theft": which man
    if is_noun and not _is_reported(one, actors, recipients, times):
        return False
    by_itself = one.frame.needs or _is_plain(one, status) or is_noun
    if not actors and not recipients and not by_itself:
        return False
    if one.type == "ASSAULT" and lemma(token) == "clash" and _are_all_persons(actors, recipients):
        return False  # two politicians, who did so in words
    if one.type == "ASSAULT" and claims.is_accountability(token) and not any(a.kind != "person" for a in known(actors)):
        return False
    if one.type == "CONSULT" and _is_private(kind, status, actors, recipients):
        return False
    # "Russia, which was not invited": no refusal; "unfit to stand trial": no accuser
    return bool(actors) or status != "negated" or kind not in {"AGREE", "CONCEDE", "ACCUSE"}


def _are_all_persons(actors: Sequence[ActorMention], recipients: Sequence[ActorMention]) -> bool:
    parties = [m.actor for m in (*actors, *recipients)]
    return len(parties) > 1 and all(actor is not None and actor.kind == "person" for actor in parties)


def _is_private(kind: str, status: str, actors: Sequence[ActorMention], recipients: Sequence[ActorMention]) -> bool:
    """Whether people talk or visit who stand for nobody: a caller and a teller, a witness and a newspaper; or it is only
    said whom one may call."""
    if kind == "CONSULT" and status == "hypothetical" and not actors:
        return True
    if any(m.text.lower().startswith(_NAMED_BEFORE) for m in (*actors, *recipients)):
        return False
    parties = known((*actors, *recipients))
    return bool(parties) and all(a.kind == "media" or a.sector in _PRIVATE for a in parties)


def takes_for_known(one: Coded) -> bool:
    """Whether the text speaks of a deed as one the reader knows: "*the arrests* were lawful", "*those detained* include a
    judge". It took place, though the sentence does not report it."""
    if one.type not in _KNOWN or one.context.status != "occurred":
        return False
    if one.frame.pos == "verb":
        return is_participle_for(one.token) and one.token.head.lower_ in _POINTING
    noun = one.token
    return noun.dep_ in {"nsubj", "nsubjpass", "dobj", "pobj"} and any(
        c.dep_ == "det" and c.lower_ in _POINTING for c in noun.lefts
    )


def is_participle_for(token: Token) -> bool:
    """Whether a participle says whom a "those" means: "those *arrested*"."""
    return token.dep_ == "acl" and token.tag_ == "VBN" and token.head.tag_ == "DT"


def _is_reported(
    one: Coded, actors: Sequence[ActorMention], recipients: Sequence[ActorMention], times: Container[int]
) -> bool:
    """A noun alone ("the attack") reports no event; one with somebody acting, or acted on, does."""
    if one.frame.type == "ASSAULT" and slots.left_harmed(one.token) is not None:
        return True
    if not actors and not recipients:
        if _is_carried_out(one):
            return True
        if one.frame.type not in _DEEDS:
            return _predicated(one.token, times)
        return _predicated(one.token, times) or _has_its_date(one.token, times) or _did_harm(one.token)
    verb = slots.governor(one.token)
    if verb is not None and lemma(verb) in status_and_source.operators_as_verb():
        return True
    if (actors and recipients) or any(c.slot == "light" and c.wanted for c in one.frame.conditions):
        return True
    if any(slots.fill(one.token, s) for s in ("poss", "by", "between", "against", "on", "mod", "of", "from", "to")):
        return True
    return _predicated(one.token, times)


def _is_carried_out(one: Coded) -> bool:
    """Whether a verb says that a deed not told before took place: "held protests", "sparked violent protests", "forty arrests
    were made", "there were clashes"."""
    noun, verb = one.token, slots.governor(one.token)
    if one.context.status not in REAL or verb is None or _is_definite(noun):
        return False
    if noun.dep_ == "attr":
        return one.frame.type in _DEEDS and any(c.dep_ == "expl" for c in verb.children)
    lights = any(c.slot == "light" and c.wanted for c in one.frame.conditions)
    if noun.dep_ == "dobj":
        return one.frame.type == "PROTEST" and (lights or lemma(verb) in words_for("causing"))
    done = lights or lemma(verb) in status_and_source.operators_as_verb()
    return one.frame.type in _DEEDS and noun.dep_ == "nsubjpass" and done


def _is_definite(noun: Token) -> bool:
    return any(c.dep_ in {"det", "poss"} and c.lower_ not in _NOT_DEFINITE for c in noun.children)


def _is_plain(one: Coded, status: str) -> bool:
    """Whether the words alone report a deed, whoever takes part: "the truce took effect", "the base came under fire", "ties
    were restored", "talks are to go on"."""
    asked = [c for c in one.frame.conditions if c.words is not None and c.wanted]
    if one.frame.pos != "verb" or not asked:
        return False
    if one.frame.type in _DEEDS or in_class(one.token, "signings"):
        return True
    of_whom = any(c.slot in {"obj", "subj"} for c in asked)
    if one.frame.type in _OF_TWO and of_whom and status in REAL | {"future"}:
        return grammar.is_passive(one.token) or any(c.slot == "subj" for c in asked)
    return False


def _predicated(noun: Token, times: Container[int]) -> bool:
    """Something is said of the event itself: "the withdrawal has been ongoing", "fighting resumed"; or it is what was seen
    or reported."""
    top = _counted(noun)
    while top.dep_ == "conj" and top.head.tag_[:1] == "N":
        top = top.head  # "clashes and *looting* were reported"
    if top.dep_ == "dobj":
        return in_class(top.head, "witnessing")
    if top.dep_ not in {"nsubj", "nsubjpass"}:
        return False
    if top.dep_ == "nsubjpass" and in_class(top.head, "witnessing"):
        return True
    if lemma(top.head) == "take" and any(c.dep_ == "dobj" and c.lower_ == "place" for c in top.head.children):
        return True
    if lemma(top.head) == "be" and _goes_on(top.head):
        return True
    return in_class(top.head, "happening") or any(i in times for i in range(noun.sent.start, noun.sent.end))


def _goes_on(be: Token) -> bool:
    """ "A manhunt is *under way*", "fighting was *still going on*"."""
    return any(
        c.lower_ in {"underway", "ongoing"} or c.lower_ == "under" and any(g.lower_ == "way" for g in c.children)
        for c in be.children
    )


def _counted(noun: Token) -> Token:
    """The head of the phrase in which a deed is counted: "the number of *arrests* rose", "the toll of the *raid*"."""
    if noun.dep_ == "compound":
        return noun.head
    if noun.dep_ == "pobj" and noun.head.lower_ in {"of", "from", "in"} and in_class(noun.head.head, "counts"):
        return noun.head.head
    return slots.counted_whole(noun)


def _has_its_date(noun: Token, times: Container[int]) -> bool:
    """Whether a deed told in passing has a day of its own: "after *air strikes* on 9 January"; not "the strikes of
    9 January", which is one told before."""
    if noun.dep_ != "pobj" or any(c.dep_ == "det" and c.lower_ != "a" and c.lower_ != "an" for c in noun.children):
        return False
    behind = noun.doc[noun.i + 1 : noun.i + 4]
    return any(t.dep_ == "prep" and t.lower_ == "on" for t in behind[:1]) and any(t.i in times for t in behind)


def _did_harm(noun: Token) -> bool:
    """Whether a clause says what a deed not told before did: "two shops caught fire *in* petrol-bomb *attacks*", "lost a leg in
    a bombing"."""
    verb = noun.head.head
    if noun.dep_ != "pobj" or noun.head.lower_ not in {"in", "during"} or not grammar.is_verb(verb):
        return False
    if _is_definite(noun) or noun.tag_ != "NNS" and not any(c.dep_ == "det" for c in noun.lefts):
        return False
    return in_class(verb, "suffering_harm") and status_and_source.of(verb).status in REAL

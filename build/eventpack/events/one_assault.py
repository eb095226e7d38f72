"""Which acts of violence that one sentence reports are one: an attack and its toll, what led to it, a strike of an attack.

The relation is read from the grammar, and where headlines and long sentences are misparsed, from the words that stand
between the two. Those taken captive are another deed than those killed.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..parsing import grammar
from ..parsing.tree import Token, lemma
from .frames import in_class
from .taken_up import kinds

# Behind these stands the violence that did the harm: "was killed when rebels stormed the town".
_UPON = frozenset({"after", "when", "as", "while"})
_FOLLOWING = frozenset({"after", "when"})  # "as guards returned fire": they did something else
_HIGHEST = 5  # words between a deed and what is part of it
_DEEDS = ("war_acts", "clashes", "heavy", "explosives", "firearms")
_CAUSES = frozenset({"in", "by", "during", "from"})
# What an attacker does to a target, unlike fighting, which has two sides.
_ONE_SIDED = frozenset({"attack", "shoot", "bomb", "shell", "burn"})
_ON_A_PLACE = frozenset({"attack", "take", "shell", "bomb"})
_DAMAGE = frozenset({"destroy", "burn", "loot", "rob"})
_ARTICLES = frozenset(
    {"DT", "CD", "JJ", "JJR", "JJS", "RB", "RBR", "RBS", "NN", "NNS", "NNP", "NNPS", "POS", "IN", "TO"}
)


def is_one(upper: Token, lower: Token) -> bool:
    """Whether the violence of two triggers of one sentence is one act."""
    return _is_part(upper, lower) or _is_part(lower, upper)


def _is_part(upper: Token, lower: Token) -> bool:
    if in_class(upper, "taking_captive") and not _is_deed(upper) or in_class(lower, "taking_captive"):
        return False
    relations = (
        _does_harm_by, _upon, _with_it, _confirmed, _leads_to, _harmed_in, _harmed_too, _left_too, _is_called, _also_shot,
        _fired_in_it, _next_step, _goes_on_by,
    )  # fmt: skip
    return any(holds(upper, lower) for holds in relations)


def is_above(lower: Token, upper: Token) -> bool:
    """Whether `lower` hangs on `upper`, at no more than a few words' distance."""
    for _ in range(_HIGHEST):
        if lower.head == lower:
            return False
        lower = lower.head
        if lower == upper:
            return True
    return False


def _does_harm_by(upper: Token, lower: Token) -> bool:
    """The toll below the deed: "a bomb that damaged the bridge", "one was killed and ten wounded"; and beside it: "said
    rebels had opened fire and that two had been hurt"."""
    if not in_class(lower, "harm_done"):
        return False
    if (
        lower.dep_ == "relcl"
        or lower.dep_ == "ccomp"
        and any(t.tag_ == "WDT" for t in grammar.children(lower, "nsubj"))
    ):
        deed = deed_before(lower)
        return deed is not None and (deed == upper or _is_done_with(upper, deed))
    if lower.head != upper or not grammar.is_verb(lower):
        return False
    # What is done by another has a doer of its own.
    return lower.dep_ == "conj" and in_class(lower, "harming") and _is_undergone(lower)


def deed_before(clause: Token) -> Token | None:
    """The deed that a relative clause says more of: the nearest before it in the phrase that the parser hangs it on, which
    may be the place or the day of the deed: "air *strikes* in the province earlier this month that left nine dead"."""
    above = clause.head
    inside = [t for t in clause.doc[above.i : clause.left_edge.i] if _is_deed(t)]
    if inside:
        return inside[-1]
    while above.tag_[:1] != "V" and above.head != above and (above.dep_ == "prep" or _is_setting(above)):
        above = above.head
        if _is_deed(above):
            return above
    return None


def _is_setting(noun: Token) -> bool:
    """Whether a noun is where or when a deed was done, which itself harms nobody."""
    return noun.dep_ in {"pobj", "npadvmod"} and (grammar.says_when(noun) or noun.ent_type_ in {"GPE", "LOC", "FAC"})


def _is_done_with(verb: Token, deed: Token) -> bool:
    """ "Dropped a *bomb*", "retaliated with *strikes*", "died in an *attack*"."""
    if deed.dep_ == "pobj" and deed.head.lower_ in _CAUSES | {"with"}:
        deed = deed.head
    return deed.head == verb and deed.dep_ not in {"nsubj", "nsubjpass"}


def _is_undergone(verb: Token) -> bool:
    """ "Were wounded"; also where "were" is left out behind another: "left one dead and ten wounded"."""
    if grammar.is_passive(verb):
        return not grammar.children(verb, "agent") or not grammar.children(verb.head, "agent", "nsubj")
    above = verb.head
    left_out = grammar.is_passive(above) or bool(grammar.children(above, "oprd", "acomp"))
    return verb.tag_ in {"VBN", "VBD"} and left_out and not grammar.children(verb, "dobj", "aux")


def _upon(upper: Token, lower: Token) -> bool:
    """ "Two were wounded after troops opened fire", "killed nine and fled when they stormed the town", "six killed as
    rebels bomb a hotel"."""
    clause = lower.head if lower.dep_ == "dobj" and in_class(lower, "war_acts") else lower  # "when jets *made* strikes"
    if clause.dep_ != "advcl" or not (in_class(upper, "harming") or _is_shot(upper, lower)):
        return False
    marks, doer = grammar.marks(clause), grammar.children(clause, "nsubj")
    if in_class(lower, "going_off") and marks & _FOLLOWING and is_harm_alone(upper) and is_above(lower, _top(upper)):
        return True  # "one was killed, while another was in hospital, after a bomb exploded"
    if clause.head not in grammar.conjuncts(upper) or any(c.dep_ == "npadvmod" for c in clause.children):
        return False  # "a day after": another day's
    if doer and doer[0].tag_ == "PRP" or not doer and not grammar.is_passive(clause):
        return bool(marks & _UPON)
    if is_harm_alone(upper) and doer and not kinds(lemma(lower)).isdisjoint(_ONE_SIDED):
        return bool(marks & (_FOLLOWING | {"as"}))
    return grammar.is_passive(upper) and bool(marks & _FOLLOWING)


def _is_shot(upper: Token, lower: Token) -> bool:
    """ "Was shot when soldiers *opened fire*": the shots by which somebody was hit."""
    shooting = kinds(lemma(lower)) | {kind for c in grammar.children(lower, "dobj") for kind in kinds(lemma(c))}
    return grammar.is_passive(upper) and "shoot" in kinds(lemma(upper)) and "shoot" in shooting


def _top(verb: Token) -> Token:
    """The verb that heads the clauses that the verb is in."""
    while verb.dep_ in {"conj", "advcl"} and grammar.is_verb(verb.head) and verb.head != verb:
        verb = verb.head
    return verb


def is_harm_alone(verb: Token) -> bool:
    """Harm that is undergone and that nobody is said to have done."""
    undergone = grammar.is_passive(verb) or verb.tag_ == "VBN" and verb.dep_ in {"acl", "ROOT"}
    return undergone and in_class(verb, "harming") and not grammar.children(verb, "agent", "dobj")


def _with_it(upper: Token, lower: Token) -> bool:
    """ "The attack lasted two hours, with one of the drones hitting a school and others damaging a mosque". What each side
    of a fight did is not the fight."""
    verb = upper if grammar.is_verb(upper) else upper.head
    if in_class(upper, "clashes") or any(in_class(c, "clashes") for c in grammar.children(verb, "nsubj")):
        return False
    if (
        lower.tag_ != "VBG"
        or lower.dep_ not in {"acl", "pcomp"}
        or not grammar.is_verb(verb)
        or not is_above(lower, verb)
    ):
        return False
    return any(c.dep_ == "prep" and c.lower_ == "with" and verb.i < c.i < lower.i for c in verb.children)


def _confirmed(upper: Token, lower: Token) -> bool:
    """ "Confirmed the attack, noting that drones had hit the market"."""
    clause = lower.head
    return (
        upper.dep_ == "dobj"
        and any(c.lower_ in {"the", "this", "that"} for c in upper.children)
        and in_class(upper.head, "witnessing")
        and lower.dep_ == "ccomp"
        and clause.dep_ == "advcl"
        and clause.tag_ == "VBG"
        and clause.head == upper.head
    )


def _leads_to(upper: Token, lower: Token) -> bool:
    """ "Launched an attack on the village, killing nine", "attacks a clinic, kills five": the toll behind the deed, whose
    doer it has."""
    if not in_class(lower, "harm_done") or lower.i < upper.i:
        return False
    # In a headline the deed may be parsed as part of the subject.
    if any(not t.left_edge.i <= upper.i < t.i for t in grammar.children(lower, "nsubj", "nsubjpass")):
        return False
    if lower.tag_ == "VBG" and lower.dep_ == "advcl":
        done = upper  # "a series of attacks"
        while done.dep_ == "pobj" and done.head.lower_ == "of":
            done = done.head.head
        return done.tag_[:1] == "N" and done.dep_ == "dobj" and lower.head == done.head
    between = lower.doc[upper.i + 1 : lower.i]
    behind_comma = bool(between) and between[-1].lower_ == ","
    return (
        behind_comma and lower.tag_ in {"VBZ", "VBP"} and in_class(lower, "harming") and _is_plain(between[:-1])
    )  # in a headline


def _harmed_in(upper: Token, lower: Token) -> bool:
    """ "Nine killed in a Kenyan gunmen attack", "a gun battle in which, the army said, four were killed": harm and the
    deed in which it was done, with no other act between them."""
    if not (_is_deed(upper) or _ends_headline(upper)) or not in_class(lower, "harming"):
        return False
    if lower.tag_ not in {"VBN", "VBD"}:
        return False
    if grammar.children(lower, "agent", "dobj"):
        return False
    if lower.i < upper.i:
        between = lower.doc[lower.i + 1 : upper.i]
        return bool(between) and between[0].lower_ in _CAUSES and _is_plain(between)
    between = list(lower.doc[upper.i + 1 : lower.i])
    which = next((n for n, t in enumerate(between) if t.lower_ == "which"), 0)
    return which > 0 and between[which - 1].lower_ in {"in", "during"} and _is_plain(between[: which - 1])


def _ends_headline(word: Token) -> bool:
    """Whether a noun for force that ends a headline is parsed as its verb: "Nine killed in Kenya gunmen *attack*"."""
    last = word.i == word.sent.end - 1 or word.doc[word.i + 1].is_space
    return last and word.dep_ == "ROOT" and in_class(word, "war_acts")


def _harmed_too(upper: Token, lower: Token) -> bool:
    """ "Three were killed, and a total of twelve wounded": two kinds of harm that nobody is said to have done."""
    if not in_class(upper, "harming") or not in_class(lower, "harming") or lower.i < upper.i:
        return False
    if {upper.tag_, lower.tag_} - {"VBN", "VBD"} or any(grammar.children(t, "agent", "dobj") for t in (upper, lower)):
        return False
    between = lower.doc[upper.i + 1 : lower.i]
    return (
        any(t.lower_ == "and" for t in between)
        and all(t.tag_ in _ARTICLES or t.lower_ in {"and", ","} or t.dep_ in {"aux", "auxpass"} for t in between)
        and not any(grammar.says_when(t) for t in between)
    )


def _left_too(upper: Token, lower: Token) -> bool:
    """ "Opened fire on a patrol, leaving two dead and *one wounded*": the second figure of what the deed left."""
    if lower.dep_ not in {"acl", "conj", "acomp", "oprd"} or not is_harm_alone(lower) or upper.i > lower.i:
        return False
    left = lower.head
    while left.dep_ in {"conj", "dobj", "ccomp", "acomp", "oprd", "nsubj"} and left.head != left:
        left = left.head
    return left.tag_ == "VBG" and left.dep_ == "advcl" and left.head == upper and in_class(left, "harm_done")


def _is_called(upper: Token, lower: Token) -> bool:
    """ "The bombing, which killed six, was a suicide attack": what a deed is said to be."""
    if lower.dep_ != "attr" or not _is_deed(lower) or lower.i < upper.i:
        return False
    subject = next(iter(grammar.children(lower.head, "nsubj")), None)
    if subject is None or not _is_deed(subject):
        return False
    return upper == subject or upper.dep_ == "relcl" and upper.head == subject and in_class(upper, "harming")


def _also_shot(upper: Token, lower: Token) -> bool:
    """ "Stormed the hamlet and opened fire", "attacked the ship, firing machine guns": the shooting of an attack, at nobody
    else."""
    joined = lower.dep_ == "conj" and upper.tag_ == lower.tag_
    if not (joined or grammar.is_beside(lower)) or lower.head != upper or not grammar.is_verb(upper):
        return False
    if grammar.children(lower, "nsubj", "nsubjpass") or "shoot" not in kinds(lemma(lower)) | {
        kind for c in grammar.children(lower, "dobj") for kind in kinds(lemma(c))
    }:
        return False
    whom = [
        t for t in grammar.children(lower, "dobj") if "shoot" not in kinds(lemma(t)) and not in_class(t, "firearms")
    ]
    at_whom = any(name in {"on", "at", "in", "near"} and t.tag_ != "JJ" for name, t in grammar.prepositions(lower))
    return not whom and not at_whom and "attack" in kinds(lemma(upper))


def _fired_in_it(upper: Token, lower: Token) -> bool:
    """ "Was hit by three of the seven bullets *fired* by guards", "a grenade *dropped* by a drone hurt two": what did the harm,
    and who set it off."""
    weapon = lower.head
    if lower.dep_ not in {"acl", "relcl"} or not any(
        in_class(weapon, name) for name in ("heavy", "explosives", "firearms")
    ):
        return False
    while weapon.dep_ in {"pobj", "prep", "agent", "nsubj", "nsubjpass"} and weapon.head != weapon:
        weapon = weapon.head
        if weapon == upper:
            return True
    return False


def _goes_on_by(upper: Token, lower: Token) -> bool:
    """ "Stormed the town, *overrunning* a post", "looted shops and *burned* houses": what an attack on a place consists in,
    and the damage done by one crowd. An attack that sets fire to houses has done that too."""
    if grammar.children(lower, "nsubj", "nsubjpass") or lower.head != upper or not grammar.is_verb(upper):
        return False
    mine, theirs = kinds(lemma(upper)), kinds(lemma(lower))
    if lower.dep_ == "conj" and upper.tag_ == lower.tag_:
        return not mine.isdisjoint(_DAMAGE) and not theirs.isdisjoint(_DAMAGE)
    return grammar.is_beside(lower) and not mine.isdisjoint(_ON_A_PLACE) and not theirs.isdisjoint(_ON_A_PLACE)


def _next_step(upper: Token, lower: Token) -> bool:
    """ "Rammed two cars into the gate before *storming* it", "was hit by a bomb before gunmen *opened fire* on it": one attack,
    step by step, on who or what is meant by the pronoun."""
    before = lower.dep_ == "pcomp" and lower.head.lower_ == "before" and lower.head.head == upper
    if not before and not (lower.dep_ == "advcl" and lower.head == upper and "before" in grammar.marks(lower)):
        return False
    if grammar.children(lower, "nsubj") and not grammar.is_passive(upper):
        return False  # done by somebody else
    targets = [
        *grammar.children(lower, "dobj"),
        *(t for name, t in grammar.prepositions(lower) if name in {"on", "at"}),
    ]
    return any(t.tag_ == "PRP" for t in targets)


def _is_plain(between: Sequence[Token]) -> bool:
    """Whether some words have no act of their own, nor a clause's end."""
    return all(t.tag_ in _ARTICLES or t.dep_ == "det" for t in between)


def _is_deed(noun: Token) -> bool:
    return noun.tag_[:1] == "N" and any(in_class(noun, name) for name in _DEEDS)

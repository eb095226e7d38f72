"""Did it happen, and who says so: the status of an event and the source its telling is attributed to.

PLOVER keeps future, hypothetical and negated apart from what happened; so do the statuses here. The words that
decide are data: lexicon/operators.yaml (plan to, try to, fail to) and lexicon/speech.yaml (say, announce).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..lexicon.reader import lexicon
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from .frames import POS
from .slots import governor

# The weightiest wins when a clause and the words above it disagree: "might not plan to".
_WEIGHT = {"occurred": 0, "ongoing": 1, "future": 2, "hypothetical": 3, "negated": 4}
_FUTURE = {"will", "'ll", "shall", "wo", "gon"}
_POSSIBLE = {"may", "might", "could", "can", "should", "must", "ought", "ca"}
_ASIDE = {"before", "after", "since", "while", "by", "without", "despite", "upon", "when"}
# "The first attack", "the only attack": what is denied of it is not that it happened.
_ORDINAL = {"first", "last", "only", "latest", "isolated", "second", "third"}
_ENDING = {"end", "stop", "cease", "halt", "subside", "abate"}
CONDITIONS = {"if", "unless", "once", "whether", "whenever", "should", "until"}


@cache
def operators() -> dict[tuple[str, str], str]:
    """Status that a word gives to the event below it, by part of speech and lemma."""
    return {
        (pos, word): status
        for pos, by_status in lexicon("operators.yaml").items()
        for status, words in by_status.items()
        for word in words
    }


@cache
def speech() -> dict[str, frozenset[str]]:
    """Word lists of attribution: `verbs`, `nouns`, `prepositions`."""
    return {name: frozenset(words) for name, words in lexicon("speech.yaml").items()}


@dataclass(frozen=True, slots=True)
class Context:
    """What stands above and around a trigger in its sentence."""

    status: str
    chain: tuple[Token, ...]  # verbs from the trigger's clause up to the sentence's root
    speech: Token | None  # verb of saying above the event
    source: Token | None  # who says so
    purpose: bool  # said to be what something else was done for
    joined: tuple[Token, ...]  # of the chain, the verbs that share the trigger's clause: "began to withdraw"


def _clause_status(verb: Token) -> tuple[str, bool]:
    aux = grammar.auxiliaries(verb)
    doers = grammar.children(verb, "nsubj", "nsubjpass")
    if _is_supposed(verb):
        return "hypothetical", False  # "if they do not leave": it is not said that they stay
    if grammar.is_negated(verb) or any(d.lower_ in {"none", "nobody"} or grammar.is_negated(d) for d in doers):
        return "negated", False
    if aux & _FUTURE:
        return "future", False
    if "would" in aux or "'d" in aux:
        return "future", True
    if aux & _POSSIBLE:
        return "hypothetical", False
    if verb.tag_ == "VB" and aux == {"to"} and verb.dep_ == "ROOT" and grammar.children(verb, "nsubj"):
        return "future", False  # headlines: "Kenya, Uganda to hold talks"
    if lemma(verb) == "be" and verb.tag_ == "VBN" and aux & {"has", "have", "'ve"} and grammar.children(verb, "prep"):
        return "ongoing", False  # "have been on strike for weeks"
    if verb.tag_ == "VBG" and aux & {"is", "are", "'re", "'s", "am", "been", "be"}:
        return "ongoing", False
    return "occurred", False


def _is_supposed(verb: Token) -> bool:
    """Whether the clause states a condition, by itself or joined to one that does: "if they stay or do not disarm"."""
    while verb.dep_ == "conj" and grammar.is_verb(verb.head) and not grammar.children(verb, "nsubj", "nsubjpass"):
        verb = verb.head
    return verb.dep_ in {"advcl", "ccomp"} and bool(grammar.marks(verb) & CONDITIONS)


def _heavier(a: str, b: str) -> str:
    return a if _WEIGHT[a] >= _WEIGHT[b] else b


def _above(token: Token) -> Token | None:
    """The next word up that may bear on whether the event happened."""
    head = token.head
    if head == token:
        return None
    if resumes_the_main_clause(token):
        return head.head
    if token.dep_ == "pobj" and head.dep_ in {"prep", "agent"} and head.head != head:
        return head.head
    if token.dep_ == "pcomp":
        return head.head
    return head


def resumes_the_main_clause(verb: Token) -> bool:
    """Whether a joined verb goes with the verb of saying and not with what is said: "denied that it *had* attacked and
    *accused* the army", "used tear gas to disperse them and *took* 31 into custody"."""
    head = verb.head
    return (
        verb.dep_ == "conj"
        and verb.tag_ == "VBD"
        and (head.dep_ == "ccomp" and head.tag_ in {"VBN", "VB"} or head.dep_ in {"xcomp", "advcl"} and head.tag_ == "VB")
        and grammar.is_verb(head.head)
        and head.head.tag_ == "VBD"
        and not grammar.children(verb, "nsubj", "nsubjpass", "aux", "auxpass")
    )


def _waits_for(clause: Token, above: Token) -> bool:
    """ "Would not talk before they had left": what is waited for."""
    return "before" in grammar.marks(clause) and grammar.is_negated(above)


def _is_purpose(clause: Token) -> bool:
    """An infinitive that says what for: "worked together *to get* them to leave"; not how ("used drones to attack")."""
    head = clause.head
    return (
        clause.dep_ == "advcl"
        and clause.tag_ == "VB"
        and any(c.tag_ == "TO" for c in clause.lefts)
        and grammar.is_verb(head)
        and lemma(head) not in lexicon("purpose_done.yaml")
    )


def of(trigger: Token) -> Context:
    """The context of a trigger, read from its clause upwards to the root of its sentence."""
    status, would, purpose = "occurred", False, False
    node = trigger
    if grammar.is_verb(trigger) or trigger.tag_[:1] == "J":
        clause = trigger if grammar.is_verb(trigger) else grammar.clause(trigger)
        status, would = _clause_status(clause)
        node = clause
    else:
        status = _noun_status(trigger)
        verb = governor(trigger)
        if verb is None and trigger.dep_ in {"nsubj", "compound"}:
            top = trigger.head if trigger.dep_ == "compound" else trigger
            if top.dep_ == "nsubj" and grammar.is_verb(top.head):
                verb = top.head
        if verb is not None:
            own, would = _clause_status(verb)
            if own == "negated" and trigger.dep_ == "attr" and any(c.lower_ in _ORDINAL for c in trigger.lefts):
                own = "occurred"  # "this is not the first attack"
            if lemma(verb) in operators_as_verb() or own in {"negated", "hypothetical", "future", "ongoing"}:
                status = _heavier(status, own)
            # "The attack stopped the talks", "the attack ended at dawn": the attack took place.
            ends_other = trigger.dep_ == "nsubj" and (bool(grammar.children(verb, "dobj")) or lemma(verb) in _ENDING)
            if ("verb", lemma(verb)) in operators() and not ends_other and lemma(verb) != "go":
                status = _heavier(status, operators()["verb", lemma(verb)])
            for adjective in grammar.children(verb, "acomp"):
                status = _heavier(status, operators().get(("adj", lemma(adjective)), "occurred"))
            node = verb
    chain = [node] if grammar.is_verb(node) else []
    joined = list(chain)
    said = source = None
    current = node
    # An event noun on no verb of its own ("amid the offensive") shares neither tense nor date with the clause around.
    transparent = bool(chain)
    for _ in range(12):
        upper = _above(current)
        if upper is None:
            break
        dep = current.dep_
        if dep in {"relcl", "advcl", "acl", "parataxis"} and not (dep == "acl" and current.tag_ == "VB"):
            if dep == "advcl" and (grammar.marks(current) & CONDITIONS or _waits_for(current, upper)):
                status = _heavier(status, "hypothetical")
            elif transparent and _is_purpose(current):
                # "are expected on Sunday to meet": the parser takes what is expected for a purpose.
                told = operators().get(("verb", lemma(upper)))
                status, purpose = _heavier(status, told or "hypothetical"), purpose or told is None
            # What is said of a noun, or aside, is not subject to the verbs above it; only who says it may be.
            transparent = False
        if dep == "pcomp" and current.head.lower_ in _ASIDE:
            transparent = False  # "before leaving they set fire to it"
        pos = POS.get(upper.tag_[:1])
        word = lemma(upper)
        if (
            transparent
            and pos
            and dep in {"xcomp", "ccomp", "acl", "pcomp", "oprd", "acomp", "pobj", "prep", "conj", "dobj", "advcl"}
        ):
            aside = dep == "ccomp" and current.i < upper.i  # "Jets hit the port; the UN suspends flights"
            # "Considers the arrests to be unlawful"; "hours after talks were suspended rebels attacked", badly parsed.
            aside |= dep == "ccomp" and word in lexicon("no_that_clause.yaml")
            if dep != "conj" and not aside and (pos, word) in operators():
                status = _heavier(status, operators()[pos, word])
            if (
                grammar.is_verb(upper)
                and dep in {"xcomp", "acomp", "oprd"}
                or (
                    dep == "conj"
                    and grammar.is_verb(upper)
                    and grammar.is_verb(current)
                    and not any(c.dep_ in {"nsubj", "nsubjpass"} for c in current.children)
                )
            ):
                upper_status, upper_would = _clause_status(upper)
                status, would = _heavier(status, upper_status), would or upper_would
        if (
            said is None
            and grammar.is_verb(upper)
            and word in speech()["verbs"]
            and dep in {"ccomp", "advcl", "dep", "parataxis", "xcomp", "conj", "acl"}
            and _says(upper, current)
        ):
            who = grammar.grammatical_subject(upper)
            if who is not None or grammar.is_passive(upper):
                said, source = (
                    upper,
                    (who if not grammar.is_passive(upper) or who == grammar.subject(upper) else grammar.subject(upper)),
                )
        elif said is None and upper.tag_[:1] == "N" and word in speech()["nouns"] and dep in {"acl", "ccomp"}:
            said = upper
            source = grammar.possessor(upper)
        if grammar.is_verb(upper) and (chain or upper == said):
            chain.append(upper)
            if len(joined) == len(chain) - 1 and dep in {"xcomp", "acomp", "oprd", "pcomp"}:
                joined.append(upper)
        current = upper
    if source is None:
        source = _according_to(trigger, chain)
    if would and said is None and source is None and status == "future":
        # "would" with nobody saying so is a supposition: "it would mark the end".
        status = "hypothetical"
    return Context(status, tuple(chain), said, source, purpose, tuple(joined))


@cache
def operators_as_verb() -> frozenset[str]:
    return frozenset(word for (pos, word) in operators() if pos == "verb") | frozenset(lexicon("operators_light.yaml"))


def _says(verb: Token, clause: Token) -> bool:
    if clause.dep_ in {"ccomp", "parataxis"}:
        return True
    if clause.dep_ == "xcomp":
        return grammar.is_passive(verb)
    if clause.dep_ == "conj":
        return False
    # "X fell, Reuters reports": a verb of saying after the comma takes the clause before it.
    return clause.i < verb.i and clause.dep_ in {"dep", "advcl"} and not grammar.marks(clause)


def _noun_status(noun: Token) -> str:
    status = "negated" if grammar.is_negated(noun) else "occurred"
    for child in noun.lefts:
        if child.dep_ in {"amod", "compound"} and ("adj", lemma(child)) in operators():
            status = _heavier(status, operators()["adj", lemma(child)])
    if noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.head.tag_[:1] == "N":
        # "plans for an offensive", "threat of sanctions"
        status = _heavier(status, operators().get(("noun", lemma(noun.head.head)), "occurred"))
    return status


def _according_to(trigger: Token, chain: list[Token]) -> Token | None:
    """Who stands after "according to", "citing" and the like in the trigger's clause or above it."""
    for verb in [*chain, trigger.sent.root]:
        for child in verb.children:
            if child.dep_ in {"prep", "advcl", "prepc"} and child.lower_ in speech()["prepositions"]:
                for inner in (*child.children, *(g for c in child.children if c.dep_ == "prep" for g in c.children)):
                    if inner.dep_ in {"pobj", "dobj"}:
                        return inner
    return None

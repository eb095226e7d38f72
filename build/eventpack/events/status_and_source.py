"""Did it happen, and who says so: the status of an event and the source that the report is attributed to.

PLOVER keeps future, hypothetical and negated apart from what happened; so do the statuses here. The words that
decide are data: lexicon/operators.yaml (plan to, try to, fail to) and lexicon/speech.yaml (say, announce).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..actors.lexicon import words_for
from ..lexicon.reader import lexicon
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from .frames import POS, in_class
from .slots import counted_whole, governor

# The weightiest wins when a clause and the words above it disagree: "might not plan to".
_WEIGHT = {"occurred": 0, "ongoing": 1, "future": 2, "hypothetical": 3, "negated": 4}
_FUTURE = {"will", "'ll", "shall", "wo", "gon"}
_POSSIBLE = {"may", "might", "could", "can", "should", "must", "ought", "ca"}
_ASIDE = {"before", "after", "since", "while", "by", "without", "despite", "upon", "when"}
# "The first attack", "the only attack": what is denied of it is not that it happened.
_ORDINAL = {"first", "last", "only", "latest", "isolated", "second", "third"}
# "The plan *after* talks": the plan says nothing of the talks.
_BESIDE = frozenset({"after", "before", "during", "since", "amid", "despite", "following", "until"})
_AIMS = {"aim", "goal", "objective", "purpose", "mission", "task", "idea", "point", "job", "role", "intention"}
_ENDING = {"end", "stop", "cease", "halt", "subside", "abate"}
# Clauses about a noun, or beside what the clause above says.
_CLAUSES_APART = {"relcl", "advcl", "acl", "parataxis"}
# How an event hangs on a word that bears on whether it happened.
_UNDER = {"xcomp", "ccomp", "acl", "pcomp", "oprd", "acomp", "pobj", "prep", "conj", "dobj", "advcl"}
_HIGHEST = 12  # words up
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
    if verb.tag_ == "VBN" and aux == {"to", "be"} and verb.dep_ in {"acl", "relcl"} and not _is_one_of_a_row(verb.head):
        return "future", False  # "a meeting to be held in Oslo"
    if lemma(verb) == "be" and verb.tag_ == "VBN" and aux & {"has", "have", "'ve"} and grammar.children(verb, "prep"):
        return "ongoing", False  # "have been on strike for weeks"
    if verb.tag_ == "VBG" and aux & {"is", "are", "'re", "'s", "am", "been", "be"}:
        return "ongoing", False
    return "occurred", False


def _is_one_of_a_row(noun: Token) -> bool:
    """ "The first envoy to be expelled" was expelled."""
    return any(c.lower_ in _ORDINAL or c.tag_ == "JJS" for c in noun.lefts)


def _is_supposed(verb: Token) -> bool:
    """Whether the clause states a condition, by itself or joined to one that does: "if they stay or do not disarm"."""
    while verb.dep_ == "conj" and grammar.is_verb(verb.head) and not grammar.children(verb, "nsubj", "nsubjpass"):
        verb = verb.head
    return verb.dep_ in {"advcl", "ccomp"} and is_condition(verb)


def is_condition(clause: Token) -> bool:
    """Whether what opens a clause makes it a condition; "fought until they killed two" says that they did."""
    conditions = CONDITIONS & grammar.marks(clause)
    if conditions == {"until"} and clause.tag_ == "VBD" and clause.head.tag_ in {"VBD", "VBN"}:
        aux = grammar.auxiliaries(clause.head)
        return grammar.is_negated(clause.head) or bool(aux & (_FUTURE | _POSSIBLE | {"would"}))
    return bool(conditions)


def _heavier(a: str, b: str) -> str:
    return a if _WEIGHT[a] >= _WEIGHT[b] else b


def _above(token: Token) -> Token | None:
    """The next word up that may bear on whether the event happened."""
    head = token.head
    if head == token:
        return None
    if grammar.resumes_the_main_clause(token):
        return head.head
    if token.dep_ == "pobj" and head.dep_ in {"prep", "agent"} and head.head != head:
        return head.head
    if token.dep_ == "pcomp":
        return head.head
    return head


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


def _is_in_order_to(clause: Token) -> bool:
    """ "Cut wages in order to *get* a loan"."""
    order = clause.head
    return clause.dep_ == "acl" and order.lower_ == "order" and order.dep_ == "pobj" and order.head.lower_ == "in"


def of(trigger: Token) -> Context:
    """The context of a trigger, read from its clause upwards to the root of its sentence."""
    climb = _Climb(*_own_clause(trigger))
    for _ in range(_HIGHEST):
        upper = _above(climb.current)
        if upper is None:
            break
        climb.take(upper)
    source = climb.source if climb.source is not None else _according_to(trigger, climb.chain)
    status = climb.status
    if climb.would and climb.speech is None and source is None and status == "future":
        status = "hypothetical"  # "it would mark the end", and none says so: a supposition
    purpose = climb.purpose or _is_in_order_to(climb.chain[0] if climb.chain else trigger)
    return Context(status, tuple(climb.chain), climb.speech, source, purpose, tuple(climb.joined))


def _own_clause(trigger: Token) -> tuple[Token, str, bool]:
    """The verb of a trigger's clause, or the trigger that has none; the status its own clause gives it, and whether that
    is a "would"."""
    if grammar.is_verb(trigger) or trigger.tag_[:1] == "J":
        clause = trigger if grammar.is_verb(trigger) else grammar.clause(trigger)
        return clause, *_clause_status(clause)
    status, verb = _noun_status(trigger), governor(trigger) or _verb_of_subject(trigger)
    if verb is None or _is_where_said(trigger, verb):
        return trigger if verb is None else verb, status, False
    own, would = _clause_status(verb)
    if own == "negated" and trigger.dep_ == "attr" and any(c.lower_ in _ORDINAL for c in trigger.lefts):
        own = "occurred"  # "this is not the first attack"
    if own == "negated" and _is_known_deed(trigger) and lemma(verb) not in operators_as_verb():
        own = "occurred"  # "did not link *the arrests* to the vote": what is denied is not that they took place
    if lemma(verb) in operators_as_verb() or own in {"negated", "hypothetical", "future", "ongoing"}:
        status = _heavier(status, own)
    # "The attack stopped the talks", "the attack ended at dawn": the attack took place.
    ends_other = counted_whole(trigger).dep_ == "nsubj" and (
        bool(grammar.children(verb, "dobj")) or lemma(verb) in _ENDING
    )
    # "The raid was aimed at a commander", "was meant to stop the talks".
    ends_other = ends_other or trigger.dep_ == "nsubjpass" and in_class(verb, "purposes")
    if not ends_other and lemma(verb) != "go" and not _is_put_in_place(trigger, verb):
        status = _heavier(status, operators().get(("verb", lemma(verb)), "occurred"))
    for adjective in grammar.children(verb, "acomp"):
        status = _heavier(status, operators().get(("adj", lemma(adjective)), "occurred"))
    return verb, status, would


def _is_put_in_place(noun: Token, verb: Token) -> bool:
    """ "Set a curfew", "set up checkpoints", not "set a meeting for May"."""
    names = [name for name, _ in (*grammar.prepositions(verb), *grammar.prepositions(noun))]
    return lemma(verb) == "set" and noun.dep_ == "dobj" and "for" not in names and not in_class(noun, "talks")


def _is_known_deed(noun: Token) -> bool:
    """Whether a noun speaks of deeds as known: "the arrests", "those attacks"."""
    return noun.dep_ in {"dobj", "pobj"} and any(
        c.dep_ == "det" and c.lower_ in {"the", "these", "those"} for c in noun.lefts
    )


def _is_where_said(noun: Token, verb: Token) -> bool:
    """ "*In a meeting* with the envoy, she asked for help": she met him, whatever became of what she asked for."""
    return (
        noun.dep_ == "pobj"
        and noun.head.lower_ in {"in", "at", "during"}
        and in_class(noun, "talks")
        and (lemma(verb) in words_for("speaking") or lemma(verb) in words_for("saying"))
    )


def _verb_of_subject(noun: Token) -> Token | None:
    """The verb whose subject a noun is, or part of."""
    top = counted_whole(noun)
    top = top.head if top.dep_ == "compound" else top
    return top.head if top.dep_ == "nsubj" and grammar.is_verb(top.head) else None


class _Climb:
    """The way up from a trigger's clause to the root of its sentence, and what was met so far."""

    def __init__(self, node: Token, status: str, would: bool) -> None:
        self.start = self.current = node
        self.status, self.would = status, would
        self.purpose = False
        self.chain = [node] if grammar.is_verb(node) else []
        self.joined = list(self.chain)
        self.speech: Token | None = None
        self.source: Token | None = None
        # Whether the words above bear on the event. An event noun on no verb of its own ("amid the offensive") shares
        # neither tense nor date with the clause around.
        self._transparent = bool(self.chain)

    def take(self, upper: Token) -> None:
        """Goes one word up, to `upper`."""
        dep = self.current.dep_
        if dep in _CLAUSES_APART and not (dep == "acl" and self.current.tag_ == "VB"):
            self._leave_clause(upper)
        if dep == "pcomp" and self.current.head.lower_ in _ASIDE:
            self._transparent = False  # "before leaving they set fire to it"
        if self._transparent and dep == "xcomp" and grammar.is_passive(upper) and in_class(upper, "purposes"):
            self.purpose = True  # "the truce was intended to halt the violence"
        if self._transparent and dep in _UNDER:
            self._weigh(upper)
        if self.speech is None and not _is_closed_off(self.start, upper):
            self._attribute(upper)
        if grammar.is_verb(upper) and (self.chain or upper == self.speech):
            self.chain.append(upper)
            if len(self.joined) == len(self.chain) - 1 and dep in {"xcomp", "acomp", "oprd", "pcomp"}:
                self.joined.append(upper)
        self.current = upper

    def _leave_clause(self, upper: Token) -> None:
        """What is said of a noun, or aside, is not subject to the verbs above it; only who says it may be."""
        if self.current.dep_ == "advcl" and (is_condition(self.current) or _waits_for(self.current, upper)):
            self.status = _heavier(self.status, "hypothetical")
        elif self._transparent and _is_purpose(self.current):
            # "are expected on Sunday to meet": the parser takes what is expected for a purpose.
            expected = operators().get(("verb", lemma(upper)))
            self.status = _heavier(self.status, expected or "hypothetical")
            self.purpose = self.purpose or expected is None
        self._transparent = False

    def _weigh(self, upper: Token) -> None:
        """The status with what the word above says of it: "plans to", "failed to", "may have"."""
        dep, word = self.current.dep_, lemma(upper)
        pos = POS.get(upper.tag_[:1])
        if pos is None:
            return
        aside = dep == "ccomp" and (
            self.current.i < upper.i  # "Jets hit the port; the UN suspends flights"
            # "Considers the arrests to be unlawful"; "hours after talks were suspended rebels attacked", badly parsed.
            or word in lexicon("no_that_clause.yaml")
        )
        if dep != "conj" and not aside:
            self.status = _heavier(self.status, operators().get((pos, word), "occurred"))
        if dep == "xcomp" and word == "be" and "to" in grammar.auxiliaries(self.current):
            self.status = _heavier(self.status, _is_to(upper))
        if grammar.is_verb(upper) and (
            dep in {"xcomp", "acomp", "oprd"} or dep == "conj" and self._shares_its_subject()
        ):
            status, would = _clause_status(upper)
            self.status, self.would = _heavier(self.status, status), self.would or would

    def _shares_its_subject(self) -> bool:
        return grammar.is_verb(self.current) and not grammar.children(self.current, "nsubj", "nsubjpass")

    def _attribute(self, upper: Token) -> None:
        """Who says so, where the word above is one of saying."""
        dep, word = self.current.dep_, lemma(upper)
        if (
            grammar.is_verb(upper)
            and word in speech()["verbs"]
            and dep in {"ccomp", "advcl", "dep", "parataxis", "xcomp", "conj", "acl"}
            and _says(upper, self.current)
        ):
            who, passive = grammar.grammatical_subject(upper) or _speaker_before(upper), grammar.is_passive(upper)
            if who is not None or passive:
                self.speech = upper
                self.source = grammar.subject(upper) if passive else who
        elif upper.tag_[:1] == "N" and word in speech()["nouns"] and dep in {"acl", "ccomp"}:
            self.speech, self.source = upper, grammar.possessor(upper)


def _speaker_before(verb: Token) -> Token | None:
    """Who speaks where the parser takes him for one more of those spoken of: "killing nine, a doctor and a *resident* said"."""
    if verb.tag_ != "VBD" or verb.dep_ != "ROOT" or verb.i == verb.sent.start:
        return None
    before = verb.doc[verb.i - 1]
    listed = before.tag_[:1] == "N" and before.dep_ in {"conj", "appos"} and verb not in before.subtree
    return before if listed else None


def _is_to(verb: Token) -> str:
    """ "The envoys *are to* meet" lies ahead; "the aim *is to* take the town" says what for."""
    aims = any(lemma(doer) in _AIMS for doer in grammar.children(verb, "nsubj"))
    return "hypothetical" if aims else "future"


@cache
def operators_as_verb() -> frozenset[str]:
    return frozenset(word for (pos, word) in operators() if pos == "verb") | frozenset(lexicon("operators_light.yaml"))


def _is_closed_off(clause: Token, verb: Token) -> bool:
    """Whether a semicolon ends what a verb of saying takes before the clause begins: "the mayor said two were hurt; the union
    *denied* it". It does not in quotation marks, nor in front of another "that"."""
    between = clause.doc[verb.i + 1 : clause.i]
    stop = next((t for t in reversed(list(between)) if t.text == ";"), None)
    if stop is None or sum(t.text == '"' for t in between) % 2:
        return False
    behind = [t.lower_ for t in clause.doc[stop.i + 1 : stop.i + 3]]
    return "that" not in behind and bool(grammar.children(clause, "nsubj", "nsubjpass"))


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
        if child.dep_ in {"amod", "compound"}:
            # The tagger takes "planned" now for an adjective, now for a participle.
            own = operators().get(("adj", lemma(child))) or operators().get(("adj", child.lower_))
            status = _heavier(status, own or "occurred")
    beside = noun.dep_ == "pobj" and noun.head.dep_ == "prep" and noun.head.lower_ not in _BESIDE
    if beside and noun.head.head.tag_[:1] == "N":
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

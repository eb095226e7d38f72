"""Which clauses of a sentence are of a trigger's moment, which lie before or after it, and in which of them a date stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..actors.lexicon import words_for
from ..parsing import grammar, repairs
from ..parsing.tree import Token, lemma
from .frames import in_class
from .place_grammar import CAUSES
from .slots import governor
from .status_and_source import Context, operators

# How far from the trigger a date may stand and still be its own, by the number of clauses between them.
_FAR = 9
_HOPS = 12  # words between a date and the verb it hangs on
# Nouns of deeds with a day of their own, and the prepositions that only bring them up.
DEEDS = ("war_acts", "talks", "agreement", "ceasefire")
DURING = frozenset({"at", "during"})
_BRINGS_UP = frozenset({"over", "after", "about", "for", "following", "since", "before", "despite", "from", "to", "as"})
_ANSWERED = ("war_acts", "grievances")
_ANSWERS = CAUSES | {"connection", "protest"}
_BECAUSE_OF = frozenset({"over", "for", "against", "about"})
_AFTER = frozenset({"after", "since", "once"})
_BEFORE = frozenset({"before", "until", "till"})
_PROGRESSIVE = frozenset({"is", "are", "was", "were", "been", "being"})
_TO_COME = frozenset({"will", "'ll", "would", "'d", "shall"})
WITHIN_A_DAY = frozenset({"minute", "hour"})
_COUNTED = frozenset({"later", "after", "afterwards", "next", "following"})
_BY = frozenset({"by", "in"})
_SHOWS = frozenset({"see", "witness", "bring"})
BEGINNINGS = frozenset({"begin", "start", "commence"})
_FOLLOWS = frozenset({"after", "following"})
_DATE_WORDS = 4
_HIGH = 3  # words between an event and the verb by which a day "sees" it


@dataclass(frozen=True, slots=True)
class Level:
    """A clause around the trigger: how many clauses away, and whether what it reports is of the same moment, or the event
    lies before or after it."""

    steps: int
    order: str  # same, before, after, apart
    by: Token | None = None  # the verb whose clause is of another time: "two days after he left"


def levels_of(trigger: Token, context: Context) -> dict[int, Level]:
    """The clauses whose dates may be the trigger's, by the number of their verb."""
    levels: dict[int, Level] = {}
    order, by = "same", None
    for steps, verb in enumerate(context.chain):
        levels[verb.i] = Level(steps, order, by)
        if order == "same" and not _within_hours(verb):
            order = _order(verb)
            by = verb if order != "same" else None
    for clause in grammar.children(trigger, "acl") if trigger.tag_[:1] == "N" else ():
        if clause.tag_ == "VBG" and lemma(clause) in BEGINNINGS:
            levels[clause.i] = Level(0, "same")  # "plans protests *beginning* on 9 April"
    above = governor(trigger)
    if above is not None and above.i not in levels:
        levels[above.i] = Level(0, "same")
    own = context.chain[0] if context.chain else above or _shown_by(trigger)
    if own is not None:
        levels.setdefault(own.i, Level(0, "same"))
        for below in _told_along(own):
            levels.setdefault(below.i, Level(0, "same"))
    return levels


def _shown_by(noun: Token) -> Token | None:
    """The verb whose subject is the time of an event: "the weekend *saw* clashes erupt in the prison"."""
    node = noun
    for _ in range(_HIGH):
        if node.dep_ not in {"nsubj", "dobj", "ccomp", "compound"} or node.head == node:
            return None
        node = node.head
        if lemma(node) in _SHOWS and grammar.is_verb(node):
            return node
    return None


def _marks(verb: Token) -> set[str]:
    """Conjunctions that open a clause, also where the parser took one for a preposition before the clause's subject, or before
    the first of two: "after the *mayor* and two guards were kidnapped"."""
    doers = grammar.children(verb, "nsubj", "nsubjpass")
    first = repairs.misread_subject(verb) if not doers else None
    if doers and (start := doers[0].left_edge.i - 1) > verb.sent.start and verb.doc[start].dep_ == "cc":
        first = verb.doc[start].head
    misread = first is not None and first.dep_ == "pobj" and first.head.lower_ in _AFTER | _BEFORE
    return grammar.marks(verb) | ({first.head.lower_} if first is not None and misread else set())


def _within_hours(verb: Token) -> bool:
    """Whether a clause says that its deed lies hours from that of the clause above: "a boat that was seized *hours earlier*"."""
    return any(
        child.lower_ in {"earlier", "later", "before", "previously"}
        and any(lemma(c) in WITHIN_A_DAY for c in child.children)
        for child in verb.children
    )


def _order(verb: Token) -> str:
    """When a clause's deed lies, seen from the clause above it."""
    marks = _marks(verb)
    doers = grammar.children(verb, "nsubj", "nsubjpass")
    if "while" in marks and verb.tag_ != "VBG" and any(doer.tag_ != "PRP" for doer in doers):
        return "apart"  # "Oslo sent tents on Friday, while Lima offered money": what another did
    if verb.dep_ == "advcl" or verb.dep_ == "conj" and marks & (_AFTER | _BEFORE):
        return "before" if marks & _AFTER else "after" if marks & _BEFORE else "same"
    if verb.dep_ == "relcl":
        head = verb.head
        if any(c.lower_ == "when" and c.dep_ == "advmod" for c in verb.lefts) and _is_a_time(head):
            return "same"  # "recalls 2007, when the army broke up a march"
        if any(c.lower_ == "where" for c in verb.lefts) and "had" not in grammar.auxiliaries(verb):
            return "same"  # "appeared in court on Monday, where he pleaded guilty"
        deed = any(in_class(head, name) for name in DEEDS) or in_class(head, "calamity")
        if deed and head.dep_ == "pobj" and head.head.lower_ in _AFTER | {"following", "since"}:
            return "before"  # "the deadliest since the attack that killed ninety"
        return "same" if deed or (verb.tag_ == "VBG" and grammar.auxiliaries(verb) & _PROGRESSIVE) else "before"
    if verb.dep_ == "acl":
        return "before" if verb.tag_ in {"VBN", "VBD"} else "same"
    if verb.dep_ == "pcomp":
        name = verb.head.lower_
        return "before" if name in _AFTER or name == "following" else "after" if name in _BEFORE else "same"
    if verb.dep_ == "conj" and grammar.children(verb, "nsubj", "nsubjpass"):
        return "apart"
    return "same"


def _is_a_time(noun: Token) -> bool:
    return grammar.says_when(noun) or noun.tag_ == "CD" and _long_before(noun)


def _told_along(verb: Token) -> Iterator[Token]:
    """Clauses below that are of the same moment: "shot and killed on Sunday", "used gas to disperse a crowd on Monday"."""
    for child in verb.children:
        if not grammar.is_verb(child) or child.i < verb.i:
            continue
        joined = child.dep_ == "conj" and not grammar.children(child, "nsubj", "nsubjpass")
        if joined and grammar.auxiliaries(child) & _TO_COME - grammar.auxiliaries(verb):
            continue  # "stood by the deal and would pay this month"
        # "Held two while searching homes over the weekend".
        along = child.dep_ == "advcl" and child.tag_ == "VBG" and grammar.marks(child) <= {"while"}
        aim = child.tag_ == "VB" and child.dep_ in {"xcomp", "advcl"} and not grammar.marks(child)
        if aim and _lies_ahead(child):
            continue
        at_once = child.dep_ == "advcl" and "when" in grammar.marks(child)  # "killed when a bomber struck on Monday"
        found = child.tag_ == "VBN" and child.dep_ in {"xcomp", "oprd"} and not grammar.auxiliaries(child)
        freed = lemma(verb) == "let" and child.dep_ == "ccomp" and child.tag_ == "VB"  # "let them *go* on Monday"
        if joined or along or aim or at_once or found or freed:  # found: "ordered him jailed on Sunday"
            yield child
            yield from _told_along(child)
    doers = (
        *grammar.children(verb, "nsubj", "nsubjpass"),
        *(t for name, t in grammar.prepositions(verb) if name in _BY),
    )
    for means in doers:
        if in_class(means, "war_acts") or in_class(means, "explosives"):
            # "A bomb that *exploded* on Monday killed ten", "was hurt in a raid that *began* on Monday".
            yield from (c for c in means.children if c.dep_ == "relcl" and c.tag_ == "VBD" and lemma(c) != "follow")
    if in_class(verb, "harming"):
        # "Six were killed and nine others were hurt when a bomb went off on Monday".
        for beside in (*verb.children, *(verb.head.children if verb.dep_ == "ccomp" else ())):
            if beside.i > verb.i and beside.dep_ in {"conj", "ccomp"} and grammar.is_verb(beside):
                yield from (c for c in beside.children if c.dep_ == "advcl" and "when" in grammar.marks(c))
    target = grammar.object_(verb)
    if target is not None and in_class(target, "people"):
        for child in target.children:
            if child.dep_ in {"relcl", "acl"} and child.tag_ == "VBG" and _order(child) == "same":
                yield child


def _lies_ahead(clause: Token) -> bool:
    """Whether an infinitive says what is to come by the verb above: "ordered schools *to close* from Monday"."""
    return (
        clause.dep_ == "xcomp"
        and clause.tag_ == "VB"
        and operators().get(("verb", lemma(clause.head))) in {"future", "hypothetical"}
    )


def level_of(token: Token, trigger: Token, levels: dict[int, Level], is_statement: bool) -> tuple[Level | None, int]:
    """The clause a date stands in, and how many words lie between it and the clause's verb; None if that is another's."""
    node = token
    for hops in range(_HOPS):
        if node == trigger:
            return Level(0, "same"), hops
        if grammar.is_verb(node):
            if node.dep_ == "conj" and node.head.i < token.i < node.i and node != trigger and node.head.i in levels:
                return None, hops  # "left the town and on Monday shelled it"
            level = levels.get(node.i)
            if level is None and _lies_ahead(node):
                return None, hops
            if level is not None:
                if level.order == "apart" and token.i < trigger.i and token.i < node.i:
                    return Level(level.steps, "same"), hops  # "On Monday police left and rebels came"
                return level, hops
            if node.head != node and (
                node.dep_ in {"relcl", "advcl", "ccomp", "acl"} or node.dep_ == "conj" and token.i > node.head.i
            ):
                return None, hops
        elif (
            node != token and any(in_class(node, name) for name in DEEDS) and not _carries(node, trigger, is_statement)
        ):
            return None, hops
        elif node != token and _long_before(token) and in_class(node, "deeds") and lemma(trigger) == "protest":
            return None, hops  # "protested his arrest last year"
        if node.dep_ == "prep" and node != token and node.i < trigger.i < token.i and trigger in node.subtree:
            return Level(0, "same"), hops  # "following the raid on a bank last month"
        if node.head == node:
            return (Level(_FAR, "same"), hops) if not grammar.is_verb(node) else (None, hops)
        node = node.head
    return None, _HOPS


def is_counted_from(date: Token, trigger: Token) -> bool:
    """Whether a date is counted from the deed of the trigger, as that of the next clause: "*kidnapped* a priest and freed him
    two days later"."""
    words = {*(t.lower_ for t in date.subtree), *(c.lower_ for c in date.head.children)}
    if not words & _COUNTED:
        return False
    verb = next((t for t in date.ancestors if grammar.is_verb(t)), None)
    return verb is not None and verb.dep_ == "conj" and verb.head == trigger


def is_of_a_count(verb: Token) -> bool:
    """Whether a verb says how a count of victims changed, on a day that is none of the deed's: "the *toll* rose on Friday",
    not "a *number* of men were arrested on Friday"."""
    return in_class(verb, "counting_up") and any(
        in_class(t, "counts") for t in grammar.children(verb, "nsubj", "nsubjpass")
    )


def counted_on(date: Token, trigger: Token) -> bool:
    """Whether a date is that of a new count and the trigger one of what is counted: "the toll *rose* to nine on Friday, with
    thirty wounded"."""
    verb = next((t for t in date.ancestors if grammar.is_verb(t)), None)
    return verb is not None and verb != trigger and is_of_a_count(verb) and verb in trigger.ancestors


def is_of_what_it_answers(token: Token, trigger: Token) -> bool:
    """Whether a day stands right behind a deed that is only given as what the trigger answers, wherever it hangs:
    "attacked in retaliation for a *raid* last week", "held two over the *killing* of a priest in May"."""
    if trigger.i > token.i:
        return False
    doc = token.doc
    owner = next((t for t in (token, *token.ancestors) if t.dep_ == "poss"), None)
    deed = owner.head if owner is not None and owner.i - token.i <= _DATE_WORDS else None
    if (
        deed is not None
        and deed != trigger
        and deed.tag_[:1] == "N"
        and trigger not in deed.subtree
        and any(in_class(deed, name) for name in _ANSWERED)
        and (_is_what_is_answered(deed) or deed.dep_ == "pobj" and deed.head.lower_ in _FOLLOWS)
    ):
        return True  # "arrested four over *last week's* raid"
    for i in range(token.i - 1, trigger.i, -1):
        before = doc[i]
        if before.tag_[:1] == "V" or before.lower_ in {",", ";", "that", "who", "which"}:
            return False
        if (
            before.tag_[:1] == "N"
            and any(in_class(before, name) for name in _ANSWERED)
            and trigger not in before.subtree
        ):
            return _is_what_is_answered(before)
    return False


def _is_what_is_answered(deed: Token) -> bool:
    """ "In response to the *raid*", "against the *killing*"; the talks for which somebody came are when he did."""
    above = deed.head
    if deed.dep_ == "dobj" and lemma(above) in words_for("answering_a_deed"):
        return True  # "the raid avenged the *killing*"
    if deed.dep_ != "pobj" or above.dep_ != "prep":
        return False
    answer = above.head
    if answer.dep_ == "pobj" and answer.lower_ in _ANSWERS:
        return True
    return above.lower_ in _BECAUSE_OF and not in_class(deed, "talks")


def _long_before(date: Token) -> bool:
    """Whether a date is a month or a year, on one day of which nobody protests."""
    return lemma(date) in {"month", "year"} or len(date.text) == 4 and date.text.isdigit()


def _carries(noun: Token, trigger: Token, is_statement: bool) -> bool:
    """Whether the date of a deed's noun is the trigger's too: "launched an attack on Monday", not "condemned" it."""
    if trigger in noun.subtree or noun.dep_ in {"nsubj", "nsubjpass"}:
        return True
    if noun.dep_ == "pobj" and noun.head.lower_ == "for" and in_class(noun, "talks"):
        return True  # "flew to Oslo for talks on Monday"
    if noun.dep_ == "pobj" and noun.head.lower_ in _BRINGS_UP:
        return False
    if noun.dep_ == "pobj" and noun.head.lower_ in DURING and in_class(noun, "talks"):
        return True  # "agreed at a summit on Thursday"
    return not is_statement

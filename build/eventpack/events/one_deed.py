"""Which reports of an article are of one deed by its grammar: an attack and its toll, a deed and what reminds of it.

The linker takes two reports of one sentence for two events, as they mostly are ("dissolved the assembly and closed the
borders"), unless they are found here. Those of one deed get one `event_key` with :data:`JOINED` in front. A deed that
another sentence refers back to may be this one or one like it, so that `takes_up` only counts for it: the linker weighs it
with all else the two say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..actors.mentions import known
from ..core.model import JOINED, Report
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from . import taken_up
from .frames import in_class
from .passage_parts import may_be_of_one_day
from .taken_up import other_doers, same_victims

_REAL = frozenset({"occurred", "ongoing"})
# Behind these stands the violence that did the harm: "was killed when rebels stormed the town".
_UPON = frozenset({"after", "when", "as", "while"})
_FOLLOWING = frozenset({"after", "when"})  # "as guards returned fire": they did something else
_HIGHEST = 5  # words between a deed and what is part of it
_DEEDS = ("war_acts", "clashes", "heavy", "explosives", "firearms")
_STATEMENTS = frozenset({"ACCUSE", "REJECT", "REQUEST", "THREATEN", "SUPPORT", "AGREE"})
_WHERE = frozenset({"where", "during", "at"})


def with_keys(reports: Sequence[Report], trigger: Callable[[Report], Token | None]) -> list[Report]:
    """The reports; those of one deed with one `event_key`, and with `takes_up` those whose words refer back to another.
    `trigger` gives the token of a report's trigger."""
    tokens = [trigger(report) for report in reports]
    first = list(range(len(reports)))  # the first report known to be of the same deed
    meant: dict[int, int] = {}  # the report that another refers back to

    def top(number: int) -> int:
        while first[number] != number:
            number = first[number]
        return number

    for later, report in enumerate(reports):
        found = [n for n in range(later) if _of_one_sentence(reports[n], report, tokens[n], tokens[later])]
        for other in _reminded_of(later, reports, tokens) or taken_up.by(later, reports, tokens):
            its = reports[other]
            if its.event_type == report.event_type and its.sentence != report.sentence:
                meant[later] = its.trigger.start
            else:  # the linker joins no two types, and no two reports of a sentence
                found.append(other)
        for other in found:
            one, two = sorted((top(other), top(later)))
            first[two] = one
    tops = [top(number) for number in range(len(reports))]
    keyed = [
        _of_one(report, reports[one]) if report.event_key is None and tops.count(one) > 1 else report
        for report, one in zip(reports, tops, strict=True)
    ]
    return [replace(report, takes_up=meant[n]) if n in meant else report for n, report in enumerate(keyed)]


def _of_one(report: Report, first: Report) -> Report:
    """The report as one of the deed that `first` reports. A deed has one type."""
    if report.event_type != first.event_type:
        report = replace(report, event_type=first.event_type, mode=first.mode)
    return replace(report, event_key=f"{JOINED}{first.trigger.start}")


# -- in one sentence ------------------------------------------------------------------------------------------------


def _of_one_sentence(a: Report, b: Report, one: Token | None, other: Token | None) -> bool:
    """Whether two reports of one sentence are of one deed."""
    if (a.sentence, a.event_type) != (b.sentence, b.event_type) or one is None or other is None:
        return False
    if (a.status in _REAL) != (b.status in _REAL) or one == other:
        return False
    upper, lower = (other, one) if _above(one, other) else (one, other)
    if _in_one_phrase(upper, lower):
        return True
    if a.event_type == "ASSAULT":
        return _violence(upper, lower) or _violence(lower, upper)
    if a.event_type == "CONSULT" and _meeting(upper, lower):
        return True
    statement = a.event_type in _STATEMENTS
    if not statement and a.mode and b.mode and a.mode != b.mode or _others(a, b):
        return False
    return _accompanies(upper, lower) or statement and _said_again(upper, lower)


def _others(a: Report, b: Report) -> bool:
    """Whether both name whom it is done to, and not the same."""
    mine, theirs = ({actor.actor_id for actor in known(r.recipients)} for r in (a, b))
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _accompanies(upper: Token, lower: Token) -> bool:
    """ "Marched through the town, *chanting* slogans", "condemned the raid, *calling* it a crime"."""
    if lower.dep_ != "advcl" or lower.tag_ != "VBG" or lower.head != upper or lower.i < upper.i:
        return False
    # "While others are returning", "after leaving": another deed.
    return not grammar.children(lower, "nsubj", "nsubjpass", "aux") and not grammar.marks(lower)


def _said_again(upper: Token, lower: Token) -> bool:
    """ "Blamed the rebels and *alleged* that they had been paid": words of one kind, from one mouth."""
    return (
        lower.dep_ == "conj"
        and lower.head == upper
        and not grammar.children(lower, "nsubj", "nsubjpass")
        and not taken_up.kinds(lemma(upper)).isdisjoint(taken_up.kinds(lemma(lower)))
    )


def _violence(upper: Token, lower: Token) -> bool:
    """Whether one act of force is part of another: its toll, what led to it, a strike of an attack."""
    return _does_harm_by(upper, lower) or _upon(upper, lower) or _with_it(upper, lower) or _confirmed(upper, lower)


def _meeting(upper: Token, lower: Token) -> bool:
    """ "Sent an envoy to Lima, where he met the president", "a visit during which they met"."""
    return (
        lower.dep_ == "relcl"
        and any(t.lower_ in _WHERE for t in lower.doc[max(lower.left_edge.i, lower.i - 6) : lower.i])
        and _above(lower, upper)
    )


def _above(lower: Token, upper: Token) -> bool:
    """Whether `lower` hangs on `upper`, at no more than a few words' distance."""
    for _ in range(_HIGHEST):
        if lower.head == lower:
            return False
        lower = lower.head
        if lower == upper:
            return True
    return False


def _does_harm_by(upper: Token, lower: Token) -> bool:
    """The toll below the deed: "a bomb that damaged the bridge", "one was killed and ten wounded"; and beside it: "said rebels had opened fire and that two had been hurt"."""
    if not in_class(lower, "harm_done") or in_class(upper, "taking_captive"):
        return False
    if lower.dep_ == "relcl":
        return _is_deed(lower.head) and lower.head.head == upper
    if lower.head != upper or not grammar.is_verb(lower):
        return False
    # What is done by another has a doer of its own.
    return lower.dep_ == "conj" and in_class(lower, "harming") and _is_undergone(lower)


def _is_undergone(verb: Token) -> bool:
    """ "Were wounded"; also where "were" is left out behind another: "left one dead and ten wounded"."""
    if grammar.is_passive(verb):
        return not grammar.children(verb, "agent") or not grammar.children(verb.head, "agent", "nsubj")
    above = verb.head
    left_out = grammar.is_passive(above) or bool(grammar.children(above, "oprd", "acomp"))
    return verb.tag_ in {"VBN", "VBD"} and left_out and not grammar.children(verb, "dobj", "aux")


def _upon(upper: Token, lower: Token) -> bool:
    """ "Two were wounded after troops opened fire", "killed nine and fled when they stormed the town"."""
    if not in_class(upper, "harming") or lower.dep_ != "advcl" or lower.head not in grammar.conjuncts(upper):
        return False
    if any(c.dep_ == "npadvmod" for c in lower.children):
        return False  # "a day after": another day's
    marks, doer = grammar.marks(lower), grammar.children(lower, "nsubj")
    if doer and doer[0].tag_ == "PRP" or not doer and not grammar.is_passive(lower):
        return bool(marks & _UPON)
    return grammar.is_passive(upper) and bool(marks & _FOLLOWING)


def _with_it(upper: Token, lower: Token) -> bool:
    """ "The attack lasted two hours, with one of the drones hitting a school and others damaging a mosque"."""
    verb = upper if grammar.is_verb(upper) else upper.head
    if (
        lower.tag_ != "VBG"
        or lower.dep_ not in {"acl", "pcomp"}
        or not grammar.is_verb(verb)
        or not _above(lower, verb)
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


def _is_deed(noun: Token) -> bool:
    return noun.tag_[:1] == "N" and any(in_class(noun, name) for name in _DEEDS)


def _in_one_phrase(upper: Token, lower: Token) -> bool:
    """Two nouns of one phrase: "a state of emergency"."""
    return (
        upper.tag_[:1] == "N"
        and lower.tag_[:1] == "N"
        and (
            lower.head == upper
            and lower.dep_ in {"compound", "nmod", "amod"}
            or lower.head.head == upper
            and lower.head.lower_ == "of"
        )
    )


# -- reminders ------------------------------------------------------------------------------------------------------


def _reminded_of(at: int, reports: Sequence[Report], tokens: Sequence[Token | None]) -> list[int]:
    """The report of the deed that the one `at` only reminds of, to say which persons are meant ("the students who were
    abducted have been freed"): the nearest before it that the article reports in a clause of its own, else after it."""
    report, token = reports[at], tokens[at]
    if token is None or not _reminds(token) or report.status not in _REAL or report.event_key is not None:
        return []
    nearest = []
    for n, (other, its) in enumerate(zip(reports, tokens, strict=True)):
        if n == at or other.event_type != report.event_type or other.status not in _REAL or its is None:
            continue
        if other.lemma != report.lemma and (other.mode != report.mode or report.mode is None):
            continue
        if other_doers(report, other) or not may_be_of_one_day(report, other):
            continue
        alike = not report.recipients and other.sentence == report.sentence or same_victims(report, other)
        if alike and (not _reminds(its) or other.sentence == report.sentence):
            nearest.append(n)
    far = min(
        nearest,
        key=lambda n: (reports[n].sentence > report.sentence, abs(reports[n].sentence - report.sentence), n),
        default=None,
    )
    return [] if far is None else [far]


def _reminds(trigger: Token) -> bool:
    """Whether the trigger stands in a clause that says which persons are meant, "those abducted", "who were held", or
    since when: "days after being seized"."""
    clause = trigger.head if trigger.dep_ == "conj" else trigger
    return trigger.tag_ == "VBN" and clause.dep_ in {"relcl", "acl", "pcomp"} and grammar.is_passive(clause)

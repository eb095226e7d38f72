"""Which reports of an article are of one deed by its grammar: an attack and its toll, a deed and what reminds of it.

The linker takes two reports of one sentence for two events, as they mostly are ("dissolved the assembly and closed the
borders"), unless they are found here. Those of one deed get one `event_key` with :data:`JOINED` in front. A deed that
another sentence refers back to may be this one or one like it, so that `takes_up` only counts for it: the linker weighs it
with all else the two say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from ..actors.mentions import identifiers
from ..core.model import JOINED, REAL, Report
from ..parsing import grammar
from ..parsing.tree import Token, lemma
from . import one_assault, taken_up, two_types
from .frames import in_class
from .matching import SAID
from .one_assault import is_above
from .passage_parts import are_others, may_be_of_one_day, share_a_word
from .taken_up import other_doers, same_victims

_OF_ITS_OWN = frozenset({"in", "at", "near", "by", "during", "on", "from", "after", "since"})
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
        for other in _meant(later, reports, tokens):
            its = reports[other]
            token = tokens[later]
            claimed = token is not None and taken_up.is_claim(token)
            if its.event_type == report.event_type and its.sentence != report.sentence and not claimed:
                meant[later] = its.trigger.start
            else:  # of one article the linker joins no two types, nor two reports of a sentence
                found.append(other)
        for other in found:
            one, two = sorted((top(other), top(later)))
            first[two] = one
    kinds = _joined_types(reports, tokens, first, top)
    tops = [top(number) for number in range(len(reports))]
    heads = {one: _head(reports, tops, one, kinds) for one in set(tops)}
    keyed = [
        _of_one(report, heads[one], reports[one]) if report.event_key is None and tops.count(one) > 1 else report
        for report, one in zip(reports, tops, strict=True)
    ]
    return [replace(report, takes_up=meant[n]) if n in meant else report for n, report in enumerate(keyed)]


def _joined_types(
    reports: Sequence[Report], tokens: Sequence[Token | None], first: list[int], top: Callable[[int], int]
) -> dict[int, str]:
    """Joins in `first` what is of one deed though the coder gives it two types; the type of each such deed, by one of its
    reports."""
    kinds: dict[int, str] = {}
    earlier: dict[str | int, list[int]] = {}  # the reports so far by what those of one deed share
    for later, report in enumerate(reports):
        shared = two_types.marks(report)
        others = {n for mark in shared for n in earlier.get(mark, ())}
        found = [(n, two_types.type_of_both(reports[n], report, _goes_with(tokens[n], tokens[later]))) for n in others]
        near = [(abs(reports[n].sentence - report.sentence), n, kind) for n, kind in found if kind is not None]
        for mark in shared:
            earlier.setdefault(mark, []).append(later)
        if near and report.event_key is None:
            _, other, kind = min(near)
            one, two = sorted((top(other), top(later)))
            first[two] = one
            kinds[later] = kind
    return kinds


def _head(reports: Sequence[Report], tops: Sequence[int], one: int, kinds: dict[int, str]) -> Report:
    """The report whose type and stage the deed has."""
    members = [n for n, its in enumerate(tops) if its == one]
    wanted = next((kinds[n] for n in members if n in kinds), None)
    fitting = [n for n in members if reports[n].event_type == wanted and reports[n].status in REAL]
    return reports[fitting[0] if fitting else one]


def _of_one(report: Report, head: Report, first: Report) -> Report:
    """The report as one of the deed of `head`, of which `first` is the first report. A deed has one type."""
    return replace(two_types.as_one(report, head), event_key=f"{JOINED}{first.trigger.start}")


# -- in one sentence ------------------------------------------------------------------------------------------------


def _of_one_sentence(a: Report, b: Report, one: Token | None, other: Token | None) -> bool:
    """Whether two reports of one sentence are of one deed."""
    if (a.sentence, a.event_type) != (b.sentence, b.event_type) or one is None or other is None:
        return False
    if (a.status in REAL) != (b.status in REAL) or one == other:
        return False
    upper, lower = (other, one) if is_above(one, other) else (one, other)
    if _in_one_phrase(upper, lower) or _goes_on(upper, lower) or _goes_on(lower, upper):
        return True
    if a.event_type == "ASSAULT":
        return "abduct" not in {a.mode, b.mode} and one_assault.is_one(upper, lower)
    if a.event_type == "CONSULT" and _meeting(upper, lower):
        return True
    if a.event_type == "PROTEST" and _accompanies(upper, lower):
        return True  # whatever else a crowd does as it marches
    statement = a.event_type in SAID
    if not statement and a.mode and b.mode and a.mode != b.mode or _others(a, b):
        return False
    return _accompanies(upper, lower) or statement and _said_again(upper, lower)


def _others(a: Report, b: Report) -> bool:
    """Whether both name whom it is done to, and not the same."""
    mine, theirs = identifiers(a.recipients), identifiers(b.recipients)
    return bool(mine and theirs) and mine.isdisjoint(theirs)


def _accompanies(upper: Token, lower: Token) -> bool:
    """ "Marched through the town, *chanting* slogans", "condemned the raid, *calling* it a crime"."""
    return lower.head == upper and grammar.is_beside(lower)


def _goes_with(one: Token | None, other: Token | None) -> bool:
    """Whether what one of two verbs says accompanies the other: "dispersed the crowd, *firing* tear gas"."""
    return one is not None and other is not None and (_accompanies(one, other) or _accompanies(other, one))


def _said_again(upper: Token, lower: Token) -> bool:
    """ "Blamed the rebels and *alleged* that they had been paid": words of one kind, from one mouth."""
    return (
        lower.dep_ == "conj"
        and lower.head == upper
        and not grammar.children(lower, "nsubj", "nsubjpass")
        and not taken_up.kinds(lemma(upper)).isdisjoint(taken_up.kinds(lemma(lower)))
    )


def _meeting(upper: Token, lower: Token) -> bool:
    """ "Sent an envoy to Lima, where he met the president", "a visit during which they met"; "landed in Lima and held talks
    with the president"."""
    if lower.dep_ == "conj" and lower.head == upper and in_class(upper, "arriving"):
        return not grammar.children(lower, "nsubj", "nsubjpass") and not in_class(lower, "arriving")
    return (
        lower.dep_ == "relcl"
        and any(t.lower_ in _WHERE for t in lower.doc[max(lower.left_edge.i, lower.i - 6) : lower.i])
        and is_above(lower, upper)
    )


def _goes_on(noun: Token, verb: Token) -> bool:
    """ "The clashes that *started* on Friday led to arrests": what a deed is said to do, which is to happen."""
    if noun.tag_[:1] != "N" or not in_class(verb, "happening"):
        return False
    return verb.dep_ == "relcl" and verb.head == noun or noun in grammar.children(verb, "nsubj", "nsubjpass")


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


# -- in another sentence --------------------------------------------------------------------------------------------


def _meant(at: int, reports: Sequence[Report], tokens: Sequence[Token | None]) -> list[int]:
    """The report of the deed that the one `at` comes back to, as a list of one or none."""
    return (
        _reminded_of(at, reports, tokens) or taken_up.by(at, reports, tokens) or _toll_of_the_last(at, reports, tokens)
    )


def _toll_of_the_last(at: int, reports: Sequence[Report], tokens: Sequence[Token | None]) -> list[int]:
    """The violence of the sentence before, where this one only has its victims: "Two officers were wounded, it said."."""
    report, token = reports[at], tokens[at]
    if token is None or report.event_type != "ASSAULT" or report.status not in REAL:
        return []
    if not one_assault.is_harm_alone(token) or any(name in _OF_ITS_OWN for name, _ in grammar.prepositions(token)):
        return []
    if grammar.children(token, "advcl", "npadvmod", "relcl"):
        return []
    before = [
        n
        for n, other in enumerate(reports)
        if other.sentence == report.sentence - 1
        and (other.event_type, other.status in REAL) == ("ASSAULT", True)
        and other.mode != "abduct"
        and not other_doers(report, other)
    ]
    return before[-1:]


# -- reminders ------------------------------------------------------------------------------------------------------


def _reminded_of(at: int, reports: Sequence[Report], tokens: Sequence[Token | None]) -> list[int]:
    """The report of the deed that the one `at` only reminds of, to say which persons are meant ("the students who were
    abducted have been freed"): the nearest before it that the article reports in a clause of its own, else after it."""
    report, token = reports[at], tokens[at]
    if token is None or not _reminds(token) or report.status not in REAL or report.event_key is not None:
        return []
    nearest: list[int] = []
    others: list[int] = []
    for n, (other, its) in enumerate(zip(reports, tokens, strict=True)):
        if n == at or other.event_type != report.event_type or other.status not in REAL or its is None:
            continue
        if not _of_one_kind(report, other) or other_doers(report, other) or not may_be_of_one_day(report, other):
            continue
        alike = not report.recipients and other.sentence == report.sentence or same_victims(report, other)
        if _reminds(its) and other.sentence != report.sentence:
            continue
        if alike or other.sentence != report.sentence and _same_doers(report, other):
            nearest.append(n)
        elif other.sentence != report.sentence and not are_others(report.recipients, other.recipients):
            others.append(n)
    if not nearest and len(others) == 1:
        nearest = others  # the only one of its kind that the article reports
    far = min(
        nearest,
        key=lambda n: (reports[n].sentence > report.sentence, abs(reports[n].sentence - report.sentence), n),
        default=None,
    )
    return [] if far is None else [far]


def _of_one_kind(report: Report, other: Report) -> bool:
    if other.lemma == report.lemma or other.mode == report.mode is not None:
        return True
    return not taken_up.kinds(report.lemma).isdisjoint(taken_up.kinds(other.lemma))


def _same_doers(report: Report, other: Report) -> bool:
    """Whether the same acted, by their names or the word for them, to others that may be the same."""
    same = identifiers(report.actors) & identifiers(other.actors) or share_a_word(report.actors, other.actors)
    return bool(same) and not are_others(report.recipients, other.recipients)


def _reminds(trigger: Token) -> bool:
    """Whether the trigger stands in a clause that says which persons or things are meant, "those abducted", "who were held",
    "a man who admitted it", "a base that had come under fire", or since when: "days after being seized"."""
    clause = trigger.head if trigger.dep_ == "conj" else trigger
    if clause.dep_ == "relcl" and trigger.tag_ in {"VBD", "VBN"} and not grammar.auxiliaries(trigger) & {"has", "have"}:
        return True
    return trigger.tag_ == "VBN" and clause.dep_ in {"acl", "pcomp"} and grammar.is_passive(clause)

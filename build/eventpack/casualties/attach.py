"""Which report each figure belongs to.

A figure is that of the report whose trigger is the word of harm itself ("killed 14"); else of the deed whose harm it
is: the clause it is part of ("shelled the town, killing 14"), the subject ("the strike left 14 dead"), or what it
happened in ("died in the ambush", "were killed when a shell hit"). Where its sentence reports no such deed, :mod:`story`
says which of the article's events it is of, and the sentence becomes a report of that event (:mod:`tolls`).
A figure that none of this ties to an event belongs to no report: a wrong figure of the dead is worse than none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from ..actors.finder import ActorFinder
from ..core.model import REAL, Actor, Casualty, Published, Report, TimeMention
from ..parsing import grammar
from ..parsing.parser import sentences
from ..parsing.tree import Doc, Span, Token, lemma
from . import tolls
from .figures import Figure, by_report, figures
from .people import Count, are_persons, is_person, top
from .revisions import revision
from .story import ABOUT, Placed, Story, is_charge, is_toll, is_total
from .sums import is_sum
from .verbs import to_prison
from .vocabulary import vocabulary

_ALIKE = 8  # words before a figure that stand twice in an article if the figure does
# Events by which people come to harm.
_HARMFUL = frozenset({"ASSAULT", "COERCE", "PROTEST", "SANCTION"})
# What befalls those to whom a deed of such a mode is done, whatever the verb: "seized", "placed under house arrest".
_BEFALLS = {("ASSAULT", "abduct"): "abducted", ("COERCE", "arrest"): "detained", ("SANCTION", "convict"): "detained"}
# Modes of deeds by which people are taken or kept from something, and come to no other harm.
_TAKING = frozenset({"abduct", "arrest", "confiscate", "deport", "ban", "censor", "withhold"})
_UP = frozenset(
    {
        "advcl",
        "conj",
        "acl",
        "relcl",
        "xcomp",
        "pcomp",
        "prep",
        "dobj",
        "pobj",
        "oprd",
        "acomp",
        "attr",
        "ROOT",
        "appos",
        "nsubj",
        "nsubjpass",
        "dep",
        "nmod",
        "npadvmod",
    }
)
_BY = frozenset({"in", "by", "during", "from", "after", "following", "amid", "with", "of", "under", "when", "as", "on"})
_OFFICE = frozenset({"MIL", "COP", "GOV", "SPY", "JUD"})  # sectors of those who hold people for a state
_UNNAMED = frozenset({"unnamed", "country"})


def with_casualties(
    reports: Sequence[Report],
    doc: Doc,
    finder: ActorFinder,
    times: Mapping[int, TimeMention],
    published: Published,
) -> list[Report]:
    """The reports with the figures that belong to each; those that have some already keep these. Behind them one report
    more for each sentence that gives figures of an event which other sentences report: of that event, with its `event_key`."""
    by_trigger: dict[int, list[int]] = {}
    for number, report in enumerate(reports):
        if _harms(report):
            for i in doc.covering(report.trigger.start, report.trigger.end):
                by_trigger.setdefault(i, []).append(number)
    if not by_trigger:
        return list(reports)
    parsed = sentences(doc)
    placed, loose = _placed(parsed, reports, by_trigger, times, published, finder)
    befallen = {one.report for one in placed if one.figure.kind in _BEFALLS.values()}
    counted = {one.figure.count.start for one in placed}
    for i in sorted(by_trigger):
        for n in by_trigger[i]:
            if n not in befallen:
                more = _of_mode(n, reports[n], doc[i], parsed, counted, finder, times, published)
                befallen.update(one.report for one in more)
                counted.update(one.figure.count.start for one in more)
                placed += more
    story = Story(reports, parsed, by_trigger, times, finder.evidence.place_at, published.latest)
    told = [one for one in placed if is_total(one.figure) and _has_others(one, placed)]
    placed = [one for one in placed if one not in told]
    for number, figure in sorted(
        loose, key=lambda one: (one[0] == 0, one[0])
    ):  # the headline's when all others are known
        host = story.report_of(figure, number, [*placed, *told])
        if host is not None:
            told.append(Placed(figure, number, host))
    found: dict[int, list[Casualty]] = defaultdict(list)
    for one in placed:
        found[one.report].append(_casualty(one.figure, finder, times))
    whole = [
        replace(report, casualties=tuple(found[n])) if n in found and not report.casualties else report
        for n, report in enumerate(reports)
    ]
    return tolls.with_tolls(whole, told, parsed, lambda figure: _casualty(figure, finder, times), finder)


def _has_others(total: Placed, placed: Sequence[Placed]) -> bool:
    """Whether the report of a total has other figures of its kind: "killed three, which raised the toll to 11"."""
    return any(
        one.report == total.report and one.figure.kind == total.figure.kind and not is_total(one.figure)
        for one in placed
    )


def _harms(report: Report) -> bool:
    """Whether people come to harm by the event; a sanction is one if somebody is sentenced."""
    if report.event_type == "SANCTION" and report.mode != "convict":
        return False
    return report.event_type in _HARMFUL and report.status in REAL


def _bears(report: Report, kind: str) -> bool:
    """Whether people may come to such harm by an event of the report's type and mode, if its words are not those of harm."""
    if kind == "detained":
        return report.event_type != "COERCE" or report.mode in {"arrest", None}
    if kind == "displaced" and report.mode == "deport":
        return True
    return report.event_type != "SANCTION" and (report.mode not in _TAKING or kind == "abducted")


def _placed(
    parsed: Sequence[Span],
    reports: Sequence[Report],
    by_trigger: Mapping[int, list[int]],
    times: Mapping[int, TimeMention],
    published: Published,
    finder: ActorFinder,
) -> tuple[list[Placed], list[tuple[int, Figure]]]:
    """The figures that a deed in their own sentence has; and the others, with the number of their sentence."""
    placed: list[Placed] = []
    loose: list[tuple[int, Figure]] = []
    repeats = _Repeats()

    def fitting(one: Figure) -> dict[int, list[int]]:
        return {
            i: there
            for i, numbers in by_trigger.items()
            if (there := numbers if i == one.harm.i else [n for n in numbers if _bears(reports[n], one.kind)])
        }

    for number, sentence in enumerate(parsed):
        stated = [one for one in _no_sums(figures(sentence, times, finder), times, published) if not repeats(one)]
        able = [fitting(one) for one in stated]
        own = [_deed(one, triggers) for one, triggers in zip(stated, able, strict=True)]
        deeds = _shared(stated, own, able, (times, finder.evidence.place_at))
        for one, token in zip(stated, deeds, strict=True):
            if token is None:
                loose.append((number, one))
            else:
                placed.append(Placed(one, number, by_trigger[token.i][0]))
    return placed, loose


class _Repeats:
    """Whether a figure stood in the article before in the same words: in a lead that is also a caption or a summary."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def __call__(self, figure: Figure) -> bool:
        harm, count = figure.harm, figure.count
        doc, sent = harm.doc, harm.sent
        first = max(sent.start, min(harm.i, count.start) - _ALIKE)
        last = min(sent.end, max(harm.i + 1, count.end) + _ALIKE)
        if last - first < _ALIKE:
            return False
        words = " ".join(t.lower_ for t in doc[first:last] if not t.is_space)
        here = f"{figure.kind} {count.start - first} {words}"
        known = here in self._seen
        self._seen.add(here)
        return known


def _no_sums(found: Sequence[Figure], times: Mapping[int, TimeMention], published: Published) -> list[Figure]:
    """The figures that are no sums over many events; of those that stand side by side all are or none: "30 killed, 1,200
    detained since the coup"."""
    summed = [is_sum(one, times, published.latest) for one in found]
    for at in range(len(found) - 1, 0, -1):
        summed[at - 1] |= (
            summed[at] and found[at - 1].harm.i < found[at].count.start and _joined(found[at - 1], found[at])
        )
    return [one for one, is_one in zip(found, summed, strict=True) if not is_one]


def _of_mode(
    number: int,
    report: Report,
    trigger: Token,
    parsed: Sequence[Span],
    counted: Container[int],
    finder: ActorFinder,
    times: Mapping[int, TimeMention],
    published: Published,
) -> list[Placed]:
    """The figures that the report's recipients give, where its mode says what befell them and no word of harm did;
    `counted`: the first tokens of the figures there are."""
    kind = _BEFALLS.get((report.event_type or "", report.mode or ""))
    if kind is None or report.event_type == "SANCTION" and not to_prison(trigger):
        return []
    if report.mode == "arrest" and _is_sought(trigger):
        return []
    if kind == "abducted" and any(m.actor and m.actor.sector in _OFFICE for m in report.actors):
        kind = "detained"  # "soldiers seized a shepherd": held by a state
    sentence, doc, people = parsed[report.sentence], trigger.doc, []
    for mention in report.recipients:
        inside = doc.covering(mention.start, mention.end)
        if inside and sentence.start <= inside[0] and inside[-1] < sentence.end:
            people.append(top([doc[i] for i in inside]))
    stated = by_report(trigger, kind, people, sentence, times, finder)
    return [
        Placed(one, report.sentence, number)
        for one in stated
        if not is_sum(one, times, published.latest)
        and one.count.start not in counted
        and are_persons(one.count, finder)
    ]


def _is_sought(trigger: Token) -> bool:
    """ "Searched for the suspect", "a warrant for her arrest": whom it is about is not held yet."""
    sought = vocabulary().lists["sought"]
    for_what = trigger.dep_ == "pobj" and trigger.head.lower_ == "for" and lemma(trigger.head.head) in sought
    return lemma(trigger) in sought or for_what


def _shared(
    stated: Sequence[Figure],
    deeds: Sequence[Token | None],
    able: Sequence[Container[int]],
    apart: Sequence[Container[int]],
) -> list[Token | None]:
    """The deeds with that of the figure beside it for one that has none: "reported 62 killed and 200 wounded". `apart`: the
    tokens of times, and those of places."""
    found = list(deeds)
    for at, one in enumerate(stated):
        for other in (at - 1, at + 1):
            deed = deeds[other] if 0 <= other < len(stated) else None
            if deed is None or deed.i not in able[at]:
                continue
            is_joined = one.harm in stated[other].harm.conjuncts and one.harm is not found[at] and other < at
            # "was shut after a barrage in which four died and nine were hurt", to the parser "shut ... and hurt"
            is_joined |= other < at and _joined(one, stated[other]) and _is_nearer(deed, found[at], one.harm)
            if other < at and _is_elsewhere(one.harm, stated[other].harm, apart):
                continue  # "four were hurt near Derik on Tuesday, and a mechanic was killed in Kobani"
            if is_joined or found[at] is None and _joined(one, stated[other]):
                found[at] = deed  # "four were killed and nine others wounded": by one deed
    return found


def _is_nearer(deed: Token, other: Token | None, harm: Token) -> bool:
    """Whether a deed stands between the one found for a word of harm and that word."""
    return other is not None and other.i < deed.i < harm.i


def _is_elsewhere(harm: Token, other: Token, apart: Sequence[Container[int]]) -> bool:
    """Whether two words of harm each have a time, or each a place, of their own."""

    def has(token: Token, kind: Container[int]) -> bool:
        below = (g for c in token.children if c.dep_ == "prep" for g in c.children if g.dep_ == "pobj")
        return any(t.i in kind for t in (*below, *token.children))

    return any(has(harm, kind) and has(other, kind) for kind in apart)


def _joined(one: Figure, other: Figure) -> bool:
    """Whether nothing but the words of harm and "and" stands between two figures."""
    first, second = sorted((one, other), key=lambda f: f.count.start)
    between = one.harm.doc[first.count.end : second.count.start]
    return all(
        t.is_punct
        and t.text != ";"
        or t.tag_ in {"CC", "RB", "IN"}
        or t.dep_ in {"aux", "auxpass"}
        or lemma(t) == "be"
        or t in (one.harm, other.harm)
        for t in between
    )


def _casualty(figure: Figure, finder: ActorFinder, times: Container[int]) -> Casualty:
    count, doc = figure.count, figure.harm.doc
    start, last = doc[count.start].idx, doc[count.end - 1]
    end = last.idx + len(last)
    bounds, text = (count.low, count.high), doc.text[start:end]
    return Casualty(start, end, text, figure.kind, *bounds, whose(count, finder), revision(figure, times))


def whose(count: Count, finder: ActorFinder) -> Actor | None:
    """In whose ranks they are; None where the words do not say."""
    who = count.who
    if (
        who is None
        or count.is_nobody
        or who.tag_[:1] != "N"
        or lemma(who) in vocabulary().lists["anybody"]
        and not _is_qualified(who, finder)
    ):
        return None
    actor = finder.mention(who).actor
    return None if actor is None or actor.kind in _UNNAMED else actor


def _is_qualified(who: Token, finder: ActorFinder) -> bool:
    """ "Syrian people": whose they are is said by what stands before."""
    return any(finder.evidence.country_of(c.i) is not None for c in who.lefts if c.dep_ in {"amod", "compound"})


# --- the deed in the sentence -------------------------------------------------------------------------------------


def _deed(figure: Figure, triggers: Mapping[int, list[int]]) -> Token | None:
    """The trigger, in the figure's own sentence, of the deed that did the harm."""
    harm, is_count = figure.harm, is_toll(figure)
    node = harm
    for _ in range(12):
        if node.i in triggers:
            return node
        beside = _beside(node, triggers, harm, is_count)
        if beside is not None:
            return beside
        if node.head is node or node.dep_ not in _UP or node.dep_ == "prep" and node.lower_ in ABOUT:
            return None
        if is_charge(node):
            return None  # "was hurt and is charged in the killing of a neighbour"
        if node.dep_ == "relcl" and (nearest := _nearest_deed(node, triggers)) is not None:
            return nearest
        node = node.head
    return None


def _nearest_deed(clause: Token, triggers: Mapping[int, list[int]]) -> Token | None:
    """The last deed before a relative clause that does not hang on a person: "an attack in revenge for air strikes this month
    in Kunduz that left 30 dead"."""
    plural = {"have", "are", "were"} & grammar.auxiliaries(clause)
    single = {"has", "is", "was"} & grammar.auxiliaries(clause)
    for token in reversed(clause.doc[clause.sent.start : clause.left_edge.i]):
        if token.tag_ in {"VBD", "VBZ", "VBP", "MD"} or token is clause.head and is_person(token):
            return None
        if token.i in triggers and token.tag_ in {"NN", "NNS"} and not (plural if token.tag_ == "NN" else single):
            return token
    return None


def _beside(node: Token, triggers: Mapping[int, list[int]], harm: Token, is_count: bool) -> Token | None:
    """A trigger that hangs on `node` as its subject, its cause or its circumstance; what happens while somebody counts
    ("the toll hits 31 as the army shells") is neither."""
    for child in node.children:
        if child is harm:
            continue
        if child.dep_ in {"nsubj", "nsubjpass", "csubj"}:
            for token in (
                child,
                *(g for c in child.children if c.dep_ == "prep" and c.lower_ == "of" for g in c.children),
                *(c for c in child.children if c.dep_ in {"acl", "relcl"}),
            ):
                if token.i in triggers and token.i != harm.i:
                    return token
        elif child.dep_ in {"prep", "agent"} and (child.lower_ in _BY or _is_to_wounds(child)):
            for token in _below(child):
                if token.i in triggers:
                    return token
        elif (
            child.dep_ == "advcl"
            and not is_count
            and (grammar.marks(child) & {"when", "as", "after", "since"} or child.tag_ == "VBG")
            and (deed := next((c for c in grammar.conjuncts(child) if c.i in triggers), None)) is not None
        ):
            return deed  # "when police swung batons and fired tear gas"
        elif child.dep_ == "advcl" and not is_count and grammar.marks(child) & {"when", "as", "after"}:
            after = (t for c in child.children if c.dep_ == "prep" and c.lower_ in _BY for t in _below(c))
            if (deed := next((t for t in after if t.i in triggers), None)) is not None:
                return deed  # "when a house collapsed after an air strike"
        elif child.dep_ in {"ccomp", "parataxis"} and child.i < node.i and child.i in triggers:
            return child  # "attacked the base; there were no casualties"
        elif child.dep_ == "dobj" and child.i in triggers:
            return child  # "carried out an attack that killed", "launched a strike, killing"
    return None


def _is_to_wounds(prep: Token) -> bool:
    """ "Succumbed to wounds suffered in an ambush"."""
    return prep.lower_ == "to" and any(lemma(t) in vocabulary().lists["wounds"] for t in prep.children)


def _below(prep: Token) -> Iterator[Token]:
    """What stands in a prepositional phrase, the uppermost first, without what clauses about others tell."""
    waiting = [prep]
    for token in waiting:
        yield token
        waiting += [c for c in token.children if c.dep_ not in {"relcl", "ccomp"}]

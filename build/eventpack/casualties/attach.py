"""Which report each figure belongs to.

A figure is that of the report whose trigger is the word of harm itself ("killed 14"); else of the deed whose harm it
is: the clause it is part of ("shelled the town, killing 14"), the subject ("the strike left 14 dead"), or what it
happened in ("died in the ambush", "were killed when a shell hit"). A sentence that reports no deed of its own, but whose
words take up the one just reported ("the strike left ...", "no casualties were reported"), goes with the sentence before.
A figure that none of this ties to a deed belongs to no report: a wrong figure of the dead is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ..actors.finder import ActorFinder
from ..core.model import Actor, Casualty, Published, Report, TimeMention
from ..events.frames import in_class
from ..parsing import grammar
from ..parsing.parser import sentences
from ..parsing.tree import Doc, Span, Token, lemma
from .figures import Figure, by_report, figures
from .people import Count, top
from .sums import is_sum
from .vocabulary import vocabulary

# Events by which people come to harm.
_HARMFUL = frozenset({"ASSAULT", "COERCE", "PROTEST"})
_REAL = frozenset({"occurred", "ongoing"})
# What befalls those to whom a deed of such a mode is done, whatever the verb: "seized", "placed under house arrest".
_BEFALLS = {("ASSAULT", "abduct"): "abducted", ("COERCE", "arrest"): "detained"}
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
_BACK = 2  # sentences before, at the most, whose deed a sentence may take up
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_UNNAMED = frozenset({"unnamed", "country"})


def with_casualties(
    reports: Sequence[Report],
    doc: Doc,
    finder: ActorFinder,
    times: Mapping[int, TimeMention],
    published: Published,
) -> list[Report]:
    """The reports with the figures that belong to each; those that have some already keep these."""
    by_trigger: dict[int, list[int]] = {}
    for number, report in enumerate(reports):
        if report.event_type in _HARMFUL and report.status in _REAL:
            for i in doc.covering(report.trigger.start, report.trigger.end):
                by_trigger.setdefault(i, []).append(number)
    if not by_trigger:
        return list(reports)
    found: dict[int, list[Casualty]] = {}
    parsed = sentences(doc)
    for number, sentence in enumerate(parsed):
        stated = [f for f in figures(sentence, times) if not is_sum(f.harm, times, published.latest)]
        own = [_deed(one, by_trigger) for one in stated]
        deeds = _shared(
            stated,
            [there or _deed_before(one, number, parsed, by_trigger) for one, there in zip(stated, own, strict=True)],
        )
        for one, token, there in zip(stated, deeds, own, strict=True):
            if token is None:
                continue
            had = found.setdefault(by_trigger[token.i][0], [])
            same = [c for c in had if c.kind == one.kind and (there is not None or c.start < sentence.start_char)]
            if same and (there is None or _is_total(one)):
                # Another total of what was counted before, not more people: a later toll replaces it, else it stands.
                if there is not None or not _is_total(one):
                    continue
                had[:] = [other for other in had if other.kind != one.kind]
            had.append(_casualty(one, doc, finder))
        for token in sentence:
            for n in by_trigger.get(token.i, ()):
                found.setdefault(n, []).extend(
                    _of_mode(reports[n], token, found.get(n, ()), sentence, finder, times, published)
                )
    return [
        replace(report, casualties=tuple(found[n])) if n in found and not report.casualties else report
        for n, report in enumerate(reports)
    ]


def _of_mode(
    report: Report,
    trigger: Token,
    had: Sequence[Casualty],
    sentence: Span,
    finder: ActorFinder,
    times: Mapping[int, TimeMention],
    published: Published,
) -> list[Casualty]:
    """The figures that the report's recipients give, where its mode says what befell them and no word of harm did."""
    kind = _BEFALLS.get((report.event_type or "", report.mode or ""))
    if kind is None or had or is_sum(trigger, times, published.latest):
        return []
    doc, people = trigger.doc, []
    for mention in report.recipients:
        inside = doc.covering(mention.start, mention.end)
        if inside and sentence.start <= inside[0] and inside[-1] < sentence.end:
            people.append(top([doc[i] for i in inside]))
    if any(one.tag_ == "NNP" for one in people):
        return []  # a name may be a town's or a ship's
    return [_casualty(one, doc, finder) for one in by_report(trigger, kind, people, sentence, times)]


def _is_total(figure: Figure) -> bool:
    """ "The death toll", "the number of dead"."""
    return lemma(figure.harm) in vocabulary().lists["sums"]


def _shared(stated: Sequence[Figure], deeds: Sequence[Token | None]) -> list[Token | None]:
    """The deeds with that of the figure beside it for one that has none: "reported 62 killed and 200 wounded"."""
    found = list(deeds)
    for at, one in enumerate(stated):
        for other in (at - 1, at + 1):
            if (
                found[at] is None
                and 0 <= other < len(stated)
                and deeds[other] is not None
                and _joined(one, stated[other])
            ):
                found[at] = deeds[other]
    return found


def _joined(one: Figure, other: Figure) -> bool:
    """Whether nothing but the words of harm and "and" stands between two figures."""
    first, second = sorted((one, other), key=lambda f: f.count.start)
    between = one.harm.doc[first.count.end : second.count.start]
    return all(t.is_punct or t.tag_ in {"CC", "RB", "IN"} or t in (one.harm, other.harm) for t in between)


def _casualty(figure: Figure, doc: Doc, finder: ActorFinder) -> Casualty:
    count = figure.count
    start, last = doc[count.start].idx, doc[count.end - 1]
    end = last.idx + len(last)
    return Casualty(start, end, doc.text[start:end], figure.kind, count.low, count.high, whose(count, finder))


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
    harm = figure.harm
    node = harm
    for _ in range(12):
        if node.i in triggers:
            return node
        beside = _beside(node, triggers, harm)
        if beside is not None:
            return beside
        if node.head is node or node.dep_ not in _UP:
            return None
        node = node.head
    return None


def _beside(node: Token, triggers: Mapping[int, list[int]], harm: Token) -> Token | None:
    """A trigger that hangs on `node` as its subject, its cause or its circumstance."""
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
        elif child.dep_ in {"prep", "agent"} and child.lower_ in _BY:
            for token in _below(child):
                if token.i in triggers:
                    return token
        elif (
            child.dep_ == "advcl"
            and (grammar.marks(child) & {"when", "as", "after"} or child.tag_ == "VBG")
            and child.i in triggers
        ):
            return child
        elif child.dep_ in {"ccomp", "parataxis"} and child.i < node.i and child.i in triggers:
            return child  # "attacked the base; there were no casualties"
        elif child.dep_ == "dobj" and child.i in triggers:
            return child  # "carried out an attack that killed", "launched a strike, killing"
    return None


def _below(prep: Token) -> Iterator[Token]:
    """What stands in a prepositional phrase, the uppermost first, without what clauses about others tell."""
    waiting = [prep]
    for token in waiting:
        yield token
        waiting += [c for c in token.children if c.dep_ not in {"relcl", "ccomp"}]


# --- the deed reported before -------------------------------------------------------------------------------------


def _deed_before(
    figure: Figure, number: int, parsed: Sequence[Iterable[Token]], triggers: Mapping[int, list[int]]
) -> Token | None:
    """The trigger of the deed that the sentence takes up: the last one reported, if these words can only speak of it."""
    sentence = list(parsed[number])
    if any(token.i in triggers for token in sentence) or not _takes_up(figure):
        return None
    for back in range(1, _BACK + 1):
        if number - back < 0:
            return None
        before = [token for token in parsed[number - back] if token.i in triggers]
        if before:
            deeds = {n for token in before for n in triggers[token.i]}
            return before[0] if len(deeds) == 1 else None
    return None


def _takes_up(figure: Figure) -> bool:
    """Whether the sentence speaks of a deed reported before: it names one with "the", or names none and gives a toll."""
    harm = figure.harm
    verb = harm if grammar.is_verb(harm) else grammar.clause(harm)
    tokens = [t for t in verb.subtree] if verb is not None else [harm]
    if {"have", "has"} & grammar.auxiliaries(verb):
        return False  # "thousands have been killed": up to now, in whatever
    deeds = [t for t in tokens if t.tag_[:1] == "N" and (in_class(t, "war_acts") or in_class(t, "clashes"))]
    if deeds:
        return all(any(c.dep_ == "det" and c.lower_ in _DEFINITE for c in t.lefts) for t in deeds)
    return True

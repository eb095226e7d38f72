"""Which figures are sums over many events: killed since the war began, this year, in the conflict, on average.

Such a figure is no single event's, whatever event its sentence reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from ..core.model import TimeMention
from ..events.frames import in_class
from ..parsing import grammar
from ..parsing.tree import Token, is_aged, lemma
from .figures import Figure
from .vocabulary import vocabulary

_LONGEST_DAYS = 31  # what happened within a month may be one event
_MONTH_DAYS, _IN_A_MONTH = 26, 1_000  # so many who were killed "in May" were killed in many events
_RECENT_DAYS = 14
_OF_MANY = 1_000  # so many have been killed or hurt by now, not in one event
_SUCH = frozenset({"those", "these", "such", "similar"})
_PAST = frozenset({"past", "last", "recent", "previous", "preceding"})
_BESIDE = frozenset({"after", "before", "ago", "later", "earlier"})
_ALL_IN_ALL = frozenset({("in", "all"), ("in", "total"), ("overall",), ("altogether",)})
_OF_A_WAR = 100_000  # so many are displaced by a war, not by one of its events
_UP = frozenset(
    {
        "advcl",
        "acl",
        "relcl",
        "conj",
        "xcomp",
        "pcomp",
        "prep",
        "pobj",
        "oprd",
        "acomp",
        "dobj",
        "nsubj",
        "nsubjpass",
        "attr",
        "appos",
        "ccomp",
    }
)
_CLAUSES = frozenset({"relcl", "acl", "ccomp", "advcl", "parataxis"})
_ONE = frozenset({"a", "an", "the", "one", "this", "that"})
_DEED_BY = frozenset({"in", "by", "during", "when", "from", "at"})


def is_sum(figure: Figure, times: Mapping[int, TimeMention], published: date | None) -> bool:
    """Whether a figure is a sum over many events. `times`: the expression at each token."""
    harm = figure.harm
    tokens = [*_around(harm), *_clause_before(harm)]
    if _sums_up(harm, tokens):
        return True
    if _is_somebody(figure):
        return False
    if any(t.tag_ == "NNS" and in_class(t, "war_acts") and {c.lower_ for c in t.lefts} & _SUCH for t in tokens):
        return True  # "have died in such attacks"
    doer = grammar.subject(harm) if grammar.is_verb(harm) else None
    if doer is not None and lemma(doer) in vocabulary().lists["affairs"]:
        return True  # "the war that claimed 6,500 lives"
    if figure.kind in {"detained", "abducted"} and lemma(harm) in vocabulary().lists["held"]:
        return False  # "has held them since May": how long, not how often
    if figure.kind == "displaced" and (figure.count.low or 0) >= _OF_A_WAR:
        return True
    if _is_far_too_many(figure):
        return True
    affairs, since = vocabulary().lists["affairs"], vocabulary().lists["since"]
    marks = [
        t
        for t in tokens
        if t.lower_ in since
        and t.dep_ in {"prep", "mark", "advmod"}
        and not any(_is_one(c) for c in t.children)
        and not (t.dep_ == "advmod" and t.doc[t.i + 1].tag_ == "VBN")  # "have since arrested two"
    ]
    of_marks = {t.i for mark in marks for t in mark.subtree}
    if figure.kind != "detained" and any(
        lemma(t) in affairs and t.dep_ in {"pobj", "nsubj"} and t.i not in {harm.i, *of_marks} for t in tokens
    ):
        return True
    spans = [
        times[t.i] for t in tokens if t.i in times and t.i not in of_marks and not _is_age(t) and not _is_as_many(t)
    ]
    if marks:
        own = {t.i for t in _around(harm, within=True)}
        spans = [times[i] for i in own if i in times and i not in of_marks]
        below = {t.i for t in harm.subtree}
        if all(
            mark.i in below for mark in marks
        ):  # "admitted on Thursday killing 80 since May": Thursday is of the other
            spans = [times[i] for i in below if i in times and i not in of_marks]
        return not any(map(_is_day, spans)) and not all(_is_recent(mark, times, published) for mark in marks)
    if figure.kind == "detained":
        spans = [
            m for m in spans if m.type != "DURATION" or _PAST & {*m.text.lower().split()}
        ]  # "jailed for three years"
    many = (figure.count.low or 0) >= _IN_A_MONTH
    return any(_is_long(m, _MONTH_DAYS if many else _LONGEST_DAYS) for m in spans) and not _one_deed(tokens)


def _is_somebody(figure: Figure) -> bool:
    """Whether a figure is a certain person, who comes to harm once: "Said has been held since May"."""
    count = figure.count
    named = count.who is not None and (
        count.who.tag_ == "NNP" or any(c.lower_ == "the" or c.dep_ == "poss" for c in count.who.lefts)
    )
    return count.low == count.high == 1 and (named or count.who is None and figure.harm.doc[count.start].tag_ == "PRP")


def _is_one(deed: Token) -> bool:
    """ "Since the attack", "since Sunday's raid"."""
    return (
        deed.tag_ == "NN"
        and (in_class(deed, "war_acts") or in_class(deed, "clashes"))
        and any(c.dep_ == "det" and c.lower_ in _ONE or c.dep_ == "poss" for c in deed.lefts)
    )


def _sums_up(harm: Token, tokens: list[Token]) -> bool:
    """ "So far this year", "on average" among the words of the clause; not "a day after", nor "in all" of one attack."""
    words = [t.lower_ for t in harm.sent]
    own = {t.i - harm.sent.start for t in tokens}
    by_one = any(_is_one(t) or _is_known_deed(t) for t in tokens)
    found = (
        (phrase, words[at + len(phrase) : at + len(phrase) + 1])
        for phrase in vocabulary().sums_up
        for at in range(len(words) - len(phrase) + 1)
        if tuple(words[at : at + len(phrase)]) == phrase and own & set(range(at, at + len(phrase)))
    )
    return any(
        not (phrase[0] == "a" and after and after[0] in _BESIDE) and not (phrase in _ALL_IN_ALL and by_one)
        for phrase, after in found
    )


def _is_known_deed(noun: Token) -> bool:
    """ "In the shootings"."""
    is_deed = in_class(noun, "war_acts") or in_class(noun, "clashes")
    return noun.tag_ == "NNS" and is_deed and any(c.lower_ in {"the", "these", "those"} for c in noun.lefts)


def _is_far_too_many(figure: Figure) -> bool:
    """ "Fighting that has killed thousands": so many up to now, and by no single attack that is named."""
    verb = figure.harm if grammar.is_verb(figure.harm) else grammar.clause(figure.harm)
    if (
        figure.count.low is None
        or figure.count.low < _OF_MANY
        or not {"have", "has", "'ve"} & grammar.auxiliaries(verb)
    ):
        return False
    doer = grammar.subject(verb)
    return figure.kind in {"killed", "injured"} and not (doer is not None and _is_one(doer))


def _around(harm: Token, within: bool = False) -> Iterator[Token]:
    """The words that belong to what `harm` says, and to the clauses of which it is part; not to clauses about others.
    With `within` not to a clause that it is only joined to either."""
    node, seen = harm, {harm.i}
    yield from _own(harm, seen)
    while node.dep_ in _UP and node.head is not node:
        if within and node.dep_ == "conj" and grammar.children(node, "nsubj", "nsubjpass"):
            break
        if node.dep_ == "ccomp" or node.dep_ == "relcl" or lemma(node.head) in vocabulary().lists["sentencing"]:
            break  # "sentenced to nine years on charges of killing": how long for that
        node = node.head
        yield from _own(node, seen)


def _own(token: Token, seen: set[int]) -> Iterator[Token]:
    waiting = [token]
    while waiting:
        here = waiting.pop()
        if here.i not in seen or here is token:
            seen.add(here.i)
            yield here
            waiting += [
                c for c in here.children if c.dep_ not in _CLAUSES and c.i not in seen and not _is_aside(c, token)
            ]
            waiting += [m for c in here.children if c.dep_ == "advcl" for m in c.children if m.lower_ == "since"]


def _clause_before(harm: Token) -> Iterator[Token]:
    """The words of the relative clause that a participle goes on from, where the parser hung it higher: "with whom it has
    clashed since June, leaving 40 dead"."""
    clause = grammar.clause(harm)
    at = clause.left_edge.i - 2
    if clause.tag_ != "VBG" or clause.dep_ != "advcl" or at < harm.sent.start or harm.doc[at + 1].text != ",":
        return
    before = grammar.clause(harm.doc[at])
    if before.dep_ == "relcl" and any(t.lower_ == "since" for t in before.subtree):
        yield from _own(before, set())


def _is_recent(since: Token, times: Mapping[int, TimeMention], published: date | None) -> bool:
    """ "Since Sunday": within two weeks of the article."""
    clause = since.head if since.dep_ == "mark" else since  # "since fighting broke out on Monday"
    spans = [times[t.i] for t in clause.subtree if t.i in times]
    return bool(
        published
        and spans
        and all(m.earliest is not None and 0 <= (published - m.earliest).days <= _RECENT_DAYS for m in spans)
    )


def _is_aside(since: Token, clause: Token) -> bool:
    """ "The deadliest attack since 2015", "fighting since May": said of a noun, not of what befell people."""
    if since.lower_ not in vocabulary().lists["since"]:
        return False
    if any(
        t.tag_ in {"JJS", "RBS"} and t.lower_ != "least"
        for t in since.doc[max(since.sent.start, since.i - 6) : since.i]
    ):
        return True
    return (
        since.head is not clause and since.head.tag_[:1] == "N" and lemma(since.head) != "time"
    )  # "clashed 11 times since"


def _is_age(token: Token) -> bool:
    """ "A 14-year-old girl"."""
    return is_aged(token.lower_) or any(
        t.lower_ == "old" for t in token.doc[token.i : token.i + 5]
    )  # "14 - year - old", as some pages have it


def _is_as_many(token: Token) -> bool:
    """ "The third attack in as many months"."""
    return any(
        token.doc[at].lower_ == "as" and token.doc[at + 1].lower_ == "many"
        for at in (token.i - 2, token.i - 1)
        if at >= 0
    )


def _is_day(time: TimeMention) -> bool:
    """A time of some days at most: "on Thursday" says when, so that "since May" beside it is said of something else."""
    return bool(time.earliest and time.latest and (time.latest - time.earliest).days <= _RECENT_DAYS)


def _is_long(time: TimeMention, longest: int = _LONGEST_DAYS) -> bool:
    if time.type == "SET":
        return True
    if time.text.lower().endswith("ago"):
        return False  # "two years ago": at one time, however roughly it is known
    if time.type == "TIME":
        return False  # "the night of the coup": one night, of whatever year
    if time.earliest is None or time.latest is None:
        if time.type == "DATE" and time.text.lower().split()[-1:] in (["year"], ["decade"], ["century"]):
            return True  # "last year", in an article without a date
        return time.type == "DURATION" and time.value[-1:] in {"Y", "M"} and "T" not in time.value
    return (time.latest - time.earliest).days > longest


def _one_deed(tokens: list[Token]) -> bool:
    """A single act is reported, so that a long span only dates it: "a bombing killed 190 people in 2004"."""
    return any(
        t.tag_ in {"NN", "NNP"}
        and (in_class(t, "war_acts") or in_class(t, "clashes"))
        and (t.dep_ in {"nsubj", "ROOT"} or t.dep_ == "pobj" and t.head.lower_ in _DEED_BY)
        and any(c.dep_ == "det" and c.lower_ in _ONE for c in t.lefts)
        for t in tokens
    )

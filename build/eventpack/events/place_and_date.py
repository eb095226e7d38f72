"""When an event happened: which of its sentence's dates belongs to a trigger, and what that says of the event's days.

The nearest in the parse wins, never the nearest in the line alone. A clause shares the date of the clause above it only
where both speak of one moment ("launched a raid, killing two"); what a relative clause or an after-clause reports is no
later than that date, and "two days after" counts back from it. A date inside the phrase of another deed is that deed's.
Where the text gives no date there is none; what has happened is no later than the day of publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ..core.model import Published, TimeMention
from ..parsing import grammar
from ..parsing.tree import Doc, Token, lemma
from ..resolving.date_bounds import When, bounded
from ..resolving.place_of_phrase import AREAS, Where, tokens_of
from . import dates_apart
from .frames import in_class
from .slots import governor
from .status_and_source import Context, operators, speech

__all__ = ["AREAS", "When", "Where", "tokens_of", "when"]

_BEGINNINGS = {"begin", "start", "commence"}
# How far from the trigger a date may stand and still be its own, by the number of clauses between them.
_FAR = 9
_HOPS = 12  # words between a date and the verb it hangs on
_HAPPENED = frozenset({"occurred", "ongoing", "negated"})
# Between the ends of a span: "from 10 to 14 May", "May 10-14", "between Monday and Wednesday".
_THROUGH = re.compile(
    r"\s*(?:-|–|—|to|into|until|till|through)\s*(?:the\s+)?|\s+(?:to|into|until|till|through)\s+", re.IGNORECASE
)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_AMOUNT = re.compile(r"P(\d+|X)([DWMY])$")
_DAYS = {"D": 1, "W": 7, "M": 30, "Y": 365}
# Nouns of deeds with a day of their own, and the prepositions that only bring them up.
_DEEDS = ("war_acts", "talks", "agreement", "ceasefire")
_DATED = (*_DEEDS, "decisions")  # "its April 5 decision to expel them"
_DURING = frozenset({"at", "during"})
_BRINGS_UP = frozenset({"over", "after", "about", "for", "following", "since", "before", "despite", "from", "to", "as"})
_AFTER = frozenset({"after", "since", "once"})
_BEFORE = frozenset({"before", "until", "till"})
_PROGRESSIVE = frozenset({"is", "are", "was", "were", "been", "being"})
_WITHIN_A_DAY = frozenset({"minute", "hour"})
_WAITING = frozenset({"until", "till"})


@dataclass(frozen=True, slots=True)
class _Level:
    """A clause around the trigger: how many clauses away, and whether what it reports is of the same moment, or the event
    lies before or after it."""

    steps: int
    order: str  # same, before, after, apart
    by: Token | None = None  # the verb whose clause is of another time: "two days after he left"


def when(
    trigger: Token,
    context: Context,
    status: str,
    times: dict[int, TimeMention],
    doc: Doc,
    published: Published,
    is_statement: bool,
) -> When:
    """The date of the event that `trigger` reports.

    A date in the event's own clause is its date; one that stands with the verb of saying dates the saying: what
    happened is no later, what is announced no earlier. With no date, what happened is no later than the day of
    publication. `is_statement`: the event is itself the saying (a promise, a threat).
    """
    since = _since_then(trigger, context, times, published) if status in _HAPPENED else None
    found = (
        since
        or dates_apart.of_when_clause(trigger, context, times)
        or _dated(trigger, context, status, times, published, is_statement)
    )
    if status not in _HAPPENED or published.latest is None:
        return found or When()
    if found is None or (found.earliest is not None and found.earliest > published.latest):
        return When(None, None, published.latest)
    if found.latest is None or found.latest > published.latest:
        return replace(found, latest=published.latest) if found.earliest is None else _clipped(found, published)
    return found


def _clipped(found: When, published: Published) -> When:
    """What has begun is known up to the day of publication; a month or week that is not over stays as the text says."""
    return found if found.latest is not None else replace(found, latest=None)


def _dated(
    trigger: Token,
    context: Context,
    status: str,
    times: dict[int, TimeMention],
    published: Published,
    is_statement: bool,
) -> When | None:
    levels = _levels(trigger, context)
    doc = trigger.doc
    recalled = _recalled_by(trigger)
    said = levels.get(context.speech.i) if context.speech is not None and context.speech != trigger else None
    best = None
    lies_ahead = dates_apart.is_open(context)
    for mention, first, token in _mentions(trigger, times):
        if is_statement and dates_apart.is_of_content(mention, trigger):
            continue
        level, hops = _level_of(_anchor(token, first), trigger, levels, is_statement)
        if level is None or is_statement and lies_ahead and said is not None and level.steps < said.steps:
            continue  # "said it would close the border until May": the day of what is promised, not of the promise
        if level.steps and dates_apart.is_told_from_now(context):
            continue
        speech_level = (
            context.speech is not None
            and context.speech.i in levels
            and level.steps >= levels[context.speech.i].steps
            and context.speech != trigger
        ) or (recalled is not None and not recalled.is_ancestor(token))
        key = (level.order == "apart", speech_level, level.steps, hops, abs(token.i - trigger.i))
        if best is None or key < best[0]:
            best = (key, mention, first, level, speech_level)
    if best is None or best[3].order == "apart":
        return _counted(trigger, levels, None, times, published)
    _, mention, token, level, speech_level = best
    found = _span(mention, token, times) or bounded(mention, token)
    waits = doc[token.i - 1].lower_ in _WAITING if token.i else False
    if (
        waits
        and status == "occurred"
        and not is_statement
        and (mention.latest is None or (published.latest is not None and mention.latest > published.latest))
    ):
        return None  # "closed the border until Friday": how long, not when
    if speech_level and not is_statement:
        if status in {"future", "hypothetical"}:
            return When(found.text, found.earliest, None)
        return When(found.text, None, found.latest)
    if level.order != "same" and status in _HAPPENED | {"hypothetical"}:
        counted = _counted(trigger, levels, found, times, published)
        if counted is not None:
            return counted
        if level.order == "before":
            return When(found.text, None, found.latest)
        return When(found.text, found.earliest, published.latest)
    begun = any(lemma(v) in _BEGINNINGS for v in (trigger, *context.joined)) and found.earliest is not None
    if (begun and not is_statement) or (status == "ongoing" and found.latest is None):
        # "began last week": it goes on from there, and the article is as far as it can see.
        return When(found.text, found.earliest, published.latest)
    return found


def _mentions(trigger: Token, times: dict[int, TimeMention]) -> Iterator[tuple[TimeMention, Token, Token]]:
    """The dates of the sentence, each with its first token and the one its words hang on; not those that only belong to a name: "the 2003 treaty"."""
    seen: set[int] = set()
    doc = trigger.doc
    for i in range(trigger.sent.start, trigger.sent.end):
        mention = times.get(i)
        if mention is None or id(mention) in seen:
            continue
        seen.add(id(mention))
        token = doc[i]
        if (
            mention.earliest is None
            and mention.latest is None
            or dates_apart.is_part_of_next(mention, times, trigger.sent)
        ):
            continue
        while token.head != token and mention.start <= token.head.idx < mention.end:
            token = token.head
        if _names_a_thing(token, trigger) and not (mention.earliest == mention.latest and _is_occasion(token.head)):
            continue
        yield mention, doc[i], token


def _anchor(token: Token, first: Token) -> Token:
    """The word from which the clause of a date is looked for: a verb of saying right before or after it, or the date
    itself, which the parser may hang on another: "the ministry *said* on Monday it had freed them", "had over the weekend
    *said*"."""
    doc, before, after = first.doc, first.i - 1, token.right_edge.i + 1
    if before > first.sent.start and first.doc[before].tag_ == "IN":
        before -= 1
    own = next((t for t in token.ancestors if grammar.is_verb(t)), token)
    places = [before] if before >= first.sent.start else []
    if after < first.sent.end and (
        own.dep_ not in {"relcl", "acl"} or own.i > after
    ):  # not "rebels who left on Monday said"
        places.append(after)
    return next((doc[i] for i in places if grammar.is_verb(doc[i]) and lemma(doc[i]) in speech()["verbs"]), token)


def _names_a_thing(token: Token, trigger: Token) -> bool:
    head = token.head
    if token.dep_ not in {"nummod", "compound", "amod", "nmod"} or head.i <= token.i or head == trigger:
        return False
    return head.tag_[:1] == "N" and head.i - token.i <= 4 and not any(in_class(head, name) for name in _DATED)


def _is_occasion(noun: Token) -> bool:
    """What a deed happened during: "seized during Sunday service", "shot at a Monday market"."""
    return noun.dep_ == "pobj" and noun.head.lower_ in _DURING


def _levels(trigger: Token, context: Context) -> dict[int, _Level]:
    """The clauses whose dates may be the trigger's, by the number of their verb."""
    levels: dict[int, _Level] = {}
    order, by = "same", None
    for steps, verb in enumerate(context.chain):
        levels[verb.i] = _Level(steps, order, by)
        if order == "same":
            order = _order(verb)
            by = verb if order != "same" else None
    above = governor(trigger)
    if above is not None and above.i not in levels:
        levels[above.i] = _Level(0, "same")
    own = context.chain[0] if context.chain else above
    if own is not None:
        for below in _told_along(own):
            levels.setdefault(below.i, _Level(0, "same"))
    return levels


def _order(verb: Token) -> str:
    """When a clause's deed lies, seen from the clause above it."""
    marks = grammar.marks(verb)
    if verb.dep_ == "advcl" or verb.dep_ == "conj" and marks & (_AFTER | _BEFORE):
        return "before" if marks & _AFTER else "after" if marks & _BEFORE else "same"
    if verb.dep_ == "relcl":
        head = verb.head
        deed = any(in_class(head, name) for name in _DEEDS) or in_class(head, "calamity")
        return "same" if deed or (verb.tag_ == "VBG" and grammar.auxiliaries(verb) & _PROGRESSIVE) else "before"
    if verb.dep_ == "acl":
        return "before" if verb.tag_ in {"VBN", "VBD"} else "same"
    if verb.dep_ == "pcomp":
        name = verb.head.lower_
        return "before" if name in _AFTER or name == "following" else "after" if name in _BEFORE else "same"
    if verb.dep_ == "conj" and grammar.children(verb, "nsubj", "nsubjpass"):
        return "apart"
    return "same"


def _told_along(verb: Token) -> Iterator[Token]:
    """Clauses below that are of the same moment: "shot and killed on Sunday", "used gas to disperse a crowd on Monday"."""
    for child in verb.children:
        if not grammar.is_verb(child) or child.i < verb.i:
            continue
        joined = child.dep_ == "conj" and not grammar.children(child, "nsubj")
        along = child.dep_ == "advcl" and child.tag_ == "VBG" and not grammar.marks(child)
        aim = child.tag_ == "VB" and child.dep_ in {"xcomp", "advcl"} and not grammar.marks(child)
        if aim and _lies_ahead(child):
            continue
        at_once = child.dep_ == "advcl" and "when" in grammar.marks(child)  # "killed when a bomber struck on Monday"
        if joined or along or aim or at_once:
            yield child
            yield from _told_along(child)
    target = grammar.object_(verb)
    if target is not None and in_class(target, "people"):
        for child in target.children:
            if child.dep_ in {"relcl", "acl"} and child.tag_ == "VBG" and _order(child) == "same":
                yield child


def _lies_ahead(clause: Token) -> bool:
    """Whether an infinitive says what is to come by the verb above: "ordered schools *to close* from Monday"."""
    return clause.dep_ == "xcomp" and operators().get(("verb", lemma(clause.head))) in {"future", "hypothetical"}


def _level_of(token: Token, trigger: Token, levels: dict[int, _Level], is_statement: bool) -> tuple[_Level | None, int]:
    """The clause a date stands in, and how many words lie between it and the clause's verb; None if that is another's."""
    node = token
    for hops in range(_HOPS):
        if node == trigger:
            return _Level(0, "same"), hops
        if grammar.is_verb(node):
            if node.dep_ == "conj" and node.head.i < token.i < node.i and node != trigger and node.head.i in levels:
                return None, hops  # "left the town and on Monday shelled it"
            level = levels.get(node.i)
            if level is None and _lies_ahead(node):
                return None, hops
            if level is not None:
                if level.order == "apart" and token.i < trigger.i and token.i < node.i:
                    return _Level(level.steps, "same"), hops  # "On Monday police left and rebels came"
                return level, hops
            if node.head != node and (
                node.dep_ in {"relcl", "advcl", "ccomp", "acl"} or node.dep_ == "conj" and token.i > node.head.i
            ):
                return None, hops
        elif (
            node != token and any(in_class(node, name) for name in _DEEDS) and not _carries(node, trigger, is_statement)
        ):
            return None, hops
        if node.head == node:
            return (_Level(_FAR, "same"), hops) if not grammar.is_verb(node) else (None, hops)
        node = node.head
    return None, _HOPS


def _carries(noun: Token, trigger: Token, is_statement: bool) -> bool:
    """Whether the date of a deed's noun is the trigger's too: "launched an attack on Monday", not "condemned" it."""
    if trigger in noun.subtree or noun.dep_ in {"nsubj", "nsubjpass"}:
        return True
    if noun.dep_ == "pobj" and noun.head.lower_ == "for" and in_class(noun, "talks"):
        return True  # "flew to Oslo for talks on Monday"
    if noun.dep_ == "pobj" and noun.head.lower_ in _BRINGS_UP:
        return False
    if noun.dep_ == "pobj" and noun.head.lower_ in _DURING and in_class(noun, "talks"):
        return True  # "agreed at a summit on Thursday"
    return not is_statement


def _span(mention: TimeMention, token: Token, times: dict[int, TimeMention]) -> When | None:
    """From the first to the last of two dates that are the ends of one span."""
    text = token.doc.text
    others = {id(m): m for i in range(token.sent.start, token.sent.end) if (m := times.get(i)) is not None}
    ordered = sorted(others.values(), key=lambda m: m.start)
    for one, other in zip(ordered, ordered[1:], strict=False):
        first, last = one.earliest, other.latest
        if mention not in (one, other) or first is None or last is None or first > last:
            continue
        between = text[one.end : other.start]
        opened = re.search(r"\bbetween (?:the )?$", text[: one.start], re.IGNORECASE)
        if _THROUGH.fullmatch(between) or (opened and _AND.fullmatch(between)):
            return When(text[one.start : other.end], first, last)
    return None


def _counted(
    trigger: Token,
    levels: dict[int, _Level],
    upper: When | None,
    times: dict[int, TimeMention],
    published: Published,
) -> When | None:
    """The day that "two days after" counts to, from the date of the clause above or, of what comes now, from today."""
    level = min((x for x in levels.values() if x.by is not None), key=lambda x: x.steps, default=None)
    if level is None or level.by is None or level.order == "apart":
        return None
    clause = level.by
    if upper is None:
        above = clause.head
        while above.dep_ == "conj":
            above = above.head
        if above.dep_ == "advcl":
            above = above.head  # "comes a day after rebels hit a port and two days after they took a town"
        if above.tag_ not in {"VBZ", "VBP"} or published.exact is None:
            return None
        upper = When(None, published.exact, published.exact)
    if upper.earliest is None or upper.latest is None:
        return None
    marks = [c for c in clause.children if c.dep_ == "mark"]
    for child in (*clause.children, *(c for mark in marks for c in mark.children)):
        if child.dep_ not in {"npadvmod", "advmod", "dep"} or child.i > clause.i:
            continue
        mention = times.get(child.i)
        counted = _AMOUNT.match(mention.value) if mention is not None else None
        if lemma(child) in _WITHIN_A_DAY:  # "an hour after", "minutes before"
            return When(upper.text, upper.earliest, upper.latest)
        if counted is None and lemma(child) == "day" and any(c.lower_ in {"a", "one"} for c in child.children):
            counted = _AMOUNT.match("P1D")
        if counted is None or counted.group(1) == "X":
            continue
        days = timedelta(int(counted.group(1)) * _DAYS[counted.group(2)])
        by = -days if level.order == "before" else days
        return When(
            child.doc.text[child.left_edge.idx : child.idx + len(child)], upper.earliest + by, upper.latest + by
        )
    return None


def _since_then(trigger: Token, context: Context, times: dict[int, TimeMention], published: Published) -> When | None:
    """ "Since then" is since the last date before it."""
    for verb in (trigger, *context.joined):
        for child in verb.children:
            if child.lower_ == "since" and any(c.lower_ == "then" for c in child.children):
                then: date | None = None
                for i in range(child.i - 1, -1, -1):
                    mention = times.get(i)
                    if mention is not None and mention.earliest is not None:
                        then = mention.earliest
                        break
                return When("since then", then, published.latest) if then is not None else None
    return None


def _recalled_by(trigger: Token) -> Token | None:
    """The subject that only recalls the event: "the toll of the blast rose on Friday" does not say when it blew."""
    node = trigger
    while node.dep_ in {"pobj", "prep", "compound", "poss", "nmod"}:
        node = node.head
    is_subject = node.dep_ in {"nsubj", "nsubjpass"} and node != trigger
    return node if is_subject and not in_class(node, "measures") else None

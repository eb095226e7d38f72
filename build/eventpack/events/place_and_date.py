"""When an event happened: which of its sentence's dates belongs to a trigger, and what that says of the event's days.

The nearest in the parse wins, never the nearest in the line alone. A clause shares the date of the clause above it only
where both speak of one moment ("launched a raid, killing two"); what a relative clause or an after-clause reports is no
later than that date, and "two days after" counts back from it. A date inside the phrase of another deed is that deed's.
Where the text gives no date there is none; what has happened is no later than the day of publication.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from ..core.model import Published, TimeMention
from ..parsing import grammar
from ..parsing.tree import Doc, Token, lemma
from ..resolving.date_bounds import When, bounded
from ..resolving.place_of_phrase import AREAS, Where, tokens_of
from . import dates_apart
from .claims import end_of, owned_up_to
from .date_levels import (
    BEGINNINGS,
    DEEDS,
    DURING,
    WITHIN_A_DAY,
    Level,
    counted_on,
    is_counted_from,
    is_of_what_it_answers,
    level_of,
    levels_of,
)
from .frames import in_class
from .status_and_source import Context, speech

__all__ = ["AREAS", "When", "Where", "tokens_of", "when"]

_HAPPENED = frozenset({"occurred", "ongoing", "negated"})
# Between the ends of a span: "from 10 to 14 May", "May 10-14", "between Monday and Wednesday".
_THROUGH = re.compile(
    r"\s*(?:-|–|—|to|into|until|till|through)\s*(?:the\s+)?|\s+(?:to|into|until|till|through)\s+", re.IGNORECASE
)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_AMOUNT = re.compile(r"P(\d+|X)([DWMY])$")
_DAYS = {"D": 1, "W": 7, "M": 30, "Y": 365}
_DATED = (*DEEDS, "decisions")  # "its April 5 decision to expel them"
_DAYS_OF = {"day": 1, "week": 7}
_HOURS_A_DAY = 24
_DIGITS = 3  # of a count of hours or days; a calendar has no room for many more
_MONTH = 27  # days between the first and the last of one
_FIRST_WORDS = 3  # of a sentence, which say when it goes on
_WAITING = frozenset({"until", "till"})


def when(
    trigger: Token,
    context: Context,
    status: str,
    times: dict[int, TimeMention],
    doc: Doc,
    published: Published,
    is_statement: bool,
    has_content: bool = False,
) -> When:
    """The date of the event that `trigger` reports.

    A date in the event's own clause is its date; one that stands with the verb of saying dates the saying: what
    happened is no later, what is announced no earlier. With no date, what happened is no later than the day of
    publication. `is_statement`: the event is itself the saying (a promise, a threat); `has_content`: it is one, by
    whomever it is reported.
    """
    since = _since_then(trigger, context, times, published) if status in _HAPPENED else None
    found = (
        since
        or dates_apart.of_when_clause(trigger, context, times)
        or _dated(trigger, context, status, times, published, is_statement, is_statement or has_content)
    )
    if status == "occurred" and (found is None or found.earliest is None):
        found = _by_distance(trigger, context, times) or found
    if status not in _HAPPENED or published.latest is None:
        return found or When()
    if found is None or (found.earliest is not None and found.earliest > published.latest):
        return When(None, None, published.latest)
    if found.latest is None or found.latest > published.latest:
        return replace(found, latest=published.latest) if found.earliest is None else _clipped(found, published)
    return found


def _by_distance(trigger: Token, context: Context, times: dict[int, TimeMention]) -> When | None:
    """The day that is so far from that of another deed: "shot two *a day before Sunday's vote*", "hours after Monday's raid
    police arrested two"."""
    doc = trigger.doc
    for i in range(trigger.sent.start + 2, trigger.sent.end):
        mention = times.get(i)
        if (
            mention is None
            or mention.earliest is None
            or mention.earliest != mention.latest
            or times.get(i - 1) == mention
        ):
            continue
        at = i - 2 if doc[i - 1].lower_ == "the" and i - 2 > trigger.sent.start else i - 1
        order, unit = doc[at].lower_, doc[at - 1]
        verb = next((t for t in unit.ancestors if grammar.is_verb(t)), None)
        if order not in {"before", "after"} or verb is None:
            continue
        if verb != trigger:
            level = levels_of(trigger, context).get(verb.i)
            if level is None or level.steps or level.order != "same":
                continue
        days = _days_between(doc, at - 2, unit, times)
        if days is None:
            continue
        day = mention.earliest + timedelta(days if order == "after" else -days)
        return When(doc.text[unit.idx : mention.end], day, day)
    return None


def _days_between(doc: Doc, at: int, unit: Token, times: dict[int, TimeMention]) -> int | None:
    """How many days the count at `at` and its unit are: 0 for "hours", 2 for "48 hours", None for what is no number of days."""
    count = doc[at].lower_ if at >= unit.sent.start else ""
    if lemma(unit) in WITHIN_A_DAY:
        hours = int(count) if lemma(unit) == "hour" and count.isdecimal() and len(count) <= _DIGITS else 0
        return 0 if hours < _HOURS_A_DAY else hours // _HOURS_A_DAY if hours % _HOURS_A_DAY == 0 else None
    days, measured = _DAYS_OF.get(lemma(unit)), times.get(unit.i)
    counted = _AMOUNT.match(measured.value) if measured is not None else None
    if (
        days is None
        or count not in {"a", "one"}
        and (counted is None or counted[1] == "X" or len(counted[1]) > _DIGITS)
    ):
        return None
    return days if counted is None or count in {"a", "one"} else days * int(counted[1])


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
    has_content: bool,
) -> When | None:
    levels = levels_of(trigger, context)
    doc = trigger.doc
    recalled = _recalled_by(trigger)
    said = levels.get(context.speech.i) if context.speech is not None and context.speech != trigger else None
    best = None
    lies_ahead = dates_apart.is_open(context)
    claimed = owned_up_to(trigger)
    for mention, first, token in _mentions(trigger, times, claimed):
        if has_content and dates_apart.is_of_content(mention, trigger):
            continue
        level, hops = _level(first, token, trigger, levels, is_statement, claimed)
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
        level, speech_level = _own_level(level, speech_level, token, trigger, context)
        key = (level.order == "apart", speech_level, level.steps, hops, abs(token.i - trigger.i))
        if best is None or key < best[0]:
            best = (key, mention, first, level, speech_level)
    if best is None or best[3].order == "apart":
        return _counted(trigger, levels, None, times, published)
    _, mention, token, level, speech_level = best
    found = _span(mention, token, times) or _of_deed_itself(mention, trigger) or bounded(mention, token)
    if mention.value.startswith("PX") and found.latest is not None:
        found = replace(found, earliest=None)  # "in recent months": of how many is not said
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
            return _no_later(found, level, published)
        return When(found.text, found.earliest, published.latest)
    begun = any(lemma(v) in BEGINNINGS for v in (trigger, *context.joined)) and found.earliest is not None
    if (begun and not is_statement) or (status == "ongoing" and found.latest is None):
        # "began last week": it goes on from there, and the article is as far as it can see.
        return When(found.text, found.earliest, published.latest)
    return found


def _level(
    first: Token, token: Token, trigger: Token, levels: dict[int, Level], is_statement: bool, claimed: Token | None
) -> tuple[Level | None, int]:
    """The clause a date stands in, as :func:`level_of` has it; None for that of another deed. A claim has the day of the deed
    `claimed`."""
    if claimed is not None:
        return Level(0, "same"), 0
    if _is_of_other_deed(first, token, trigger):
        return None, 0
    return level_of(_anchor(token, first), trigger, levels, is_statement)


def _of_deed_itself(mention: TimeMention, trigger: Token) -> When | None:
    """The day that a deed's own noun has before it, whatever word stands in front: "after *Monday's raid*"."""
    own = any(c.dep_ == "poss" and mention.start <= c.idx < mention.end for c in trigger.children)
    return When(mention.text, mention.earliest, mention.latest) if own else None


def _is_of_other_deed(first: Token, token: Token, trigger: Token) -> bool:
    return is_of_what_it_answers(first, trigger) or is_counted_from(token, trigger)


def _own_level(level: Level, is_of_speech: bool, token: Token, trigger: Token, context: Context) -> tuple[Level, bool]:
    """The level of a date and whether it is rather that of what is said or counted of the event."""
    if is_of_speech and _stands_before_the_saying(token, trigger, context.speech):
        return Level(0, "same"), False
    return level, (is_of_speech or counted_on(token, trigger)) and not _is_of_noun(token, trigger)


def _no_later(found: When, level: Level, published: Published) -> When | None:
    """The day of what a clause of another time reports, by the date of the clause above it."""
    if _is_of_old(found, level, published):
        return None
    return found if _is_long(found) and _follows(level) else When(found.text, None, found.latest)


def _is_of_old(when: When, level: Level, published: Published) -> bool:
    """Whether a relative clause says what became of somebody, or what others did about something, and its main clause
    is of long ago: "was founded in 1930 by an officer who was later deported"."""
    by = level.by
    if by is None or by.dep_ != "relcl" or "had" in grammar.auxiliaries(by) or when.latest is None:
        return False
    doer = next((c for c in by.lefts if c.dep_ in {"nsubj", "nsubjpass"}), None)
    if doer is None or doer.tag_[:2] not in {"WP", "NN"}:
        return False
    return published.latest is not None and (published.latest - when.latest).days > _MONTH


def _is_long(when: When) -> bool:
    """A month or more."""
    return when.earliest is not None and when.latest is not None and (when.latest - when.earliest).days >= _MONTH


def _follows(level: Level) -> bool:
    """Whether a date's clause goes on from the event's, so that one month holds both: "drew criticism last month *after
    sinking* a trawler"; not what only says who or what is meant."""
    return level.by is not None and level.by.dep_ in {"pcomp", "advcl"}


def _mentions(
    trigger: Token, times: dict[int, TimeMention], claimed: Token | None
) -> Iterator[tuple[TimeMention, Token, Token]]:
    """The dates of the sentence, each with its first token and the one its words hang on; not those that only belong to a name:
    "the 2003 treaty". Of a claim those of the deed `claimed`: "claimed on Friday responsibility for *Tuesday's* attack"."""
    seen: set[int] = set()
    doc = trigger.doc
    told = (trigger.sent.start, trigger.sent.end) if claimed is None else (claimed.left_edge.i, end_of(trigger))
    for i in range(*told):
        mention = times.get(i)
        if mention is None or id(mention) in seen:
            continue
        seen.add(id(mention))
        token = doc[i]
        if i > trigger.sent.start + _FIRST_WORDS and _is_within_a_day(mention):
            continue
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


def _stands_before_the_saying(date: Token, trigger: Token, speech: Token | None) -> bool:
    """Whether a date closes the clause that a trailing "..., a source said" follows, whatever the parser hangs it on."""
    after = date.right_edge.i + 1
    if speech is None or not trigger.i < date.i < after < speech.i or date.doc[after].text != ",":
        return False
    doer = grammar.subject(speech)
    return doer is not None and after < doer.i < speech.i and doer.left_edge.i == after + 1


def _is_within_a_day(mention: TimeMention) -> bool:
    """ "Struck on Monday and came back *ten minutes later*": of the day that the clause before is of."""
    words = mention.text.lower().split()
    return words[-1] in {"later", "after", "earlier", "before"} and any(w.rstrip("s") in WITHIN_A_DAY for w in words)


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


def _is_of_noun(date: Token, trigger: Token) -> bool:
    """Whether a date is part of the phrase of a trigger that is a noun: "the toll from the *attack* on Monday rose, he said"."""
    above = next((t for t in date.ancestors if grammar.is_verb(t) or t == trigger), None)
    return above == trigger and not grammar.is_verb(trigger)


def _is_occasion(noun: Token) -> bool:
    """What a deed happened during: "seized during Sunday service", "shot at a Monday market"."""
    return noun.dep_ == "pobj" and noun.head.lower_ in DURING


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
    levels: dict[int, Level],
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
        if lemma(child) in WITHIN_A_DAY:  # "an hour after", "minutes before"
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

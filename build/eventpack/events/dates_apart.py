"""Dates that are near a trigger and not its own: of what is promised, of a clause in another tense, or part of a longer date.

:func:`eventpack.events.place_and_date.when` asks these questions of each date of a sentence before it weighs how near it is.
"""

from __future__ import annotations

import re

from ..core.model import TimeMention
from ..parsing import grammar
from ..parsing.tree import Span, Token
from ..resolving.date_bounds import When
from .status_and_source import Context

# After these a date says from when, until when or for when something promised, asked or refused is to hold.
_FOR_WHEN = frozenset({"from", "by", "until", "till", "before", "within", "for", "starting", "beginning", "effective"})
_ENDS = frozenset({"since", "until", "till", "by", "before", "after", "from"})
_AHEAD = frozenset(
    {"will", "would", "'ll", "'d", "wo", "shall", "may", "might", "could", "can", "should", "must", "to"}
)
_JOINS_A_DATE = re.compile(r"\s*(?:from|of|on|between)?\s*(?:the\s+)?", re.IGNORECASE)


def is_of_content(mention: TimeMention, trigger: Token) -> bool:
    """Whether a date is of what a statement is about, not of the statement: "promised payment *by Thursday*", "told
    members to stay at home *from Monday*"."""
    doc = trigger.doc
    at = next((t for t in trigger.sent if t.idx >= mention.start), None)
    if at is None or at.i == trigger.sent.start:
        return False
    before = doc[at.i - 1]
    if before.lower_ in {"the", "next", "this"} and at.i - 1 > trigger.sent.start:
        before = doc[at.i - 2]
    return before.i > trigger.i and before.lower_ in _FOR_WHEN


def is_open(context: Context) -> bool:
    """Whether the clause of a statement speaks of what is not yet done: "said it *would close* the border"."""
    if not context.chain:
        return True
    own = context.chain[0]
    return own.tag_ in {"VB", "VBG"} or bool(grammar.auxiliaries(own) & _AHEAD)


def is_told_from_now(context: Context) -> bool:
    """Whether a clause in the present perfect, which takes no day in the past, stands beside one that does: "Oslo, which
    *has asked* for his extradition, offered a reward in 2024"."""
    if not context.chain or context.chain[0].dep_ not in {"relcl", "conj"}:
        return False
    aux = grammar.auxiliaries(context.chain[0])
    return bool(aux & {"has", "have", "'ve"}) and not aux & {"had"}


def of_when_clause(trigger: Token, context: Context, times: dict[int, TimeMention]) -> When | None:
    """The date whose when-clause reports the event, whatever stands before that date: "held the town until *Sunday*, when
    the army retook it", "since *May 2024*, when it broke off the talks"."""
    for verb in (trigger, *context.joined):
        word = next((c for c in verb.children if c.lower_ == "when" and c.i < trigger.i), None)
        if word is None:
            continue
        before = word.i - 1
        while before > word.sent.start and word.doc[before].is_punct:
            before -= 1
        mention = times.get(before)
        if mention is None or not _is_bound(mention, trigger.sent):
            continue
        if mention.earliest is not None and mention.latest is not None:
            return When(mention.text, mention.earliest, mention.latest)
    return None


def _is_bound(mention: TimeMention, sentence: Span) -> bool:
    """Whether the word in front of a date makes it an end of something else: "until Sunday", "since May"."""
    first = next((t for t in sentence if t.idx >= mention.start), None)
    return first is not None and first.i > sentence.start and first.doc[first.i - 1].lower_ in _ENDS


def is_part_of_next(mention: TimeMention, times: dict[int, TimeMention], sentence: Span) -> bool:
    """Whether a part of a day, by itself of no day, opens a longer date: "in *the night* from Saturday to Sunday"."""
    if mention.type != "TIME" or any(word in mention.text.lower() for word in ("this", "last", "next", "to")):
        return False
    text = sentence.doc.text
    following = (m for i in range(sentence.start, sentence.end) if (m := times.get(i)) is not None)
    return any(
        m.start >= mention.end and m.type == "DATE" and _JOINS_A_DATE.fullmatch(text[mention.end : m.start])
        for m in following
    )

"""Whether the clause around a time expression is about the past or about what is to come."""

from __future__ import annotations

from collections.abc import Iterator

from eventpack.parsing.tree import Token, lemma

_FUTURE = frozenset({"will", "shall", "'ll", "wo", "may", "might", "could", "should", "must", "can"})
# Verbs whose infinitive complement lies ahead of them.
_AHEAD = frozenset(
    {
        "plan",
        "expect",
        "schedule",
        "due",
        "set",
        "agree",
        "vow",
        "promise",
        "want",
        "hope",
        "prepare",
        "intend",
        "aim",
        "pledge",
        "threaten",
        "decide",
        "slate",
        "poise",
        "project",
        "forecast",
        "anticipate",
        "propose",
        "order",
        "ask",
        "urge",
        "invite",
        "call",
        "need",
        "be",
        "ready",
        "go",
    }
)
# Verbs that put their "until", "to" or "for" ahead of themselves: "postponed the vote until May".
_PUT_OFF = frozenset(
    {
        "postpone",
        "delay",
        "extend",
        "adjourn",
        "defer",
        "reschedule",
        "schedule",
        "set",
        "slate",
        "call",
        "plan",
        "prolong",
        "convene",
        "announce",
    }
)
# Verbs of what goes on: their "until" may have passed: "the fighting lasted until Friday".
_LASTING = frozenset(
    "last continue go run stay remain rage work live be serve rule hold wait persist drag fight keep have sleep do play sit "
    "stand rain drive speak talk celebrate occupy know see lead govern reign survive operate".split()
)
# What a deed is a reaction to lies behind it.
_FOR_WHAT = frozenset({"over", "following", "amid"})
_STARTS = frozenset({"begin", "start", "open", "expire", "arrive", "leave", "depart", "kick", "resume", "end", "close"})


def direction(token: Token) -> str | None:
    """`past`, `future` or None, from the nearest verb above `token` and its auxiliaries."""
    verb = token
    for _ in range(8):
        if verb.tag_[0] == "V" or verb.tag_ == "MD":
            break
        if verb.head is verb or verb.head.i == verb.i:
            return None
        verb = verb.head
    else:
        return None
    if token.head.lower_ in ("until", "till", "to", "for") and lemma(verb) in _PUT_OFF:
        return "future"
    if token.head.lower_ in ("until", "till") and lemma(verb) not in _LASTING:
        return "future"  # "closed the border until Friday"
    if verb.tag_ == "VB" and any(verb.i < i < token.i for i in _reasons(verb)):
        return "past"  # "agreed to punish them over an attack in March"
    return _of_verb(verb, 0)


def _reasons(verb: Token) -> Iterator[int]:
    """Where the verb or its object says what it is done for: "to punish officials over the raid"."""
    for above in (verb, *(c for c in verb.children if c.dep_ == "dobj")):
        yield from (c.i for c in above.children if c.dep_ == "prep" and c.lower_ in _FOR_WHAT)


def _of_dependent(verb: Token, words: set[str], depth: int) -> str | None:
    """Of an infinitive or participle: what the verb above it says; `words` are its auxiliaries."""
    head = verb.head
    if depth < 3 and head.i != verb.i:
        if "to" in words and (lemma(head) in _AHEAD or head.lower_ in _AHEAD):
            return "future"
        for _ in range(4):
            if head.tag_[0] == "V":
                return _of_verb(head, depth + 1)
            if head.head.i == head.i:
                break
            head = head.head
    return "future" if "to" in words else None


def _of_verb(verb: Token, depth: int) -> str | None:
    helpers = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    words = {child.lower_ for child in helpers}
    if words & _FUTURE:
        return "future"
    if "would" in words:
        return None
    tag = verb.tag_
    base = lemma(verb)
    if tag == "VBD" or words & {"was", "were", "had", "did"}:
        return "future" if words & {"was", "were"} and base in _AHEAD and tag != "VBD" else "past"
    if tag == "VBN":
        if base in _AHEAD and (words & {"is", "are", "'s", "'re"} or not words):
            return "future"
        return "past" if words & {"has", "have", "been", "'ve"} or not words else None
    if tag == "VBG":
        if words & {"is", "are", "am", "'s", "'re", "'m"}:
            return "past" if words & {"has", "have"} else "future"
    if tag in ("VB", "VBG"):
        return _of_dependent(verb, words, depth)
    if tag in ("VBZ", "VBP"):
        if base in _STARTS:
            return "future"
        if base == "be" and any(
            child.lower_ in ("due", "set", "scheduled", "expected", "likely", "ready", "about")
            for child in verb.children
        ):
            return "future"
    return None

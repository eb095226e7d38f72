"""Where and when of an event: which of the article's places and dates belong to a trigger.

The nearest in the parse wins, never the nearest in the line alone. Where the text gives neither place nor date for
an event, there is none; precision comes from the text, not from a default.
"""

from __future__ import annotations

from ..core.model import Published, TimeMention
from ..parsing import grammar
from ..parsing.tree import Doc, Token, lemma
from ..resolving.date_bounds import When, bounded
from ..resolving.place_of_phrase import AREAS, Where, tokens_of
from .frames import in_class
from .slots import governor
from .status_and_source import Context

__all__ = ["AREAS", "When", "Where", "tokens_of", "when"]

_BEGINNINGS = {"begin", "start", "commence"}
# How far from the trigger a date may stand and still be its own, by the number of clauses between them.
_FAR = 9


def when(
    trigger: Token,
    context: Context,
    status: str,
    times: dict[int, TimeMention],
    doc: Doc,
    published: Published,
    is_statement: bool,
) -> When:
    """The date of the event told by `trigger`.

    A date in the event's own clause is its date; one that stands with the verb of saying dates the saying: what
    happened is no later, what is announced no earlier. With no date, what happened is no later than the day of
    publication. `is_statement`: the event is itself the saying (a promise, a threat).
    """
    clauses = {v.i: n for n, v in enumerate(context.chain)}
    verb = governor(trigger)
    if verb is not None and verb.i not in clauses:
        clauses[verb.i] = 0
    best = None
    sent = trigger.sent
    recalled = _recalled_by(trigger)
    seen: set[int] = set()
    for i in range(sent.start, sent.end):
        mention = times.get(i)
        if mention is None or id(mention) in seen:
            continue
        seen.add(id(mention))
        if mention.earliest is None and mention.latest is None:
            continue
        distance = _distance(doc[i], trigger, clauses)
        if distance is None:
            continue
        speech_level = (
            context.speech is not None
            and context.speech.i in clauses
            and distance[0] >= clauses[context.speech.i]
            and context.speech != trigger
        ) or (recalled is not None and not recalled.is_ancestor(doc[i]))
        key = (speech_level, distance[0], distance[1])
        if best is None or key < best[0]:
            best = (key, mention, doc[i])
    if best is not None:
        (speech_level, *_), mention, token = best
        found = bounded(mention, token)
        if speech_level and not is_statement:
            if status in {"future", "hypothetical"}:
                return When(found.text, found.earliest, None)
            return When(found.text, None, found.latest)
        begun = any(lemma(v) in _BEGINNINGS for v in (trigger, *context.joined)) and found.earliest is not None
        if (begun and not is_statement) or (status == "ongoing" and found.latest is None):
            # "began last week": it goes on from there, and the article is as far as it can see.
            return When(found.text, found.earliest, published.latest)
        return found
    if status in {"occurred", "ongoing", "negated"} and published.latest is not None:
        return When(None, None, published.latest)
    return When()


def _recalled_by(trigger: Token) -> Token | None:
    """The subject that only recalls the event: "the toll of the blast rose on Friday" does not say when it blew."""
    node = trigger
    while node.dep_ in {"pobj", "prep", "compound", "poss", "nmod"}:
        node = node.head
    is_subject = node.dep_ in {"nsubj", "nsubjpass"} and node != trigger
    return node if is_subject and not in_class(node, "measures") else None


def _distance(token: Token, trigger: Token, clauses: dict[int, int]) -> tuple[int, int] | None:
    """How far a date is from the trigger: clauses between, then tokens. None if it belongs to another clause."""
    node = token
    for _ in range(12):
        if node == trigger:
            return 0, abs(token.i - trigger.i)
        if node.i in clauses and grammar.is_verb(node):
            return clauses[node.i], abs(token.i - trigger.i)
        if grammar.is_verb(node) and node.head != node and node.i not in clauses:
            if node.dep_ in {"relcl", "advcl", "ccomp", "acl"}:
                return None
            if node.dep_ == "conj" and token.i > node.i:
                return None
        if node.head == node:
            return (_FAR, abs(token.i - trigger.i)) if not grammar.is_verb(node) else None
        node = node.head
    return None

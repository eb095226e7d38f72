"""Where and when of an event: which of the article's places and dates belong to a trigger.

The nearest in the parse wins, never the nearest in the line alone. Where the text gives neither place nor date for
an event, there is none; precision comes from the text, not from a default.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from ..core.model import PlaceMention, Published, TimeMention
from ..parsing import grammar
from ..parsing.tree import Doc, Token, lemma
from ..places import gazetteer, name_folding
from ..places import mentions as places
from .frames import in_class
from .slots import governor
from .status_and_source import Context

_INNER = frozenset(
    {
        "in",
        "at",
        "near",
        "of",
        "on",
        "inside",
        "outside",
        "around",
        "from",
        "off",
        "along",
        "across",
        "throughout",
        "within",
        "into",
        "between",
    }
)
AREAS = {"region", "admin1", "country"}
_BEGINNINGS = {"begin", "start", "commence"}
_SITES = {"airport", "air_base", "port", "military_base"}
# How far from the trigger a date may stand and still be its own, by the number of clauses between them.
_FAR = 9


def tokens_of(doc: Doc, spans: Iterable[PlaceMention | TimeMention]) -> dict[int, object]:
    """Mentions by the index of each token they cover."""
    starts = [t.idx for t in doc]
    found: dict[int, object] = {}
    for span in spans:
        i = max(bisect_right(starts, span.start) - 1, 0)
        while i < len(doc) and doc[i].idx < span.end:
            found[i] = span
            i += 1
    return found


def _bare(name: str) -> str:
    folded = name_folding.fold_all(name)
    return name_folding.without_article(folded) or folded


@dataclass(frozen=True, slots=True)
class Where:
    """Places of one article by token, with what "the airport" or "there" refer to."""

    doc: Doc
    mentions: tuple[PlaceMention, ...]
    by_token: dict[int, PlaceMention]
    countries: dict[int, PlaceMention]  # also those that are named by an adjective

    @classmethod
    def of(cls, doc: Doc, mentions: Iterable[PlaceMention]) -> Where:
        kept = tuple(mentions)
        return cls(
            doc,
            kept,
            tokens_of(doc, (m for m in kept if m.kind == "toponym")),
            tokens_of(doc, (m for m in kept if m.location and m.location.feature_type == "country")),
        )

    def at(self, token: Token) -> PlaceMention | None:
        """The place a noun phrase names or refers to: its own toponym, else the one in its in-phrase, else what
        "the airport" was called before."""
        own = self.by_token.get(token.i)
        if own is None and lemma(token) == "capital" and (capital := self._capital(token)) is not None:
            return capital
        if own is None:
            for i in range(token.left_edge.i, token.i):
                if self.doc[i].dep_ in {"compound", "nmod", "poss"} and i in self.by_token:
                    own = self.by_token[i]
        if own is not None:
            return self._named_after(token, own)
        for child in token.children:
            if child.dep_ == "appos" and child.i in self.by_token:
                return self.by_token[child.i]
        for name, target in grammar.prepositions(token):
            if name in _INNER:
                inner = self.by_token.get(target.i) or (self.at(target) if target.i != token.i else None)
                if inner is not None:
                    return self._named_after(target, inner)
        return places.antecedent(token, self.mentions, self.doc)

    def _capital(self, token: Token) -> PlaceMention | None:
        """The city that "the Georgian capital", "Georgia's capital" or "the capital of Georgia" is."""
        named = next((self.by_token[c.i] for c in token.children if c.dep_ == "appos" and c.i in self.by_token), None)
        if named is not None:
            return named
        said = [c for c in token.lefts if c.dep_ in {"amod", "compound", "nmod", "poss"}]
        said += [t for name, t in grammar.prepositions(token) if name == "of"]
        for word in said:
            mention = self.countries.get(word.i)
            capital = mention and gazetteer.capital(mention.location.country)
            if capital is not None:
                first, last = sorted((word, token), key=lambda t: t.i)
                start, end = min(first.idx, mention.start), max(last.idx + len(last), mention.end)
                text = self.doc.text[start:end]
                return PlaceMention(start, end, text, "toponym", capital, mention.confidence)
        return None

    def _named_after(self, token: Token, mention: PlaceMention) -> PlaceMention:
        """The name that follows: "a base in northern Syria, Qamishli" is Qamishli, if it lies in that country."""
        for child in token.rights:
            named = self.by_token.get(child.i)
            if (
                child.dep_ == "appos"
                and named is not None
                and named != mention
                and named.location is not None
                and mention.location is not None
                and mention.location.feature_type in AREAS
                and named.location.country == mention.location.country
                and named.location.feature_type not in AREAS
            ):
                return named
        return mention

    def site(self, mention: PlaceMention) -> PlaceMention:
        """The airport, base or port the article means by its bare name: "Qamishli" after "Qamishli airport"."""
        if mention.location is None or mention.location.feature_type in _SITES:
            return mention
        name = _bare(mention.text)
        for other in self.mentions:
            if (
                other.location is not None
                and other.location.feature_type in _SITES
                and _bare(other.text).startswith(name + " ")
            ):
                return replace(mention, location=other.location, confidence=min(mention.confidence, other.confidence))
        return mention

    def first(self, tokens: Iterable[Token]) -> PlaceMention | None:
        for token in tokens:
            for joined in grammar.conjuncts(token):
                found = self.at(joined)
                if found is not None:
                    return found
        return None


@dataclass(frozen=True, slots=True)
class When:
    """Bounds of an event's date and the words they come from."""

    text: str | None = None
    earliest: date | None = None
    latest: date | None = None


_ONLY_EARLIEST = {"since", "after", "from", "following"}
_ONLY_LATEST = {"until", "till", "by", "before", "prior"}


def _bounded(mention: TimeMention, token: Token) -> When:
    """The bounds of a mention that opens at `token`, by the word in front of it: "since", "until"."""
    doc = token.doc
    before = doc[token.i - 1].lower_ if token.i else ""
    if before == "the" and token.i > 1:
        before = doc[token.i - 2].lower_
    earliest, latest = mention.earliest, mention.latest
    text = mention.text
    if before in _ONLY_EARLIEST:
        latest = None
        text = f"{before} {text}"
    elif before in _ONLY_LATEST:
        earliest = None
        text = f"{before} {text}"
    return When(text, earliest, latest)


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
        found = _bounded(mention, token)
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

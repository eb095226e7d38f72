"""The event lexicon: which words, in which company, report which PLOVER event.

lexicon/frames/*.yaml hold one frame a line. lexicon/frames/README.md says what each key means; this module reads
them into :class:`Frame` values and answers one question: which frames has this word?
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from ..core.errors import InputError
from ..lexicon.event_words import class_phrases, layer_frames, our_frames
from ..lexicon.layer import served_as
from ..parsing import grammar
from ..parsing.parser import as_one_word
from ..parsing.tree import Token, lemma

# Keys of a frame that are not conditions on a slot.
_OTHER_KEYS = {
    "verb",
    "noun",
    "adj",
    "type",
    "mode",
    "actor",
    "recipient",
    "place",
    "destination",
    "embed",
    "needs",
    "stative",
    "status",
    "note",
    "replaces",
    "entry",
}
POS = {"V": "verb", "N": "noun", "J": "adj"}


def _listed(value) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word or short phrase to be met in a slot: "troops", "peace talks", "state of emergency"."""

    head: str
    before: tuple[str, ...] = ()  # lemmas left of the head, in its phrase
    of: str | None = None  # lemma of its of-phrase

    def matches(self, token: Token) -> bool:
        if lemma(token) != self.head and token.lower_ != self.head:
            return False
        if self.before:
            left = {lemma(c) for c in token.lefts} | {c.lower_ for c in token.lefts}
            if not left.issuperset(self.before):
                return False
        if self.of is not None:
            return any(
                c.dep_ == "prep" and c.lower_ == "of" and any(lemma(g) == self.of for g in c.children)
                for c in token.children
            )
        return True


@cache  # the words of a class stand in many conditions
def pattern(text: str) -> Pattern:
    head, _, of = text.partition(" of ")
    *before, head = map(as_one_word, head.split())
    return Pattern(head, tuple(before), as_one_word(of) or None)


# A pronoun for persons meets a condition that lists persons; one of these words in a list says that it does.
_PERSONS = frozenset("person people man soldier troop rebel protester president minister leader official".split())
_CIVIL = frozenset("person people man president minister leader official".split())
# Behind these may stand when it was, which fills no slot: "shot a farmer *on* Friday" is not "shot *on* a crowd".
_OF_TIME = frozenset({"on", "in", "at", "by", "during"})
_PRONOUNS = frozenset("he him she her they them we us themselves himself herself".split())


class Words:
    """Patterns to be met by any: single words looked up at once, phrases tried by their head."""

    __slots__ = ("civil", "heads", "persons", "phrases", "single")

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        patterns = tuple(patterns)
        self.single = frozenset(p.head for p in patterns if not p.before and p.of is None)
        self.persons = not self.single.isdisjoint(_PERSONS)
        self.civil = not self.single.isdisjoint(_CIVIL)
        self.phrases: dict[str, tuple[Pattern, ...]] = {}
        for p in patterns:
            if p.before or p.of is not None:
                self.phrases[p.head] = (*self.phrases.get(p.head, ()), p)
        self.heads = self.single.union(self.phrases)

    def __contains__(self, token: Token) -> bool:
        base, lower = lemma(token), token.lower_
        if base in self.single or lower in self.single:
            return True
        return any(p.matches(token) for p in self.phrases.get(base, ()) or self.phrases.get(lower, ()))


@dataclass(frozen=True, slots=True)
class Condition:
    """What a slot must hold: any of `words`; without words, anything (`wanted`) or nothing."""

    slot: str
    words: Words | None
    wanted: bool = True

    def holds(self, fillers: list[Token], pronouns: bool = False, names: bool = False) -> bool:
        """`pronouns`: "them", "he" and the like meet what lists persons; `names`: so does a person's name, unless of who
        acts: what soldiers do is no deed of a minister's."""
        if self.words is None:
            if self.slot.rpartition(".")[2] in _OF_TIME:
                fillers = [t for t in fillers if not grammar.says_when(t)]
            return bool(fillers) == self.wanted
        if self.wanted and self.words.persons:
            if pronouns and any(t.lower_ in _PRONOUNS for t in fillers):
                return True
            if (
                names
                and (self.words.civil or self.slot != "subj")
                and any(t.ent_type_ == "PERSON" and t.tag_ == "NNP" for t in fillers)
            ):
                return True
        return any(t in self.words for t in fillers) == self.wanted


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of the lexicon."""

    trigger: Pattern
    pos: str
    particle: str | None
    conditions: tuple[Condition, ...]
    type: str | None  # None: these words in this company are no event
    mode: str | None
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    place: tuple[str, ...]
    destination: tuple[str, ...]
    embed: str | None  # slot of a clause or noun whose own events belong to this one
    needs: str | None  # event type the article must report of the same country
    stative: bool  # a state unless the tense says that it happened
    status: str | None  # the word's own: "wants X out" reports no demand made
    name: str  # file and line, "ASSAULT.yaml:12", for explain
    own_type: str | None = None  # the user's, where `type` is the one of ours whose rules serve it


@cache
def word_classes() -> dict[str, tuple[Pattern, ...]]:
    """The classes of lexicon/classes/ as patterns; see :func:`eventpack.lexicon.event_words.class_phrases`."""
    return {name: tuple(map(pattern, phrases)) for name, phrases in class_phrases().items()}


@cache
def _class(name: str) -> Words:
    return Words(word_classes()[name])


def in_class(token: Token, name: str) -> bool:
    """True for a word of the named class. Raises KeyError for a class that lexicon/classes/ does not have."""
    return token in _class(name)


def _condition(slot: str, value) -> Condition:
    wanted = True
    if slot.startswith("not_"):
        slot, wanted = slot[4:], False
    if value == "any":
        return Condition(slot, None, wanted)
    if value == "none":
        return Condition(slot, None, not wanted)
    return Condition(slot, _words(_listed(value)), wanted)


@cache
def _words(items: tuple[str, ...]) -> Words:
    """Words and classes as a condition lists them; many list the same."""
    patterns: list[Pattern] = []
    for item in items:
        patterns += word_classes()[item[1:]] if item.startswith("$") else [pattern(item)]
    return Words(patterns)


_DEFAULT_ROLES = {
    "verb": (
        ("subj",),
        ("obj", "iobj", "against", "to", "with", "on", "from", "at", "toward", "towards", "over", "of", "in"),
    ),
    "noun": (
        ("poss", "by", "subj", "mod", "from", "between"),
        ("against", "on", "with", "at", "to", "upon", "toward", "towards", "over", "of", "for", "in"),
    ),
    "adj": (("subj",), ("to", "with", "of", "against", "on", "about", "at", "over")),
}


def _of_entry(name: str, entry: dict[str, Any]) -> Iterator[Frame]:
    """The frames of one entry, one for each of its words."""
    pos = next(p for p in ("verb", "noun", "adj") if p in entry)
    conditions = tuple(_condition(k, v) for k, v in entry.items() if k not in _OTHER_KEYS)
    actor, recipient = _DEFAULT_ROLES[pos]
    kind = entry["type"]
    served = served_as().get(kind)
    for word in _listed(entry[pos]):
        particle = None
        trigger = pattern(word)
        if pos == "verb" and " " in word:
            head, particle = word.split(" ", 1)
            trigger = Pattern(as_one_word(head))
        yield Frame(
            trigger,
            pos,
            particle,
            conditions,
            None if kind == "none" else served or kind,
            entry.get("mode"),
            _listed(entry["actor"]) if "actor" in entry else actor,
            _listed(entry["recipient"]) if "recipient" in entry else recipient,
            _listed(entry.get("place", [])),
            _listed(entry.get("destination", [])),
            entry.get("embed"),
            entry.get("needs"),
            entry.get("stative", False),
            entry.get("status"),
            name,
            kind if served else None,
        )


def _meets(entry: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """What each word of an entry asks for: two frames of the same are met by the same sentences."""
    pos = next(p for p in ("verb", "noun", "adj") if p in entry)
    asked = frozenset((key, frozenset(_listed(value))) for key, value in entry.items() if key not in _OTHER_KEYS)
    return ((pos, word, asked) for word in _listed(entry[pos]))


def _of_layer() -> Iterator[Frame]:
    """The frames of the user's layer. Raises InputError for one that we have and that does not say that it replaces ours."""
    ours = {met: f"{name}:{line}" for name, lines in our_frames() for line, entry in lines for met in _meets(entry)}
    for entry in layer_frames():
        for met in _meets(entry) if not entry.get("replaces") else ():
            if met in ours:
                file, _, number = entry["entry"].rpartition(":")
                fault = f'the {met[0]} "{met[1]}" with these conditions is in lexicon/frames/{ours[met]}'
                raise InputError(file, int(number), fault, "Write replaces: true, or other conditions")
        yield from _of_entry(entry["entry"], entry)


@cache
def index() -> dict[tuple[str, str], tuple[Frame, ...]]:
    """Frames by part of speech and lemma, the most demanding first, then the user's, then in the order of the files."""
    found: dict[tuple[str, str], list[Frame]] = {}
    ours = (
        frame for name, lines in our_frames() for line, entry in lines for frame in _of_entry(f"{name}:{line}", entry)
    )
    for frame in chain(_of_layer(), ours):
        found.setdefault((frame.pos, frame.trigger.head), []).append(frame)

    def demand(frame: Frame) -> int:
        asked = sum(2 if c.words is not None else 1 for c in frame.conditions)
        return -(
            asked
            + 3 * (frame.particle is not None)
            + 2 * len(frame.trigger.before)
            + 2 * (frame.trigger.of is not None)
        )

    return {key: tuple(sorted(frames, key=demand)) for key, frames in found.items()}

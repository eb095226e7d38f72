"""How many people a noun phrase is: "at least 14 soldiers", "a family of five", "the driver", "nobody", "32 others".

A phrase without a number is one person if its noun is a person's in the singular, or the name of one. What is not said
to be people, or not said how many, has no count.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from ..actors.finder import ActorFinder
from ..events.status_and_source import speech
from ..parsing import grammar
from ..parsing.tree import Span, Token, lemma
from .numbers import Number, numbers
from .vocabulary import vocabulary

_NOUNS = frozenset({"NN", "NNP", "NNS", "NNPS"})
_ALL = frozenset({"both"})
_PLURAL = frozenset({"NNS", "NNPS"})
_AND = frozenset({"and", "&"})
_ONE_PERSON = frozenset({"he", "him", "she", "her", "himself", "herself"})
_ALONG = frozenset({"together", "along"})
_ENDINGS = (
    "man",
    "woman",
    "person",
    "crat",
    "ologist",
    "keeper",
    "fighter",
    "worker",
    "holder",
    "maker",
    "owner",
    "monger",
)
_OF_PERSONS = ("er", "or", "ist", "ian", "ee", "eer", "ese", "ite", "and")  # how most nouns for persons end
_INITIAL = re.compile(r"[A-Z]\.$")
_LONGEST = 120  # characters of a phrase; beyond, its number alone is quoted


@dataclass(frozen=True, slots=True)
class Count:
    """How many; the tokens from `start` up to `end` that say so; and the noun for who they are, where there is one."""

    low: int | None
    high: int | None
    start: int
    end: int
    who: Token | None

    @property
    def is_nobody(self) -> bool:
        return self.low == 0 and self.high == 0


class Counts:
    """The numbers of one sentence. `times` holds the tokens of its expressions of time, which count no people."""

    def __init__(self, sentence: Span, times: Container[int], finder: ActorFinder | None = None) -> None:
        """`finder` knows which names are persons' where the parser does not."""
        self._doc = sentence.doc
        self._finder = finder
        self._at: dict[int, Number] = {}
        self._words = range(sentence.start, sentence.end)
        first = sentence.start
        for one in numbers([token.lower_ for token in sentence]):
            here = Number(one.start + first, one.end + first, one.low, one.high)
            if not any(i in times for i in range(here.start, here.end)):
                self._at.update(dict.fromkeys(range(here.start, here.end), here))

    def are_persons(self, count: Count) -> bool:
        """Whether those counted are said to be people."""
        return are_persons(count, self._finder)

    def at(self, i: int) -> Number | None:
        """The number that token `i` is part of."""
        return self._at.get(i)

    def of(self, people: Token) -> Count | None:
        """How many the phrase headed by `people` is, None where it does not say."""
        if people.lower_ == "ex" and people.i + 2 < len(self._doc):
            people = self._doc[people.i + 2]  # "ex-officer", to the parser three words
        number = self._at.get(people.i)
        if number is not None:
            return self._of_number(number, people)
        number = self._before(people)
        if number is not None:
            return self._of_noun(number, people)
        word = lemma(people)
        if people.lower_ == "another" or word in vocabulary().lists["ordinals"] and _has_article(people):
            return Count(1, 1, people.left_edge.i, people.i + 1, None)  # "another was wounded", "a fourth is missing"
        if word in vocabulary().couples and people.tag_ == "NN" and _has_article(people):
            value = vocabulary().couples[word]
            return Count(value, value, people.left_edge.i, people.i + 1, people)
        if word in vocabulary().lists["gatherings"]:
            return self._of_gathering(people)
        if any(c.lower_ in _ALL and c.dep_ in {"det", "predet"} for c in people.lefts) and people.tag_ in _PLURAL:
            return Count(2, 2, people.left_edge.i, people.i + 1, people) if is_person(people) else None
        if any(c.dep_ == "det" and c.lower_ == "no" for c in people.lefts):
            if is_person(people):
                return Count(0, 0, people.left_edge.i, people.i + 1, people)
            return Count(0, 0, people.left_edge.i, people.i + 1, None) if word in vocabulary().harmless else None
        if word in vocabulary().harmless and people.dep_ == "pobj" and people.head.lower_ == "without":
            return Count(0, 0, people.head.i, people.i + 1, None)
        return self._of_one(people)

    def _of_number(self, number: Number, people: Token) -> Count | None:
        """ "Five of the soldiers", "dozens of people", "14 were killed"."""
        of = next((c for c in people.children if c.dep_ == "prep" and c.lower_ == "of"), None)
        who = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None else None
        if who is None and number.end < len(self._doc):
            after = self._doc[number.end]
            if after.tag_ in _NOUNS and after.head == people or after.lower_ in {"%", "percent"}:
                who = after  # the parser took the number for the head: "14 civilians"
        if who is not None and who.lower_ in {"whom", "which"}:
            return None  # "52 died, six of whom were beheaded": a part
        if who is not None and (is_thing(who) or who.lower_ == "them"):
            return None if who.lower_ != "them" else Count(number.low, number.high, number.start, number.end, None)
        if who is not None and lemma(who) in vocabulary().lists["gatherings"] and lemma(who) != "number":
            return None  # "five families": of how many each?
        return self._cut(number, who if who is not None and who.i >= number.end else None)

    def _before(self, people: Token) -> Number | None:
        """The number before a noun that counts it, not an age or a time inside the phrase."""
        for child in reversed(people.lefts):
            number = self._at.get(child.i)
            if (
                number is not None
                and number.end <= people.i
                and child.dep_ in {"nummod", "amod", "quantmod", "det", "compound"}
            ):
                return number
        for name in (
            c for c in people.lefts if people.tag_ in _PLURAL and c.dep_ == "nmod" and c.tag_ in {"NN", "NNP"}
        ):
            for child in name.lefts:
                number = self._at.get(child.i)
                if number is not None and child.dep_ in {"nummod", "amod"} and number.low != 1:
                    return number  # "several Bank of Lagos clerks": no single bank is several
        before = people.i - 1
        while (
            people.tag_ in _PLURAL and before in self._words and self._doc[before].dep_ in {"compound", "amod", "nmod"}
        ):
            if any((number := self._at.get(c.i)) is not None and number.end == before for c in self._doc[before].lefts):
                return number  # "three bank employees", where the parser counted banks
            before -= 1
        previous = self._at.get(people.i - 1)
        if (
            previous is not None
            and people.tag_ in _PLURAL
            and self._doc[previous.end - 1].head in (people, people.head)
        ):
            return previous
        return None

    def _of_noun(self, number: Number, people: Token) -> Count | None:
        if is_thing(people):
            return None
        gathered = lemma(people) in vocabulary().lists["gatherings"]
        if gathered and not (number.low == number.high == 1):
            return None
        return self._of_gathering(people) if gathered else self._cut(number, people)

    def _of_gathering(self, people: Token) -> Count | None:
        """ "A family of five", "a group of at least 14 students"."""
        if people.tag_ in _PLURAL:
            return None
        for prep in people.rights:
            if prep.dep_ == "prep" and prep.lower_ == "of":
                for inside in prep.children:
                    if inside.dep_ == "pobj" and (number := self._at.get(inside.i) or self._before(inside)):
                        if is_thing(inside):
                            return None
                        who = inside if self._at.get(inside.i) is None else people
                        return Count(number.low, number.high, people.left_edge.i, max(number.end, inside.i + 1), who)
        return None

    def _of_one(self, people: Token) -> Count | None:
        if people.tag_ == "PRP" and people.lower_ in _ONE_PERSON:
            return Count(1, 1, people.i, people.i + 1, None)
        if self._is_national(people):
            return self._one(people)
        if self._is_place(people):
            return None
        if people.tag_ == "NNP" and (people.ent_type_ == "PERSON" or _is_titled(people) or self._is_named(people)):
            return self._one(people)
        if people.tag_ not in {"NN", "NNP"} or not (is_person(people) or _is_title(people)):
            return None
        if people.tag_ == "NNP" and people.ent_type_ not in {"", "PERSON"}:
            return None
        return self._one(people)

    def _is_place(self, name: Token) -> bool:
        """A single name that a gazetteer has; a first name before it makes it a person's."""
        known = self._finder is not None and name.i in self._finder.evidence.place_at
        return known and not (name.ent_type_ == "PERSON" and self._doc[name.i - 1].ent_type_ == "PERSON")

    def _is_named(self, name: Token) -> bool:
        actor = self._finder.mention(name).actor if self._finder is not None else None
        return actor is not None and actor.kind == "person"

    def _is_national(self, noun: Token) -> bool:
        """ "A Moroccan"; not "the suspects"."""
        if noun.tag_ in _PLURAL:
            return False
        actor = self._finder.mention(noun).actor if self._finder is not None and _has_article(noun) else None
        return actor is not None and actor.basis == "composition" and actor.sector == "CVL"

    def _one(self, people: Token) -> Count:
        start = people.left_edge.i
        start = next((i + 1 for i in range(people.i - 1, start, -1) if self._doc[i].lower_ in _AND), start)
        if people.idx - self._doc[start].idx > _LONGEST or any(self._doc[i].is_space for i in range(start, people.i)):
            start = people.i
        return Count(1, 1, start, people.i + 1, people)

    def _cut(self, number: Number, who: Token | None) -> Count:
        """The words from the number to the noun, the number alone where these are far apart."""
        end = number.end if who is None else max(number.end, who.i + 1)
        if self._doc[end - 1].idx + len(self._doc[end - 1]) - self._doc[number.start].idx > _LONGEST:
            end = number.end
        return Count(number.low, number.high, number.start, end, who)


def joined(people: Token | None) -> list[Token]:
    """A phrase and the nouns joined to it: "two soldiers and a policeman"."""
    if people is None:
        return []
    listed = next((c for c in people.rights if c.dep_ == "appos" and any(g.dep_ == "conj" for g in c.children)), None)
    if listed is not None and _speaks_behind(grammar.conjuncts(listed)[-1]):
        listed = None  # "killing 23 people, a witness and a doctor said"
    if listed is not None:  # "two commanders, a doctor and 11 fighters"; "the mayor, Carlos Ruiz, and his bodyguard"
        named = listed.tag_ == "NNP" and people.tag_ == "NN"
        if any(c.lower_ in {"his", "her"} for c in listed.lefts):
            return [people, *grammar.conjuncts(listed)]  # "a police chief, his driver and two guards"
        if people.tag_ == "NN" and not named and listed.tag_ not in _PLURAL:
            return []  # "the mayor, a lawyer, and his guard": two or three
        return [people, *(t for t in grammar.conjuncts(listed) if not (named and t is listed))]
    found = [t for t in grammar.conjuncts(people) if t.tag_[:1] in {"N", "C", "P", "D"} or t is people]
    before = people.doc[people.left_edge.i - 1]
    if (
        before.dep_ == "cc"
        and before.head.tag_ in {"NN", "NNP"}
        and before.head not in found
        and before.head.i < before.i
    ):
        found.insert(0, before.head)  # "the mayor of a town and two of his guards", hung elsewhere by the parser
    if (first := _before_and(people)) is not None:
        found.insert(0, first)
    return _harmed(found)


def _before_and(people: Token) -> Token | None:
    """The first of two persons that the parser took for one: "Captain Omar Said and technician Ali Hamid"."""
    if people.tag_ not in {"NN", "NNP"}:
        return None
    inside = people.doc[people.left_edge.i : people.i]
    both = next((t for t in inside if t.lower_ in _AND and t.i > people.left_edge.i), None)
    first = people.doc[both.i - 1] if both is not None else None
    is_somebody = (
        first is not None and first.tag_ in {"NN", "NNP"} and (first.ent_type_ == "PERSON" or is_person(first))
    )
    return first if is_somebody else None


def is_others(noun: Token) -> bool:
    """ "Others", "17 other victims", "two more": said of those beside somebody named before."""
    return noun.lower_ == "others" or any(c.lower_ in {"other", "more"} and c.dep_ == "amod" for c in noun.lefts)


def is_several(noun: Token) -> bool:
    """Whether a noun is a plural that nobody counted: "three guards and Somali troops"."""
    return (
        noun.dep_ == "conj" and (noun.tag_ in _PLURAL or lemma(noun) in {"personnel", "staff"}) and not is_thing(noun)
    )


def others(people: Token) -> list[Token]:
    """The others joined to a phrase below a word of its own: "the mayor, named as Omar Said, and 17 others"."""
    joined_to = grammar.conjuncts(people)
    return [t for t in people.subtree if t.i > people.i and t.dep_ == "conj" and is_others(t) and t not in joined_to]


def companions(verb: Token, people: Token) -> list[Token]:
    """Those in "the senator together with three deputies", "was abducted along with two aides"."""
    return [
        noun
        for prep in (*verb.children, *people.children)
        if prep.dep_ == "prep"
        and (prep.lower_ == "alongside" or prep.lower_ == "with" and prep.doc[prep.i - 1].lower_ in _ALONG)
        for c in prep.children
        if c.dep_ == "pobj"
        for noun in joined(c)
    ]


def _harmed(people: list[Token]) -> list[Token]:
    """Those joined without whoever says so: "killing 23 people, a witness and a doctor said"."""
    if not _speaks_behind(people[-1]):
        return people
    for at, one in enumerate(people[1:], start=1):
        if one.doc[one.left_edge.i - 1].text == ",":
            return people[:at]
    return people


def _speaks_behind(last: Token) -> bool:
    """Whether a verb of saying follows the last noun of a phrase."""
    behind = next((t for t in last.doc[last.i + 1 : last.sent.end] if t.tag_[:2] not in {"IN", "NN"}), None)
    return behind is not None and behind.tag_ in {"VBD", "VBZ", "VBP"} and lemma(behind) in speech()["verbs"]


def top(tokens: Sequence[Token]) -> Token:
    """The head of a phrase: the first of its tokens whose own head lies outside."""
    first, last = tokens[0].i, tokens[-1].i
    return next((t for t in tokens if t.head is t or not first <= t.head.i <= last), tokens[0])


def _has_article(noun: Token) -> bool:
    return any(c.dep_ == "det" and c.lower_ in {"a", "an", "the"} for c in noun.lefts)


def _is_titled(name: Token) -> bool:
    """ "General Qassem Soleimani", "top commander Ali", "Ali M. Hassan": a word for a person, or an initial, stands before."""
    return any(
        c.dep_ in {"compound", "nmod", "appos"}
        and (lemma(c) in vocabulary().lists["persons"] or _INITIAL.match(c.text))
        for c in name.lefts
    )


def _is_title(noun: Token) -> bool:
    """ "Superintendent Rahim Khan", "the convener, Nusrat Jahan": a name says whose title the noun is."""
    return any(
        c.ent_type_ == "PERSON" and c.tag_ == "NNP" and c.dep_ in {"appos", "compound", "nmod"} for c in noun.children
    )


def is_person(noun: Token) -> bool:
    """Whether the noun, in its singular, is one for a person."""
    word = lemma(noun).removeprefix("co-")
    return (
        word in vocabulary().lists["persons"]
        or word.removesuffix("s").endswith(_ENDINGS)
        or noun.lower_.endswith(("men", "women"))
    )


def are_persons(count: Count, finder: ActorFinder | None) -> bool:
    """Whether those counted are said to be people, by a verb that is also used of things: "held 22 pupils", not "held
    several services"."""
    who = count.who
    if who is None or who.tag_[:1] != "N" or who.ent_type_ in {"PERSON", "NORP"}:
        return True
    words = vocabulary().lists
    return (
        is_person(who)
        or lemma(who) in words["anybody"] | words["inhabitants"] | words["gatherings"]
        or lemma(who).endswith(_OF_PERSONS)
        or finder is not None
        and finder.mention(who).actor is not None
    )


def is_thing(noun: Token) -> bool:
    """Whether the noun is one for something that is nobody."""
    things = vocabulary().lists["things"]
    return lemma(noun) in things or noun.lower_ in things

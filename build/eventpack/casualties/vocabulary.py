"""The words of lexicon/casualties.yaml, as the other modules ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..lexicon.reader import read
from ..parsing.parser import as_one_word

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """See the head of lexicon/casualties.yaml for what each list holds."""

    done: dict[str, str]  # verb → kind; with a particle, "gun down"
    suffered: dict[str, str]
    states: dict[str, str]
    described: dict[str, str]
    counted: dict[str, str]
    befalling: dict[str, str]
    of_sum: dict[str, str]
    harmless: dict[str, tuple[str, ...]]
    units: dict[str, int]
    scales: dict[str, int]
    plural: dict[str, int]
    couples: dict[str, int]
    tens: int
    several: int
    before: tuple[tuple[Phrase, str], ...]  # words before a number and how they bound it, the longest first
    behind: tuple[tuple[Phrase, str], ...]
    ends: dict[str, frozenset[str]]  # verb → objects with which it says that its subject died
    sums_up: tuple[Phrase, ...]
    turns: tuple[Phrase, ...]
    lists: dict[str, frozenset[str]]  # the other lists, by name

    def __contains__(self, word: str) -> bool:
        """Whether a base form may tell of harm: a sentence without such a word has no figure."""
        return word in self.lists["alarm"]


_BY_KIND = ("done", "suffered", "states", "described", "counted", "befalling", "of_sum")
_BOUNDS = ("at_least", "at_most", "about")
_LISTS = (
    "deadly",
    "fatal",
    "flight",
    "driven",
    "homes",
    "captive",
    "taking",
    "custody",
    "held",
    "sentencing",
    "prison",
    "no_prison",
    "lives",
    "sums",
    "reaches",
    "suffering",
    "wounds",
    "treated",
    "hospitals",
    "struck",
    "missiles",
    "finding",
    "bodies",
    "inhabitants",
    "counting",
    "persons",
    "gatherings",
    "ordinals",
    "anybody",
    "things",
    "unsure",
    "part_of",
    "affairs",
    "since",
    "not_yet",
    "grave",
    "armed",
    "holding",
    "kin",
    "disasters",
    "limbs",
    "refuges",
    "happenings",
    "deathly",
    "forces",
    "sought",
    "rising",
    "lowering",
    "downwards",
    "formerly",
    "at_first",
    "latterly",
    "latest",
    "accounts",
    "accusing",
)


@cache
def vocabulary() -> Vocabulary:
    """What lexicon/casualties.yaml says, read once. Raises ValueError for what is wrong in it."""
    raw: dict[str, Any] = read("casualties.yaml", "no truth")
    by_kind = {name: {word: kind for kind, words in raw[name].items() for word in words} for name in _BY_KIND}
    before = [(tuple(phrase.split()), bound) for bound in _BOUNDS for phrase in raw[bound]]
    # As written, and as the parser has it: "hostage-taking" is one word.
    lists = {name: frozenset(raw[name]) | frozenset(map(as_one_word, raw[name])) for name in _LISTS}
    lists["alarm"] = frozenset(
        word.split()[0]
        for words in (
            *by_kind.values(),
            raw["harmless"],
            *(
                lists[n]
                for n in (
                    "deadly",
                    "lives",
                    "captive",
                    "flight",
                    "driven",
                    "custody",
                    "wounds",
                    "hospitals",
                    "struck",
                    "bodies",
                    "sentencing",
                )
            ),
        )
        for word in words
    ) | {"life", "toll", "figure", "treat", "condition", "fall", *raw["deathly"], *raw["ends"]}
    lists["mortal"] = lists["deathly"] | lists["fatal"] | lists["bodies"] | frozenset(raw["of_death"])
    lists["mortal"] |= {w for table in by_kind.values() for w, kind in table.items() if kind == "killed"}
    return Vocabulary(
        **by_kind,
        harmless={word: tuple(kinds) for word, kinds in raw["harmless"].items()},
        units=raw["units"],
        scales=raw["scales"],
        plural=raw["plural"],
        couples=raw["couples"],
        tens=raw["tens"],
        several=raw["several"],
        before=_longest_first(before),
        behind=_longest_first((tuple(phrase.split()), "at_least") for phrase in raw["more_behind"]),
        ends={word: frozenset(objects) for word, objects in raw["ends"].items()},
        sums_up=tuple(tuple(phrase.split()) for phrase in raw["sums_up"]),
        turns=tuple(tuple(phrase.split()) for phrase in raw["turns"]),
        lists=lists,
    )


def _longest_first(phrases: Iterable[tuple[Phrase, str]]) -> tuple[tuple[Phrase, str], ...]:
    return tuple(sorted(phrases, key=lambda one: -len(one[0])))

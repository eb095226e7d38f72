"""Words and classes of the event lexicon as plain strings, for those who need no frames."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from ..core.errors import InputError
from .countries import by_name
from .reader import lexicon


def entries(folder: str) -> Iterator[tuple[str, Any]]:
    """File name and content of every YAML file of lexicon/`folder`, in the order of their names."""
    for name in _files(folder):
        yield name, lexicon(f"{folder}/{name}")


def _files(folder: str) -> list[str]:
    names = (file.name for file in (files("eventpack") / "lexicon" / folder).iterdir())
    return sorted(name for name in names if name.endswith(".yaml"))


def lines(file_name: str) -> list[int]:
    """The line, counted from 1, on which each entry of lexicon/`file_name` begins; it holds a list, an entry a dash."""
    text = (files("eventpack") / "lexicon" / file_name).read_text(encoding="utf-8")
    return [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("- ")]


@cache
def class_phrases() -> dict[str, tuple[str, ...]]:
    """Named lists of words and phrases ("$troops") from lexicon/classes/*.yaml, with the classes they name filled in.
    `$states` are the names of countries (lexicon/countries.yaml)."""
    raw: dict[str, list[str]] = {}
    for _, classes in entries("classes"):
        for name, words in classes.items():
            raw.setdefault(name, []).extend(words)
    raw["states"] = list(by_name())

    def expand(name: str, seen: frozenset[str]) -> Iterator[str]:
        for item in raw[name]:
            if not item.startswith("$"):
                yield item
            elif item[1:] not in raw:
                raise InputError(
                    "lexicon/classes",
                    None,
                    f'the class "{name}" names "{item}", which is not a class',
                    "Correct the name",
                )
            elif item[1:] not in seen:
                yield from expand(item[1:], seen | {item[1:]})

    return {name: tuple(expand(name, frozenset({name}))) for name in raw}


def head(phrase: str) -> str:
    """The word a noun phrase is about: "talks" of "peace talks", "state" of "state of emergency"."""
    return phrase.partition(" of ")[0].split()[-1]


@cache
def heads() -> frozenset[str]:
    """The head of every trigger and of every word of a class, in its base form."""
    found = {head(phrase) for phrases in class_phrases().values() for phrase in phrases}
    for _, frames in entries("frames"):
        for frame in frames or ():
            for part in ("verb", "noun", "adj"):
                words = frame.get(part, ())
                for word in [words] if isinstance(words, str) else words:
                    found.add(word.split()[0] if part == "verb" else head(word))
    return frozenset(found)

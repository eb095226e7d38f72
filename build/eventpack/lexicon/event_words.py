"""Words and classes of the event lexicon as plain strings, for those who need no frames."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from ..core.errors import InputError
from . import layer
from .countries import by_name
from .reader import of_layer, read_ours


def entries(folder: str) -> Iterator[tuple[str, Any]]:
    """File name and content of every YAML file of lexicon/`folder`, ours and then the user's, in the order of names."""
    for name in _files(folder):
        yield name, read_ours(f"{folder}/{name}", "words")
    for name in layer.active().names_in(folder):
        yield layer.active().shown(name), of_layer(name)


def our_frames() -> Iterator[tuple[str, list[tuple[int, dict[str, Any]]]]]:
    """Name of every file of lexicon/frames, with its entries and their lines, counted from 1."""
    for name in _files("frames"):
        found = read_ours(f"frames/{name}", "words") or []
        yield name, list(zip(lines(f"frames/{name}"), found, strict=True))


def layer_frames() -> Iterator[dict[str, Any]]:
    """The frames of the user's layer."""
    for name in layer.active().names_in("frames"):
        yield from of_layer(name)


def _files(folder: str) -> list[str]:
    names = (file.name for file in (files("eventpack") / "lexicon" / folder).iterdir())
    return sorted(name for name in names if name.endswith(".yaml"))


def lines(file_name: str) -> list[int]:
    """The line, counted from 1, on which each entry of our file lexicon/`file_name` begins; it holds a list, an entry a
    dash."""
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
            for part in ("noun", "adj"):
                words = frame.get(part, ())
                found |= {head(word) for word in ([words] if isinstance(words, str) else words)}
    return verbs().union(found)


@cache
def verbs() -> frozenset[str]:
    """The verbs of the frames, without their particles."""
    found = set()
    for _, frames in entries("frames"):
        for frame in frames or ():
            words = frame.get("verb", ())
            found |= {word.split()[0] for word in ([words] if isinstance(words, str) else words)}
    return frozenset(found)

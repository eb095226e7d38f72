"""Questions to a person in the terminal, each answer checked before the next question."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..actors import lexicon
from ..core.messages import printable
from ..core.model import Annotation, Report
from ..lexicon import countries
from ..places import gazetteer
from ..places.name_folding import fold_all
from ..resolving import PartyWords, PlaceWords
from ..tabular import schema
from .coding import FIELDS, Wrong, full_actor, modes, read
from .recode import actors_of, plain, recode, resolver_of

_CHOICES = 9
_WORDS = {
    "event_type": "a type; ? lists them",
    "mode": "a mode of the type; ? lists them",
    "status": "occurred, ongoing, future, hypothetical or negated",
    "actors": "who did it: identifiers or names, with commas between",
    "recipients": "to whom: identifiers or names, with commas between",
    "place": "where it happened or starts: an identifier or a name",
    "destination": "where a movement ends: an identifier or a name",
    "date_earliest": "the first day it can have been, YYYY-MM-DD",
    "date_latest": "the last day it can have been, YYYY-MM-DD",
    "attributed_to": "who says so: an identifier or a name",
    "casualties": "the kind and the article's words, with semicolons between: killed: 14 people; injured: dozens",
}


class Stopped(Exception):
    """The person has left: end of input, or `q`."""


class _LeftOff(Exception):
    """The person gives up a correction."""


@dataclass
class Dialogue:
    """Asks and shows. `read_line` gives the answer to a prompt and raises EOFError at the end; `tell` shows a line."""

    read_line: Callable[[str], str]
    tell: Callable[[str], None]

    def ask(self, prompt: str) -> str:
        """The answer, without space around it. Raises Stopped at the end of input."""
        try:
            return self.read_line(printable(prompt)).strip()
        except EOFError:
            self.tell("")
            raise Stopped from None

    def answer(self, prompt: str) -> str:
        """The answer to a question within a correction. Raises _LeftOff for a full stop."""
        answer = self.ask(prompt)
        if answer == ".":
            raise _LeftOff
        return answer

    def show(self, line: str) -> None:
        """A line of text from anywhere, what controls a terminal in it made visible."""
        self.tell(printable(line))

    def choose(self, options: list[tuple[Any, str]], *, certain: bool = False) -> Any:
        """One of (value, how it is shown) by its number; None for none of them. A single one is asked for with yes as the
        default or, where it is `certain`, taken."""
        if len(options) == 1:
            value, shown = options[0]
            self.show(f"    {shown}")
            return value if certain or self.answer("  take it [Y/n]? ").lower() in {"", "y", "yes"} else None
        for number, (_, shown) in enumerate(options, start=1):
            self.show(f"    {number}  {shown}")
        answer = self.answer(f"  which, 1 to {len(options)} (empty for none)? ")
        if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(options):
            return options[int(answer) - 1][0]
        return None


def console() -> Dialogue:
    """The terminal; without one, lines of standard input."""
    if sys.stdin.isatty():
        return Dialogue(input, print)

    def read_line(prompt: str) -> str:
        print(prompt, end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        print(line, end="" if line.endswith("\n") else "\n")
        return line

    return Dialogue(read_line, print)


def corrections(
    dialogue: Dialogue,
    report: Report,
    annotation: Annotation,
    actors: Mapping[str, Mapping[str, str]],
    fields: tuple[str, ...] = FIELDS,
) -> dict[str, Any] | None:
    """What the person changes, as it stands under `changes:`; empty for none, None where they leave off.

    `actors` are rows of the table actors, by identifier, whose names a person may use. Each answer is checked with
    those before it, so that what comes out can be built.
    """
    try:
        return _asked(dialogue, report, annotation, actors, fields)
    except _LeftOff:
        return None


def _asked(dialogue: Dialogue, report: Report, annotation: Annotation, actors, fields) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    dialogue.show("  Empty keeps a value, - takes it away, ? explains, . leaves off without changing anything.")
    for name in fields:
        now = plain(recode(report, read(changes), annotation))[name]
        while True:
            answer = dialogue.answer(f"  {name} [{_told(now)}]: ")
            if answer == "":
                break
            if answer == "?":
                _explain(dialogue, name, report, changes)
                continue
            try:
                value = _value(dialogue, name, answer, report, annotation, actors)
                recode(report, read({**changes, name: value}), annotation)
                changes[name] = value
                break
            except Wrong as wrong:
                dialogue.show(f"    {wrong.message}. {wrong.hint}.")
    return changes


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ("; " if any(":" in one for one in value) else ", ").join(value)
    return "" if value is None else str(value)


def _explain(dialogue: Dialogue, name: str, report: Report, changes: Mapping[str, Any]) -> None:
    dialogue.show(f"    {_WORDS[name]}")
    kind = changes.get("event_type", report.event_type)
    listed = {"event_type": "event_types", "status": "statuses", "mode": "event_modes"}.get(name)
    for code, row in schema.codes(listed).items() if listed else ():
        if name != "mode":
            dialogue.show(f"    {code:<14}{row['definition']}")
        elif row["event_type"] == kind:
            dialogue.show(f"    {row['mode']:<20}{row['definition']}")
    if name == "mode" and not modes(kind):
        dialogue.show(f"    {kind} has no modes")


def _value(dialogue: Dialogue, name: str, answer: str, report: Report, annotation: Annotation, actors) -> Any:
    if answer == "-":
        return [] if name in {"actors", "recipients", "casualties"} else None
    if name in {"actors", "recipients"}:
        parts = [part.strip() for part in answer.replace("|", ",").split(",")]
        return [_actor(dialogue, part, report, annotation, actors) for part in parts if part]
    if name == "casualties":
        return [part.strip() for part in answer.split(";") if part.strip()]
    if name == "attributed_to":
        return _actor(dialogue, answer, report, annotation, actors)
    if name in {"place", "destination"}:
        return _place(dialogue, answer, report, annotation)
    return answer.upper() if name == "event_type" else answer


def _place(dialogue: Dialogue, answer: str, report: Report, annotation: Annotation) -> Any:
    """An identifier: the one given, or that of the place chosen among those of the name; the words themselves for a place
    that only the article locates."""
    if ":" in answer:
        return answer
    found = sorted(gazetteer.candidates(fold_all(answer)), key=lambda c: (-c.population, c.location_id))[:_CHOICES]
    options: list[tuple[Any, str]] = [
        (c.location_id, f"{c.name}, {c.feature}, {c.admin1 or c.country or 'no country'} ({c.location_id})")
        for c in found
    ]
    meant = resolver_of(annotation).where(PlaceWords(answer), report.start, report.end)
    here = meant.location if meant is not None else None
    if here is not None:
        value = {"text": answer} if here.basis == "text" else here.location_id
        shown = f"{here.name}, {here.feature_type}, {here.admin1 or here.country or 'no country'}, as in the article"
        others = [option for option in options if option[0] != here.location_id]
        options = [(value, f"{shown} ({here.location_id})"), *others][:_CHOICES]
    chosen = dialogue.choose(options, certain=True) if options else None
    if chosen is None:
        raise Wrong((), f'no place is chosen for "{answer}"', "Give another name, or an identifier such as icao:OSKL")
    return chosen


def _actor(
    dialogue: Dialogue, answer: str, report: Report, annotation: Annotation, actors: Mapping[str, Mapping[str, str]]
) -> Any:
    """An identifier, or a row in full for an actor that only the package knows or that is new."""
    here = actors_of(annotation)
    if lexicon.by_id(answer) is not None or answer in here:
        return answer
    if answer in actors:
        return in_full(actors[answer])
    wanted = answer.lower()
    names = {key: actor.name for key, actor in here.items() if wanted in actor.name.lower()}
    names |= {
        key: row["name"]
        for key, row in actors.items()
        if wanted in row["name"].lower() or wanted in row.get("aliases", "").lower().split("|")
    }
    names |= {
        named.actor.actor_id: named.actor.name
        for _, _, named in lexicon.names().find(list(lexicon.words(answer)))
        if named.use != "none"
    }
    # Words of the article stand for whom they stand for in every coder's report: "the border police".
    meant = [m.actor for m in resolver_of(annotation).who(PartyWords(answer), report.start, report.end) if m.actor]
    said = {actor.actor_id: actor for actor in meant if actor.actor_id in here or lexicon.by_id(actor.actor_id)}
    names |= {key: actor.name for key, actor in said.items()}
    best = sorted(
        names.items(),
        key=lambda pair: (pair[1].lower() != wanted, pair[0] not in said, wanted not in pair[1].lower(), pair),
    )
    options = [(key, f"{name} ({key})") for key, name in best[:_CHOICES]]
    certain = bool(best) and best[0][1].lower() == wanted
    chosen = dialogue.choose(options, certain=certain) if options else None
    if chosen is not None:
        return in_full(actors[chosen]) if chosen not in here and lexicon.by_id(chosen) is None else chosen
    return _new_actor(dialogue, answer)


def _new_actor(dialogue: Dialogue, answer: str) -> dict[str, str]:
    dialogue.show(f'    "{answer}" is not a known actor. If it is a new actor, describe it; leave empty to go back.')
    kind = _checked(dialogue, "kind", schema.codes("actor_kinds"))
    if not kind:
        raise Wrong((), f'"{answer}" is not an actor', "Give another name, or an identifier such as rus-mil")
    name = dialogue.answer(f"  name [{answer}]: ") or answer
    row = {"actor_id": ("per-" if kind == "person" else "org-") + lexicon.slug(name), "name": name, "kind": kind}
    if sector := _checked(dialogue, "sector", schema.codes("sectors")):
        row["sector"] = sector
    if country := _checked(dialogue, "country (ISO 3166-1 alpha-3)", countries.by_iso3()):
        row["country"] = country
    full_actor(row)
    return row


def _checked(dialogue: Dialogue, name: str, known: Mapping[str, Any]) -> str:
    """One of the codes, or nothing."""
    while True:
        answer = dialogue.answer(f"  {name} (empty for none, ? lists): ")
        if answer in known or not answer:
            return answer
        dialogue.show("    " + ", ".join(known))


def in_full(row: Mapping[str, str]) -> dict[str, str]:
    """An actor as a review gives it in full, from a row of the table actors. A parent no lexicon has is left out."""
    keys = ("actor_id", "name", "kind", "sector", "country")
    given = {key: row[key] for key in keys if row.get(key)}
    parent = row.get("parent_actor_id")
    if parent and lexicon.by_id(parent) is not None:
        given["parent_actor_id"] = parent
    return given

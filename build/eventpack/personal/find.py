"""What in the tables is personal data: persons without a public office, who wrote and reviewed, addresses, numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..actors import lexicon
from ..core.model import Actor
from ..lexicon.countries import by_iso3
from ..tabular import schema
from ..tabular.sorted_rows import rows_of
from . import contacts
from .names import Names, joined, plain, words
from .offices import holds_office

if TYPE_CHECKING:
    from ..parsing.tree import Doc

KNOWN = frozenset({"lexicon", "composition"})  # bases of actors whom the program itself names
PERSON = "person without a known public office"
LIST_SEPARATOR = "|"
LISTS = frozenset({"aliases"})
# Words of articles and of people, in which the coder looks for persons who are no actors of the tables.
_PROSE = (("reports", "quote"), ("sources", "title"), ("reviews", "reason"))
# The names of those who made articles and package.
_MAKERS = (("sources", "author", "author"), ("reviews", "reviewer", "reviewer"))
_GAZETTEERS = "locations"  # whose values are not those of articles, but for its aliases
_IDENTIFIERS = {"forwards": {"new_id", "last_event_id"}}


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of personal data. `row` counts the rows of the table from 1; `rows` is how many have it."""

    table: str
    row: int
    column: str
    kind: str
    what: str
    rows: int = 1


@dataclass(frozen=True)
class Found:
    """All that was found. `actors`: identifiers of persons without office; `names`: theirs, and of all others found."""

    findings: tuple[Finding, ...]
    actors: frozenset[str]
    names: Names
    makers: frozenset[str]  # authors and reviewers as they are written


def search(
    tables: Mapping[str, pd.DataFrame], resources: Sequence[Mapping[str, Any]], public: Collection[str] = ()
) -> Found:
    """Personal data in the tables of a package. `public`: names that a person has looked at and that may stay.

    Quotes, titles and reasons are read by the coder, for persons who are no actors of the package. Needs the parser.
    """
    vouched = {joined(name) for name in public}
    actors = {row["actor_id"]: row for row in rows_of(tables["actors"])}
    private = {
        key: row
        for key, row in actors.items()
        if row["kind"] == "person"
        and joined(row["name"]) not in vouched
        and not holds_office(row, actors.get(row["parent_actor_id"]))
    }
    kept = [row for key, row in actors.items() if key not in private]
    known = [words(row["name"]) for row in actors.values() if row["kind"] == "person"]
    findings = [
        Finding("actors", number, "name", PERSON, row["name"])
        for number, row in enumerate(actors.values(), 1)
        if row["actor_id"] in private
    ]
    places = frozenset(word for name in tables["locations"]["name"] for word in words(name))
    names = [name for row in private.values() for name in _called(row, places)]
    for finding in (*_forwarded(tables, actors), *_in_prose(tables, vouched, known)):
        findings.append(finding)
        names.append(finding.what)
    makers = list(_makers(tables, vouched, kept))
    findings += [*makers, *_contacts(tables, resources)]
    whole = [name for maker in makers for name in _signed(maker.what)]
    # A body that only the articles know may be named after a person, and so may any alias ("Haddad's neighbours").
    kept_names = [row["name"] for row in kept if row["kind"] == "person" or row["basis"] in KNOWN] + list(public)
    return Found(
        tuple(findings), frozenset(private), Names(names, whole, kept_names), frozenset(maker.what for maker in makers)
    )


def text_columns(resource: Mapping[str, Any]) -> list[str]:
    """The columns in which any words can stand: no codes, keys, references, numbers or values of a gazetteer."""
    declared = resource["schema"]
    keys = {
        name
        for key in (declared.get("primaryKey", ()), *(k["fields"] for k in declared.get("foreignKeys", ())))
        for name in ([key] if isinstance(key, str) else key)
    }
    found = [
        field["name"]
        for field in declared["fields"]
        if field["type"] == "string"
        and field["name"] not in keys
        and "enum" not in field.get("constraints", {})
        and _takes_words(field)
        and field["name"] not in _IDENTIFIERS.get(resource["name"], ())
    ]
    return [name for name in found if name in LISTS] if resource["name"] == _GAZETTEERS else found


def _takes_words(field: Mapping[str, Any]) -> bool:
    """Whether the column's pattern, where it has one, would take an address of the web, and so a name in it."""
    pattern = field.get("constraints", {}).get("pattern")
    return pattern is None or re.fullmatch(pattern, "https://news.example/ada-example") is not None


@cache
def own_words() -> frozenset[str]:
    """The texts of the code lists that are tables: the project's own words, which name no person."""
    return frozenset(
        text for name in ("event_types", "event_modes") for row in schema.codes(name).values() for text in row.values()
    )


def contact_in(text: str) -> Iterator[tuple[str, str]]:
    """E-mail addresses and telephone numbers with what they are. An address of the web has long numbers of its own."""
    yield from (("e-mail address", found) for found in contacts.emails(text))
    if not text.startswith(("http://", "https://")):
        yield from (("telephone number", found) for found in contacts.phones(text))


def persons_in(texts: Iterable[str]) -> dict[str, list[Actor]]:
    """Text → the persons it names, as coder and parser read it by itself: one word alone where both say so, full names
    where either does."""
    from ..parsing import parser  # here, since it brings the parser

    each = list(dict.fromkeys(texts))
    docs = parser.pipeline().pipe(map(parser.prepare, each))
    return {text: _persons(parser.as_tree(doc)) for text, doc in zip(each, docs, strict=True)}


def _persons(doc: Doc) -> list[Actor]:
    from ..actors.finder import ActorFinder
    from ..places.mentions import find_places

    places = find_places(doc)
    mentions = [(m, m.actor) for m in ActorFinder(doc, places).all() if m.actor is not None]
    seen = [(ent.start_char, ent.end_char, ent.text.removesuffix("'s")) for ent in doc.ents if ent.label_ == "PERSON"]
    found = {
        actor.actor_id: actor
        for m, actor in mentions
        if actor.kind == "person"
        and (len(words(actor.name)) > 1 or any(start < m.end and end > m.start for start, end, _ in seen))
    }
    taken = [(m.start, m.end) for m, _ in mentions] + [(m.start, m.end) for m in places]
    for start, end, name in seen:
        # A body or a place that the coder knows is no person, nor is a person it knows another one.
        other = any(start - 4 <= first and last <= end + 2 for first, last in taken) or any(
            words(name) <= words(actor.name) for _, actor in mentions
        )
        if len(words(name)) > 1 and not name.islower() and not other:
            actor = lexicon.persons().get(name) or Actor(
                f"per-{lexicon.slug(name)}", name, "person", None, None, "text"
            )
            found.setdefault(actor.actor_id, actor)
    return list(found.values())


def is_official(actor: Actor) -> bool:
    """Whether an actor holds a public office, so that its name may be published."""
    row = {"basis": actor.basis, "sector": actor.sector, "country": actor.country}
    return holds_office(row, {"kind": actor.parent.kind} if actor.parent else None)


def _all_names(row: Mapping[str, Any]) -> list[str]:
    return [row["name"], *(row["aliases"] or "").split(LIST_SEPARATOR)] if row["aliases"] else [row["name"]]


def _called(row: Mapping[str, Any], places: frozenset[str]) -> Iterator[str]:
    """A person's name, and of the aliases that spell it otherwise the words that name: "activist Mariam Hadad" is
    called Mariam Hadad. `places`: words of places' names, which say where somebody is from."""
    yield row["name"]
    general = _general() | places
    for alias in (row["aliases"] or "").split(LIST_SEPARATOR):
        if not words(row["name"]) <= words(alias):
            naming = [
                word
                for word in re.findall(r"[^\W\d_]+", plain(alias))
                if not word.islower() and word.casefold() not in general
            ]
            yield from [" ".join(naming)] if naming else []


@cache
def _general() -> frozenset[str]:
    """Words that say what somebody is, not who."""
    nouns = lexicon.agents()
    phrases = [*nouns.groups, *nouns.titles, *nouns.representatives, *nouns.modifiers, *nouns.peoples, *nouns.vague]
    for row in by_iso3().values():
        phrases += [row.name, *row.names, *row.demonyms]
    return frozenset(word.casefold() for phrase in phrases for word in re.findall(r"[^\W\d_]+", plain(phrase)))


def _forwarded(tables: Mapping[str, pd.DataFrame], actors: Mapping[str, Any]) -> Iterator[Finding]:
    """Identifiers of persons who are no longer in the table of actors: an identifier is made of the name."""
    seen = set(actors)
    for number, row in enumerate(rows_of(tables["forwards"]) if "forwards" in tables else (), 1):
        for column in ("old_id", "new_id") if row["table_name"] == "actors" else ():
            key = row[column]
            if key in seen or key is None or not key.startswith("per-"):
                continue
            seen.add(key)
            known = lexicon.by_id(key)
            if known is None or known.kind == "person" and not is_official(known):
                name = key.removeprefix("per-").removeprefix("person-").replace("-", " ")
                yield Finding("forwards", number, column, PERSON, name)


def _in_prose(
    tables: Mapping[str, pd.DataFrame], vouched: set[str], known: Sequence[frozenset[str]]
) -> Iterator[Finding]:
    """Persons whom texts name and the table of actors does not know as persons, each once."""
    found: dict[str, Finding] = {}
    passed = vouched | {joined(name) for row in rows_of(tables["locations"]) for name in _all_names(row)}
    read = persons_in(text for *_, text in _prose(tables))
    for table, column, number, text in _prose(tables):
        for person in read[text]:
            called = words(person.name)
            if not (is_official(person) or joined(person.name) in passed or any(called <= of for of in known)):
                first = found.get(person.actor_id) or Finding(table, number, column, PERSON, person.name, 0)
                found[person.actor_id] = replace(first, rows=first.rows + 1)
    yield from found.values()


def _prose(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, str, int, str]]:
    """Table, column, row and text of what may name persons: also bodies that only the articles know, for some of these
    are persons whom the coder took for one."""
    for number, row in enumerate(rows_of(tables["actors"]), 1):
        if row["kind"] != "person" and row["basis"] not in KNOWN:
            yield "actors", "name", number, row["name"]
    for table, column in _PROSE:
        for number, text in enumerate(tables[table][column] if table in tables else (), 1):
            if not pd.isna(text):
                yield table, column, number, text


def _makers(
    tables: Mapping[str, pd.DataFrame], vouched: set[str], kept: Sequence[Mapping[str, Any]]
) -> Iterator[Finding]:
    """Authors and reviewers, but for those who are a body of the tables or a publisher ("Reuters")."""
    bodies = {
        joined(name)
        for row in kept
        if row["kind"] != "person"
        for name in (_all_names(row) if row["basis"] in KNOWN else [row["name"]])
    }
    if "sources" in tables:
        read = persons_in(tables["sources"]["publisher"].dropna())
        bodies |= {joined(name) for name, persons in read.items() if not persons}
    for table, column, kind in _MAKERS:
        seen: dict[str, list[int]] = {}
        for number, name in enumerate(tables[table][column] if table in tables else (), 1):
            if not pd.isna(name) and joined(name) not in bodies | vouched:
                seen.setdefault(name, []).append(number)
        yield from (Finding(table, numbers[0], column, kind, name, len(numbers)) for name, numbers in seen.items())


def _signed(name: str) -> list[str]:
    """The names in a line of authors: "By Ada Example and Bo Roe"."""
    return [part for part in re.split(r"[,;|&/]|\band\b|\b[Bb]y\b", name) if part.strip()]


def _contacts(tables: Mapping[str, pd.DataFrame], resources: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    for resource in resources:
        frame = tables.get(resource["name"])
        if frame is None:
            continue
        for column in text_columns(resource):
            for number, text in enumerate(frame[column], 1):
                if not pd.isna(text) and text not in own_words():
                    yield from (
                        Finding(resource["name"], number, column, kind, what) for kind, what in contact_in(text)
                    )

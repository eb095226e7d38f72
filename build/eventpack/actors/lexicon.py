"""What the project knows of actors, as data: named actors, agent nouns, countries. Loaded once a process.

Sources: lexicon/actors.yaml (named actors), lexicon/agents.yaml (agent nouns and PLOVER sectors),
lexicon/countries.yaml (names, demonyms, capitals).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ..core.model import UNIDENTIFIED, Actor
from ..lexicon import layer
from ..lexicon.countries import by_iso3, read_lexicon
from ..text.plain_text import plain
from . import layer_actors

# An office of offices.yaml that a movement holds and no person, and what its identifier gets while it does.
GOVERNMENT, IN_GOVERNMENT = "government", "in-government"

_LETTERS = re.compile(r"[A-Za-z]{1,60}(?: [A-Za-z]{1,60})*")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name in the text stands for. `use`: actor, country, demonym, capital, metonym, or none."""

    use: str
    actor: Actor
    iso3: str | None = None
    namesakes: tuple[Actor, ...] = ()  # other persons of the same name: two kings called Abdullah


@dataclass(frozen=True, slots=True)
class AgentGroup:
    """Nouns that stand for one kind of actor; see lexicon/agents.yaml."""

    suffix: str
    sector: str | None
    kind: str
    name: str
    state: bool


def slug(text: str) -> str:
    """`text` as an identifier: ASCII lower case, words joined with hyphens."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded.replace("'", "").replace(".", "")).strip("-")


def words(text: str) -> tuple[str, ...]:
    """The tokens of a name as the parser splits it."""
    from ..parsing.parser import (
        pipeline,  # here, since it brings the parser, which a build from the cache has no use for
    )

    # The tokenizer splits plain letters only where it has a rule for the word ("cannot"); asking it is slow.
    if _LETTERS.fullmatch(text) and _ruled().isdisjoint(found := text.split(" ")):
        return tuple(found)
    return tuple(t.text for t in pipeline().make_doc(plain(text)))


@cache
def _ruled() -> frozenset[str]:
    """Words that the tokenizer has rules of its own for."""
    from ..parsing.parser import pipeline
    from ..parsing.size_limits import BoundedTokenizer

    tokenizer = pipeline().tokenizer
    assert isinstance(tokenizer, BoundedTokenizer)  # `pipeline` put it there
    return frozenset(tokenizer.whole.rules)


class Names:
    """Names to what they stand for; the longest match wins, as written or in capitals."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Named]]] = {}

    def add(self, name: str, named: Named) -> None:
        tokens = words(name)
        entries = self._by_first.setdefault(tokens[0], [])
        for k, (known, first) in enumerate(entries):
            if known == tokens:
                if named.actor not in {first.actor, *first.namesakes} and _are_persons(first, named):
                    entries[k] = (known, replace(first, namesakes=(*first.namesakes, named.actor)))
                return
        entries.append((tokens, named))

    def freeze(self) -> Names:
        for entries in self._by_first.values():
            entries.sort(key=lambda e: -len(e[0]))
        return self

    def find(self, texts: list[str]) -> list[tuple[int, int, Named]]:
        """Matches in a tokenised text as (first token, one past the last, what it stands for), left to right."""
        found, i = [], 0
        while i < len(texts):
            longest = self._at(texts, i)
            if longest is None:
                i += 1
                continue
            n = len(longest[0])
            # "The National Unity Government" is no newspaper called The National.
            if any((inner := self._at(texts, k)) is not None and len(inner[0]) > n for k in range(i + 1, i + n)):
                i += 1
                continue
            found.append((i, i + n, longest[1]))
            i += n
        return found

    def _at(self, texts: list[str], i: int) -> tuple[tuple[str, ...], Named] | None:
        """The longest name that begins at token `i`, as its tokens and what it stands for."""
        for tokens, named in self._by_first.get(texts[i], ()):
            n = len(tokens)
            if n == 1 or tuple(texts[i : i + n]) == tokens:
                return tokens, named
        return None


def _are_persons(*named: Named) -> bool:
    return all(one.use == "actor" and one.actor.kind == "person" for one in named)


@dataclass(frozen=True, slots=True)
class Country:
    iso3: str
    name: str
    adjective: str
    actor: Actor


@cache
def countries() -> dict[str, Country]:
    """Countries by ISO 3166-1 alpha-3."""
    return {
        iso3: Country(
            iso3,
            row.name,
            row.demonyms[0] if row.demonyms else row.name,
            Actor(iso3.lower(), row.name, "country", None, iso3, "lexicon"),
        )
        for iso3, row in by_iso3().items()
    }


@cache
def words_for(use: str) -> frozenset[str]:
    """A list of lexicon/reference.yaml."""
    return frozenset(read_lexicon("reference.yaml")[use])


@cache
def combining() -> dict[str, str]:
    """Countries by what stands for them before a hyphen: "Franco" in "Franco-German"."""
    return dict(read_lexicon("reference.yaml")["combining"])


@cache
def described() -> dict[str, frozenset[str]]:
    """The kinds of actor that a bare "the ..." may have been called before, by noun."""
    return {noun: frozenset(kinds) for noun, kinds in read_lexicon("reference.yaml")["described"].items()}


@cache
def taken_by_verb() -> dict[str, frozenset[str]]:
    """Prepositions that are a verb's own where they follow its object, by verb."""
    return {
        verb: frozenset(row["prepositions"])
        for row in read_lexicon("reference.yaml")["taken_by_verb"]
        for verb in row["verbs"]
    }


def known_country(iso3: str | None) -> str | None:
    """`iso3` itself; None for None and for a code that lexicon/countries.yaml does not have."""
    return iso3 if iso3 in countries() else None


def country_actor(iso3: str | None) -> Actor | None:
    """The country as an actor; None for None."""
    return countries()[iso3].actor if iso3 else None


@cache
def groups() -> dict[str, AgentGroup]:
    """Agent groups by suffix; the first of a suffix."""
    found: dict[str, AgentGroup] = {}
    for g in read_lexicon("agents.yaml")["groups"]:
        found.setdefault(g["suffix"], AgentGroup(g["suffix"], g["sector"], g["kind"], g["name"], g["state"]))
    return found


@dataclass(frozen=True, slots=True)
class AgentNouns:
    """lexicon/agents.yaml, indexed by lower-case singular phrase."""

    groups: dict[str, AgentGroup]
    offices: dict[str, tuple[str, str, str]]  # phrase -> suffix, sector, name
    representatives: frozenset[str]
    quantities: frozenset[str]
    vague: frozenset[str]
    modifiers: dict[str, str]
    peoples: dict[str, str]
    titles: dict[str, str | None]
    ministries: dict[str, tuple[str, str, str]]  # topic words -> topic, name, sector
    never: frozenset[str]
    weapons: frozenset[str]
    relations: frozenset[str]  # "its ally": somebody else
    kin: frozenset[str]  # "her colleague": another person
    shared: frozenset[str]  # names that bodies of several countries bear
    named_so_in: dict[str, frozenset[str]]  # "foreign office" -> the few countries whose office is called so
    ships: dict[str, frozenset[str]]  # "HMS" -> whose warships are called so; nobody's: merchant ships


@cache
def agents() -> AgentNouns:
    from ..parsing.parser import as_one_word  # here, as in `words`

    data = read_lexicon("agents.yaml")
    nouns: dict[str, AgentGroup] = {}
    for g in data["groups"]:
        group = AgentGroup(g["suffix"], g["sector"], g["kind"], g["name"], g["state"])
        for noun in g["nouns"]:
            nouns.setdefault(noun, group)
            nouns.setdefault(as_one_word(noun), group)  # "hostage-taker", as the parser has it
    government = next(group for group in nouns.values() if group.suffix == "gov")
    nouns |= {noun: government for o in data["offices"] for noun in o["nouns"]}
    offices = {noun: (o["suffix"], o["sector"], o["name"]) for o in data["offices"] for noun in o["nouns"]}
    ministries = {w: (m["topic"], m["name"], m["sector"]) for m in data["ministries"] for w in m["words"]}
    return AgentNouns(
        nouns,
        offices,
        frozenset(data["representatives"]),
        frozenset(data["quantities"]),
        frozenset(data["vague"]),
        data["modifiers"],
        data["peoples"],
        data["titles"],
        ministries,
        frozenset(data["never_actors"]),
        frozenset(noun.split()[-1] for g in data["groups"] if g.get("weapons") for noun in g["nouns"]),
        frozenset(data["relations"]),
        frozenset(data["kin"]),
        frozenset(data["shared_names"]),
        {name: frozenset(lands) for name, lands in data["named_so_in"].items()},
        {name: frozenset(lands) for name, lands in data["ships"].items()},
    )


def _identifier(entry: Mapping[str, Any]) -> str:
    """The identifier an entry of actors.yaml gives, or has by its name."""
    prefix = layer.NAMESPACE if layer.entry_of(entry) else "per" if entry["kind"] == "person" else "org"
    return entry.get("id") or f"{prefix}-{slug(entry['name'])}"


@cache
def _named() -> tuple[dict[str, Actor], list[tuple[str, Actor]]]:
    """The actors of lexicon/actors.yaml by identifier, and each of their names with its actor; those of the user's layer,
    which come last, may take names from ours. Raises InputError for an entry of the layer that cannot stand."""
    by_id: dict[str, Actor] = {}
    by_name: list[tuple[str, Actor]] = []
    for entry in _entries():
        actor = layer_actors.extended(entry, by_id) or _entered(entry, by_id)
        names = (entry["name"], *entry.get("aliases", ()))
        if layer.entry_of(entry):
            by_name = layer_actors.taken(entry, names, actor, by_name)
        by_name.extend((alias, actor) for alias in names)
    return by_id, by_name


def _entries() -> list[Mapping[str, Any]]:
    """The entries of actors.yaml, those of the user's layer last, with holders of an office whom it does not have: they are
    persons of the government of the country of their office."""
    rows = read_lexicon("actors.yaml")
    ours = [row for row in rows if not layer.entry_of(row)]
    known = {name for row in ours for name in (row["name"], *row.get("aliases", ()))}
    holders = {
        name: {"name": name, "kind": "person", "sector": "GOV", "country": row["country"]}
        for row in read_lexicon("offices.yaml")
        if "country" in row and row["office"] != GOVERNMENT and not layer.entry_of(row)
        for name in (holder.rpartition(" ")[0] for holder in row["holders"])
        if name not in known
    }
    return [*ours, *holders.values(), *(row for row in rows if layer.entry_of(row))]


def _entered(entry: Mapping[str, Any], by_id: dict[str, Actor]) -> Actor:
    """The actor of an entry, put into `by_id` unless it is one that is composed."""
    iso3, identifier = entry.get("country"), _identifier(entry)
    actor = by_id.get(identifier)
    if actor is None and identifier[:3].upper() == iso3 and identifier[4:] in groups():
        actor = compose(iso3, identifier[4:])  # the IDF are the Israeli military
    if actor is None:
        parent = by_id.get(entry["parent"]) if "parent" in entry else None
        if parent is None and iso3 and identifier.startswith(f"{iso3.lower()}-"):
            suffix = identifier[4:].split("-")[0]
            parent = compose(iso3, suffix if suffix in groups() else "gov")
        elif parent is None and iso3:
            parent = countries()[iso3].actor
        actor = by_id[identifier] = Actor(
            identifier, entry["name"], entry["kind"], entry.get("sector"), iso3, "lexicon", parent
        )
    return actor


@cache
def entries_of_layer() -> dict[str, str]:
    """File and line of the actors that the user's layer adds, by identifier."""
    rows = (row for row in read_lexicon("actors.yaml") if not row.get("same_as"))
    return {_identifier(row): where for row in rows if (where := layer.entry_of(row)) is not None}


@cache
def own_forces() -> frozenset[str]:
    """Identifiers of the governments short of a state, and of movements in government, whose troops, police and courts are
    their own."""
    ours = {_identifier(entry) for entry in read_lexicon("actors.yaml") if entry.get("own_forces")}
    return frozenset(ours | {f"{actor_id}-{IN_GOVERNMENT}" for actor_id in governing()})


@cache
def governing() -> dict[str, list[tuple[str, str]]]:
    """The movements that govern a country for a time, by actor_id, with the country and the entry of `holders`."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in read_lexicon("offices.yaml"):
        for holder in row["holders"] if row["office"] == GOVERNMENT else ():
            found.setdefault(_aliases()[holder.rpartition(" ")[0]].actor_id, []).append((row["country"], holder))
    return found


@cache
def led_by(iso3: str) -> Actor:
    """The coalition a country leads: "the Saudi-led coalition", by the lexicon's name for it where it has one."""
    country = countries()[iso3]
    leads = (country.adjective, *by_iso3()[iso3].names)
    name = next(
        (n for who in leads for n in (f"{who}-led coalition",) if n in _aliases()), f"{country.adjective}-led coalition"
    )
    return _aliases().get(name) or Actor(f"group-{slug(name)}", name, "igo", "MIL", None, "composition")


@cache
def _aliases() -> dict[str, Actor]:
    return dict(_named()[1])


@cache
def compose(iso3: str | None, suffix: str) -> Actor:
    """The actor of an agent group in a country, such as ``rus-mil``; without a country, ``group-mil``."""
    group = groups()[suffix]
    country = countries().get(iso3) if iso3 else None
    if country is None:
        name = " ".join(group.name.format(adj="").split())
        return Actor(f"group-{suffix}", _capital(name), group.kind, group.sector, None, "composition")
    name = group.name.format(adj=country.adjective)
    return Actor(
        f"{country.iso3.lower()}-{suffix}",
        _capital(name),
        group.kind,
        group.sector,
        country.iso3,
        "composition",
        country.actor,
    )


@cache
def office(iso3: str, suffix: str, sector: str, name: str) -> Actor:
    """The holder of an office who is not named, such as the president of a country."""
    identifier = f"{iso3.lower()}-{suffix}"
    title = name.format(adj=countries()[iso3].adjective, country=countries()[iso3].name)
    return Actor(identifier, _capital(title), "person", sector, iso3, "composition", compose(iso3, "gov"))


@cache
def ministry(iso3: str, topic: str, name: str, sector: str) -> Actor:
    """A ministry of a country's government."""
    identifier = f"{iso3.lower()}-gov-ministry-of-{topic}"
    known = _named()[0].get(identifier)
    title = f"{countries()[iso3].adjective} {name}"
    return known or Actor(identifier, title, "government", sector, iso3, "composition", compose(iso3, "gov"))


@cache
def by_id(actor_id: str) -> Actor | None:
    """The actor an identifier stands for by itself: a country, an entry of the lexicon, or one put together from a
    country and an agent group, office or ministry. None for those that only a text names (most persons)."""
    if actor_id == UNIDENTIFIED.actor_id:
        return UNIDENTIFIED
    if actor_id in _named()[0]:
        return _named()[0][actor_id]
    head, _, suffix = actor_id.partition("-")
    iso3 = head.upper()
    if head == "group" and suffix in groups():
        return compose(None, suffix)
    if head != iso3.lower() or iso3 not in countries():
        return None
    if not suffix:
        return countries()[iso3].actor
    if suffix in groups():
        return compose(iso3, suffix)
    for known, sector, name in agents().offices.values():
        if known == suffix:
            return office(iso3, suffix, sector, name)
    for topic, name, sector in agents().ministries.values():
        if suffix == f"gov-ministry-of-{topic}":
            return ministry(iso3, topic, name, sector)
    return None


@cache
def persons() -> dict[str, Actor]:
    """The persons of lexicon/actors.yaml and offices.yaml by full name."""
    return dict(names_of_persons())


def names_of_persons() -> list[tuple[str, Actor]]:
    """Each full name of a person of the lexicon with its bearer; one that two bear, twice."""
    return [(name, actor) for name, actor in _named()[1] if actor.kind == "person" and " " in name]


@cache
def bearers_of(name: str) -> tuple[Actor, ...]:
    """The persons of the lexicon of that full name."""
    return tuple(dict.fromkeys(actor for known, actor in names_of_persons() if known == name))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


@cache
def names() -> Names:
    """Every name the project knows, to what it stands for. Named actors come before countries."""
    table = Names()
    no_actor = Actor("", "", "country", None, None, "lexicon")
    for name in read_lexicon("agents.yaml")["not_countries"]:
        table.add(name, Named("none", no_actor))
    for alias, actor in _named()[1]:
        table.add(alias, Named("actor", actor, actor.country))
    for iso3, row in by_iso3().items():
        actor = countries()[iso3].actor
        for use, known in (
            ("country", (row.name, *row.names, *row.constituents)),
            ("demonym", (*row.demonyms, *row.constituent_demonyms)),
            ("metonym", row.metonyms),
            ("capital", ((row.capital,) if row.capital else ()) + row.capital_names),
        ):
            for name in known:
                table.add(name, Named(use, actor, iso3))
    return table.freeze()

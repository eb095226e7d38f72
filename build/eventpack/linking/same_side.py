"""Whether two lists of actors can be one side: a person is one person, a state is its army and government."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from ..core.model import Actor

# Degrees of agreement; None is contradiction.
SAME, SIDE, KIND, UNKNOWN = 1.0, 0.7, 0.5, 0.3

_STATE_KINDS = frozenset({"country", "government", "military"})
_STATE_SECTORS = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})
_VAGUE_KINDS = frozenset({"group", "unnamed"})
_LOOSE_KINDS = frozenset({"person", "organisation", "company", "media", "ngo"})


def lineage(actor: Actor) -> Iterator[Actor]:
    """The actor and whose part it is, the nearest first."""
    node: Actor | None = actor
    while node is not None:
        yield node
        node = node.parent


def is_a_kind_of_people(actor: Actor) -> bool:
    """Whether only the kind of the people is known, so that those who act may be others than those acted upon: "a man shot a
    man", both civilians."""
    return actor.kind == "group" and actor.basis == "composition"


def is_of_a_kind(actor: Actor) -> bool:
    """Whether an actor is only a kind of people in a country (civilians, police, gunmen, courts), not one particular body."""
    return actor.basis == "composition" and (actor.kind == "group" or actor.sector in {"COP", "UAF", "JUD"})


def is_vague(actor: Actor) -> bool:
    """Who could be anybody: civilians, police, gunmen of no stated country."""
    return actor.country is None and (actor.kind in _VAGUE_KINDS or actor.actor_id.startswith("group-"))


def _is_rebel(actor: Actor) -> bool:
    return actor.kind == "armed_group" or actor.sector == "REB"


def _loose(actor: Actor) -> set[str]:
    """The identifier of a person or body that only a text knows, and of which it does not say whose: "Juma Otieno
    summoned the envoy" may be of Kenya's doing."""
    is_loose = actor.basis == "text" and actor.country is None and actor.kind in _LOOSE_KINDS
    return {actor.actor_id} if is_loose else set()


def _side_of(actor: Actor) -> set[str]:
    """The country of which a group is the side: "the Tajik side"."""
    return {actor.country} if actor.country and actor.kind == "group" and not actor.sector else set()


def _is_nameless(actor: Actor) -> bool:
    """Whether only their kind and country are known, and they are no organ of their state: "Kenyan students"."""
    return (
        actor.basis == "composition"
        and actor.country is not None
        and actor.kind != "person"
        and actor.sector not in {*_STATE_SECTORS, "OPP", "PTY", None}
        and actor.actor_id.count("-") == 1
        and not _is_rebel(actor)
    )


def key(actor: Actor) -> str:
    """What any two actors that can be of one side share: the outermost body or country they belong to."""
    return actor.country or list(lineage(actor))[-1].actor_id


_NONE: frozenset[Any] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Party:
    """The actors on one side of an event, as sets that are quick to compare. One list of actors has one :func:`party`."""

    ids: frozenset[str] = _NONE
    above: frozenset[str] = _NONE  # ids, and whose part they are
    states: frozenset[str] = _NONE  # countries a state body of which is among them
    countries: frozenset[str] = _NONE  # countries as such among them
    sectors: frozenset[str] = _NONE
    vague: frozenset[str] = _NONE  # sectors of those who could be anybody
    peoples: frozenset[str] = _NONE  # countries people of which, no more is said, are among them
    private: frozenset[str] = _NONE  # countries somebody of which, not of the state, is among them
    persons: frozenset[str] = _NONE  # those of the ids that are persons
    members: frozenset[tuple[str, str | None]] = _NONE  # country and sector of the persons
    bodies: frozenset[tuple[str, str | None]] = _NONE  # of those that are told by what they are: Kenyan opposition
    loose: frozenset[str] = _NONE  # those of the ids of which the texts do not say whose they are
    sides: frozenset[str] = _NONE  # countries people of which, as a side, are among them: "the Tajik side"
    trades: frozenset[str] = _NONE  # sectors of the loose
    nameless: frozenset[str] = _NONE  # the countries of all of them, where all are people of some kind: "Tajik miners"
    keys: tuple[str, ...] = ()  # see key(); sorted
    is_said: bool = False  # whether anybody is named, if only as gunmen or police


_NO_PARTY = Party()


@lru_cache(maxsize=1 << 16)
def party(actors: tuple[Actor, ...], acting: bool) -> Party:
    """`acting`: as doers. A country is not what rebels in it do; but whoever strikes them strikes it."""
    if not actors:
        return _NO_PARTY
    made: dict[str, set] = {field.name: set() for field in fields(Party) if field.default is _NONE}
    made["keys"] = set()
    for actor in actors:
        if is_vague(actor):
            if actor.sector:
                made["vague"].add(actor.sector)
            continue
        made["ids"].add(actor.actor_id)
        for node in lineage(actor):
            if not (acting and _is_rebel(actor) and node.kind == "country"):
                made["above"].add(node.actor_id)
        if actor.kind == "person":
            made["persons"].add(actor.actor_id)
        made["loose"].update(_loose(actor))
        made["trades"].update({actor.sector} - {None} if _loose(actor) else ())
        made["sides"].update(_side_of(actor))
        sector = "OPP" if actor.sector == "PTY" else actor.sector
        if actor.country and (actor.kind == "person" or actor.basis == "composition"):
            made["members" if actor.kind == "person" else "bodies"].add((actor.country, sector))
        if sector:
            made["sectors"].add(sector)
        if actor.kind == "country" and actor.country:
            made["countries"].add(actor.country)
        if actor.country and not _is_rebel(actor) and (actor.kind in _STATE_KINDS or actor.sector in _STATE_SECTORS):
            made["states"].add(actor.country)
        elif actor.country and actor.kind != "country":
            made["private"].add(actor.country)
            if actor.sector == "CVL" and actor.basis == "composition":
                made["peoples"].add(actor.country)
        made["keys"].add(key(actor))
    if made["ids"] and all(is_vague(actor) or _is_nameless(actor) for actor in actors):
        made["nameless"] = made["private"]
    keys = tuple(sorted(made.pop("keys")))
    said = bool(made["ids"] or made["vague"])
    return Party(
        **{name: frozenset(values) if values else _NONE for name, values in made.items()}, keys=keys, is_said=said
    )


def agreement(mine: Party, theirs: Party) -> float | None:
    """SAME, SIDE (one part of the other, or arms of one state), KIND (somebody of that kind), UNKNOWN, None."""
    if mine.ids and theirs.ids:
        if mine.ids & theirs.ids or persons_shared(mine, theirs):
            return SAME
        if mine.ids & theirs.above or mine.above & theirs.ids or mine.states & theirs.states:
            return SIDE
        # "A Tunisian" is who the next sentence calls an opposition leader.
        if mine.peoples & theirs.private or mine.private & theirs.peoples:
            return KIND
        return UNKNOWN if _are_of_one_country(mine, theirs) else None
    if mine.vague & theirs.vague or mine.vague & theirs.sectors or mine.sectors & theirs.vague:
        return KIND
    if ("REB" in mine.vague and theirs.states) or ("REB" in theirs.vague and mine.states):
        return None  # gunmen are no state's army
    return UNKNOWN


# What two sides can be to one another, surest first: the same actors; one the other's part; some actors of both, and
# others; organs of one state; of one kind; perhaps the other's; and against it: of two kinds, others.
SAME_SIDE, PART, OVERLAP, ORGANS, ONE_KIND, LOOSE, TWO_KINDS, OTHERS = (
    "same", "part", "overlap", "organs", "kind", "loose", "kinds_differ", "differ",
)  # fmt: skip


@lru_cache(maxsize=1 << 16)
def compared(mine: Party, theirs: Party) -> str:
    """What two sides are to one another, one of the words above; empty where one of them is not known."""
    if mine.ids and theirs.ids:
        if mine.ids == theirs.ids or (len(mine.ids) == len(theirs.ids) == 1 and persons_shared(mine, theirs)):
            return SAME_SIDE
        if mine.ids & theirs.ids or persons_shared(mine, theirs):
            return OVERLAP
        if mine.ids & theirs.above or mine.above & theirs.ids:
            return PART
        if mine.states & theirs.states:
            return ORGANS
        # Who leads the opposition is of it.
        if mine.members & theirs.bodies or mine.bodies & theirs.members:
            return PART
        if mine.peoples & theirs.private or mine.private & theirs.peoples:
            return ONE_KIND
        if mine.sides & theirs.states or mine.states & theirs.sides:
            return PART
        if _are_of_one_trade(mine, theirs) or _are_of_one_trade(theirs, mine):
            return ONE_KIND
        if _are_of_one_country(mine, theirs):
            return TWO_KINDS
        # Of two that only the texts know, each is named for himself.
        return LOOSE if (mine.ids == mine.loose) != (theirs.ids == theirs.loose) else OTHERS
    if mine.vague & theirs.vague or mine.vague & theirs.sectors or mine.sectors & theirs.vague:
        return ONE_KIND
    if (mine.ids or mine.vague) and (theirs.ids or theirs.vague):
        # Gunmen are no state's army.
        rebels = ("REB" in mine.vague and theirs.states) or ("REB" in theirs.vague and mine.states)
        return OTHERS if rebels else TWO_KINDS
    return ""


def may_be(nameless: Party, other: Party) -> bool:
    """Whether those of whom one text says only what they are may be the other's: gunmen may be anybody, "the foreign
    minister" or "police" any state's."""
    return "UAF" in nameless.vague | nameless.sectors or bool(nameless.vague & _STATE_SECTORS and other.states)


def _are_of_one_country(mine: Party, theirs: Party) -> bool:
    """Whether one side has nobody but people of a country that the other side is of as well: of those killed, one text
    names the teachers and another the mayor."""
    return bool(mine.nameless & (theirs.private | theirs.states) or theirs.nameless & (mine.private | mine.states))


def _are_of_one_trade(named: Party, nameless: Party) -> bool:
    """Whether one text has the name of who in the other is only of a kind: "Marula Bank", "a Kenyan bank"."""
    return bool(nameless.nameless and named.ids == named.loose and named.trades & nameless.sectors)


def contained(mine: Party, theirs: Party) -> str:
    """What all parties to a mutual act are to those of another, whichever are named first: SAME_SIDE or PART where two or
    more of one are all of the other's ("Kyiv and Moscow", "American, Russian and Ukrainian negotiators"), otherwise ""."""
    fewer, more = sorted((mine, theirs), key=lambda party: len(party.keys))
    if len(fewer.keys) < 2 or not set(fewer.keys) <= set(more.keys):
        return ""
    return SAME_SIDE if mine.ids == theirs.ids else PART


def persons_shared(mine: Party, theirs: Party) -> bool:
    """Whether a person is on both sides, if under two names."""
    return any(one_person(a, b) for a in mine.persons for b in theirs.persons)


@lru_cache(maxsize=1 << 16)
def one_person(a: str, b: str) -> bool:
    """Whether the identifiers of two persons can be one's: the same last name, and one has no name the other has not
    ("Peterson", "Scott Peterson"; "Christopher Simpson", "Christopher Kenyon Simpson")."""
    one, two = a.split("-")[1:], b.split("-")[1:]
    return bool(one and two) and one[-1] == two[-1] and (set(one) <= set(two) or set(two) <= set(one))

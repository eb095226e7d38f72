"""What an actor of the user's layer may be: another name of one that we have, or one of its own that takes no name from
ours without saying so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..core.errors import InputError
from ..core.model import Actor
from ..lexicon import layer
from ..lexicon.countries import by_demonym, by_name


def _fault(entry: Mapping[str, Any], message: str, hint: str) -> InputError:
    file, _, line = entry["entry"].rpartition(":")
    return InputError(file, int(line), message, hint)


def extended(entry: Mapping[str, Any], by_id: Mapping[str, Actor]) -> Actor | None:
    """The actor that an entry of the layer gives more names, by its `same_as`; None for any other entry. Raises InputError
    for an identifier, also of a parent, that no entry before it has."""
    if not layer.entry_of(entry):
        return None
    for key in ("same_as", "parent"):
        if entry.get(key) is not None and entry[key] not in by_id:
            known = "an identifier of the table actors, such as org-hamas, or of an entry of yours further up"
            raise _fault(entry, f'{key} is "{entry[key]}", which is no actor here', f"Write {known}")
    return by_id[entry["same_as"]] if entry.get("same_as") else None


def taken(
    entry: Mapping[str, Any], names: Sequence[str], actor: Actor, by_name: list[tuple[str, Actor]]
) -> list[tuple[str, Actor]]:
    """The names known so far, without those that an entry of the layer takes with `replaces`. Raises InputError for a name
    that is another's, and for an actor that is there already."""
    others = {name: other for name, other in by_name if other is not actor}
    if not entry.get("same_as") and any(other is actor for _, other in by_name):
        raise _fault(
            entry, f"{actor.actor_id} is there a second time", "Put its names into one entry, or give it an id"
        )
    for name in names if not entry.get("replaces") else ():
        is_country = name.lower() in by_name_of_countries()
        if name in others or is_country:
            whose = others[name].actor_id if name in others else f"the country {by_name_of_countries()[name.lower()]}"
            hint = "Leave the name out, write same_as to add names to that actor, or replaces: true to take it"
            raise _fault(entry, f'"{name}" is already a name of {whose}', hint)
    return [(name, other) for name, other in by_name if other is actor or name not in names]


def by_name_of_countries() -> dict[str, str]:
    """Countries and their people by lower-case name."""
    return by_name() | by_demonym()

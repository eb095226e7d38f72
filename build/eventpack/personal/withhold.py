"""Copies of the tables without the personal data that was found: persons are their side, what names them is empty.

All persons of one side and sector become one actor, in actors, event_actors, reports and wherever else a table refers
to actors. A text that has a name, a word of one, an address or a number is left out, not rewritten; only the summary,
which is made by rule, says the side instead of the name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ..actors import lexicon
from ..tabular import schema
from ..tabular.sorted_rows import Row, rows_of
from .find import KNOWN, LIST_SEPARATOR, LISTS, Found, contact_in, own_words, text_columns

Tables = Mapping[str, pd.DataFrame]
_MADE = {("events", "summary"), ("actors", "name")}  # rewritten by themselves


def withheld(tables: Tables, resources: Sequence[Mapping[str, Any]], found: Found) -> dict[str, pd.DataFrame]:
    """The tables without what was found, with every reference still good."""
    sides = _sides(list(rows_of(tables["actors"])), found)
    made = _referring(tables, resources, {key: side["actor_id"] for key, side in sides.items()})
    made["actors"] = _actors(made["actors"], sides)
    made["events"] = made["events"].assign(summary=_summaries(tables, sides, found))
    if "forwards" in made:
        made["forwards"] = _forwards(made["forwards"], set(sides), found)
    for resource in resources:
        if resource["name"] in made:
            columns = [name for name in text_columns(resource) if (resource["name"], name) not in _MADE]
            made[resource["name"]] = _texts(made[resource["name"]], columns, found)
    return made


def _sides(rows: Sequence[Row], found: Found) -> dict[str, Row]:
    """The actors that are not named, each with the row that stands for it: persons, and bodies named after them."""
    hidden = [
        row
        for row in rows
        if row["actor_id"] in found.actors
        or row["basis"] not in KNOWN
        and row["kind"] != "person"
        and found.names.found(row["name"])
    ]
    keys, by_id = {row["actor_id"] for row in hidden}, {row["actor_id"]: row for row in rows}
    return {row["actor_id"]: _side(row, by_id, keys) for row in hidden}


def _side(row: Row, by_id: Mapping[str, Row], hidden: set[str]) -> Row:
    parent, seen = row["parent_actor_id"], set()
    while parent in hidden and parent not in seen:
        seen.add(parent)
        parent = by_id[parent]["parent_actor_id"]
    parent = None if parent in hidden else parent
    country = lexicon.countries().get(row["country"])
    of = by_id[parent]["name"] if parent else country.name if country else row["country"]
    sector = schema.codes("sectors").get(row["sector"] or "", {}).get("title")
    kind = schema.codes("actor_kinds")[row["kind"]]["title"].lower()
    side = ", ".join(filter(None, (of, sector)))
    parts = ("withheld", row["kind"], parent or (row["country"] or "").lower(), (row["sector"] or "").lower())
    actor_id = "-".join(filter(None, parts))
    while actor_id in by_id:  # never an actor that is there
        actor_id += "-x"
    return row | {
        "actor_id": actor_id,
        "name": f"Unnamed {kind}{f' ({side})' if side else ''}",
        "aliases": None,
        "parent_actor_id": parent,
        "basis": "composition",
    }


def _actors(actors: pd.DataFrame, sides: Mapping[str, Row]) -> pd.DataFrame:
    new = {side["actor_id"]: side for side in sides.values()}
    rows = [row for row in rows_of(actors) if row["actor_id"] not in sides] + list(new.values())
    return _framed(sorted(rows, key=lambda row: row["actor_id"]), actors)


def _referring(
    tables: Tables, resources: Sequence[Mapping[str, Any]], new_ids: Mapping[str, str]
) -> dict[str, pd.DataFrame]:
    """Every reference to an actor who is not named now refers to the side; rows that are the same then are one."""
    made = dict(tables)
    for resource in resources:
        table, declared = resource["name"], resource["schema"]
        columns = [
            name
            for key in declared.get("foreignKeys", ())
            if (key["reference"].get("resource") or table) == "actors"
            for name in ([key["fields"]] if isinstance(key["fields"], str) else key["fields"])
        ]
        if table not in made or not columns:
            continue
        frame = made[table].assign(
            **{
                name: made[table][name].map(lambda key: new_ids.get(key, key), na_action="ignore").astype("string")
                for name in columns
            }
        )
        keys = declared.get("primaryKey", [])
        keys = [keys] if isinstance(keys, str) else list(keys)
        if set(keys) & set(columns):
            frame = frame.drop_duplicates(keys).sort_values(keys, ignore_index=True)
        made[table] = frame
    return made


def _forwards(forwards: pd.DataFrame, hidden: set[str], found: Found) -> pd.DataFrame:
    """Without the rows of actors whose identifiers are made of a name that was found."""
    rows = [
        row
        for row in rows_of(forwards)
        if row["table_name"] != "actors"
        or not any(
            key in hidden or key is not None and found.names.found(key) for key in (row["old_id"], row["new_id"])
        )
    ]
    return _framed(rows, forwards)


def _summaries(tables: Tables, sides: Mapping[str, Row], found: Found) -> pd.Series:
    """The sentences with the side in place of the name; empty where a name would still be in one."""
    events, actors = tables["events"], {row["actor_id"]: row for row in rows_of(tables["actors"])}
    places = dict(zip(tables["locations"]["location_id"], tables["locations"]["name"], strict=True))
    parties: dict[str, list[str]] = {}
    for row in rows_of(tables["event_actors"]):
        parties.setdefault(row["event_id"], []).append(row["actor_id"])
    summaries: list[object] = []
    for event in rows_of(events):
        text, own = event["summary"], parties.get(event["event_id"], [])
        named = {actors[key]["name"]: sides[key]["name"] for key in own if key in sides}
        text = _replaced(text, named)
        # What is left to say is where it was and who else took part: no word of a place is a person's name.
        others = [actors[key]["name"] for key in own if key not in sides]
        others += [places[key] for key in (event["location_id"], event["destination_location_id"]) if key in places]
        rest = _replaced(text, dict.fromkeys([*others, *named.values()], " "))
        summaries.append(pd.NA if found.names.found(rest) or found.names.in_whole(text) else text)
    return pd.Series(summaries, index=events.index, dtype="string")


def _replaced(text: str, by: Mapping[str, str]) -> str:
    if not by:
        return text
    longest = sorted(by, key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest)
    return re.sub(pattern, lambda match: by[match[0]], text)


def _texts(frame: pd.DataFrame, columns: Sequence[str], found: Found) -> pd.DataFrame:
    def is_public(cell: str) -> bool:
        return cell in own_words() or not (cell in found.makers or found.names.found(cell) or any(contact_in(cell)))

    def kept(cell: str) -> object:
        return cell if is_public(cell) else pd.NA

    def kept_items(cell: str) -> object:
        return LIST_SEPARATOR.join(item for item in cell.split(LIST_SEPARATOR) if is_public(item)) or pd.NA

    return frame.assign(
        **{
            name: frame[name].map(kept_items if name in LISTS else kept, na_action="ignore").astype(frame[name].dtype)
            for name in columns
        }
    )


def _framed(rows: Sequence[Row], like: pd.DataFrame) -> pd.DataFrame:
    kinds: Mapping[str, Any] = {name: like[name].dtype for name in like.columns}
    return pd.DataFrame({name: pd.array([row[name] for row in rows], dtype=kind) for name, kind in kinds.items()})

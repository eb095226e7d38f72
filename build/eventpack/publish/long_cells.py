"""Articles' texts in the cells of a package: more words in one cell than a quote may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

import pandas as pd

from ..core.messages import counted
from ..tabular import schema

SUMMARY = ("events", "summary")
# A summary is names and a few words around them: letters and digits of the longest that lexicon/summaries.yaml makes.
AROUND_NAMES = 150
_PLACES = ("location_id", "destination_location_id")


def too_long(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """A line for each column, of whatever table, in which a cell has a longer text than a quote may be.

    The items of a list are looked at one by one, where the table's schema says that the column holds one. What has no
    white space in it, such as an address, is no text. A summary is given the names of the event's own actors and
    places, each once, since it repeats them.
    """
    longest = schema.quote_length()
    for table, frame in tables.items():
        for column in frame.columns:
            if not _may_hold_text(frame[column]):
                continue
            cells = frame[column].dropna().astype("string")
            cells = cells[cells.str.len() > longest]
            if cells.empty:  # so for nearly all columns
                continue
            cells = cells[~cells.isin(_own_words(table))]
            listed = column in _lists(table)
            long = cells[
                [
                    any(
                        len(item) > longest and len(item.split()) > 1
                        for item in (cell.split("|") if listed else [cell])
                    )
                    for cell in cells
                ]
            ]
            if (table, column) == SUMMARY:
                long = long[[not _of_names(cell, row, tables) for row, cell in zip(long.index, long, strict=True)]]
            if len(long):
                yield (
                    f"{table}.{column}: {counted(len(long), 'cell', ',')} of more than {longest} characters, the "
                    f"first in row {long.index[0] + 2}; no quote may be longer"
                )


@cache
def _own_words(table: str) -> frozenset[str]:
    """What our own code list of that name says, such as the definition of an event type: to the letter, no article's."""
    if table not in schema.code_lists():
        return frozenset()
    return frozenset(value for row in schema.codes(table).values() for value in row.values())


def _may_hold_text(column: pd.Series) -> bool:
    return not (pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column))


@cache
def _lists(table: str) -> frozenset[str]:
    """The columns whose cells are lists joined with |, by their schema."""
    if table not in schema.TABLES:
        return frozenset()
    return frozenset(field["name"] for field in schema.load(table)["fields"] if schema.is_list(field))


def _of_names(summary: str, row: int, tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether little is left of a summary without the names of its event's actors and places."""
    left = summary.casefold()
    for name in sorted(_names(row, tables), key=len, reverse=True):
        left = left.replace(name.casefold(), "", 1)
    return sum(map(str.isalnum, left)) <= AROUND_NAMES


def _names(row: int, tables: Mapping[str, pd.DataFrame]) -> set[str]:
    try:
        event = tables["events"].loc[row]
        parties = tables["event_actors"]
        ids = {
            "actors": set(parties["actor_id"][parties["event_id"] == event["event_id"]]),
            "locations": {event[place] for place in _PLACES},
        }
        keys = {"actors": "actor_id", "locations": "location_id"}
        return {
            name
            for table, wanted in ids.items()
            for key, name in zip(tables[table][keys[table]], tables[table]["name"], strict=True)
            if not pd.isna(key) and not pd.isna(name) and key in wanted
        }
    except KeyError:  # a package without the table or the column: then no names are known
        return set()

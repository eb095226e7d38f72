"""Identifiers that last: what a package published before keeps its name in the next one.

A build names its rows by what they are made from (the digest of a text, the place of a trigger in it, an event's first
report). That changes when an article is corrected, or when an earlier report of the event comes to light. This step
works on the finished tables and on those of the package that is replaced: it finds out which new row is which old
one, renames the new rows accordingly in every table, and writes down in the table `forwards` what became of the
identifiers that are gone. docs/identity.md says what is guaranteed.

No row is looped over. What is to a letter as it was is found column by column and set aside (:mod:`unchanged`);
of the others the columns of keys are held, and a hash of each quote.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import pandas as pd
import pyarrow as pa

from ..core.version import __version__
from ..lexicon.countries import read_lexicon
from ..tabular import schema
from ..tabular.arrow_lookup import among
from ..tabular.columns import Table, Tables
from ..tabular.sorted_rows import TableRows, rows_of
from . import forwards, match, unchanged
from .earlier_package import COLUMNS

DIGITS = 16
# The tables whose rows are named by their content. Actors and locations are named by lexicon and gazetteer.
RENAMED = ("sources", "reports", "events")
_NONE = pd.Series([], dtype="string")
_NAMED = {*RENAMED, "actors", "locations"}


@dataclass(frozen=True)
class Identity:
    """What to do to a build's tables.

    `renamed`: table → Series of published identifiers by natural one, only those that differ.
    `forwards`: the table of that name.
    """

    renamed: Mapping[str, pd.Series]
    forwards: pd.DataFrame


def keep_rows(
    rows: Mapping[str, TableRows], earlier: Tables | None, version: str = __version__
) -> dict[str, TableRows]:
    """The tables with the identifiers of `earlier`, and with its `forwards` brought up to date.

    `rows` are the tables as they are built from the articles alone, `earlier` those of the package that is to be
    replaced (of which :data:`eventpack.identity.earlier_package.COLUMNS` are enough), None where there is none: then
    nothing changes. Only identifiers, the order of rows, and `forwards` differ between what goes in and what comes out.
    Columns are read as they are needed.
    """
    if earlier is None:
        return dict(rows)
    found = identify({table: rows[table].columns(names) for table, names in COLUMNS.items()}, earlier, version)
    kept = dict(rows)
    for table, made in rows.items():
        if any(len(found.renamed[other]) for other in _holds(table).values()):
            kept[table] = made.changed(partial(rename, table=table, renamed=found.renamed))
    kept["forwards"] = TableRows("forwards", rows_of(found.forwards))
    return kept


def identify(frames: Tables, earlier: Tables, version: str = __version__) -> Identity:
    """Which row is which. Needs of `frames` and `earlier` the columns :data:`eventpack.identity.earlier_package.COLUMNS`."""
    frames, earlier = (_with_sources(side) for side in (frames, earlier))
    before = _frame(earlier, "forwards")
    ids, were = (
        {table: side[table][_key(table)] for table in COLUMNS if table in _NAMED} for side in (frames, earlier)
    )
    ever = {table: _ever(were[table], before[before["table_name"] == table]) for table in RENAMED}
    published: dict[str, pd.Series] = {}

    matched = match.sources(frames, earlier)
    published["sources"] = _publish(ids["sources"], matched, ever["sources"], again=True)

    # What is to a letter what it was keeps its name, and which of the others is which does not hang on it.
    same = unchanged.same(frames, earlier, published["sources"])
    pa.default_memory_pool().release_unused()
    new, old = (_others(frames, same.new_reports, same.new_events), _others(earlier, same.old_reports, same.old_events))
    keys = new["reports"].assign(source_id=_renamed(new["reports"]["source_id"], published["sources"]))
    matched = match.reports({**new, "reports": keys}, old, published["sources"])
    kept = {"reports": ids["reports"][same.new_reports], "events": ids["events"][same.new_events]}
    published["reports"] = _publish(new["reports"]["report_id"], matched, ever["reports"], kept["reports"], again=True)

    now, were_of = (_of_others(side["reports"], kept["events"]) for side in (frames, earlier))
    now = now.assign(report_id=_renamed(now["report_id"], published["reports"]))
    shared = match.shared_reports(now, were_of, before)
    matched = match.events(shared, new["events"], old["events"])
    published["events"] = _publish(new["events"]["event_id"], matched, ever["events"], kept["events"])

    edges = pd.DataFrame(
        {"old_id": shared["old_id"], "new_id": shared["event_id"].map(published["events"]), "weight": shared["shared"]}
    )
    living = {table: pd.Index(ids[table]) for table in ("actors", "locations")}
    living |= {
        table: pd.Index(pd.concat([published[table], kept[table]]) if table in kept else published[table])
        for table in RENAMED
    }
    rows = {}
    for table in ("events", "locations", "sources", "actors", "reports"):
        step = edges if table == "events" else _renames(table, living[table])
        gone = pd.Index(were[table][~among(were[table], living[table])])
        rows[table] = forwards.update(
            before[before["table_name"] == table],
            step,
            gone,
            living[table],
            ever[table] if table == "events" else None,
            table,
            version,
        )
    rows["reports"] = forwards.with_last_events(
        rows["reports"], earlier["reports"], before, rows["events"], living["events"]
    )
    return Identity(
        {table: names[names.index != names] for table, names in published.items()},
        forwards.typed(pd.concat(list(rows.values()), ignore_index=True)),
    )


def _with_sources(side: Tables) -> dict[str, Table]:
    """The tables, of which the sources are held: they are few, and asked for often."""
    return {**side, "sources": _frame(side, "sources")}


def _frame(side: Tables, table: str, rows: np.ndarray | slice = slice(None)) -> pd.DataFrame:
    return pd.DataFrame({name: side[table][name].array[rows] for name in COLUMNS[table]})


def _others(side: Tables, reports: np.ndarray, events: np.ndarray) -> dict[str, pd.DataFrame]:
    """The tables that say which report and event is which, without the reports and events that are set aside."""
    open_events = _frame(side, "events", ~events)
    members = among(side["event_actors"]["event_id"], open_events["event_id"])
    return {
        "sources": _frame(side, "sources"),
        "reports": _frame(side, "reports", ~reports),
        "events": open_events,
        "event_actors": _frame(side, "event_actors", members),
    }


def _of_others(reports: Table, kept: pd.Series) -> pd.DataFrame:
    """report_id, event_id of the reports whose event is not among those that were `kept`."""
    rows = ~among(reports["event_id"], kept)
    return pd.DataFrame({name: reports[name].array[rows] for name in ("report_id", "event_id")})


def rename(frame: pd.DataFrame, table: str, renamed: Mapping[str, pd.Series]) -> pd.DataFrame:
    """One table, or a part of one, under its published identifiers, sorted by its key.

    Where nothing in it is renamed, the frame itself. Which columns hold identifiers is read off the schema.
    """
    changed = {
        column: _renamed(frame[column], renamed[other])
        for column, other in _holds(table).items()
        if column in frame and len(renamed[other])
    }
    if not changed:
        return frame
    return frame.assign(**changed).sort_values(schema.load(table)["primaryKey"], kind="stable", ignore_index=True)


def _holds(table: str) -> dict[str, str]:
    """Column → the table whose identifiers it holds, of those that are renamed."""
    declared = schema.load(table)
    holds = {declared["primaryKey"][0]: table} if table in RENAMED else {}
    for foreign in declared.get("foreignKeys", []):
        # An empty name is the table itself: which source a source is a copy of.
        if (referred := foreign["reference"]["resource"] or table) in RENAMED:
            holds[foreign["fields"][0]] = referred
    return holds


def _renamed(cells: pd.Series, names: pd.Series) -> pd.Series:
    return cells.map(names).astype(cells.dtype).where(among(cells, names.index), cells)


def _publish(
    natural: pd.Series, matched: pd.Series, ever: pd.Series, kept: pd.Series = _NONE, *, again: bool = False
) -> pd.Series:
    """natural → published identifier: the matched one; else the natural one, or one made from it where that is taken.

    `kept` are those of rows that are not among these, `ever` all that were ever published. Of the latter one may be
    given `again` only where a natural identifier can stand for nothing but the same words of the same text; an event's
    can come to stand for another event.
    """
    published = pd.Series(natural.map(matched).array, index=pd.Index(natural.array), dtype=natural.dtype)
    open_ = published.index[published.isna()]
    taken = among(open_, published.dropna()) | among(open_, kept) | (False if again else among(open_, ever))
    published.loc[open_[~taken]] = open_[~taken]
    # Few: it takes an event that lost the report it was named by, or a text whose first version came back elsewhere.
    used = {*published.dropna(), *ever, *kept} if taken.any() else set()
    for one in sorted(open_[taken]):
        published.loc[one] = made = _another(one, used)
        used.add(made)
    return published


def _another(natural: str, used: set[str]) -> str:
    prefix, number = natural.partition("-")[0], 1
    while (made := f"{prefix}-{hashlib.sha256(f'{natural}|{number}'.encode()).hexdigest()[:DIGITS]}") in used:
        number += 1
    return made


def _key(table: str) -> str:
    return schema.load(table)["primaryKey"][0]


def _ever(were: pd.Series, before: pd.DataFrame) -> pd.Series:
    """All identifiers of a table that were ever published."""
    return pd.concat([were, before["old_id"]], ignore_index=True) if len(before) else were


@cache
def renames() -> dict[str, dict[str, str]]:
    """table → {old identifier: new one} of what lexicon and gazetteers renamed, chains followed to their end.

    Raises ValueError where the chain of one leads back to it.
    """
    listed = read_lexicon("renamed.yaml")
    return {table: {old: _end(old, listed[table] or {}) for old in listed[table] or {}} for table in listed}


def _end(old: str, listed: Mapping[str, str]) -> str:
    seen, step = {old}, listed[old]
    while step in listed:
        if step in seen:
            raise ValueError(f"renamed.yaml: {old} is renamed in a circle")
        seen.add(step)
        step = listed[step]
    return step


def _renames(table: str, living: Iterable[str]) -> pd.DataFrame:
    """Rows of forwards that the renaming of lexicon entries gives."""
    listed = renames().get(table, {})
    known = set(living) if listed else set()
    pairs = [(old, new, 1) for old, new in listed.items() if new in known]
    return pd.DataFrame(pairs, columns=["old_id", "new_id", "weight"]).astype({"old_id": "string", "new_id": "string"})

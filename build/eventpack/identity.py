"""Identifiers for good: what a package published before keeps its name in the next one.

A build names its rows by what they are made from (the digest of a text, the place of a trigger in it, an event's first
report). That changes when an article is corrected, or when an earlier report of the event comes to light. This step
works on the finished tables and on those of the package that is there already: it finds out which new row is which old
one, renames the new rows accordingly in every table, and writes down in the table `forwards` what became of the
identifiers that are gone. docs/IDENTITY.md says what is guaranteed.

What is held is the columns of keys and a hash of each quote; no row is looped over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial

import pandas as pd

from . import __version__, forwards, identity_match, schema
from .among import among
from .countries import read_lexicon
from .earlier import COLUMNS
from .table_rows import TableRows, rows_of

Frames = Mapping[str, pd.DataFrame]
DIGITS = 16
# The tables whose rows are named by their content. Actors and locations are named by lexicon and gazetteer.
RENAMED = ("sources", "reports", "events")


@dataclass(frozen=True)
class Identity:
    """What to do to a build's tables.

    `renamed`: table → Series of published identifiers by natural one, only those that differ.
    `forwards`: the table of that name.
    """

    renamed: Mapping[str, pd.Series]
    forwards: pd.DataFrame


def keep(frames: Frames, earlier: Frames | None, version: str = __version__) -> dict[str, pd.DataFrame]:
    """The tables with the identifiers of `earlier`, and with its `forwards` brought up to date.

    `frames` are the tables as they are built from the articles alone, `earlier` those of the package that is to be
    replaced (of which :data:`eventpack.earlier.COLUMNS` are enough), None where there is none: then nothing changes.
    Only identifiers, the order of rows, and `forwards` differ between what goes in and what comes out.
    """
    if earlier is None:
        return dict(frames)
    found = identify(frames, earlier, version)
    return {**{table: rename(frame, table, found.renamed) for table, frame in frames.items()},
            "forwards": found.forwards}


def keep_rows(
    rows: Mapping[str, TableRows], earlier: Frames | None, version: str = __version__
) -> dict[str, TableRows]:
    """As :func:`keep`, of tables that are on disk: only the columns that tell which row is which are in memory."""
    if earlier is None:
        return dict(rows)
    found = identify({table: rows[table].frame(columns) for table, columns in COLUMNS.items()}, earlier, version)
    kept = dict(rows)
    for table, made in rows.items():
        if any(len(found.renamed[other]) for other in _holds(table).values()):
            kept[table] = made.changed(partial(rename, table=table, renamed=found.renamed))
    kept["forwards"] = TableRows("forwards", rows_of(found.forwards))
    return kept


def identify(frames: Frames, earlier: Frames, version: str = __version__) -> Identity:
    """Which row is which. Needs of `frames` and `earlier` the columns :data:`eventpack.earlier.COLUMNS`."""
    before = earlier["forwards"]
    published: dict[str, pd.Series] = {}

    matched = identity_match.sources(frames, earlier)
    published["sources"] = _publish(frames["sources"]["source_id"], matched, _ever("sources", earlier), again=True)

    keys = frames["reports"].assign(source_id=_renamed(frames["reports"]["source_id"], published["sources"]))
    matched = identity_match.reports({**frames, "reports": keys}, earlier, published["sources"])
    published["reports"] = _publish(frames["reports"]["report_id"], matched, _ever("reports", earlier), again=True)

    now = pd.DataFrame({"report_id": frames["reports"]["report_id"].map(published["reports"]),
                        "event_id": frames["reports"]["event_id"]})
    shared = identity_match.shared_reports(now, earlier)
    matched = identity_match.events(shared, frames["events"], earlier["events"])
    ever = _ever("events", earlier)
    published["events"] = _publish(frames["events"]["event_id"], matched, ever)

    edges = pd.DataFrame({"old_id": shared["old_id"], "new_id": shared["event_id"].map(published["events"]),
                          "weight": shared["shared"]})
    living = {table: pd.Index(published[table]) for table in RENAMED}
    living |= {table: pd.Index(frames[table][key]) for table, key in (("actors", "actor_id"),
                                                                      ("locations", "location_id"))}
    rows = {}
    for table in ("events", "locations", "sources", "actors", "reports"):
        step = edges if table == "events" else _renames(table, living[table])
        gone = _ids(table, earlier)
        rows[table] = forwards.update(before[before["table_name"] == table], step, gone[~among(gone, living[table])],
                                      living[table], ever if table == "events" else None, table, version)
    rows["reports"] = forwards.with_last_events(rows["reports"], earlier, rows["events"], living["events"])
    return Identity({table: ids[ids.index != ids] for table, ids in published.items()},
                    forwards.typed(pd.concat(list(rows.values()), ignore_index=True)))


def rename(frame: pd.DataFrame, table: str, renamed: Mapping[str, pd.Series]) -> pd.DataFrame:
    """One table, or a part of one, under its published identifiers, sorted by its key.

    Where nothing in it is renamed, the frame itself. Which columns hold identifiers is read off the schema.
    """
    changed = {column: _renamed(frame[column], renamed[other]) for column, other in _holds(table).items()
               if column in frame and len(renamed[other])}
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


def _publish(natural: pd.Series, matched: pd.Series, ever: pd.Index, *, again: bool = False) -> pd.Series:
    """natural → published identifier: the matched one; else the natural one, or one made from it where that is taken.

    `ever` are all that were ever published. Of these one may be given `again` only where a natural identifier can
    stand for nothing but the same words of the same text; an event's can come to stand for another event.
    """
    published = pd.Series(natural.map(matched).array, index=pd.Index(natural.array), dtype=natural.dtype)
    open_ = published.index[published.isna()]
    taken = among(open_, published.dropna()) | (False if again else among(open_, ever))
    published.loc[open_[~taken]] = open_[~taken]
    # Few: it takes an event that lost the report it was named by, or a text whose first version came back elsewhere.
    used = set(published.dropna()) | set(ever) if taken.any() else set()
    for one in sorted(open_[taken]):
        published.loc[one] = made = _another(one, used)
        used.add(made)
    return published


def _another(natural: str, used: set[str]) -> str:
    prefix, number = natural.partition("-")[0], 1
    while (made := f"{prefix}-{hashlib.sha256(f'{natural}|{number}'.encode()).hexdigest()[:DIGITS]}") in used:
        number += 1
    return made


def _ids(table: str, earlier: Frames) -> pd.Index:
    return pd.Index(earlier[table][schema.load(table)["primaryKey"][0]])


def _ever(table: str, earlier: Frames) -> pd.Index:
    """All identifiers of a table that were ever published."""
    before = earlier["forwards"]
    return _ids(table, earlier).union(pd.Index(before["old_id"][before["table_name"] == table]), sort=False)


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
    known = set(living)
    pairs = [(old, new, 1) for old, new in renames().get(table, {}).items() if new in known]
    return pd.DataFrame(
        pairs, columns=["old_id", "new_id", "weight"]).astype({"old_id": "string", "new_id": "string"})

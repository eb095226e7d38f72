"""What is different between two packages: structure, words about the package, and rows by their keys.

A row whose identifier was forwarded (:mod:`eventpack.identity.forwards`) is not a removed and an added one, and a row that
refers to it is not changed by that. Everything is done on whole columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..tabular.arrow_lookup import among
from .difference import Change, Diff, TableDiff
from .package_side import Side, listed
from .version import weigh_constraints

_FORWARDS = "forwards"
# Said of a resource or of the package for people; changing it breaks nothing.
_SAID = ("title", "description", "homepage", "keywords", "licenses", "contributors", "sources", "temporal", "spatial")
_READ_BY = ("format", "encoding", "dialect")


def diff(old: Side, new: Side) -> Diff:
    """Compare two packages; the tables in the order of the new one."""
    both = [table for table in new.resources if table in old.resources]
    structure = [Change("major", f"table {table} removed") for table in old.resources if table not in new.resources]
    structure += [Change("minor", f"table {table} added") for table in new.resources if table not in old.resources]
    if old.descriptor.get("name") != new.descriptor.get("name"):
        structure.append(
            Change("major", f"package renamed from {old.descriptor.get('name')} to {new.descriptor.get('name')}")
        )
    said = _said("package", old.descriptor, new.descriptor)
    for table in both:
        structure += _structure(table, old.resources[table], new.resources[table])
        said += _said(table, old.resources[table], new.resources[table])
        said += _fields_said(table, old, new)
    referenced = {
        other
        for side in (old, new)
        for table in side.resources
        for other in side.references(table).values()
        if other != table
    }
    leads = _leads(old, new)
    return Diff(old, new, structure, said, [_rows(table, old, new, leads, table in referenced) for table in both])


# --- structure


def _structure(table: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    found = [Change("major", f"{table}: {name} changed") for name in _READ_BY if old.get(name) != new.get(name)]
    before, after = ({field["name"]: field for field in side["schema"]["fields"]} for side in (old, new))
    found += [Change("major", f"{table}.{name} removed") for name in before if name not in after]
    found += [Change("major", f"{table}.{name} added") for name in after if name not in before]
    if [name for name in before if name in after] != [name for name in after if name in before]:
        found.append(Change("major", f"{table}: order of columns changed"))
    for name, field in after.items():
        if name not in before:
            continue
        for part in ("type", "format"):
            if (was := before[name].get(part, "default")) != (now := field.get(part, "default")):
                found.append(Change("major", f"{table}.{name}: {part} {was} became {now}"))
        found += weigh_constraints(f"{table}.{name}", before[name].get("constraints", {}), field.get("constraints", {}))
    for part in ("primaryKey", "foreignKeys", "uniqueKeys", "missingValues"):
        if listed(old["schema"].get(part)) != listed(new["schema"].get(part)):
            found.append(Change("major", f"{table}: {part} changed"))
    return found


def _said(where: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    return [Change("patch", f"{where}: {name} changed") for name in _SAID if old.get(name) != new.get(name)]


def _fields_said(table: str, old: Side, new: Side) -> list[Change]:
    before = {field["name"]: field for field in old.resources[table]["schema"]["fields"]}
    structural = {"name", "type", "format", "constraints"}
    return [
        Change("patch", f"{table}.{field['name']}: {part} changed")
        for field in new.resources[table]["schema"]["fields"]
        if field["name"] in before
        for part in sorted({*field, *before[field["name"]]} - structural)
        if field.get(part) != before[field["name"]].get(part)
    ]


# --- rows


def _leads(old: Side, new: Side) -> pd.DataFrame:
    """The rows of the new package's forwards about identifiers the old one had."""
    columns = ["table_name", "old_id", "part", "new_id", "reason"]
    if _FORWARDS not in new.tables or not set(columns) <= set(new.tables[_FORWARDS].columns):
        return pd.DataFrame(columns=columns)
    rows = new.tables[_FORWARDS][columns]
    if _FORWARDS in old.tables and set(columns) <= set(old.tables[_FORWARDS].columns):
        known = pd.MultiIndex.from_frame(old.tables[_FORWARDS][columns])
        rows = rows[~pd.MultiIndex.from_frame(rows).isin(known)]
    kept = [rows[:0]]
    for table in rows["table_name"].unique():
        if table in old.tables and len(key := old.key(table)) == 1:
            mine = rows[rows["table_name"] == table]
            kept.append(mine[mine["old_id"].isin(old.tables[table][key[0]])])
    return pd.concat(kept, ignore_index=True)


def _rows(table: str, old: Side, new: Side, leads: pd.DataFrame, referenced: bool) -> TableDiff:
    before, after, key = old.tables[table], new.tables[table], new.key(table)
    common = [name for name in after.columns if name in before.columns]
    sizes = (len(before), len(after))
    if not key or not set(key) <= set(common) or key != old.key(table):
        # Without one key for both it cannot be said which row is which.
        key = common
    mine = leads[leads["table_name"] == table]
    forwarded = (
        mine.groupby("old_id", sort=True)
        .agg(new_ids=("new_id", lambda ids: "|".join(one for one in ids if one)), reason=("reason", "first"))
        .reset_index()
    )
    gone = forwarded["old_id"][~forwarded["old_id"].isin(after[key[0]])] if len(key) == 1 else forwarded["old_id"][:0]
    left = before[~among(before[key[0]], gone)]
    # A reference to what was forwarded follows it; in a key, two rows may come to be one.
    followed = left.assign(
        **{
            column: _followed(left[column], leads[leads["table_name"] == other], new, other)
            for column, other in new.references(table).items()
            if column in common and len(left)
        }
    )
    twice = followed.duplicated(key)
    left, followed = left[~twice], followed[~twice]

    places = (
        followed[key]
        .assign(_old=range(len(followed)))
        .merge(after[key].assign(_new=range(len(after))), on=key, how="inner")
    )
    was, now = places["_old"].to_numpy(), places["_new"].to_numpy()
    changed = []
    for column in common:
        if column in key:
            continue
        theirs = after[column].iloc[now].reset_index(drop=True)
        different = (followed[column].iloc[was].reset_index(drop=True) != theirs).to_numpy(dtype=bool)
        if different.any():
            changed.append(
                after[key]
                .iloc[now[different]]
                .reset_index(drop=True)
                .assign(
                    column=column,
                    old=left[column].iloc[was[different]].array,
                    new=theirs[different].array,
                    place=now[different],
                )
            )
    cells = (
        pd.concat(changed, ignore_index=True).sort_values("place", kind="stable", ignore_index=True)
        if changed
        else pd.DataFrame(columns=[*key, "column", "old", "new", "place"])
    )
    missing = pd.Series(True, index=range(len(left)))
    missing[was] = False
    fresh = pd.Series(True, index=range(len(after)))
    fresh[now] = False
    added, removed = after[fresh.to_numpy()], left[missing.to_numpy()]
    return TableDiff(
        table,
        key,
        sizes,
        added.reset_index(drop=True),
        removed.reset_index(drop=True),
        forwarded,
        cells.drop(columns="place"),
        referenced,
    )


def _followed(cells: pd.Series, leads: pd.DataFrame, new: Side, other: str) -> pd.Series:
    """References as the new package would write them: by the first new identifier of what is no longer there."""
    if other not in new.tables or len(key := new.key(other)) != 1:
        return cells
    leads = leads[(leads["part"] == "1") & (leads["new_id"] != "") & ~leads["old_id"].isin(new.tables[other][key[0]])]
    names = leads.set_index("old_id")["new_id"]
    return cells.where(~among(cells, names.index), cells.map(names)).astype(cells.dtype)

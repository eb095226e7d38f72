"""The table `forwards`: what became of every identifier that an earlier edition of the package had.

A new identifier always is one that lives: when it goes itself, the rows that lead to it are led on. So no chain has to
be followed, and an identifier that is gone stays in the table.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..core.problems import Problem
from ..tabular import schema
from ..tabular.arrow_lookup import among
from ..tabular.columns import Table, Tables

_FIRST_ROW = 2  # the header is row 1
_BY_NATURE = ("actors", "locations")  # one that is back is what it was


def update(
    before: pd.DataFrame,
    step: pd.DataFrame,
    gone: pd.Index,
    living: pd.Index,
    ever: pd.Series | None,
    table: str,
    version: str,
) -> pd.DataFrame:
    """The rows of one table after a build.

    `before`: its rows so far. `step`: old_id, new_id, weight: what of which old row is in which new one now.
    `gone`: identifiers of the earlier package that are not `living` any more. `ever`: all that were published before
    this build, or None where a row cannot be a part of another one.
    """
    # A part of an event that lives on became an event of its own.
    parts = step[among(step["old_id"], living) & ~among(step["new_id"], ever)] if ever is not None else step[:0]
    if not len(before) and not len(gone) and not len(parts):
        return before.drop(columns="last_event_id").assign(last_event_id=None)
    known = before.rename(columns={"part": "first"})
    stays = among(known["new_id"], living)
    led_on = (
        known[known["new_id"].notna() & ~stays]
        .drop(columns="new_id")
        .merge(
            step.rename(columns={"old_id": "via"}),
            left_on=known["new_id"][known["new_id"].notna() & ~stays].array,
            right_on="via",
            how="left",
        )
    )
    found = known[known["new_id"].isna()][["old_id"]].merge(step, on="old_id", how="left")
    lost = pd.DataFrame({"old_id": gone.astype(before["old_id"].dtype)}).merge(step, on="old_id", how="left")
    rows = [
        known[stays].assign(weight=0, turn=0),
        led_on.assign(turn=0),
        found.assign(turn=1),
        lost.assign(turn=1),
        parts.assign(turn=1),
    ]
    dtypes = {"old_id": "string", "new_id": "string", "first": "float", "weight": "float", "turn": "int"}
    made = pd.concat([part.reindex(columns=list(dtypes)).astype(dtypes) for part in rows], ignore_index=True)

    lives = among(made["old_id"], living)
    made = made[~lives | (made["new_id"].notna() & (ever is not None))]
    made = made[(made["new_id"] != made["old_id"]).fillna(True).astype(bool)]
    made = made[made["new_id"].notna() | ~among(made["old_id"], made["old_id"][made["new_id"].notna()])]
    made = made.assign(heavy=-made["weight"]).sort_values(["old_id", "turn", "first", "heavy", "new_id"], kind="stable")
    made = made.drop_duplicates(["old_id", "new_id"])

    several = made.groupby("old_id")["new_id"].transform("count") > 1
    reason = np.select(
        [made["new_id"].isna(), several | among(made["old_id"], living)],
        ["withdrawn", "split"],
        "renamed" if table in _BY_NATURE else "merged",
    )
    made = made.assign(table_name=table, part=made.groupby("old_id").cumcount() + 1, reason=reason, last_event_id=None)
    return made.assign(version=_since(made, before, version))


def _since(made: pd.DataFrame, before: pd.DataFrame, version: str) -> pd.Series:
    """The version a row has had so far, where it says nothing new."""

    def key(rows: pd.DataFrame) -> pd.MultiIndex:
        return pd.MultiIndex.from_arrays(
            [rows["old_id"].astype(object), rows["new_id"].astype(object).fillna(""), rows["reason"].astype(object)]
        )

    since = pd.Series(before["version"].astype(object).array, index=key(before))
    return pd.Series(since.reindex(key(made)).array, index=made.index).fillna(version)


def with_last_events(
    rows: pd.DataFrame, reports: Table, before: pd.DataFrame, events: pd.DataFrame, living: pd.Index
) -> pd.DataFrame:
    """The rows of reports with the event each withdrawn one reported last; led on where that event was.

    `reports` and `before` are those of the earlier package and its forwards, `events` the rows of events after this
    build, `living` its identifiers.
    """
    if not len(rows):
        return rows.assign(last_event_id=None)
    before = before[before["table_name"] == "reports"]
    gone = among(reports["report_id"], rows["old_id"])
    last = pd.concat(
        [
            pd.Series(reports["event_id"].array[gone], index=pd.Index(reports["report_id"].array[gone])),
            before.set_index("old_id")["last_event_id"],
        ]
    ).dropna()
    heirs = events[(events["part"] == 1) & events["new_id"].notna() & ~among(events["old_id"], living)]
    heir = heirs.set_index("old_id")["new_id"]
    reported = rows["old_id"].map(last)
    reported = reported.mask(among(reported, heir.index), reported.map(heir))
    return rows.assign(last_event_id=reported.where(rows["new_id"].isna()))


def typed(rows: pd.DataFrame) -> pd.DataFrame:
    """As the schema has it: columns, types, order of rows."""
    declared = schema.load("forwards")
    return (
        rows[schema.columns(declared)]
        .astype(schema.pandas_dtypes(declared))
        .sort_values(declared["primaryKey"], kind="stable", ignore_index=True)
    )


def check(frames: Tables) -> list[Problem]:
    """A new identifier is in its table; an old one is only where it names what is left of an event that was split."""
    rows = pd.DataFrame({name: frames["forwards"][name] for name in ("table_name", "old_id", "new_id", "reason")})
    problems = []
    for table in rows["table_name"].unique():
        living = pd.Index(frames[table][schema.load(table)["primaryKey"][0]])
        mine = rows[rows["table_name"] == table]
        dead = mine["new_id"].notna() & ~among(mine["new_id"], living)
        alive = among(mine["old_id"], living) & ~((mine["reason"] == "split") & (table == "events"))
        problems += [_problem(mine, row, "new_id", f"is not in {table}") for row in mine.index[dead]]
        problems += [_problem(mine, row, "old_id", f"is still in {table}") for row in mine.index[alive]]
    wrong = rows["new_id"].isna() != (rows["reason"] == "withdrawn")
    return problems + [
        _problem(rows, row, "reason", "is withdrawn just where there is no new_id") for row in rows.index[wrong]
    ]


def _problem(rows: pd.DataFrame, row: int, column: str, message: str) -> Problem:
    return Problem("forwards", int(row) + _FIRST_ROW, column, str(rows.at[row, column]), "forward", message)

"""Which source, report and event of a build is which of an earlier package.

Each function gives a Series: the earlier identifier by the new one, of those that were found; one to one. All of it
is joins on columns: see :func:`_match` for how a row that fits several is told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..tabular.arrow_lookup import among
from ..tabular.columns import Table, Tables

Frames = Mapping[str, pd.DataFrame]

# How a report is found again, most certain first. ONCE: only where the values occur once on either side; else
# the first goes with the first. Where the text is the same, by the trigger's place, then by the passage (another
# version of the coder may take another word of it for the trigger); where the text was changed, by the words.
_SAME_TEXT = (
    (("source_id", "trigger_start", "content"), False),
    (("source_id", "trigger_start", "event_type", "status"), False),
    (("source_id", "trigger_start"), False),
    (("source_id", "char_start", "event_type"), True),
    (("source_id", "sentence", "event_type"), True),
)
_CHANGED_TEXT = (
    (("source_id", "quote", "trigger", "event_type", "status"), False),
    (("source_id", "quote", "trigger"), False),
    (("source_id", "quote", "event_type"), True),
    (("source_id", "sentence", "trigger"), True),
    (("source_id", "trigger", "event_type"), True),
)
_CONTENT = ("event_type", "status", "char_start", "char_end", "location_id", "destination_location_id", "parties")


def sources(frames: Tables, earlier: Tables) -> pd.Series:
    """By the text; then by the address; then by the file's name, if also title or a quoted passage is the same.

    A text is looked for under every name before a name is looked for with another text: of two articles that
    swapped their files' names, each stays itself.
    """
    new, old = (_sources(side["sources"]) for side in (frames, earlier))
    found, new, old = _match(new, old, ((("sha256",), True), (("url",), True)))
    pairs = new.dropna(subset=["file"]).merge(old.dropna(subset=["file"]), on="file", suffixes=("", "_old"))
    pairs = pairs[~pairs.duplicated("id", keep=False) & ~pairs.duplicated("id_old", keep=False)]
    if len(pairs):
        other_page = (pairs["address"] != pairs["address_old"]).fillna(False)
        same_title = (pairs["title"] == pairs["title_old"]).fillna(False)
        pairs = pairs[~other_page & (same_title | _share_a_quote(pairs, frames, earlier))]
    return _series([found, pairs[["id", "id_old"]]])


def _sources(table: Table) -> pd.DataFrame:
    made = pd.DataFrame({name: table[name].array for name in ("source_id", "sha256", "url", "file", "title")})
    made = made.rename(columns={"source_id": "id"})
    # An address that several articles give is no article's own.
    shared = made["url"].duplicated(keep=False)
    return made.assign(address=made["url"], url=made["url"].mask(shared))


def _share_a_quote(pairs: pd.DataFrame, frames: Tables, earlier: Tables) -> np.ndarray:
    """Which of the pairs of sources have a passage with the same words."""

    def quotes(side: Tables, ids: pd.Series) -> pd.DataFrame:
        reports = side["reports"]
        mine = among(reports["source_id"], ids)
        return pd.DataFrame({name: reports[name].array[mine] for name in ("source_id", "quote")}).drop_duplicates()

    mine = quotes(frames, pairs["id"]).rename(columns={"source_id": "id"})
    theirs = quotes(earlier, pairs["id_old"]).rename(columns={"source_id": "id_old"})
    both = pairs[["id", "id_old"]].merge(mine, on="id").merge(theirs, on=["id_old", "quote"])
    return among(pairs["id"], both["id"])


def reports(frames: Frames, earlier: Frames, published: pd.Series) -> pd.Series:
    """`frames["reports"]` have the published `source_id` already; `published` gives it by the natural one."""
    now = frames["sources"]
    digests = pd.Series(now["sha256"].array, index=pd.Index(now["source_id"].map(published).array))
    before = earlier["sources"].set_index("source_id")["sha256"]
    before = before[among(before.index, digests.index)]
    same_text = before.index[before == digests.reindex(before.index)]
    found = []
    for ids, passes in ((same_text, _SAME_TEXT), (before.index.difference(same_text), _CHANGED_TEXT)):
        if len(ids):
            pairs, _, _ = _match(_reports(frames, ids), _reports(earlier, ids), passes)
            found.append(pairs)
    return _series(found)


def _reports(side: Frames, source_ids: pd.Index) -> pd.DataFrame:
    """The keys of the reports of some sources, in the order of the text."""
    made = side["reports"]
    made = made[among(made["source_id"], source_ids)]
    of_event = side["events"].set_index("event_id")["event_type"]
    made = made.assign(
        event_type=made["event_id"].map(of_event),
        parties=made["event_id"].map(_parties(side)),
        quote=pd.util.hash_array(made["quote"].to_numpy(dtype=object)),
    )
    # Strings are only compared within a source: their hashes do, and take less room.
    content = pd.DataFrame({name: made[name].astype(object).where(made[name].notna(), "") for name in _CONTENT})
    made = made.assign(content=pd.util.hash_pandas_object(content.astype(str), index=False))
    made = made.rename(columns={"report_id": "id"})
    return made.sort_values(["source_id", "trigger_start", "content", "id"], kind="stable", ignore_index=True)


def _parties(side: Frames) -> pd.Series:
    """event_id → a number that is the same for the same actors in the same roles."""
    members = side["event_actors"]
    named = (members["actor_id"] + "|" + members["role"]).to_numpy(dtype=object)
    return pd.Series(pd.util.hash_array(named), index=members.index).groupby(members["event_id"]).sum()


def shared_reports(now: pd.DataFrame, before: pd.DataFrame, forwards: pd.DataFrame) -> pd.DataFrame:
    """event_id (new), old_id, shared: how many reports they share. `now`, `before`: report_id as published, event_id.

    A report that was withdrawn counts for the event it reported last, so that an event comes back with its reports.
    """
    gone = forwards[
        (forwards["table_name"] == "reports") & forwards["new_id"].isna() & forwards["last_event_id"].notna()
    ]
    was_of = pd.concat(
        [
            before[["report_id", "event_id"]].rename(columns={"event_id": "old_id"}),
            gone[["old_id", "last_event_id"]].set_axis(["report_id", "old_id"], axis=1),
        ],
        ignore_index=True,
    )
    both = now.merge(was_of, on="report_id")
    return both.groupby(["event_id", "old_id"]).size().reset_index(name="shared")


def events(shared: pd.DataFrame, new: pd.DataFrame, old: pd.DataFrame) -> pd.Series:
    """Of the pairs that share reports: those that share most, then of the same type, first; each event in one pair.

    An event that is in the earlier package goes before one that was withdrawn from it.
    """
    before = old.set_index("event_id")["event_type"]
    pairs = shared.assign(
        lived=among(shared["old_id"], before.index),
        same_type=(shared["event_id"].map(new.set_index("event_id")["event_type"]) == shared["old_id"].map(before))
        .fillna(False)
        .astype(bool),
        same_id=shared["event_id"] == shared["old_id"],
    ).sort_values(
        ["lived", "shared", "same_type", "same_id", "old_id", "event_id"],
        ascending=[False, False, False, False, True, True],
        kind="stable",
    )
    found = []
    while len(pairs):  # every round takes the best pair at least; two or three rounds take all
        best = pairs[~pairs.duplicated("old_id") & ~pairs.duplicated("event_id")]
        found.append(best[["event_id", "old_id"]].set_axis(["id", "id_old"], axis=1))
        pairs = pairs[~among(pairs["old_id"], best["old_id"]) & ~among(pairs["event_id"], best["event_id"])]
    return _series(found)


def _match(
    new: pd.DataFrame, old: pd.DataFrame, passes: Sequence[tuple[Sequence[str], bool]]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Pairs (id, id_old) of rows with the same values, pass by pass, and the rows of either side that remain.

    A pass is the columns to agree in, and whether the values must occur once on either side; else rows with the
    same values are taken in their order.
    """
    found = []
    for columns, once in passes:
        keys = list(columns)
        mine, theirs = new.dropna(subset=keys), old.dropna(subset=keys)
        if once:
            mine, theirs = (side[~side.duplicated(keys, keep=False)] for side in (mine, theirs))
        else:
            mine, theirs = (side.assign(number=side.groupby(keys).cumcount()) for side in (mine, theirs))
            keys.append("number")
        pairs = mine[[*keys, "id"]].merge(theirs[[*keys, "id"]], on=keys, suffixes=("", "_old"))[["id", "id_old"]]
        new, old = new[~among(new["id"], pairs["id"])], old[~among(old["id"], pairs["id_old"])]
        found.append(pairs)
    return pd.concat(found, ignore_index=True), new, old


def _series(found: Sequence[pd.DataFrame]) -> pd.Series:
    if not found:
        return pd.Series([], index=pd.Index([], dtype="string"), dtype="string")
    pairs = pd.concat(found, ignore_index=True)
    return pd.Series(pairs["id_old"].array, index=pd.Index(pairs["id"].array))

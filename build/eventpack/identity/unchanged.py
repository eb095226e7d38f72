"""Which reports and events of a build are just what the earlier package has: most of them, where one article was added.

They keep their names, and have no part in finding out which of the others is which: :mod:`eventpack.identity.match`
compares reports within one source only, and events that share reports. So all of a source is set aside or nothing of
it, and an event with all its reports or not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..tabular.arrow_lookup import among, arrow, places
from ..tabular.columns import Tables
from .earlier_package import COLUMNS

# The words of a text that is the same are the same where they stand.
_COMPARED = [column for column in COLUMNS["reports"] if column not in {"sentence", "quote", "trigger"}]


@dataclass(frozen=True)
class Same:
    """Masks over the rows of the build's tables (`new_`) and of the earlier package's (`old_`)."""

    new_reports: np.ndarray
    old_reports: np.ndarray
    new_events: np.ndarray
    old_events: np.ndarray


def none(frames: Tables, earlier: Tables) -> Same:
    """No row is just as it was."""
    return Same(
        *(np.zeros(len(side[table]), dtype=bool) for table in ("reports", "events") for side in (frames, earlier))
    )


def same(frames: Tables, earlier: Tables, sources: pd.Series) -> Same:
    """`sources`: the published identifier of each source, by its natural one. One column is in memory at a time."""
    new, old = frames["reports"], earlier["reports"]
    ids = new["report_id"]
    at = places(ids, old["report_id"])
    alike = (at >= 0) & ~among(ids, earlier["forwards"]["old_id"])
    if not alike.any():
        return none(frames, earlier)
    for column in _COMPARED:
        alike[alike] = _equal(new[column].array[alike], old[column].array.take(at[alike]))
    events = frames["events"]["event_id"]
    of_event, were_of = places(new["event_id"], events), places(old["event_id"], events)
    linked = new["event_id"].notna().to_numpy()
    same_events = _same_events(frames, earlier)
    alike &= ~linked | (_at(same_events, of_event) & (of_event >= 0))

    source_ids = frames["sources"]["source_id"]
    of_source, was_of = places(new["source_id"], source_ids), places(old["source_id"], source_ids)
    whole = _same_sources(frames, earlier, sources) & _all(of_source, was_of, alike, len(source_ids))
    alike &= _at(whole, of_source)
    old_alike = np.zeros(len(old), dtype=bool)
    old_alike[at[alike]] = True

    settled = same_events & _all(of_event, were_of, alike, len(events))
    settled &= ~among(events, earlier["forwards"]["last_event_id"])
    return Same(alike, old_alike, settled, among(earlier["events"]["event_id"], events[settled]))


def _same_sources(frames: Tables, earlier: Tables, published: pd.Series) -> np.ndarray:
    """Which sources have the text, and the name, that they had."""
    now, before = frames["sources"], earlier["sources"]
    ids = now["source_id"]
    at = places(ids, before["source_id"])
    found = (at >= 0) & among(ids, published.index[_equal(published.index.array, published.array)])
    found[found] = _equal(now["sha256"].array[found], before["sha256"].array.take(at[found]))
    return found


def _same_events(frames: Tables, earlier: Tables) -> np.ndarray:
    """Which events are in both, of the same type, with the same actors in the same roles."""
    now, before = frames["events"], earlier["events"]
    ids = now["event_id"]
    at = places(ids, before["event_id"])
    found = at >= 0
    found[found] = _equal(now["event_type"].array[found], before["event_type"].array.take(at[found]))
    mine, theirs = (_members(side) for side in (frames, earlier))
    there = among(mine, theirs)
    return found & _all(
        places(frames["event_actors"]["event_id"], ids),
        places(earlier["event_actors"]["event_id"], ids),
        there,
        len(ids),
    )


def _members(side: Tables) -> pd.Series:
    cells = (arrow(side["event_actors"][name]) for name in ("event_id", "actor_id", "role"))
    joined = pc.binary_join_element_wise(*cells, pa.scalar("|", pa.large_string()))
    return pd.Series(pd.arrays.ArrowExtensionArray(joined))


def _all(new: np.ndarray, old: np.ndarray, alike: np.ndarray, number: int) -> np.ndarray:
    """Which of `number` groups have as many rows in both, all of them alike. -1 is no group."""
    counts = [np.bincount(groups[groups >= 0], minlength=number) for groups in (new, new[alike], old)]
    return (counts[0] == counts[1]) & (counts[1] == counts[2])


def _at(flags: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """The flag of each number, False of -1."""
    return np.append(flags, False)[numbers]


def _equal(mine: pd.api.extensions.ExtensionArray, its: pd.api.extensions.ExtensionArray) -> np.ndarray:
    """Cell by cell; absent is the same as absent."""
    equal = pd.Series(mine == its).fillna(False).to_numpy(dtype=bool)
    return equal | (mine.isna() & its.isna())

"""How long it takes to give a build the identifiers of the package before it, and to tell the two apart.

    python benchmarks/identity_time.py [REPORTS ...]

On invented tables of so many reports (three an event, ten a source): the same again; and with one event in fifty merged
into the one before it and one source in fifty corrected. Seconds, and the peak of memory in MB with the tables held.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np
import pandas as pd

from eventpack.comparison.diff import diff
from eventpack.comparison.package_side import Side
from eventpack.identity import earlier_package, keep_identifiers
from eventpack.tabular import schema

TEXT = pd.StringDtype()


def names(prefix: str, numbers: np.ndarray) -> pd.Series:
    hashes = pd.util.hash_array(numbers.astype("uint64") * 7 + ord(prefix[0]))
    return pd.Series(pd.array([f"{prefix}-{one:016x}" for one in hashes], dtype=TEXT))


def of(values: list[str], numbers: np.ndarray) -> pd.Series:
    return pd.Series(pd.array(np.array(values, dtype=object)[numbers % len(values)], dtype=TEXT))


def whole(numbers: np.ndarray) -> pd.Series:
    return pd.Series(pd.array(numbers, dtype="Int64"))


def tables(reports: int, changed: bool) -> dict[str, pd.DataFrame]:
    number = np.arange(reports)
    event, source, place = number // 3, number // 10, number % 10
    if changed:
        event = np.where((event % 50 == 7), event - 1, event)
    sources = np.arange(source[-1] + 1)
    corrected = (sources % 50 == 9) if changed else np.zeros(len(sources), dtype=bool)
    events = np.unique(event)
    # A corrected text has another digest, and each offset in it another value.
    source_ids = names("src", np.where(corrected, sources + 10**9, sources))
    start = place * 100 + np.where(corrected[source], 20, 0)
    return {
        "sources": pd.DataFrame(
            {
                "source_id": source_ids,
                "sha256": source_ids,
                "file": names("file", sources),
                "url": names("url", sources),
                "title": names("title", sources),
            }
        ),
        "reports": pd.DataFrame(
            {
                "report_id": names("rep", np.where(corrected[source], number + 10**9, number)),
                "event_id": names("evt", event),
                "source_id": source_ids.iloc[source].array,
                "sentence": whole(place),
                "char_start": whole(start),
                "char_end": whole(start + 60),
                "quote": "What an article of some length says in its sentence " + names("no", number),
                "trigger": of(["shelled", "met", "left"], number),
                "trigger_start": whole(start + 9),
                "status": of(["occurred", "ongoing"], number),
                "location_id": of([f"geonames:{n}" for n in range(1000)], number),
                "destination_location_id": pd.array([None] * reports, dtype=TEXT),
            }
        ),
        "events": pd.DataFrame({"event_id": names("evt", events), "event_type": of(["ASSAULT", "AID"], events)}),
        "event_actors": pd.DataFrame(
            {"event_id": names("evt", events), "actor_id": of(["a", "b", "c"], events), "role": of(["actor"], events)}
        ),
        "actors": pd.DataFrame({"actor_id": of(["a", "b", "c"], np.arange(3))}),
        "locations": pd.DataFrame({"location_id": of([f"geonames:{n}" for n in range(1000)], np.arange(1000))}),
        "forwards": pd.DataFrame(
            {
                name: pd.array([], dtype=schema.pandas_dtypes(schema.load("forwards"))[name])
                for name in earlier_package.COLUMNS["forwards"]
            }
        ),
    }


def side(frames: dict[str, pd.DataFrame]) -> Side:
    """The tables as `diff` reads them from CSV: text."""
    resources = {}
    for table, frame in frames.items():
        declared = schema.resource_schema(table)
        fields = [field for field in declared["fields"] if field["name"] in frame.columns]
        kept = [key for key in declared.get("foreignKeys", []) if key["fields"][0] in frame.columns]
        resources[table] = {"name": table, "schema": declared | {"fields": fields, "foreignKeys": kept}}
    return Side(
        {"name": "b", "version": "1.0.0"},
        resources,
        {table: frame.astype(TEXT).fillna("") for table, frame in frames.items()},
    )


def main(sizes: list[int]) -> None:
    for reports in sizes:
        before = tables(reports, changed=False)
        for changed in (False, True):
            natural = tables(reports, changed)
            start = time.perf_counter()
            found = keep_identifiers.identify(natural, before, "2.0.0")
            now = {table: keep_identifiers.rename(frame, table, found.renamed) for table, frame in natural.items()}
            now["forwards"] = found.forwards
            kept = time.perf_counter() - start
            old, new = side(before), side(now)
            start = time.perf_counter()
            changes = diff(old, new)
            told = time.perf_counter() - start
            rows = sum(len(table.changed) + len(table.forwarded) for table in changes.tables)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"{reports:>9,} reports, {'2% changed' if changed else 'the same  '}: identity {kept:6.1f} s, "
                f"{len(now['forwards']):,} forwards; diff {told:5.1f} s, {rows:,} cells and forwards; "
                f"peak {peak:,} MB",
                flush=True,
            )


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [10_000, 100_000])

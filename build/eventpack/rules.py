"""What must hold between columns and between tables of an event data package, beyond their schemas.

Each function states one family of rules and returns the problems. They may assume that every table keeps
its schema.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from . import countries, edtf, forwards, schema
from .problem import Problem
from .table_rows import rows_of

Frames = Mapping[str, pd.DataFrame]
_FIRST_ROW = 2
_AT_ONCE = 5_000                        # rows that are Python values at a time


def check(frames: Frames, texts: Mapping[str, str] | None = None) -> list[Problem]:
    """All families. `texts`: source_id → article text, None where the texts are not at hand."""
    problems = check_between(frames) + _passages(frames)
    return problems if texts is None else problems + check_texts(frames, texts)


# What only the rules look at that need no other row: reports can be checked for these part by part.
OF_ONE_ROW = frozenset({"quote", "trigger", "trigger_start", "date_text", "coder"})


def check_between(frames: Frames) -> list[Problem]:
    """The families that look at more than one row or table; the columns OF_ONE_ROW of reports need not be there."""
    problems: list[Problem] = []
    for rule in (
        _dates,
        _published,
        _types_and_modes,
        _precisions,
        _places,
        _trees,
        _counts,
        _members,
        _orphans,
        _reviews,
        forwards.check,
    ):
        problems += rule(frames)
    return problems


def check_part(table: str, part: pd.DataFrame, texts: Mapping[str, str], before: int) -> list[Problem]:
    """The families that look at one row, for a part of sources or reports before which there are so many rows."""
    frames = {name: part if name == table else pd.DataFrame() for name in ("sources", "reports")}
    found = _passages(frames) if table == "reports" else []
    found += check_texts(frames, texts)
    return [replace(problem, row=problem.row and problem.row + before) for problem in found]


def _records(frame: pd.DataFrame) -> Iterator[tuple[int, dict]]:
    """(row number, row) with None for what is absent."""
    for start in range(0, len(frame), _AT_ONCE):
        yield from enumerate(rows_of(frame.iloc[start:start + _AT_ONCE]), start=start + _FIRST_ROW)


def _bad(frame: pd.DataFrame, table: str, mask: pd.Series, column: str, rule: str, message: str) -> list[Problem]:
    """A problem for each row where `mask` is true."""
    mask = mask.fillna(False).astype(bool).reset_index(drop=True)
    cells = frame[column].reset_index(drop=True)[mask]
    return [
        Problem(table, int(row) + _FIRST_ROW, column, None if pd.isna(cell) else str(cell), rule, message)
        for row, cell in cells.items()
    ]


def _dates(frames: Frames) -> list[Problem]:
    problems = []
    for table, first, last in (
        ("events", "date_earliest", "date_latest"),
        ("reports", "date_earliest", "date_latest"),
        ("sources", "published_earliest", "published_latest"),
    ):
        frame = frames[table]
        problems += _bad(frame, table, frame[first] > frame[last], first, "date order", f"is after {last}")
    events = frames["events"]
    # What is expected is worked out once for each pair of bounds, of which there are far fewer than events.
    first, last = (events[name].astype("string").fillna("") for name in ("date_earliest", "date_latest"))
    bounds = first + " " + last
    days = {pair: tuple(date.fromisoformat(day) if day else None for day in pair.split(" "))
            for pair in bounds.unique()}
    ordered = ~(events["date_earliest"] > events["date_latest"]).fillna(False)
    for column, expect in (("date_edtf", edtf.from_bounds), ("date_precision", edtf.precision)):
        expected = bounds.map({pair: expect(*two) for pair, two in days.items() if None in two or two[0] <= two[1]})
        expected = expected.astype(events[column].dtype)
        wrong = ordered & _differ(events[column], expected)
        problems += _expected(events, "events", wrong, column, "date bounds", expected,
                              ", from date_earliest and date_latest")
    return problems


def _differ(cells: pd.Series, expected: pd.Series) -> pd.Series:
    """Where two columns have not the same; absent is the same as absent."""
    return (cells.isna() != expected.isna()) | (cells != expected).fillna(False)


def _expected(
    frame: pd.DataFrame, table: str, wrong: pd.Series, column: str, rule: str, expected: pd.Series, why: str = ""
) -> list[Problem]:
    """A problem for each row where `wrong` is true, with what the cell should be."""
    return [
        replace(problem, message=f"should be {'empty' if pd.isna(cell) else cell}{why}")
        for problem, cell in zip(
            _bad(frame, table, wrong, column, rule, ""),
            expected[wrong.fillna(False).astype(bool)].astype(object), strict=True)
    ]


def _published(frames: Frames) -> list[Problem]:
    sources = frames["sources"]
    day, first, last = (sources[name] for name in ("published", "published_earliest", "published_latest"))
    basis = sources["published_basis"]
    bounded = first.notna() | last.notna()
    good = (
        ((basis == "metadata") & day.notna() & (first == day).fillna(False) & (last == day).fillna(False))
        | ((basis == "inferred") & day.isna() & bounded)
        | ((basis == "unknown") & day.isna() & ~bounded)
    )
    return _bad(sources, "sources", ~good, "published_basis", "published",
                "does not agree with published, published_earliest and published_latest")


def _types_and_modes(frames: Frames) -> list[Problem]:
    events, reports, types, modes = (
        frames["events"],
        frames["reports"],
        frames["event_types"].set_index("code"),
        frames["event_modes"].set_index("code"),
    )
    problems = []
    for column in ("quad_class", "intensity"):
        expected = events["event_type"].map(types[column])
        problems += _bad(
            events, "events", events[column] != expected, column, "event type", "is not that of the event type"
        )
    for table, frame in (("events", events), ("reports", reports)):
        of_mode = frame["mode"].map(modes["event_type"])
        problems += _bad(frame, table, of_mode.notna() & (of_mode != frame["event_type"]), "mode", "event type",
                         "is no mode of the event type")
    of_event = reports["event_id"].map(dict(zip(events["event_id"], events["event_type"], strict=True)))
    return problems + _bad(reports, "reports", of_event.notna() & (of_event != reports["event_type"]), "event_type",
                           "event type", "is not the type of its event")


def _precisions(frames: Frames) -> list[Problem]:
    events, locations = frames["events"], frames["locations"].set_index("location_id")
    levels = {code: int(row["location_precision"]) for code, row in schema.codes("feature_types").items()}
    expected = events["location_id"].map(locations["feature_type"].map(levels)).astype("Int64")
    actual = events["location_precision"]
    wrong = (expected.isna() != actual.isna()) | (expected != actual).fillna(False)
    return _bad(
        events, "events", wrong, "location_precision", "place precision", "is not that of the place's feature type"
    )


def _places(frames: Frames) -> list[Problem]:
    known = countries.by_iso3()
    places, actors = frames["locations"], frames["actors"]
    latitude, longitude, code, division = (places[n] for n in ("latitude", "longitude", "country", "admin1"))
    problems = []
    for column, absent, given in (("latitude", latitude, longitude), ("longitude", longitude, latitude)):
        problems += _bad(places, "locations", absent.isna() & given.notna(), column, "coordinates",
                         "is empty though its pair is given")
    problems += _bad(places, "locations", code.isna() & division.notna(), "admin1", "country",
                     "is given without a country")
    foreign = division.notna() & (division.str[:2] != code.map({key: c.iso2 for key, c in known.items()}))
    inside = pd.Series(True, places.index)
    for value, low, high in ((longitude, 0, 2), (latitude, 1, 3)):      # west, south, east, north
        inside &= (value >= code.map({key: c.bbox[low] for key, c in known.items()})).fillna(True)
        inside &= (value <= code.map({key: c.bbox[high] for key, c in known.items()})).fillna(True)
    there = code.isin(list(known))
    problems += [replace(p, message=f"is no division of {code.iloc[p.row - _FIRST_ROW]}") for p in _bad(
        places, "locations", there & foreign, "admin1", "country", "")]
    outside = there & latitude.notna() & longitude.notna() & ~inside
    problems += [
        replace(p, value=f"{latitude.iloc[p.row - _FIRST_ROW]}, {longitude.iloc[p.row - _FIRST_ROW]}",
                message=f"lies outside the bounding box of {code.iloc[p.row - _FIRST_ROW]}")
        for p in _bad(places, "locations", outside, "latitude", "coordinates", "")
    ]
    for frame, table in ((places, "locations"), (actors, "actors")):
        unknown = frame["country"].notna() & ~frame["country"].isin(list(known))
        problems += _bad(frame, table, unknown, "country", "country", "is no ISO 3166-1 alpha-3 code")
    return problems


def _trees(frames: Frames) -> list[Problem]:
    problems = []
    for table, key, parent in (
        ("locations", "location_id", "parent_location_id"),
        ("actors", "actor_id", "parent_actor_id"),
    ):
        frame = frames[table]
        problems += _bad(frame, table, _in_circle(frame[key], frame[parent]), parent, "parent",
                         "leads back to the row itself")
    return problems


def _in_circle(keys: pd.Series, parents: pd.Series) -> pd.Series:
    """Which rows are their own ancestors.

    Steps are doubled until no way without a circle could be as long: where it then still goes on, one is in a circle.
    """
    none = len(keys)
    up = pd.Index(keys).get_indexer(pd.Index(parents))
    up = np.append(np.where((up < 0) | parents.isna().to_numpy(), none, up), none)
    for _ in range(none.bit_length()):
        up = up[up]
    circle = np.zeros(none + 1, dtype=bool)
    circle[up] = True
    return pd.Series(circle[:none], keys.index)


def _counts(frames: Frames) -> list[Problem]:
    events = frames["events"]
    # Copies of one text are one word, that of the original's publisher.
    sources = frames["sources"].drop_duplicates("source_id").set_index("source_id")
    original = frames["reports"]["source_id"].map(sources["copy_of"]).fillna(frames["reports"]["source_id"])
    reports = frames["reports"].assign(source_id=original, publisher=original.map(sources["publisher"]))
    grouped = reports.groupby("event_id")
    problems = []
    for column, counted in (
        ("n_reports", grouped.size()),
        ("n_sources", grouped["source_id"].nunique()),
        ("n_publishers", grouped["publisher"].nunique()),
    ):
        expected = events["event_id"].map(counted).fillna(0).astype("Int64")
        problems += _expected(events, "events", events[column] != expected, column, "count", expected)
    return problems


def _members(frames: Frames) -> list[Problem]:
    """Every event has a report and someone who takes part. Who did it may be unsaid: "three workers were detained"."""
    problems = []
    for table, message in (("event_actors", "has no actor in event_actors"), ("reports", "has no report in reports")):
        without = ~frames["events"]["event_id"].isin(frames[table]["event_id"])
        rule = {"event_actors": "actor", "reports": "report"}[table]
        problems += _bad(frames["events"], "events", without, "event_id", rule, message)
    return problems


def _orphans(frames: Frames) -> list[Problem]:
    """Locations and actors are there because something refers to them."""
    problems = []
    referring = {
        "locations": [
            ("events", "location_id"),
            ("events", "destination_location_id"),
            ("reports", "location_id"),
            ("reports", "destination_location_id"),
            ("locations", "parent_location_id"),
        ],
        "actors": [("event_actors", "actor_id"), ("reports", "attributed_to"), ("actors", "parent_actor_id")],
    }
    for table, key in (("locations", "location_id"), ("actors", "actor_id")):
        used = set().union(*(set(frames[name][column].dropna()) for name, column in referring[table]))
        problems += _bad(
            frames[table], table, ~frames[table][key].isin(list(used)), key, "orphan", "is referred to by no row"
        )
    return problems


def _passages(frames: Frames) -> list[Problem]:
    reports = frames["reports"]
    length = reports["char_end"] - reports["char_start"]
    problems = _bad(reports, "reports", length <= 0, "char_end", "passage", "is not after char_start")
    quoted = reports["quote"].str.len()
    wrong = (length > 0) & (quoted != length.clip(upper=schema.quote_length()))
    return problems + _bad(
        reports, "reports", wrong, "quote", "passage", f"is not as long as its passage (cut at {schema.quote_length()})"
    )


def _reviews(frames: Frames) -> list[Problem]:
    """A rejected report has no event, any other has one; what a report says of its review is what reviews says."""
    reports = frames["reports"]
    rejected = reports["review"] == "rejected"
    problems = _bad(reports, "reports", rejected & reports["event_id"].notna(), "event_id", "review",
                    "is given though the report was rejected")
    problems += _bad(reports, "reports", ~rejected & reports["event_id"].isna(), "event_id", "review",
                     "is empty though the report was not rejected")
    decided = dict(zip(frames["reviews"]["report_id"], frames["reviews"]["decision"], strict=True))
    expected = pd.Series([decided.get(key, "machine") for key in reports["report_id"]], reports.index, dtype="string")
    return problems + _bad(reports, "reports", reports["review"] != expected, "review", "review",
                           "is not what the table reviews has")


def check_texts(frames: Frames, texts: Mapping[str, str]) -> list[Problem]:
    problems = []
    changed = set()
    for row, source in _records(frames["sources"]):
        text = texts.get(source["source_id"])
        if text is None:
            continue
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if digest != source["sha256"]:
            changed.add(source["source_id"])
            problems.append(
                Problem(
                    "sources", row, "sha256", source["sha256"], "article", "is not the digest of the article's text"
                )
            )
        elif len(text.split()) != source["words"]:
            problems.append(
                Problem("sources", row, "words", str(source["words"]), "article", f"should be {len(text.split())}")
            )
    for row, report in _records(frames["reports"]):
        text, trigger, start = texts.get(report["source_id"]), report["trigger"], report["trigger_start"]
        if text is None or report["source_id"] in changed:
            continue
        if text[report["char_start"] : report["char_end"]][: schema.quote_length()] != report["quote"]:
            problems.append(
                Problem(
                    "reports", row, "quote", report["quote"], "quote", "is not what the article has at these offsets"
                )
            )
        if text[start : start + len(trigger)] != trigger:
            problems.append(
                Problem("reports", row, "trigger", trigger, "trigger", "is not what the article has at trigger_start")
            )
    return problems

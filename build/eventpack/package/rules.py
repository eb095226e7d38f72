"""What must hold between columns and between tables of an event data package, beyond their schemas.

Each function states one family of rules and returns the problems. They may assume that every table keeps
its schema.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..core.problems import Problem
from ..identity import forwards
from ..lexicon import countries
from ..tabular import edtf, schema
from ..tabular.arrow_lookup import among, codes, looked_up, places
from . import casualty_rules
from .faulty_rows import FIRST_ROW, bad, cells, true

Frames = Mapping[str, pd.DataFrame]
# All that check_between asks of a frame: a column by its name, and its length. Columns may be read when asked for.
Columns = Mapping[str, Mapping[str, pd.Series]]


def check(frames: Frames, texts: Mapping[str, str] | None = None) -> list[Problem]:
    """All families. `texts`: source_id → article text, None where the texts are not at hand."""
    problems = check_between(frames) + _passages(frames) + casualty_rules.check_figures(frames)
    return problems if texts is None else problems + check_texts(frames, texts)


def check_between(frames: Columns) -> list[Problem]:
    """The families that look at more than one row or table. Each column is asked for where it is needed."""
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
        casualty_rules.check_tolls,
        forwards.check,
    ):
        problems += rule(frames)
        pa.default_memory_pool().release_unused()  # the next rule wants other columns
    return problems


def check_part(table: str, part: pd.DataFrame, texts: Mapping[str, str], before: int) -> list[Problem]:
    """The families that look at one row, for a part of sources, reports or casualties before which there are so many
    rows. A part of casualties has the column `source_id` beside its own (:func:`casualty_rules.with_source`)."""
    frames = {name: part if name == table else pd.DataFrame() for name in ("sources", "reports", "casualties")}
    found = {"reports": _passages, "casualties": casualty_rules.check_figures}.get(table, lambda _: [])(frames)
    found += check_texts(frames, texts)
    return [replace(problem, row=problem.row and problem.row + before) for problem in found]


def _dates(frames: Columns) -> list[Problem]:
    problems = []
    for table, first, last in (
        ("events", "date_earliest", "date_latest"),
        ("reports", "date_earliest", "date_latest"),
        ("sources", "published_earliest", "published_latest"),
    ):
        frame = frames[table]
        problems += bad(frame, table, frame[first] > frame[last], first, "date order", f"is after {last}")
    events = frames["events"]
    first, last = (events[name] for name in ("date_earliest", "date_latest"))
    ordered = ~true(first > last)
    # What is expected is worked out once for each pair of bounds, of which there are far fewer than events.
    days, of_pair = np.unique(_days(first) << 32 | _days(last), return_inverse=True)
    pairs = [(_day(pair >> 32), _day(pair & (2**32 - 1))) for pair in days.tolist()]
    for column, expect in (("date_edtf", edtf.from_bounds), ("date_precision", edtf.precision)):
        found = [expect(*two) if None in two or two[0] <= two[1] else None for two in pairs]
        cells = events[column]
        expected = pd.Series(pd.array(found, dtype=cells.dtype).take(of_pair), index=cells.index)
        problems += _expected(
            events,
            "events",
            ordered & _differ(cells, expected),
            column,
            "date bounds",
            expected,
            ", from date_earliest and date_latest",
        )
    return problems


def _days(cells: pd.Series) -> np.ndarray:
    """Days of the calendar, counted from 1 January of the year 1 (1); 0 for what is absent."""
    epoch = date(1970, 1, 1).toordinal()
    counted = pc.add(pa.array(cells.array).cast(pa.int32()).cast(pa.int64()), epoch)
    return pc.fill_null(counted, 0).to_numpy(zero_copy_only=False)


def _day(number: int) -> date | None:
    return date.fromordinal(number) if number else None


def _differ(cells: pd.Series, expected: pd.Series) -> np.ndarray:
    """Where two columns have not the same; absent is the same as absent."""
    return (cells.isna() != expected.isna()).to_numpy() | true(cells != expected)


def _expected(
    frame: Mapping[str, pd.Series],
    table: str,
    wrong: np.ndarray,
    column: str,
    rule: str,
    expected: pd.Series,
    why: str = "",
) -> list[Problem]:
    """A problem for each row where `wrong` is true, with what the cell should be."""
    return [
        replace(problem, message=f"should be {'empty' if pd.isna(cell) else cell}{why}")
        for problem, cell in zip(
            bad(frame, table, wrong, column, rule, ""), expected[wrong].astype(object), strict=True
        )
    ]


def _published(frames: Columns) -> list[Problem]:
    sources = frames["sources"]
    day, first, last = (sources[name] for name in ("published", "published_earliest", "published_latest"))
    basis = sources["published_basis"]
    bounded = first.notna() | last.notna()
    good = (
        ((basis == "metadata") & day.notna() & (first == day).fillna(False) & (last == day).fillna(False))
        | ((basis == "inferred") & day.isna() & bounded)
        | ((basis == "unknown") & day.isna() & ~bounded)
    )
    return bad(
        sources,
        "sources",
        ~good,
        "published_basis",
        "published",
        "does not agree with published, published_earliest and published_latest",
    )


def _types_and_modes(frames: Columns) -> list[Problem]:
    events, reports, types, modes = (frames[name] for name in ("events", "reports", "event_types", "event_modes"))
    problems = []
    for column in ("quad_class", "intensity"):
        expected = looked_up(events["event_type"], types["code"], types[column])
        problems += bad(
            events, "events", events[column] != expected, column, "event type", "is not that of the event type"
        )
    for table, frame in (("events", events), ("reports", reports)):
        of_mode = looked_up(frame["mode"], modes["code"], modes["event_type"])
        problems += bad(
            frame,
            table,
            of_mode.notna() & (of_mode != frame["event_type"]),
            "mode",
            "event type",
            "is no mode of the event type",
        )
    of_event = looked_up(reports["event_id"], events["event_id"], events["event_type"])
    return problems + bad(
        reports,
        "reports",
        of_event.notna() & (of_event != reports["event_type"]),
        "event_type",
        "event type",
        "is not the type of its event",
    )


def _precisions(frames: Columns) -> list[Problem]:
    events, locations = frames["events"], frames["locations"]
    levels = {code: int(row["location_precision"]) for code, row in schema.codes("feature_types").items()}
    of_place = locations["feature_type"].map(levels).astype("Int64")
    wrong = _differ(events["location_precision"], looked_up(events["location_id"], locations["location_id"], of_place))
    return bad(
        events, "events", wrong, "location_precision", "place precision", "is not that of the place's feature type"
    )


def _places(frames: Columns) -> list[Problem]:
    known = countries.by_iso3()
    locations, actors = frames["locations"], frames["actors"]
    latitude, longitude, code, division = (locations[n] for n in ("latitude", "longitude", "country", "admin1"))
    problems = []
    for column, absent, given in (("latitude", latitude, longitude), ("longitude", longitude, latitude)):
        problems += bad(
            locations,
            "locations",
            absent.isna() & given.notna(),
            column,
            "coordinates",
            "is empty though its pair is given",
        )
    problems += bad(
        locations, "locations", code.isna() & division.notna(), "admin1", "country", "is given without a country"
    )
    foreign = division.notna() & (division.str[:2] != code.map({key: c.iso2 for key, c in known.items()}))
    inside = pd.Series(True, latitude.index)
    for value, low, high in ((longitude, 0, 2), (latitude, 1, 3)):  # west, south, east, north
        inside &= (value >= code.map({key: c.bbox[low] for key, c in known.items()})).fillna(True)
        inside &= (value <= code.map({key: c.bbox[high] for key, c in known.items()})).fillna(True)
    there = code.isin(list(known))
    problems += [
        replace(p, message=f"is no division of {code.iloc[p.row - FIRST_ROW]}")
        for p in bad(locations, "locations", there & foreign, "admin1", "country", "")
    ]
    outside = there & latitude.notna() & longitude.notna() & ~inside
    problems += [
        replace(
            p,
            value=f"{latitude.iloc[p.row - FIRST_ROW]}, {longitude.iloc[p.row - FIRST_ROW]}",
            message=f"lies outside the bounding box of {code.iloc[p.row - FIRST_ROW]}",
        )
        for p in bad(locations, "locations", outside, "latitude", "coordinates", "")
    ]
    for frame, table in ((locations, "locations"), (actors, "actors")):
        unknown = frame["country"].notna() & ~frame["country"].isin(list(known))
        problems += bad(frame, table, unknown, "country", "country", "is no ISO 3166-1 alpha-3 code")
    return problems


def _trees(frames: Columns) -> list[Problem]:
    problems = []
    for table, key, parent in (
        ("locations", "location_id", "parent_location_id"),
        ("actors", "actor_id", "parent_actor_id"),
    ):
        frame = frames[table]
        problems += bad(
            frame, table, _in_circle(frame[key], frame[parent]), parent, "parent", "leads back to the row itself"
        )
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


def _counts(frames: Columns) -> list[Problem]:
    events, sources = frames["events"], frames["sources"]
    event = places(frames["reports"]["event_id"], events["event_id"])
    source = places(frames["reports"]["source_id"], sources["source_id"])
    # Copies of one text are one word, that of the original's publisher.
    original = places(sources["copy_of"], sources["source_id"])
    original = np.where(original < 0, np.arange(len(original)), original)[source]
    publisher = codes(sources["publisher"])[original]
    problems = []
    for column, word in (("n_reports", np.arange(len(event))), ("n_sources", original), ("n_publishers", publisher)):
        counted = _distinct(event, word, len(events))
        problems += _expected(events, "events", true(events[column] != counted), column, "count", pd.Series(counted))
    return problems


def _distinct(groups: np.ndarray, values: np.ndarray, number: int) -> np.ndarray:
    """How many different values each of `number` groups has; -1 is no group and no value."""
    known = (groups >= 0) & (values >= 0)
    width = int(values.max(initial=0)) + 1
    pairs = np.unique(groups[known].astype(np.int64) * width + values[known])
    return np.bincount(pairs // width, minlength=number)


def _members(frames: Columns) -> list[Problem]:
    """Every event has a report and someone who takes part, if only the actor `unidentified`."""
    problems = []
    for table, message in (("event_actors", "has no actor in event_actors"), ("reports", "has no report in reports")):
        without = ~among(frames["events"]["event_id"], frames[table]["event_id"])
        rule = {"event_actors": "actor", "reports": "report"}[table]
        problems += bad(frames["events"], "events", without, "event_id", rule, message)
    return problems


def _orphans(frames: Columns) -> list[Problem]:
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
        "actors": [
            ("event_actors", "actor_id"),
            ("reports", "attributed_to"),
            ("casualties", "actor_id"),
            ("actors", "parent_actor_id"),
        ],
    }
    for table, key in (("locations", "location_id"), ("actors", "actor_id")):
        used = np.zeros(len(frames[table]), dtype=bool)
        for name, column in referring[table]:
            used |= among(frames[table][key], frames[name][column])
        problems += bad(frames[table], table, ~used, key, "orphan", "is referred to by no row")
    return problems


def _passages(frames: Columns) -> list[Problem]:
    reports = frames["reports"]
    length = reports["char_end"] - reports["char_start"]
    problems = bad(reports, "reports", length <= 0, "char_end", "passage", "is not after char_start")
    quoted = reports["quote"].str.len()
    wrong = (length > 0) & (quoted != length.clip(upper=schema.quote_length()))
    return problems + bad(
        reports, "reports", wrong, "quote", "passage", f"is not as long as its passage (cut at {schema.quote_length()})"
    )


def _reviews(frames: Columns) -> list[Problem]:
    """A rejected report has no event, any other has one; what a report says of its review is what reviews says."""
    reports = frames["reports"]
    rejected, told = reports["review"] == "rejected", reports["event_id"].notna()
    problems = bad(reports, "reports", rejected & told, "event_id", "review", "is given though the report was rejected")
    problems += bad(
        reports, "reports", ~rejected & ~told, "event_id", "review", "is empty though the report was not rejected"
    )
    reviews = frames["reviews"]
    expected = looked_up(reports["report_id"], reviews["report_id"], reviews["decision"]).fillna("machine")
    return problems + bad(
        reports, "reports", reports["review"] != expected, "review", "review", "is not what the table reviews has"
    )


def check_texts(frames: Frames, texts: Mapping[str, str]) -> list[Problem]:
    """What sources and reports say of the texts, as far as these are at hand. `texts`: source_id → article text."""
    problems: list[Problem] = []
    changed = set()
    columns = ("source_id", "sha256", "words")
    for row, (source_id, stated, words) in enumerate(cells(frames["sources"], columns), start=FIRST_ROW):
        text = texts.get(source_id)
        if text is None:
            continue
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != stated:
            changed.add(source_id)
            problems.append(
                Problem("sources", row, "sha256", stated, "article", "is not the digest of the article's text")
            )
        elif len(text.split()) != words:
            problems.append(Problem("sources", row, "words", str(words), "article", f"should be {len(text.split())}"))
    return (
        problems + _check_quotes(frames["reports"], texts, changed) + casualty_rules.check_words(frames, texts, changed)
    )


def _check_quotes(reports: pd.DataFrame, texts: Mapping[str, str], changed: Collection[str]) -> list[Problem]:
    """Quotes and triggers where their offsets say."""
    problems: list[Problem] = []
    longest = schema.quote_length()
    if not len(reports):
        return problems
    # The reports of one article one after the other: its text is got once.
    order = np.argsort(codes(reports["source_id"]), kind="stable")
    columns = ("source_id", "char_start", "char_end", "quote", "trigger", "trigger_start")
    text, of_source = None, None
    for row, (source_id, first, end, quote, trigger, start) in zip(
        (order + FIRST_ROW).tolist(), cells(reports, columns, order), strict=True
    ):
        if source_id != of_source:
            text, of_source = texts.get(source_id), source_id
        if text is None or source_id in changed:
            continue
        if text[first:end][:longest] != quote:
            problems.append(
                Problem("reports", row, "quote", quote, "quote", "is not what the article has at these offsets")
            )
        if text[start : start + len(trigger)] != trigger:
            problems.append(
                Problem("reports", row, "trigger", trigger, "trigger", "is not what the article has at trigger_start")
            )
    return problems

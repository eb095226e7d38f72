"""What must hold between columns and between tables of an event data package, beyond their schemas.

Each function states one family of rules and returns the problems. They may assume that every table keeps
its schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from ..core.problems import Problem
from ..identity import forwards
from ..tabular.arrow_lookup import among, codes, looked_up, places
from ..tabular.columns import Tables
from . import casualty_rules, date_rules, place_rules, text_rules
from .rule_problems import bad, expected_cells, true


def check(frames: Mapping[str, pd.DataFrame], longest: int | None = None) -> list[Problem]:
    """The problems of all families of rules but those that need the texts, each with its table, row (the first of data
    is 2), column and rule. `longest`: how many code points a quote has at most, by default what the schema says."""
    problems = check_between(frames) + text_rules.passages(frames, longest) + text_rules.mention_lengths(frames)
    return problems + casualty_rules.check_figures(frames)


def check_between(frames: Tables) -> list[Problem]:
    """The families that look at more than one row or table. Each column is asked for where it is needed."""
    problems: list[Problem] = []
    for rule in (
        date_rules.bounds,
        date_rules.published,
        _types_and_modes,
        place_rules.precisions,
        place_rules.coordinates_and_countries,
        place_rules.no_circles,
        _counts,
        _members,
        _orphans,
        _mentions,
        _reviews,
        casualty_rules.check_tolls,
        forwards.check,
    ):
        problems += rule(frames)
        pa.default_memory_pool().release_unused()  # the next rule wants other columns
    return problems


def check_part(
    table: str, part: pd.DataFrame, texts: Mapping[str, str], before: int, longest: int | None = None
) -> list[Problem]:
    """The families that look at one row, for a part of sources, reports, mentions or casualties before which there are so
    many rows. A part of casualties has the column `source_id` beside its own (:func:`casualty_rules.with_source`)."""
    one_by_one = ("sources", "reports", "mentions", "casualties")
    frames: dict[str, pd.DataFrame] = {name: part if name == table else pd.DataFrame() for name in one_by_one}
    found = text_rules.passages(frames, longest) if table == "reports" else []
    found += text_rules.mention_lengths(frames) if table == "mentions" else []
    found += casualty_rules.check_figures(frames) if table == "casualties" else []
    found += text_rules.check_texts(frames, texts, longest)
    return [replace(problem, row=problem.row + before if problem.row else problem.row) for problem in found]


def _types_and_modes(frames: Tables) -> list[Problem]:
    events, reports, types, modes = (frames[name] for name in ("events", "reports", "event_types", "event_modes"))
    problems: list[Problem] = []
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
            "is not a mode of the event type",
        )
    of_event = looked_up(reports["event_id"], events["event_id"], events["event_type"])
    other = of_event.notna() & (of_event != reports["event_type"])
    said = looked_up(reports["event_id"], events["event_id"], events["disagreement"])
    problems += bad(
        reports,
        "reports",
        other & ~said.fillna("").str.contains(r"(?:^|[|])type(?:[|]|$)"),
        "event_type",
        "event type",
        'is not the type of its event, whose disagreement does not name "type"',
    )
    of_none = set(reports["event_id"][other]) - set(reports["event_id"][of_event.notna() & ~other])
    without = events["event_id"].isin(of_none)
    return problems + bad(
        events, "events", without, "event_type", "event type", "is not the type of any of its reports"
    )


def _counts(frames: Tables) -> list[Problem]:
    events, sources = frames["events"], frames["sources"]
    event = places(frames["reports"]["event_id"], events["event_id"])
    source = places(frames["reports"]["source_id"], sources["source_id"])
    # Copies of one text are one word, that of the original's publisher.
    original = places(sources["copy_of"], sources["source_id"])
    original = np.where(original < 0, np.arange(len(original)), original)[source]
    publisher = codes(sources["publisher"])[original]
    problems: list[Problem] = []
    for column, word in (("n_reports", np.arange(len(event))), ("n_sources", original), ("n_publishers", publisher)):
        counted = _distinct(event, word, len(events))
        problems += expected_cells(
            events, "events", true(events[column] != counted), column, "count", pd.Series(counted)
        )
    return problems


def _distinct(groups: np.ndarray, values: np.ndarray, number: int) -> np.ndarray:
    """How many different values each of `number` groups has; -1 is no group and no value."""
    known = (groups >= 0) & (values >= 0)
    width = int(values.max(initial=0)) + 1
    pairs = np.unique(groups[known].astype(np.int64) * width + values[known])
    return np.bincount(pairs // width, minlength=number)


def _members(frames: Tables) -> list[Problem]:
    """Every event has a report and someone who takes part, if only the actor `unidentified`."""
    problems: list[Problem] = []
    for table, message in (("event_actors", "has no actor in event_actors"), ("reports", "has no report in reports")):
        without = ~among(frames["events"]["event_id"], frames[table]["event_id"])
        rule = {"event_actors": "actor", "reports": "report"}[table]
        problems += bad(frames["events"], "events", without, "event_id", rule, message)
    return problems


def _orphans(frames: Tables) -> list[Problem]:
    """Locations and actors are there because something refers to them."""
    problems: list[Problem] = []
    referring = {
        "locations": [
            ("events", "location_id"),
            ("events", "destination_location_id"),
            ("reports", "location_id"),
            ("reports", "destination_location_id"),
            ("mentions", "location_id"),
            ("locations", "parent_location_id"),
        ],
        "actors": [
            ("event_actors", "actor_id"),
            ("reports", "attributed_to"),
            ("casualties", "actor_id"),
            ("mentions", "actor_id"),
            ("actors", "parent_actor_id"),
        ],
    }
    for table, key in (("locations", "location_id"), ("actors", "actor_id")):
        used = np.zeros(len(frames[table]), dtype=bool)
        for name, column in referring[table]:
            used |= among(frames[table][key], frames[name][column])
        problems += bad(frames[table], table, ~used, key, "orphan", "is referred to by no row")
    return problems


def _mentions(frames: Tables) -> list[Problem]:
    """Words that name a place have its identifier, those that stand for an actor have the actor's."""
    mentions = frames["mentions"]
    of_actor = mentions["kind"] == "actor"
    problems = bad(
        mentions,
        "mentions",
        ~of_actor & mentions["location_id"].isna(),
        "location_id",
        "mention",
        "is empty of a place",
    )
    problems += bad(
        mentions, "mentions", of_actor & mentions["actor_id"].isna(), "actor_id", "mention", "is empty of an actor"
    )
    problems += bad(
        mentions,
        "mentions",
        of_actor & mentions["location_id"].notna(),
        "location_id",
        "mention",
        "is given of an actor",
    )
    return problems


def _reviews(frames: Tables) -> list[Problem]:
    """A rejected report has no event, any other has one; what a report says of its review is what reviews says."""
    reports = frames["reports"]
    rejected, has_event = reports["review"] == "rejected", reports["event_id"].notna()
    problems = bad(
        reports, "reports", rejected & has_event, "event_id", "review", "is given though the report was rejected"
    )
    problems += bad(
        reports, "reports", ~rejected & ~has_event, "event_id", "review", "is empty though the report was not rejected"
    )
    reviews = frames["reviews"]
    expected = looked_up(reports["report_id"], reviews["report_id"], reviews["decision"]).fillna("machine")
    return problems + bad(
        reports, "reports", reports["review"] != expected, "review", "review", "is not what the table reviews has"
    )

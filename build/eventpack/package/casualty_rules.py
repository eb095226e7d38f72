"""What must hold of casualties and of the tolls of events, beyond their schemas."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from ..core.problems import Problem
from ..tabular.arrow_lookup import among, looked_up
from ..tabular.columns import Table, Tables
from .rule_problems import FIRST_ROW, bad, cells, true

Frames = Mapping[str, pd.DataFrame]


def check_figures(frames: Tables) -> list[Problem]:
    """A figure has a bound, its bounds are in order, and its words are as long as the stretch they are cut from."""
    rows = frames["casualties"]
    low, high = rows["low"], rows["high"]
    problems = bad(rows, "casualties", low > high, "low", "figure", "is more than high")
    problems += bad(rows, "casualties", low.isna() & high.isna(), "low", "figure", "is empty, and so is high")
    wrong = rows["text"].str.len() != rows["char_end"] - rows["char_start"]
    return problems + bad(rows, "casualties", wrong, "text", "figure", "is not as long as from char_start to char_end")


def check_tolls(frames: Tables) -> list[Problem]:
    """The tolls of an event are in order, and there are none without a figure in one of its reports."""
    events, rows, reports = frames["events"], frames["casualties"], frames["reports"]
    problems = []
    for lower, upper in (
        ("killed_low", "killed_best"),
        ("killed_best", "killed_high"),
        ("killed_low", "killed_high"),
        ("injured_low", "injured_high"),
    ):
        problems += bad(events, "events", events[lower] > events[upper], lower, "toll", f"is more than {upper}")
    of_event = looked_up(rows["report_id"], reports["report_id"], reports["event_id"])
    for kind, columns in (
        ("killed", ("killed_low", "killed_best", "killed_high")),
        ("injured", ("injured_low", "injured_high")),
    ):
        supported = among(events["event_id"], of_event[true(rows["kind"] == kind)])
        for column in columns:
            given = events[column].notna().to_numpy()
            problems += bad(events, "events", given & ~supported, column, "toll", "is given by no row of casualties")
    return problems


def with_source(casualties: pd.DataFrame, reports: Table) -> pd.DataFrame:
    """The rows with the source of each one's report, in the column `source_id`."""
    found = looked_up(casualties["report_id"], reports["report_id"], reports["source_id"])
    return casualties.assign(source_id=pd.Series(found, index=casualties.index))


def check_words(frames: Frames, texts: Mapping[str, str], changed: Collection[str]) -> list[Problem]:
    """The words of figures where their offsets say."""
    rows = frames["casualties"]
    if not len(rows):
        return []
    rows = rows if "source_id" in rows else with_source(rows, frames["reports"])
    problems = []
    columns = ("source_id", "char_start", "char_end", "text")
    for row, (source_id, start, end, words) in enumerate(cells(rows, columns), start=FIRST_ROW):
        text = None if source_id is None or source_id in changed else texts.get(source_id)
        if text is not None and text[start:end] != words:
            problems.append(
                Problem("casualties", row, "text", words, "figure", "is not what the article has at these offsets")
            )
    return problems

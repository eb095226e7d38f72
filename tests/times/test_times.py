"""Time expressions: the cases of cases/times.tsv, and what must hold for any text."""

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventpack.core.model import Published
from eventpack.parsing.parser import as_tree, parse, pipeline
from eventpack.text.plain_text import plain
from eventpack.times import find_times
from eventpack.times.calendar import Stamp, moved, of_day, of_week, shift_day
from eventpack.times.calendar_dates import nearest_weekday
from eventpack.times.holidays import easter

CASES = Path(__file__).parents[1] / "cases" / "times.tsv"
UNKNOWN = Published(None, None, "unknown")


def rows() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def parsed() -> dict:
    sentences = sorted({row["sentence"] for row in rows()})
    docs = map(as_tree, pipeline().pipe([plain(sentence) for sentence in sentences]))
    return dict(zip(sentences, docs, strict=True))


def published(day: str) -> Published:
    if not day:
        return UNKNOWN
    return Published(date.fromisoformat(day), date.fromisoformat(day), "metadata")


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['sentence'][:50]}-{row['expression']}")
def test_each_case_is_read_as_the_table_says(row):
    found = find_times(parsed()[row["sentence"]], published(row["published"]))
    if not row["expression"]:
        assert [mention.text for mention in found] == []
        return
    found = [m for m in found if m.text == row["expression"]]
    assert found, "not found as written"
    mention = found[0]
    bounds = [day.isoformat() if day else "" for day in (mention.earliest, mention.latest)]
    assert [mention.type, mention.value, *bounds] == [row["type"], row["value"], row["earliest"], row["latest"]]


def mentions(text: str, first: str, last: str | None = None) -> dict[str, tuple]:
    basis = "inferred" if last else "metadata"
    when = Published(date.fromisoformat(first), date.fromisoformat(last or first), basis)
    return {m.text: (m.value, m.earliest, m.latest, m.deictic) for m in find_times(parse(text), when)}


def test_a_bounded_publication_gives_the_widest_bounds_that_hold():
    found = mentions("Troops left last week. Guns were moved over the past two days.", "2026-01-26", "2026-02-01")
    assert found["last week"] == ("2026-W04", date(2026, 1, 19), date(2026, 1, 25), True)
    assert found["the past two days"] == ("P2D", date(2026, 1, 24), date(2026, 2, 1), True)
    found = mentions("Troops left last week, and rebels fled on Monday.", "2026-01-28", "2026-02-03")
    assert found["last week"] == ("XXXX-WXX", date(2026, 1, 19), date(2026, 2, 1), True)
    assert found["Monday"] == ("XXXX-XX-XX", date(2026, 1, 26), date(2026, 2, 2), True)


def test_only_what_is_seen_from_the_publication_is_deictic():
    found = mentions("On 3 March 2025 he fled. Two days later he was back. Last week he died.", "2026-01-26")
    assert {text: reading[3] for text, reading in found.items()} == {
        "3 March 2025": False,
        "Two days later": False,
        "Last week": True,
    }


def test_an_undated_text_tells_no_day_it_does_not_know():
    for mention in find_times(parse("On Monday the mayor fled. He had come two weeks ago."), UNKNOWN):
        assert mention.earliest is None and mention.latest is None
        assert "X" in mention.value


def test_a_line_break_ends_an_expression():
    found = find_times(parse("The war of 12 May\n2014 was a hard year."), published("2026-01-26"))
    assert [m.text for m in found] == ["12 May", "2014"]


WORDS = st.sampled_from(
    "the a of in on last next this same day days week two 3 14 31 1915 2026 May March April - , and to "
    "ago later before after Monday early late end year years month century 19th 5th first second half quarter BC "
    "at 10:30 a.m. noon night every past few several '99 1970s winter fall Easter Christmas fiscal "
    "\n . ( ) left will said".split(" ")
)


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, max_size=25), st.sampled_from(["", "2026-01-26", "2024-02-29", "2026-12-31"]))
def test_any_jumble_of_time_words_gives_ordered_mentions_with_ordered_bounds(words, day):
    text = " ".join(words)
    end = 0
    for mention in find_times(parse(text), published(day)):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.text == mention.text.strip() != ""
        end = mention.end
        assert mention.type in ("DATE", "TIME", "DURATION", "SET")
        assert mention.value
        if mention.earliest and mention.latest:
            assert mention.earliest <= mention.latest


DAYS = st.dates(date(100, 1, 1), date(9000, 12, 31))


@given(DAYS, st.integers(-2000, 2000))
def test_moving_days_there_and_back_is_where_one_was(day, by):
    assert moved(moved(of_day(day), by, "D"), -by, "D").date == day


@given(DAYS, st.integers(-500, 500))
def test_a_week_moved_starts_on_a_monday_so_many_weeks_away(day, by):
    first, last = moved(of_week(day), by, "W").bounds
    assert first.isoweekday() == 1 and last == first + timedelta(6)
    assert first == day - timedelta(day.isoweekday() - 1) + timedelta(7 * by)


@given(DAYS, st.integers(-60, 60))
def test_a_day_moved_by_months_stays_in_the_month_meant(day, by):
    there = shift_day(day, "M", by)
    assert (there.year * 12 + there.month) - (day.year * 12 + day.month) == by


@given(DAYS, st.integers(1, 7))
def test_a_weekday_lies_within_six_days_on_the_side_the_tense_says(day, weekday):
    back, on = nearest_weekday(day, weekday, None), nearest_weekday(day, weekday, "future")
    assert back.isoweekday() == on.isoweekday() == weekday
    assert 0 <= (day - back).days <= 6 and 0 <= (on - day).days <= 6


@pytest.mark.parametrize("unit", ["C", "DE", "Y", "M", "D", "S", "Q", "H", "W", "WE", "FY"])
@pytest.mark.parametrize("edge", ["START", "MID", "END"])
def test_an_edge_of_a_period_lies_within_it(unit, edge):
    sub = {"S": "SU", "Q": "Q2", "H": "H2", "W": "07", "WE": "07"}.get(unit, "")
    whole = Stamp(unit, 2021, 5, 14, sub) if unit == "D" else Stamp(unit, 2021, 5 if unit == "M" else None, None, sub)
    part = Stamp(whole.unit, whole.year, whole.month, whole.day, sub, edge=edge)
    assert whole.bounds[0] <= part.bounds[0] <= part.bounds[1] <= whole.bounds[1]


def test_there_is_no_year_nought():
    assert moved(Stamp("Y", -1), 1, "Y").value == "0001"
    assert moved(Stamp("Y", 2), -3, "Y").value == "BC0002"


def test_easter_falls_on_the_days_the_church_kept():
    assert [easter(year) for year in (1990, 2008, 2011, 2024)] == [
        date(1990, 4, 15),
        date(2008, 3, 23),
        date(2011, 4, 24),
        date(2024, 3, 31),
    ]


def test_hours_later_is_no_other_day_than_that_told_before():
    found = mentions("The ferry sank on 3 May 2023. Hours later a tug came. Weeks later it was raised.", "2023-07-04")
    assert found["3 May 2023"][1:3] == (date(2023, 5, 3), date(2023, 5, 3))
    assert found["Hours later"][1:3] in {(None, None), (date(2023, 5, 3), date(2023, 5, 3))}

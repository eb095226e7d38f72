"""Counts by division, month and type: a data package of its own."""

from datetime import date

import pandas as pd
import pytest

import eventpack
from eventpack.cli import main
from eventpack.export import counts


@pytest.fixture
def counted(built, tmp_path):
    assert main(["export", "counts", "--package", str(built), "--out", str(tmp_path / "counts")]) == 0
    return tmp_path / "counts"


def test_they_are_a_data_package_that_validates_and_loads_with_each_event_counted_once(counted, built):
    assert main(["validate", str(counted)]) == 0
    loaded, events = eventpack.load(counted), eventpack.load(built).events
    assert loaded.counts["n_events"].sum() == events["status"].isin(["occurred", "ongoing"]).sum()
    assert loaded.descriptor["name"] == eventpack.load(built).name + "-counts"
    assert list(pd.read_parquet(counted / "counts.parquet")["count_id"]) == list(loaded.counts["count_id"])


def _event(**values):
    bounds = ("killed_low", "killed_best", "killed_high", "injured_low", "injured_high")
    return (
        dict.fromkeys(bounds)
        | {
            "event_type": "ASSAULT",
            "status": "occurred",
            "location_id": "x",
            "date_earliest": date(2026, 1, 3),
            "date_latest": date(2026, 1, 4),
        }
        | values
    )


class _Package:
    def __init__(self, *events):
        self.events = pd.DataFrame(events).astype(object).where(lambda f: f.notna(), None)
        self.locations = pd.DataFrame([{"location_id": "x", "country": "SYR", "admin1": "SY-HA"}])


def _rows(*events):
    return {row["count_id"]: row for row in counts.rows(_Package(*events))}


def test_tolls_are_added_up_and_an_open_one_leaves_the_sum_open():
    exact = {"killed_low": 12, "killed_best": 14, "killed_high": 15}
    (row,) = _rows(_event(**exact), _event(**exact), _event()).values()
    assert (row["n_events"], row["n_events_killed"]) == (3, 2)
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (24, 28, 30)
    assert (row["n_events_injured"], row["injured_low"], row["injured_high"]) == (0, None, None)
    (row,) = _rows(_event(**exact), _event(killed_low=20, killed_best=20)).values()
    assert (row["killed_low"], row["killed_best"], row["killed_high"]) == (32, 34, None)


def test_what_is_not_known_of_place_and_month_is_empty_and_what_did_not_happen_is_not_counted():
    assert list(_rows(_event(date_latest=date(2026, 2, 1)))) == ["SYR/SY-HA/-/ASSAULT"]
    assert list(_rows(_event(location_id=None))) == ["-/-/2026-01/ASSAULT"]
    assert _rows(_event(status="future"), _event(status="negated")) == {}

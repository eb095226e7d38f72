"""The rules on places, countries and what lies within what."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from ..core.problems import Problem
from ..lexicon import countries
from ..tabular import schema
from ..tabular.arrow_lookup import looked_up
from ..tabular.columns import Tables
from .rule_problems import FIRST_ROW, bad, differ


def precisions(frames: Tables) -> list[Problem]:
    """The precision of an event's place is that of the place's feature type; of a borrowed point, that of the parent."""
    events, locations = frames["events"], frames["locations"]
    parents = looked_up(locations["parent_location_id"], locations["location_id"], locations["feature_type"])
    cells = (locations["feature_type"], locations["basis"], parents)
    of_place = pd.Series(
        [_precision(*(None if pd.isna(cell) else cell for cell in row)) for row in zip(*cells, strict=True)],
        index=cells[0].index,
        dtype="Int64",
    )
    wrong = differ(events["location_precision"], looked_up(events["location_id"], locations["location_id"], of_place))
    return bad(
        events,
        "events",
        wrong,
        "location_precision",
        "place precision",
        "is not that of the place's feature type, or where its basis is text or parent, of what holds it",
    )


def _precision(feature_type: str | None, basis: str | None, parent_type: str | None) -> int | None:
    """None where a cell is no code, of which another check speaks."""
    try:
        return schema.location_precision(feature_type or "", basis or "", parent_type)
    except KeyError:
        return None


def coordinates_and_countries(frames: Tables) -> list[Problem]:
    """Coordinates come in pairs and lie in the country; a division is one of the country; countries have ISO codes."""
    known = countries.by_iso3()
    locations, actors = frames["locations"], frames["actors"]
    latitude, longitude, code, division = (locations[n] for n in ("latitude", "longitude", "country", "admin1"))
    problems: list[Problem] = []
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
    listed = code.isin(list(known))

    def at(problem: Problem) -> int:
        return (problem.row or FIRST_ROW) - FIRST_ROW

    problems += [
        replace(p, message=f"is not a division of {code.iloc[at(p)]}")
        for p in bad(locations, "locations", listed & foreign, "admin1", "country", "")
    ]
    outside = listed & latitude.notna() & longitude.notna() & ~inside
    problems += [
        replace(
            p,
            value=f"{latitude.iloc[at(p)]}, {longitude.iloc[at(p)]}",
            message=f"lies outside the bounding box of {code.iloc[at(p)]}",
        )
        for p in bad(locations, "locations", outside, "latitude", "coordinates", "")
    ]
    for frame, table in ((locations, "locations"), (actors, "actors")):
        unknown = frame["country"].notna() & ~frame["country"].isin(list(known))
        problems += bad(frame, table, unknown, "country", "country", "is no ISO 3166-1 alpha-3 code")
    return problems


def no_circles(frames: Tables) -> list[Problem]:
    """No location or actor is its own ancestor."""
    problems: list[Problem] = []
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

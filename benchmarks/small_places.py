"""Where the events of short notes happened: `python benchmarks/small_places.py [--misses] [--places FILE] [--country ISO3]`.

Annotates the notes of tests/cases/small_places.tsv, one sentence or two each on an attack, a clash or a protest in West
and Central Africa and the Sahel, and compares the place of the first report with the one coded by hand:

right   within 25 km; where no gazetteer in use has a place of that name there, also its division or its country
coarse  the country or a division that holds the place, or a point up to 161 km away
far     more than 161 km away and nothing that holds the place
none    no report, or no place
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from eventpack.annotation.one_article import annotate_one
from eventpack.core.model import Article, Location
from eventpack.places import gazetteer, user_places
from eventpack.places.distance import kilometres
from eventpack.places.name_folding import fold_all

CASES = Path(__file__).parents[1] / "tests" / "cases" / "small_places.tsv"
NEAR_KM, FAR_KM = 25.0, 161.0
_AREAS = {"admin1", "admin2", "country", "region"}


def notes() -> Iterator[dict[str, Any]]:
    """The rows of the case file, the point as numbers."""
    with CASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row | {"latitude": float(row["latitude"]), "longitude": float(row["longitude"])}


def distance(place: Any, note: dict[str, Any]) -> float:
    """Kilometres from the note's point; a place without a point is far from everything."""
    if place.latitude is None or place.longitude is None:
        return 1e9
    return kilometres(place.latitude, place.longitude, note["latitude"], note["longitude"])


def is_listed(note: dict[str, Any]) -> bool:
    """Whether a gazetteer in use has a place of that name near the point."""
    key = fold_all(note["place"])
    return any(distance(one, note) <= NEAR_KM for one in (*gazetteer.candidates(key), *gazetteer.variants(key)))


def holds(place: Location, note: dict[str, Any]) -> bool:
    """Whether the place is an area, or hangs on one, that has the note's point in it."""
    if place.country != note["country"]:
        return False
    if place.feature_type == "country":
        return True
    return (place.feature_type in _AREAS or place.basis == "text") and place.admin1 in (None, note["admin1"])


def outcome(place: Location | None, note: dict[str, Any]) -> str:
    if place is None:
        return "none"
    far = distance(place, note)
    if far <= NEAR_KM or holds(place, note) and not is_listed(note):
        return "right"
    return "coarse" if holds(place, note) or far <= FAR_KM else "far"


def place_of(note: dict[str, Any], number: int) -> Location | None:
    """The place of the note's first report that has one."""
    article = Article(f"note-{number}", note["note"], published=date.fromisoformat(note["date"]))
    reports = annotate_one(article).reports
    return next((report.place.location for report in reports if report.place and report.place.location), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="show what is not right")
    parser.add_argument(
        "--places", type=Path, action="append", default=[], metavar="FILE", help="as of `eventpack build`"
    )
    parser.add_argument("--country", action="append", default=[], metavar="ISO3", help="as of `eventpack build`")
    arguments = parser.parse_args()
    counted: Counter[str] = Counter()
    listed = 0
    with user_places.using(user_places.setting(arguments.places, arguments.country)):
        for number, note in enumerate(notes(), start=1):
            place = place_of(note, number)
            what = outcome(place, note)
            counted[what] += 1
            listed += is_listed(note)
            if arguments.misses and what != "right":
                found = place and f"{place.location_id} {place.name} {place.country} {place.admin1}"
                print(
                    f"{what:7}{note['place']} ({'' if is_listed(note) else 'not '}listed): {found}\n       {note['note']}"
                )
    total = sum(counted.values())
    print(f"{total} notes, {listed} of places a gazetteer has: ", end="")
    print(", ".join(f"{what} {counted[what] / total:.2f}" for what in ("right", "coarse", "far", "none")))


if __name__ == "__main__":
    main()

"""Options of the commands that annotate: places of the user's own, and what country the articles are about."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def add_place_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that bring places of the user's own."""
    group = parser.add_argument_group("places", "what the gazetteers lack (docs/input.md)")
    group.add_argument(
        "--places",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="add places: a GeoNames dump as downloaded (allCountries.txt, NG.txt, NG.zip), or a .csv with the columns "
        "name, aliases, latitude, longitude, country, admin1, feature_type, key; may be given again",
    )
    group.add_argument(
        "--country",
        action="append",
        default=[],
        metavar="ISO3",
        help="the articles are about this country, such as NGA: of two places of a name the one there is likelier; may be "
        "given again",
    )


@contextmanager
def places_of(arguments: argparse.Namespace) -> Iterator[None]:
    """The user's places for the time of a command. Raises InputError and EventpackError for options that cannot be
    used."""
    from ..places import user_places

    with user_places.using(user_places.setting(arguments.places, arguments.country)):
        yield

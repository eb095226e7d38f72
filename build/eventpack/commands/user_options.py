"""Options of the commands that annotate: a lexicon and places of the user's own, and what country the articles are about."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def add_user_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that bring places and lexicon entries of the user's own."""
    group = parser.add_argument_group(
        "your own knowledge", "what the program does not know (docs/lexicon.md, docs/input.md)"
    )
    add_lexicon_argument(group)
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


def add_lexicon_argument(parser: argparse._ActionsContainer) -> None:
    """Add the option that brings lexicon entries of the user's own."""
    parser.add_argument(
        "--lexicon",
        type=Path,
        metavar="DIR",
        help="add actors, places, words for events and event types of your own: files as those of the program's lexicon "
        "(docs/lexicon.md)",
    )


@contextmanager
def added_by_user(arguments: argparse.Namespace) -> Iterator[None]:
    """The user's lexicon and places for the time of a command. Raises InputError and EventpackError for options that
    cannot be used."""
    from ..annotation import user_setting

    places, countries = getattr(arguments, "places", ()), getattr(arguments, "country", ())
    with user_setting.using(user_setting.setting(arguments.lexicon, places, countries)):
        yield

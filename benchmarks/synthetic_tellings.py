"""Tellings made by rule for timing the linker: few actors are in much of the news. Nothing here is true.

All of them fall in one year however many there are, so that the news gets denser as it grows: that is the hard case.
Or they fall on as many days more as there are more of them, 100 a day: an archive that grows.
An event is told by a few reports, a hundred at most, each more or less precisely. Actors, recipients and towns are
drawn by a power law: the first state is in about a tenth of all reports.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import accumulate

from eventpack.core.model import Actor, Location, ReportKey

_TYPES = {
    "ASSAULT": 25,
    "CONSULT": 18,
    "SUPPORT": 10,
    "COERCE": 10,
    "REQUEST": 7,
    "ACCUSE": 7,
    "PROTEST": 6,
    "AGREE": 5,
    "REJECT": 4,
    "COOPERATE": 3,
    "AID": 3,
    "MOBILIZE": 2,
}
_FIRST = date(2025, 1, 1)
_DAYS = 365
_FIRST_STEADY, _A_DAY = date(1990, 1, 1), 100
_STATES, _GROUPS, _TOWNS = 190, 400, 40


def _power_law(n: int) -> list[float]:
    return list(accumulate(1 / (rank + 2) for rank in range(n)))


def _state(n: int) -> tuple[Actor, Actor, Actor]:
    code = f"{chr(65 + n // 26)}{chr(65 + n % 26)}Q"
    country = Actor(code.lower(), f"State {n}", "country", None, code, "lexicon")
    return (
        country,
        Actor(f"{code.lower()}-mil", f"State {n}'s military", "military", "MIL", code, "composition", country),
        Actor(f"{code.lower()}-gov", f"State {n}'s government", "government", "GOV", code, "composition", country),
    )


def _towns(country: Actor) -> list[tuple[Location, Location, Location]]:
    """Each town with its division and its country."""
    code = country.country
    whole = Location(f"x:{code}", country.name, "country", code, None, 0.0, 0.0, "eventpack", code)
    found = []
    for n in range(_TOWNS):
        division = Location(
            f"x:{code}-{n % 8}",
            f"Division {n % 8}",
            "admin1",
            code,
            f"{code}-{n % 8}",
            n / 9,
            n / 7,
            "eventpack",
            f"{code}-{n % 8}",
            whole.location_id,
        )
        found.append(
            (
                Location(
                    f"x:{code}:{n}",
                    f"Town {n}",
                    "town",
                    code,
                    division.admin1,
                    n / 3,
                    n / 2,
                    "eventpack",
                    f"{code}:{n}",
                    division.location_id,
                ),
                division,
                whole,
            )
        )
    return found


def report_keys(n: int, seed: int = 4, steady: bool = False) -> list[ReportKey]:
    """`n` tellings in no order; the same for the same arguments."""
    rng = random.Random(seed)
    first, days = (_FIRST_STEADY, max(1, n // _A_DAY)) if steady else (_FIRST, _DAYS)
    states = [_state(i) for i in range(_STATES)]
    groups = [Actor(f"org-group-{i}", f"Group {i}", "armed_group", "REB", None, "lexicon") for i in range(_GROUPS)]
    towns = [_towns(country) for country, _, _ in states]
    state_law, group_law, town_law = (_power_law(k) for k in (_STATES, _GROUPS, _TOWNS))

    def side() -> tuple[Actor, ...]:
        if rng.random() < 0.2:
            return (rng.choices(groups, cum_weights=group_law)[0],)
        return rng.choices(states, cum_weights=state_law)[0]

    found: list[ReportKey] = []
    while len(found) < n:
        kind = rng.choices(list(_TYPES), list(_TYPES.values()))[0]
        doers, done_to = side(), side()
        town = rng.choices(rng.choices(towns, cum_weights=state_law)[0], cum_weights=town_law)[0]
        day = first + timedelta(rng.randrange(days))
        for _ in range(min(int(rng.paretovariate(1.2)), 100, n - len(found))):
            found.append(_telling(rng, len(found), kind, doers, done_to, town, day))
    rng.shuffle(found)
    return found


def _telling(rng: random.Random, number: int, kind: str, doers, done_to, town, day: date) -> ReportKey:
    published = day + timedelta(int(rng.expovariate(0.3)))
    told = rng.random()
    earliest = latest = day
    if told > 0.8:
        earliest, latest = day - timedelta(day.weekday()), day + timedelta(6 - day.weekday())
    elif told > 0.5:
        earliest, latest = None, published
    place = rng.choices((*town, None), (50, 10, 15, 25))[0]
    return ReportKey(
        f"rep-{number:012x}",
        kind,
        None,
        "occurred",
        None,
        (rng.choice(doers),),
        (rng.choice(done_to),) if rng.random() < 0.7 else (),
        place,
        None,
        earliest,
        latest,
        None,
        round(rng.uniform(0.5, 0.95), 2),
        f"src-{number // 3:012x}",
        f"Paper {rng.randrange(2000)}",
        published,
        published,
        100 * (number % 3),
        100 * (number % 3) + 10,
        100 * (number % 3) + 15,
        rng.choice(("do", "make", "begin")),
    )

"""One plain sentence for an event, made from its own values and from nothing else.

The words are data: lexicon/summaries.yaml gives, for each type and mode, the verb in three forms and the words that
join recipient and place to it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from ..core.model import UNIDENTIFIED, Actor, Event
from ..lexicon.reader import lexicon

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@cache
def _phrases() -> dict[str, Any]:
    return lexicon("summaries.yaml")


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def when_words(earliest: date | None, latest: date | None) -> str:
    """Bounds in words: "on 25 January 2026", "between 19 and 25 January 2026", "no later than 17 December 2025"."""
    if earliest is None:
        return f"no later than {_day(latest)}" if latest is not None else ""
    if latest is None:
        return f"from {_day(earliest)}"
    if earliest == latest:
        return f"on {_day(earliest)}"
    if (earliest.month, earliest.day, latest.month, latest.day) == (1, 1, 12, 31) and earliest.year == latest.year:
        return f"in {earliest.year}"
    if (earliest.year, earliest.month) == (latest.year, latest.month):
        if earliest.day == 1 and (
            latest.month == 12
            and latest.day == 31
            or date(latest.year, latest.month % 12 + 1, 1).toordinal() - 1 == latest.toordinal()
        ):
            return f"in {_MONTHS[earliest.month - 1]} {earliest.year}"
        return f"between {earliest.day} and {_day(latest)}"
    return f"between {_day(earliest)} and {_day(latest)}"


def _name(actor: Actor) -> str:
    """What no country or name tells apart is no proper name: "civilians", "police", "unnamed Syrian sources"."""
    if actor == UNIDENTIFIED:
        return _phrases()["nobody_named"]
    vague = actor.basis == "composition" and (actor.country is None or actor.kind == "unnamed")
    return actor.name[:1].lower() + actor.name[1:] if vague else actor.name


def _names(actors: tuple[Actor, ...]) -> str:
    names = [_name(a) for a in actors]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


# Kinds of which a name in the plural is that of many: the Houthis were, but Reuters was, the United Nations was.
_OF_MANY = frozenset({"group", "unnamed", "armed_group", "military"})
_AFTER_HEAD = re.compile(r" (?:of|in|for|from|at|to|on|with) ")


def _plural(actors: tuple[Actor, ...]) -> bool:
    return len(actors) > 1 or len(actors) == 1 and (actors[0] == UNIDENTIFIED or _is_plural(actors[0]))


def _is_plural(actor: Actor) -> bool:
    """Whether the name's head is a plural: rebels, businesses, police, Syrian Democratic Forces."""
    if actor.basis != "composition" and actor.kind not in _OF_MANY or actor.kind == "person":
        return False
    head = _AFTER_HEAD.split(actor.name)[0].split()[-1].lower()
    return (
        head in _phrases()["plural"]
        or head.endswith("men")
        or (head.endswith("s") and not head.endswith(("ss", "us", "is")))
    )


def _verb(phrase: dict[str, Any], status: str, plural: bool, passive: bool) -> str:
    base, past, ing, participle = phrase["verb"]
    be, were = ("are", "were") if plural else ("is", "was")
    if passive:
        return {
            "occurred": f"{were} {participle}",
            "ongoing": f"{were} being {participle}",
            "future": f"{be} expected to be {participle}",
            "hypothetical": f"might be {participle}",
            "negated": f"{were} not {participle}",
        }[status]
    return {
        "occurred": past,
        "ongoing": f"{were} {ing}",
        "future": f"{be} expected to {base}",
        "hypothetical": f"might {base}",
        "negated": f"did not {base}",
    }[status]


def sentence(event: Event, theme: str | None = None) -> str:
    """The summary of an event. `theme`: what is moved, where the reports say (troops, equipment)."""
    kind = event.event_type
    mode = "withdraw" if kind == "CONCEDE" and (theme or event.destination) else event.mode
    phrase = _phrases().get(f"{kind}.{mode}") or _phrases()[kind]
    if kind == "AGREE" and event.status in {"future", "hypothetical"}:
        phrase = _phrases()["COOPERATE"]  # "is expected to cooperate", not to agree to
    passive = bool(event.recipients) and not event.actors
    subject = event.recipients if passive else event.actors or (UNIDENTIFIED,)
    words = [_names(subject), _verb(phrase, event.status, _plural(subject), passive)]
    if theme and phrase.get("theme") and not passive:
        words.append(theme)
    elif phrase.get("object") and not passive:
        words.append(phrase["object"])
    elif not event.recipients and not passive:
        words.append(_phrases()["alone"].get(kind, ""))
    if event.recipients and not passive:
        words += [w for w in (phrase.get("recipient", ""), _names(event.recipients)) if w]
    if event.location is not None:
        words += [
            phrase.get(
                "place",
                "in"
                if event.location.feature_type
                in {"country", "admin1", "admin2", "region", "city", "town", "populated_place", "continent"}
                else "at",
            ),
            event.location.name,
        ]
    if event.destination is not None:
        words += ["to", event.destination.name]
    dated = when_words(event.date_earliest, event.date_latest)
    if event.status == "ongoing" and dated.startswith("no later than "):
        dated = "as of " + dated.removeprefix("no later than ")
    text = " ".join(w for w in (*words, dated) if w)
    return text[:1].upper() + text[1:] + "."


def summarised(event: Event, theme: str | None = None) -> Event:
    """The event with its summary; `theme` as for :func:`sentence`."""
    return replace(event, summary=sentence(event, theme))

"""One plain sentence for an event, made from its own values and from nothing else.

The words are data: lexicon/summaries.yaml gives, for each type and mode, the forms of the verb, the words that join
recipient and place to it, and what is said where a party is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from ..core.model import Actor, Event, Location
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
    """Bounds in words: "on 25 January 2026", "between 19 and 25 January 2026", "on or before 17 December 2025"."""
    if earliest is None:
        return f"on or before {_day(latest)}" if latest is not None else ""
    if latest is None:
        whole_year = (earliest.month, earliest.day) == (1, 1)
        return f"in or after {earliest.year}" if whole_year else f"on or after {_day(earliest)}"
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
    if earliest.year == latest.year:
        return f"between {earliest.day} {_MONTHS[earliest.month - 1]} and {_day(latest)}"
    return f"between {_day(earliest)} and {_day(latest)}"


def _name(actor: Actor) -> str:
    """An actor's name within a sentence: "civilians", "the Syrian military", "the Wagner Group", "Hamas"."""
    name = actor.name
    if actor.basis == "composition" and (actor.country is None or actor.kind == "unnamed"):
        name = name[:1].lower() + name[1:]  # no country tells it apart, so it is no proper name
    return f"the {name}" if _actor_has_article(actor) else name


def _actor_has_article(actor: Actor) -> bool:
    if actor.basis == "composition" and actor.kind != "country":  # "the Kenyan parliament", "the President of France"
        return not _is_plural(actor) and not actor.name.lower().endswith(tuple(_phrases()["without_article"]))
    if actor.kind in {"person", "company"} or actor.basis == "text" and "'s " in actor.name:
        return False
    return _name_has_article(actor.name)


def _name_has_article(name: str) -> bool:
    """Whether a proper name takes "the": its last word, before any "of" or "for", is a common noun of bodies or places."""
    head = _AFTER_HEAD.split(name)[0].split()
    return head[-1].lower() in _phrases()["with_article"] and not name.lower().startswith("the ")


def _place(location: Location) -> str:
    kind = location.feature_type
    article = kind in _phrases()["features_with_article"] or _name_has_article(location.name)
    return f"the {location.name}" if article else location.name


def _preposition(location: Location) -> str:
    kind = location.feature_type
    if kind in _phrases()["features_in"]:
        return "" if location.name[:1].isdigit() and location.basis == "text" else "in"  # "100 km north of Oslo"
    if kind in _phrases()["features_bare"]:
        return ""
    return "on" if kind in _phrases()["features_on"] else "at"


def _names(actors: tuple[Actor, ...]) -> str:
    names = [_name(a) for a in actors]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


# Kinds of which a name in the plural is that of many: the Houthis were, but Reuters was, the United Nations was.
_OF_MANY = frozenset({"group", "unnamed", "armed_group", "military"})
_AFTER_HEAD = re.compile(r" (?:of|in|for|from|at|to|on|with|against) ")


def _plural(actors: tuple[Actor, ...]) -> bool:
    return len(actors) > 1 or len(actors) == 1 and _is_plural(actors[0])


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


def _verb(forms: Sequence[str], status: str, plural: bool, passive: bool) -> str:
    """The predicate in the form that the status calls for. `forms`: base, past, -ing, participle."""
    base, past, ing, participle = forms
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


def _forms(verb: str) -> list[str]:
    """The four forms of a verb of `alone` or `unknown`, a particle after each: "carry out", "carried out", ..."""
    word, _, particle = verb.partition(" ")
    return [f"{form} {particle}".strip() for form in (word, *_phrases()["forms"][word])]


def _phrase(event: Event, theme: str | None) -> dict:
    kind = event.event_type
    assert kind is not None  # what has no type is no event
    mode = "withdraw" if kind == "CONCEDE" and (theme or event.destination) else event.mode
    open_ended = event.status in {"future", "hypothetical"}
    if kind == "AGREE" and open_ended:
        kind = "COOPERATE"  # "is expected to cooperate", not to agree to
    if kind == "CONCEDE" and mode == "withdraw" and open_ended and not event.actors and not event.recipients:
        kind = "RETREAT"  # a withdrawal is expected, not the promise of one
    return _phrases().get(f"{kind}.{mode}") or _phrases()[kind]


def _active(event: Event, phrase: dict, theme: str | None) -> list[str]:
    subject, plural = _names(event.actors), _plural(event.actors)
    recipients = "" if phrase.get("theme") == "of" else _names(event.recipients)  # no party is withdrawn
    moved = theme if phrase.get("theme") else None
    if not recipients and not moved and "alone" in phrase:
        verb, thing = phrase["alone"]
        return [subject, _verb(_forms(verb), event.status, plural, False), thing]
    words = [subject, _verb(phrase["verb"], event.status, plural, False)]
    to_whom = [phrase.get("recipient", ""), recipients] if recipients else []
    objects = [moved or phrase.get("object", "")]
    return words + (to_whom + objects if phrase.get("recipient_first") else objects + to_whom)


def _impersonal(event: Event, phrase: dict, theme: str | None) -> list[str]:
    verb, thing = phrase.get("unknown") or phrase["alone"]
    if theme and phrase.get("theme"):
        thing = theme if phrase["theme"] == "instead" else f"{thing} of {theme}"
    plural = not thing.startswith(("a ", "an ")) and thing.split(" ")[0].endswith("s")
    return [thing, _verb(_forms(verb), event.status, plural, True)]


def _where(event: Event, phrase: dict) -> list[str]:
    words: list[str] = []
    place, to = event.location, event.destination
    known = {actor.name for actor in event.recipients}
    if place is not None and (place.name not in known or "place" in phrase):  # not "attacked Ukraine in Ukraine"
        alone = None if event.recipients else phrase.get("place_alone")
        words += [alone or phrase.get("place") or _preposition(place), _place(place)]
    if to is not None and to != place:
        words += ["to", _place(to)]
    return words


def sentence(event: Event, theme: str | None = None) -> str:
    """The summary of an event, from its values alone; what is not known is not mentioned.

    `theme`: what is moved, where the reports say (troops, equipment). Where only the recipient is known the sentence is
    passive; where no party is known it is about the deed: "An attack was carried out in Homs on 3 May 2026."
    """
    phrase = _phrase(event, theme)
    if event.actors:
        words = _active(event, phrase, theme)
    elif event.recipients:
        passive = _verb(phrase["verb"], event.status, _plural(event.recipients), True)
        words = [_names(event.recipients), passive]
    else:
        words = _impersonal(event, phrase, theme)
    dated = when_words(event.date_earliest, event.date_latest)
    if event.status in {"ongoing", "negated"} and dated.startswith("on or before "):
        dated = "as of " + dated.removeprefix("on or before ")
    text = " ".join(w for w in (*words, *_where(event, phrase), dated) if w)
    return text[:1].upper() + text[1:] + "."


def summarised(event: Event, theme: str | None = None) -> Event:
    """The event with its summary; `theme` as for :func:`sentence`."""
    return replace(event, summary=sentence(event, theme))

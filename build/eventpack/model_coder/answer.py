"""An answer of a model, read without trust: what the schema allows, and nothing else of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..resolving.words import BOUNDS, DateWords, PartyWords, PlaceWords
from ..tabular import schema

# More than any article reports; an answer that repeats itself without end is cut here.
MOST_REPORTS = 400
MOST_PARTIES = 40
_LONGEST = 2_000
_FENCE = re.compile(r"\A\s*```(?:json)?\s*\n(.*?)\n?```\s*\Z", re.DOTALL)
_THINKING = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)

# Why something of an answer was left out, and how often.
Faults = Counter[str]


class NotAnAnswer(ValueError):
    """The text is no answer: cut off, no JSON, or without reports."""


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a model answered about one article, as it came."""

    text: str
    coder: str  # the model and its prompt, for the column `coder`
    with_rules: bool = False  # the built-in rules code what the model leaves


@dataclass(frozen=True, slots=True)
class FigureWords:
    """What befell people, and the words that say how many: the number is read from them, never taken from a model."""

    kind: str  # a code of schemas/codes/casualty_kinds
    text: str


@dataclass(frozen=True, slots=True)
class ModelReport:
    """One report as the model gives it: codes, and words that are yet to be found in the article."""

    event: int | None  # the same for all reports of one event in this article
    quote: str
    trigger: str
    event_type: str
    mode: str | None  # without the type in front
    status: str
    actors: tuple[PartyWords, ...]
    recipients: tuple[PartyWords, ...]
    place: PlaceWords | None
    destination: PlaceWords | None
    date: DateWords | None
    source: PartyWords | None
    casualties: tuple[FigureWords, ...] | None = None  # None: the answer is older, and does not say


def read(text: str) -> tuple[list[ModelReport], Faults]:
    """The reports of an answer and what was left out of it. Raises NotAnAnswer."""
    faults: Faults = Counter()
    rows = _json(text).get("reports")
    if not isinstance(rows, list):
        raise NotAnAnswer('has no list "reports"')
    if len(rows) > MOST_REPORTS:
        faults["report beyond the most an article may have"] += len(rows) - MOST_REPORTS
    found = [_report(row, faults) for row in rows[:MOST_REPORTS]]
    return [report for report in found if report is not None], faults


def _json(text: str) -> dict[str, Any]:
    text = _THINKING.sub("", text, count=1)
    fenced = _FENCE.match(text)
    try:
        value = json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError) as error:
        raise NotAnAnswer(f"is not JSON ({error})") from error
    if isinstance(value, list):
        value = {"reports": value}
    if not isinstance(value, dict):
        raise NotAnAnswer("is not a JSON object")
    return value


def _report(row: Any, faults: Faults) -> ModelReport | None:
    if not isinstance(row, dict):
        faults["report that is not an object"] += 1
        return None
    _count_unknown(row, ModelReport.__slots__, faults)
    quote, trigger = _text(row.get("quote")), _text(row.get("trigger"))
    kind, status = row.get("event_type"), row.get("status")
    if quote is None or trigger is None:
        faults[f"report without {'quote' if quote is None else 'trigger'}"] += 1
        return None
    if not isinstance(kind, str) or kind not in schema.codes("event_types"):
        faults["report with an unknown event_type"] += 1
        return None
    if not isinstance(status, str) or status not in schema.codes("statuses"):
        faults["report with an unknown status"] += 1
        return None
    return ModelReport(
        row["event"] if type(row.get("event")) is int else None,
        quote,
        trigger,
        kind,
        _mode(row.get("mode"), kind, faults),
        status,
        _parties(row.get("actors"), "actors", faults),
        _parties(row.get("recipients"), "recipients", faults),
        _place(row.get("place"), "place", faults),
        _place(row.get("destination"), "destination", faults),
        _date(row.get("date"), faults),
        _party(row.get("source"), "source", faults),
        _figures(row["casualties"], faults) if "casualties" in row else None,
    )


def _mode(value: Any, kind: str, faults: Faults) -> str | None:
    """The mode without its type: models write "RETREAT-release" as well as "release"."""
    if value in (None, ""):
        return None
    modes = schema.codes("event_modes")
    for code in (value, f"{kind}-{value}") if isinstance(value, str) else ():
        if code in modes and modes[code]["event_type"] == kind:
            return modes[code]["mode"]
    faults["mode that the type has not"] += 1
    return None


def _parties(value: Any, role: str, faults: Faults) -> tuple[PartyWords, ...]:
    if isinstance(value, dict | str):
        value = [value]
    if value is not None and not isinstance(value, list):
        faults[f"{role} that are no list"] += 1
        return ()
    found = [_party(row, role, faults) for row in (value or ())[:MOST_PARTIES]]
    return tuple(dict.fromkeys(party for party in found if party is not None))


def _party(value: Any, role: str, faults: Faults) -> PartyWords | None:
    row = _words(value, ("text", "named", "of"), role, faults)
    return PartyWords(row["text"], row.get("named"), row.get("of")) if row else None


def _place(value: Any, role: str, faults: Faults) -> PlaceWords | None:
    row = _words(value, ("text", "within"), role, faults)
    return PlaceWords(row["text"], row.get("within")) if row else None


def _date(value: Any, faults: Faults) -> DateWords | None:
    row = _words(value, ("text", "bound"), "date", faults)
    return DateWords(row["text"], row["bound"] if row.get("bound") in BOUNDS else "on") if row else None


def _figures(value: Any, faults: Faults) -> tuple[FigureWords, ...]:
    if value is not None and not isinstance(value, list):
        faults["casualties that are no list"] += 1
        return ()
    found = []
    for row in (value or ())[:MOST_PARTIES]:
        words = _words(row, ("kind", "text"), "figure", faults)
        if words is not None and words.get("kind") in schema.codes("casualty_kinds"):
            found.append(FigureWords(words["kind"], words["text"]))
        elif words is not None:
            faults["figure of an unknown kind"] += 1
    return tuple(dict.fromkeys(found))


def _words(value: Any, keys: tuple[str, ...], role: str, faults: Faults) -> dict[str, str] | None:
    """The texts of an object under `keys`; a text by itself stands for an object. None without a text."""
    if value is None or value == "":
        return None
    row = {"text": value} if isinstance(value, str) else value
    if not isinstance(row, Mapping):
        faults[f"{role} that is not an object"] += 1
        return None
    _count_unknown(row, keys, faults)
    found = {key: text for key in keys if (text := _text(row.get(key))) is not None}
    if "text" not in found:
        faults[f"{role} without words"] += 1
        return None
    return found


def _count_unknown(row: Mapping[str, Any], keys: tuple[str, ...], faults: Faults) -> None:
    for key in row:
        if key not in keys:
            faults["field that is not in the schema"] += 1


def _text(value: Any) -> str | None:
    if not isinstance(value, str) or len(value) > _LONGEST:
        return None
    return value.strip() or None

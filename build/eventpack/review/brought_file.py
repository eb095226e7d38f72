"""Reports of another coder, as lines in the format of `eventpack annotate` or as rows of a spreadsheet.

Read and checked here as far as a line goes by itself; whether its words stand where it says is seen when the article
comes by (:mod:`eventpack.review.bring`). docs/review.md and docs/annotate.md describe both forms.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from ..core.messages import counted
from ..core.model import Actor
from ..core.open_file import Refused, open_file
from ..reading.csv_rows import numbered_rows, wrong_length
from ..reading.text_file import MOST_BESIDE, decode_text, read_bytes, refused
from ..resolving.words import BOUNDS, DateWords
from .coding import FIELDS, Wrong, full_actor, read, suggest

log = logging.getLogger(__name__)

_LINE_KEYS = (
    "id",
    "source_id",
    "text_start",
    "coder",
    "published",
    "places",
    "times",
    "actors",
    "reports",
    "new_actors",
)
_REPORT_KEYS = (
    *FIELDS,
    "start",
    "end",
    "quote",
    "trigger",
    "date_text",
    "date",
    "theme",
    "event",
    "confidence",
    "coder",
    "rule",
    "sentence",
)
_CSV_KEYS = ("id", "source_id", "coder", "quote", "start", "end", "trigger", *FIELDS, "date", "event", "confidence")
_THEMES = ("troops", "equipment")
_LISTS = ("actors", "recipients", "casualties")
_DEFAULT_CONFIDENCE = 0.5
_LONGEST_CODER = 100
_LONGEST_EVENT_KEY = 100


@dataclass(frozen=True, slots=True)
class ExternalReport:
    """One report that another coder brings. `fields` are as :func:`eventpack.review.coding.read` gives them."""

    path: Path
    line: int
    report: int | None  # which of the line's reports, from 1; None in a spreadsheet
    id: str | None  # the article's; this or the source_id is given
    source_id: str | None
    coder: str
    quote: str
    start: int | None  # None in a spreadsheet that gives no offsets
    end: int | None
    trigger: str
    trigger_at: tuple[int, int] | None  # its offsets, where they are given
    fields: Mapping[str, Any]
    date_text: str | None
    date: DateWords | None  # words that stand for the days, where none are given
    theme: str | None
    event_key: str | None  # see model.Report
    confidence: float
    new_actors: Mapping[str, Actor]  # by identifier: those the line gives in full

    def error(self, message: str, hint: str) -> InputError:
        return _error(self.path, self.line, self.report, message, hint)


def _error(path: Path, line: int, report: int | None, message: str, hint: str) -> InputError:
    return InputError(path, line, f"report {report}: {message}" if report else message, hint)


def read_file(path: Path, faults: list[InputError] | None = None) -> list[ExternalReport]:
    """The reports of a .jsonl or a .csv. Raises InputError, naming the line, for what cannot stand, and for a file that
    says nothing of any article: a coder that failed, or the wrong file.

    Where `faults` is given, what cannot stand on a line is put in there, and the other reports are read.
    """
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return list(_read_jsonl(path, faults))
    if path.suffix.lower() == ".csv":
        return list(_read_csv(path, faults))
    raise InputError(path, None, "is no .jsonl or .csv", "Give reports as lines of `eventpack annotate` or as a .csv")


def _fault(error: InputError, faults: list[InputError] | None) -> None:
    """Raises the error, unless faults are collected."""
    if faults is None:
        raise error
    faults.append(error)


# --- lines of JSON -----------------------------------------------------------------------------------------------


def _read_jsonl(path: Path, faults: list[InputError] | None) -> Iterator[ExternalReport]:
    untyped: list[tuple[int, int]] = []
    empty = True
    try:
        stream = open_file(path)
    except Refused as refusal:
        raise refused(path, refusal) from refusal
    with stream:
        for number, data in enumerate(iter(lambda: stream.readline(MOST_BESIDE + 1), b""), start=1):
            if len(data) > MOST_BESIDE:
                raise InputError(path, number, f"is longer than {MOST_BESIDE >> 20} MiB", "Write one object a line")
            if not data.strip():
                continue
            empty = False
            try:
                line = json.loads(data)
            except (ValueError, RecursionError) as error:
                _fault(
                    InputError(path, number, f"is not a line of JSON in UTF-8 ({error})", "Write one object a line"),
                    faults,
                )
                continue
            try:
                yield from _line(path, number, line, untyped, faults)
            except InputError as error:
                _fault(error, faults)
    if empty:
        raise InputError(
            path,
            None,
            "holds no line",
            "Give the file that the coder wrote: one line an article, also of an article in which it found nothing",
        )
    if untyped:
        line, report = untyped[0]
        left_out = f"{counted(len(untyped), 'report')} without event_type left out" + ", the first" * (len(untyped) > 1)
        log.warning("%s: %s on line %d, report %d: PLOVER has no type for it", path, left_out, line, report)


def _line(
    path: Path, number: int, line: Any, untyped: list[tuple[int, int]], faults: list[InputError] | None
) -> Iterator[ExternalReport]:
    """The reports of a line; which of them have no type goes into `untyped`."""

    def wrong(message: str, hint: str) -> InputError:
        return InputError(path, number, message, hint)

    if not isinstance(line, dict):
        raise wrong("is not a JSON object", 'Write {"id": ..., "coder": ..., "reports": [...]}')
    _known(path, number, None, line, _LINE_KEYS)
    if not isinstance(line.get("reports"), list):
        raise wrong('has no list "reports"', 'Give "reports": [...], empty if the article reports nothing')
    where = _article(path, number, line)
    new_actors: dict[str, Actor] = {}
    for row in line.get("new_actors") or ():
        try:
            if not isinstance(row, dict) or not isinstance(row.get("actor_id"), str):
                raise Wrong((), f'"new_actors" has {row!r}', "Give rows with actor_id, name and kind")
            new_actors[row["actor_id"]] = full_actor(row, new_actors)
        except Wrong as error:
            raise wrong(error.message, error.hint) from error
    for n, report in enumerate(line["reports"], start=1):
        try:
            if not isinstance(report, dict):
                raise Wrong((), "is not a JSON object", "Give event_type, status, quote, start, end, trigger, actors")
            _known(path, number, n, report, _REPORT_KEYS)
            if report.get("event_type", "") is None:
                untyped.append((number, n))  # PLOVER has no type for it: in the output of `annotate`, in no table
                continue
            yield _report(
                path, number, n, where, {"coder": line.get("coder"), **report}, report.get("trigger"), new_actors
            )
        except Wrong as error:
            _fault(_error(path, number, n, error.message, error.hint), faults)
        except InputError as error:
            _fault(error, faults)


def _known(path: Path, number: int, report: int | None, row: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in row:
        if key not in keys:
            raise _error(path, number, report, f'has the unknown key "{key}"', suggest(key, list(keys)))


def _article(path: Path, number: int, row: Mapping[str, Any]) -> tuple[str | None, str | None]:
    found = []
    for key in ("id", "source_id"):
        value = row.get(key) or None
        if value is not None and not isinstance(value, str):
            raise InputError(path, number, f'"{key}" is {value!r}, which is not text', "Write it in quotes")
        found.append(value)
    if not any(found):
        raise InputError(path, number, "does not say which article it is of", "Give its id or its source_id")
    return found[0], found[1]


def _report(
    path: Path,
    line: int,
    number: int | None,
    where: tuple[str | None, str | None],
    row: Mapping[str, Any],
    trigger: Any,
    new_actors: Mapping[str, Actor],
) -> ExternalReport:
    """Raises Wrong."""
    for key in ("event_type", "status", "quote"):
        if not row.get(key):
            raise Wrong((key,), f'has no "{key}"', "Give it; docs/review.md says what it means")
    coder = row.get("coder")
    if not isinstance(coder, str) or not coder.strip() or len(coder) > _LONGEST_CODER:
        raise Wrong(("coder",), f'"coder" is {coder!r}', f"Say who coded it, in up to {_LONGEST_CODER} characters")
    if not isinstance(row["quote"], str):
        raise Wrong(("quote",), '"quote" is not text', "Give the passage word for word")
    words, trigger_at = _trigger(trigger)
    start, end = row.get("start"), row.get("end")
    for key, value in (("start", start), ("end", end)):
        if value is not None and (type(value) is not int or value < 0):
            raise Wrong(
                (key,), f'"{key}" is "{value}", which is not an offset', "Count code points of the article from 0"
            )
    if (start is None) != (end is None):
        raise Wrong(("start",), "one of start and end is missing", "Give both or neither")
    fields = read({key: row[key] for key in FIELDS if key in row}, words_only=number is not None)
    confidence = row.get("confidence")
    confidence = _DEFAULT_CONFIDENCE if confidence is None else confidence
    if type(confidence) not in (int, float) or not 0 <= confidence <= 1:
        raise Wrong(("confidence",), f'"confidence" is {confidence!r}', "Give a number from 0 to 1, or leave it out")
    theme, date_text = row.get("theme"), row.get("date_text")
    if theme not in (None, *_THEMES):
        raise Wrong(("theme",), f'"theme" is {theme!r}', f"Give {' or '.join(_THEMES)}, or null")
    if date_text is not None and (not isinstance(date_text, str) or not date_text):
        raise Wrong(("date_text",), f'"date_text" is {date_text!r}', "Give the article's words, or null")
    event_key = row.get("event")
    if event_key is not None and (
        not isinstance(event_key, str) or not event_key.strip() or len(event_key) > _LONGEST_EVENT_KEY
    ):
        raise Wrong(
            ("event",),
            f'"event" is {event_key!r}',
            f"Give the same short text, up to {_LONGEST_EVENT_KEY} characters, to an article's reports of one "
            "event and another text to those of another; or null",
        )
    return ExternalReport(
        path,
        line,
        number,
        *where,
        coder.strip(),
        row["quote"],
        start,
        end,
        words,
        trigger_at,
        fields,
        date_text,
        _date(row.get("date"), fields),
        theme,
        event_key,
        float(confidence),
        new_actors,
    )


def _trigger(value: Any) -> tuple[str, tuple[int, int] | None]:
    """The words of a trigger and its offsets, where they are given. Raises Wrong."""
    row = {"text": value} if isinstance(value, str) else value
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"]:
        raise Wrong(("trigger",), 'has no "trigger"', "Give the word of the passage that reports the event")
    start, end = row.get("start"), row.get("end")
    if any(v is not None and (type(v) is not int or v < 0) for v in (start, end)) or (start is None) != (end is None):
        raise Wrong(
            ("trigger",),
            f'"trigger" stands at {start!r} to {end!r}, which are no offsets',
            "Count code points of the article from 0",
        )
    return row["text"], (start, end) if isinstance(start, int) and isinstance(end, int) else None


def _date(value: Any, fields: Mapping[str, Any]) -> DateWords | None:
    """Words that date the deed. Raises Wrong."""
    if value in (None, ""):
        return None
    row = {"text": value} if isinstance(value, str) else value
    if (
        not isinstance(row, dict)
        or not isinstance(row.get("text"), str)
        or not row["text"]
        or set(row) - {"text", "bound"}
    ):
        raise Wrong(
            ("date",), f'"date" is {value!r}', 'Give the article\'s words: {"text": "on Monday", "bound": "on"}'
        )
    bound = row.get("bound") or "on"
    if bound not in BOUNDS:
        raise Wrong(("date",), f'"bound" is "{bound}"', f"Use one of {', '.join(BOUNDS)}")
    if fields.get("date_earliest") or fields.get("date_latest"):
        raise Wrong(
            ("date",), "days are given as well as words for them", "Give date, or date_earliest and date_latest"
        )
    return DateWords(row["text"], bound)


# --- rows of a spreadsheet ---------------------------------------------------------------------------------------


def _read_csv(path: Path, faults: list[InputError] | None) -> Iterator[ExternalReport]:
    text = decode_text(read_bytes(path), path).removeprefix("\ufeff")
    header: list[str] | None = None
    empty = True
    for here, cells in numbered_rows(path, io.StringIO(text, newline="")):
        if header is None:
            header = [cell.strip() for cell in cells]
            _check_header(path, here, header)
            continue
        empty = False
        if len(cells) != len(header):
            _fault(wrong_length(path, here, cells, header), faults)
            continue
        row = {key: cell for key, cell in zip(header, cells, strict=True) if cell.strip()}
        try:
            yield _report(path, here, None, _article(path, here, row), _typed(row), row.get("trigger"), {})
        except Wrong as error:
            _fault(InputError(path, here, error.message, error.hint), faults)
        except InputError as error:
            _fault(error, faults)
    if empty:
        raise InputError(
            path,
            None,
            "is empty" if header is None else "holds a header and no report",
            "Give one report a row under a header, or leave the file out",
        )


def _check_header(path: Path, line: int, header: list[str]) -> None:
    for name in header:
        if name not in _CSV_KEYS:
            raise InputError(path, line, f'has the unknown column "{name}"', suggest(name, list(_CSV_KEYS)))
        if header.count(name) > 1:
            raise InputError(path, line, f'has the column "{name}" twice', "Keep one")


def _typed(row: Mapping[str, str]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, cell in row.items():
        if name in _LISTS:
            typed[name] = [item.strip() for item in cell.split("|") if item.strip()]
        elif name in {"start", "end"}:
            typed[name] = int(cell) if cell.strip().isascii() and cell.strip().isdigit() else cell
        elif name == "confidence":
            try:
                typed[name] = float(cell)
            except ValueError:
                typed[name] = cell
        else:
            typed[name] = cell if name in {"quote", "trigger"} else cell.strip()
    return typed

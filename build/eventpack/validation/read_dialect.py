"""A Table Dialect, or CSV Dialect of version 1, as a descriptor has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import descriptor_shapes
from .declared import Dialect
from .descriptor_shapes import Wrong

_LINE_ENDS = {"\r\n", "\n", "\r"}  # each is read as the others are, as in any text
_FOREIGN = {"csvddfVersion", "sheet", "sheetNumber", "sheetName", "table", "csv", "json", "excel", "ods", "sql"}
_MOST_ROWS, _LAST_ROW = 100, 1000  # of a header


def read(
    raw: Mapping[str, Any] | None, where: str, form: str, say: Wrong, note: Callable[[str, str, Any, str], None]
) -> Dialect:
    """The dialect of a file of the format `form`. To `say` goes what makes it useless, to `note` what it does not do."""
    plain = Dialect(delimiter="\t" if form == "tsv" else ",", header_stated=False)
    if not raw:
        return plain
    if isinstance(raw.get("csv"), dict):  # as frictionless writes it
        raw = {**raw, **raw["csv"]}
    for key in raw:
        if key not in descriptor_shapes.DIALECT and key not in _FOREIGN and not key.startswith(("$", "_")):
            note("hint", f"{where}.{key}", None, "is not a property of a dialect and does nothing")
    nulls = {key for key in ("quoteChar", "escapeChar", "nullSequence", "commentChar") if raw.get(key, "") is None}
    raw = {key: part for key, part in raw.items() if key not in nulls}
    wrong_here = False

    def report(where: str, value: Any, message: str) -> None:
        nonlocal wrong_here
        wrong_here = True
        say(where, value, message)

    if not descriptor_shapes.check(raw, descriptor_shapes.DIALECT, where, report):
        return plain
    for key in ("quoteChar", "escapeChar"):
        if len(raw.get(key, "")) > 1:
            report(f"{where}.{key}", raw[key], "should be one character")
    for key in ("delimiter", "lineTerminator"):
        if key in raw and not raw[key] or len(raw.get(key, "")) > 100:
            report(f"{where}.{key}", raw[key], "should be a character or a few")
    if any(number < 1 for key in ("headerRows", "commentRows") for number in raw.get(key, [])):
        report(f"{where}.headerRows", None, "should count rows from 1")
    if len(raw.get("headerRows", [])) > _MOST_ROWS or max(raw.get("headerRows", [1]), default=1) > _LAST_ROW:
        report(f"{where}.headerRows", None, f"should be among the first {_LAST_ROW} rows")
    if raw.get("itemType", "array") not in {"array", "object"}:
        report(f"{where}.itemType", raw["itemType"], "should be array or object")
    if wrong_here:
        return plain
    end = raw.get("lineTerminator")
    return Dialect(
        delimiter=raw.get("delimiter", plain.delimiter),
        quote=None if "quoteChar" in nulls else raw.get("quoteChar", '"') or None,
        double_quote=raw.get("doubleQuote", True) if raw.get("escapeChar") else True,
        escape=raw.get("escapeChar") or None,
        skip_initial_space=raw.get("skipInitialSpace", False),
        header_rows=tuple(sorted(set(raw.get("headerRows", [1])))) if raw.get("header", True) else (),
        header_join=raw.get("headerJoin", " "),
        header_case=raw.get("headerCase", raw.get("caseSensitiveHeader", True)),
        comment_char=raw.get("commentChar") or None,
        comment_rows=frozenset(raw.get("commentRows", [])),
        skip_blank_rows=raw.get("skipBlankRows", False),
        line_end=None if end is None or end in _LINE_ENDS else end,
        null=raw.get("nullSequence"),
        header_stated="headerRows" in raw or not raw.get("header", True),
        rows_at=raw.get("property"),
        item_type=raw.get("itemType"),
        item_keys=tuple(raw["itemKeys"]) if raw.get("itemKeys") else None,
    )

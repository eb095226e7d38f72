"""Cells as text to typed values, a column at a time: which of them are not of the field's type.

`read` gives, for the cells of one column, an Arrow array of values to compare (null where a cell is missing or is
not of its type) and a mask of the cells that are not. The lexical forms are those of Table Schema 2.0; where
frictionless takes more than the specification says (spaces around numbers, 1_000, 2020-1-1) they are wrong here.
Numbers are floats, which hold fifteen digits of a decimal exactly: what has more is compared by :func:`exact`.
Types that no vectorised kernel reads (JSON, dates in formats of their own) are read once for each distinct cell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from . import structured_cells
from .decimals import canonical
from .declared import Field

TYPES = (
    "string",
    "number",
    "integer",
    "boolean",
    "object",
    "array",
    "list",
    "datetime",
    "date",
    "time",
    "year",
    "yearmonth",
    "duration",
    "geopoint",
    "geojson",
    "any",
)
ITEM_TYPES = ("string", "integer", "boolean", "number", "datetime", "date", "time")
ORDERED = frozenset({"number", "integer", "date", "datetime", "time", "year", "yearmonth", "duration"})
STRING_FORMATS = ("default", "email", "uri", "binary", "uuid", "wkt")

_LEAP = r"(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DAY = (
    r"(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    rf"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP}-02-29)"
)
_CLOCK = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DATE = rf"^{_DAY}$"
_DATETIME = rf"^{_DAY}[T ]{_CLOCK}{_ZONE}?$"
# XML Schema has years before the first, and years of more than four digits; a year 0 it has not.
_YEAR = r"-?(?:[1-9][0-9]{3,11}|0[0-9]{3})"
_FAR = re.compile(rf"({_YEAR})-([0-9]{{2}})-([0-9]{{2}})T({_CLOCK})({_ZONE}?)")
_FAR_START = r"^(?:-|[0-9]{5})"
_TIME = r"^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]|24:00:00)$"
_INTEGER = r"^[+-]?[0-9]+$"
_NUMBER = r"^(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|(?i:nan|-?inf))$"
_DURATION = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?"
)
_SECONDS = (31_556_952, 2_629_746, 86_400, 3_600, 60, 1)  # year and month: the Gregorian means
_STRINGS = {
    # RFC 5321 (international, RFC 6531), RFC 3986 with a scheme, RFC 4648, RFC 4122.
    "email": r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x{80}-\x{10ffff}-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x{80}-\x{10ffff}-]+)*"
    r"@(?:[A-Za-z0-9\x{80}-\x{10ffff}-]+\.)+[A-Za-z0-9\x{80}-\x{10ffff}-]+$",
    "uri": r"^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=|\x{80}-\x{10ffff}-]|%[0-9A-Fa-f]{2})+$",
    "binary": r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    "uuid": r"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
}

Read = tuple[pa.Array, pa.Array]


def read(cells: pa.Array, field: Field) -> Read:
    """The values of `cells`, an array of strings with null for what is missing, and which are not of the type."""
    return _READERS[field.type](cells, field)


def _kept(cells: pa.Array, good: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The cells that are good, else null; and a mask of those that are there and not good."""
    good = pc.fill_null(good, True)
    if pc.all(good).as_py() is not False:
        return cells, pc.invert(good)
    return pc.if_else(good, cells, pa.scalar(None, cells.type)), pc.invert(good)


def _matching(cells: pa.Array, pattern: str) -> Read:
    return _kept(cells, pc.match_substring_regex(cells, pattern))


def _string(cells: pa.Array, field: Field) -> Read:
    if field.format in _STRINGS:
        return _matching(cells, _STRINGS[field.format])
    if field.format == "wkt":
        return each(cells, structured_cells.wkt, pa.string())
    return cells, _none_wrong(cells)


def _none_wrong(cells: pa.Array) -> pa.Array:
    return pa.repeat(pa.scalar(False), len(cells))


def _bare(cells: pa.Array, field: Field) -> pa.Array:
    """The number in each cell without what surrounds it where it is not bare, such as € or %, and without groups."""
    if not field.bare_number:
        point, group = re.escape(field.decimal_char), re.escape(field.group_char)
        more = f"(?:{group})?" if group else ""
        # A point that ends a word before the number, as in "Rs.95", is none of the number's.
        number = rf"[0-9](?:{more}[0-9])*(?:{point}[0-9]*)?(?:[eE][+-]?[0-9]+)?|{point}[0-9]+(?:[eE][+-]?[0-9]+)?"
        cells = pc.replace_substring_regex(
            cells, rf"^(?:([+-])[^0-9+-]*?|[^0-9]*?(?:[\pL](?:{point})?)?)([+-]?(?:{number}))[^0-9]*$", r"\1\2"
        )
    return pc.replace_substring(cells, field.group_char, "") if field.group_char else cells


def _plain(cells: pa.Array, field: Field) -> pa.Array:
    """The cells with their numbers as XML Schema writes them."""
    plain = _bare(cells, field)
    if field.type == "number" and field.decimal_char != ".":
        # A point is then no part of a number.
        plain = pc.replace_substring(plain, ".", "?")
        plain = pc.replace_substring(plain, field.decimal_char, ".")
    return plain


def _integer(cells: pa.Array, field: Field) -> Read:
    kept, wrong = _matching(_plain(cells, field), _INTEGER)
    kept = pc.utf8_ltrim(kept, "+")
    longest = pc.max(pc.binary_length(kept)).as_py() or 0
    if longest <= 18:
        return kept.cast(pa.int64()), wrong
    kept = pc.replace_substring_regex(kept, "^(-?)0+([0-9])", r"\1\2")
    # Beyond 75 digits they are all the same here, above or below all others; exact() distinguishes them.
    kept = pc.replace_substring_regex(kept, "^(-?)[0-9]{76,}$", r"\1" + "9" * 76)
    return kept.cast(pa.decimal256(76, 0)), wrong


def _number(cells: pa.Array, field: Field) -> Read:
    kept, wrong = _matching(_plain(cells, field), _NUMBER)
    # Adding nothing makes -0 the same as 0.
    return pc.add(kept.cast(pa.float64()), 0.0), wrong


def exact(cells: pa.Array, field: Field) -> pa.Array:
    """Numbers or integers as texts that are the same where, and only where, the numbers are; null for what is none."""
    return each(
        _matching(_plain(cells, field), _NUMBER if field.type == "number" else _INTEGER)[0], canonical, pa.string()
    )[0]


def _boolean(cells: pa.Array, field: Field) -> Read:
    yes = pc.is_in(cells, value_set=pa.array(field.true_values, pa.string()), skip_nulls=True)
    no = pc.is_in(cells, value_set=pa.array(field.false_values, pa.string()), skip_nulls=True)
    known = pc.or_(yes, no)
    return pc.if_else(known, yes, pa.scalar(None, pa.bool_())), pc.and_(pc.is_valid(cells), pc.invert(known))


def _without_year_0(cells: pa.Array, pattern: str) -> Read:
    good = pc.match_substring_regex(cells, pattern)
    return _kept(cells, pc.and_(good, pc.invert(pc.starts_with(cells, "0000"))))


def _date(cells: pa.Array, field: Field) -> Read:
    if field.format == "default":
        kept, wrong = _without_year_0(cells, _DATE)
        return kept.cast(pa.date32()), wrong
    return each(cells, lambda cell: _moment(cell, field.format).date(), pa.date32())


def _datetime(cells: pa.Array, field: Field) -> Read:
    if field.format != "default":
        return each(cells, lambda cell: _moment(cell, field.format), pa.timestamp("us", "UTC"))
    far = pc.match_substring_regex(cells, _FAR_START)
    if pc.any(far).as_py():
        odd, wrong_odd = each(pc.if_else(far, cells, pa.scalar(None, pa.string())), _far_moment, pa.int64())
        near, wrong = _datetime(pc.if_else(far, pa.scalar(None, pa.string()), cells), field)
        return pc.coalesce(near, odd.cast(near.type)), pc.or_(wrong, wrong_odd)
    kept, wrong = _without_year_0(cells, _DATETIME)
    # Microseconds are as fine as is compared; what has no zone is taken as UTC.
    kept = pc.replace_substring_regex(kept, r"(\.[0-9]{6})[0-9]+", r"\1")
    midnight = pc.fill_null(pc.match_substring_regex(kept, r"^.{11}24"), False)
    kept = pc.replace_substring_regex(kept, r"^(.{11})24", r"\g<1>00".replace(r"\g<1>", r"\1"))
    zoned = pc.match_substring_regex(kept, rf"{_ZONE}$")
    utc = pc.binary_join_element_wise(kept, pa.scalar("Z"), "")
    moments = pc.if_else(zoned, kept, utc).cast(pa.timestamp("us", "UTC"))
    if pc.any(midnight).as_py():  # the end of a day is the beginning of the next
        moments = pc.if_else(midnight, pc.add(moments, pa.scalar(86_400_000_000, pa.duration("us"))), moments)
    return moments, wrong


def _far_moment(cell: str) -> int:
    """Microseconds since 1970 of a moment in a year that Python and Arrow have no name for."""
    match = _FAR.fullmatch(cell)
    if not match:
        raise ValueError(cell)
    year = int(match[1])
    if not year:
        raise ValueError(cell)
    # The calendar repeats itself every 400 years; before the year 1 is the year -1.
    eras, within = divmod(year + (year < 0) - 2000, 400)
    days = date(2000 + within, int(match[2]), int(match[3])).toordinal() - date(1970, 1, 1).toordinal() + eras * 146_097
    hour, minute, second = match[4].split(":")
    zone = match[5].strip("Z")
    minutes = int(hour) * 60 + int(minute)
    if zone:
        minutes -= (-1 if zone[0] == "-" else 1) * (int(zone[1:3]) * 60 + int(zone[4:]))
    return (days * 1440 + minutes) * 60_000_000 + int(Decimal(second) * 1_000_000)


def _time(cells: pa.Array, field: Field) -> Read:
    if field.format != "default":
        return each(cells, lambda cell: _microseconds(_moment(cell, field.format).timetz()), pa.int64())
    kept, wrong = _matching(cells, _TIME)
    parts = [pc.utf8_slice_codeunits(kept, start, start + 2).cast(pa.int64()) for start in (0, 3, 6)]
    seconds = pc.add(pc.multiply(parts[0], 3600), pc.add(pc.multiply(parts[1], 60), parts[2]))
    # 24:00:00 is another name of 00:00:00.
    seconds = pc.if_else(pc.equal(seconds, 86_400), pa.scalar(0, pa.int64()), seconds)
    return pc.multiply(seconds, 1_000_000), wrong


def _microseconds(moment: time) -> int:
    offset = moment.utcoffset()
    whole = (moment.hour * 3600 + moment.minute * 60 + moment.second) * 1_000_000 + moment.microsecond
    return whole - (int(offset.total_seconds() * 1_000_000) if offset else 0)


def _moment(cell: str, form: str) -> datetime:
    if form == "any":
        from dateutil import parser

        moment = parser.parse(cell, default=datetime(2000, 1, 1))
    else:
        moment = datetime.strptime(cell, form)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _year(cells: pa.Array, field: Field) -> Read:
    kept, wrong = _matching(cells, rf"^{_YEAR}{_ZONE}?$")
    return pc.replace_substring_regex(kept, rf"{_ZONE}$", "").cast(pa.int64()), wrong


def _yearmonth(cells: pa.Array, field: Field) -> Read:
    kept, wrong = _matching(cells, rf"^{_YEAR}-(?:0[1-9]|1[0-2]){_ZONE}?$")
    plain = pc.replace_substring_regex(kept, rf"^({_YEAR}-[0-9]{{2}}).*$", r"\1")
    year = pc.utf8_slice_codeunits(plain, 0, -3).cast(pa.int64())
    month = pc.utf8_slice_codeunits(plain, -2).cast(pa.int64())
    return pc.add(pc.multiply(year, 12), pc.subtract(month, 1)), wrong


def _duration(cells: pa.Array, field: Field) -> Read:
    return each(cells, _seconds, pa.float64())


def _seconds(cell: str) -> float:
    match = _DURATION.fullmatch(cell)
    if not match:
        raise ValueError(cell)
    parts = [float(part) if part else 0.0 for part in match.groups()[1:]]
    length = sum(part * unit for part, unit in zip(parts, _SECONDS, strict=True))
    return -length if match[1] == "-" else length


def _geopoint(cells: pa.Array, field: Field) -> Read:
    return each(cells, lambda cell: structured_cells.point(cell, field.format), pa.string())


def _object(cells: pa.Array, field: Field) -> Read:
    return each(cells, lambda cell: structured_cells.canonical(cell, dict), pa.string())


def _array(cells: pa.Array, field: Field) -> Read:
    return each(cells, lambda cell: structured_cells.canonical(cell, list), pa.string())


def _geojson(cells: pa.Array, field: Field) -> Read:
    return each(cells, lambda cell: structured_cells.geometry(cell, field.format), pa.string())


def _list(cells: pa.Array, field: Field) -> Read:
    """A list is of its type where each of its items is."""
    items = pc.split_pattern(cells, field.delimiter)
    _, bad = _READERS[field.item_type](pc.list_flatten(items), Field(field.name, field.item_type))
    parents = pc.list_parent_indices(items).filter(bad)
    if not len(parents):
        return cells, _none_wrong(cells)
    wrong = pc.is_in(pa.array(np.arange(len(cells))), value_set=parents.cast(pa.int64()))
    return pc.if_else(wrong, pa.scalar(None, pa.string()), cells), wrong


def _any(cells: pa.Array, field: Field) -> Read:
    return cells, _none_wrong(cells)


def each(cells: pa.Array, parse: Callable[[str], Any], kind: pa.DataType) -> Read:
    """Parse each distinct cell once; whatever the parser raises, the cell is not of its type."""
    encoded = pc.dictionary_encode(cells)
    values, good = [], []
    for cell in encoded.dictionary.to_pylist():
        try:
            value = pa.scalar(parse(cell), kind).as_py()
            values.append(value)
            good.append(True)
        # Parsers of JSON, of dates and of geometries have more ways to fail than they say.
        except Exception:
            values.append(None)
            good.append(False)
    typed = pa.array(values, kind).take(encoded.indices)
    known = pa.array(good, pa.bool_()).take(encoded.indices)
    return typed, pc.and_(pc.is_valid(cells), pc.invert(pc.fill_null(known, False)))


def lengths(cells: pa.Array, field: Field) -> pa.Array:
    """What minLength and maxLength count: characters of a string, items of an array or list, members of an object."""
    if field.type == "string":
        return pc.utf8_length(cells)
    if field.type == "list":
        return pc.list_value_length(pc.split_pattern(cells, field.delimiter))
    return each(cells, lambda cell: len(json.loads(cell)), pa.int64())[0]


def same_kind(one: Field, other: Field) -> bool:
    """Whether values of the two fields can be equal, as a foreign key needs it."""
    numeric = {"integer", "number", "year"}
    text = {"string", "any"}
    return one.type == other.type or {one.type, other.type} <= numeric or {one.type, other.type} <= text


_READERS: dict[str, Callable[[pa.Array, Field], Read]] = {
    "string": _string,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "object": _object,
    "array": _array,
    "list": _list,
    "datetime": _datetime,
    "date": _date,
    "time": _time,
    "year": _year,
    "yearmonth": _yearmonth,
    "duration": _duration,
    "geopoint": _geopoint,
    "geojson": _geojson,
    "any": _any,
}

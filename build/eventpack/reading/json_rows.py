"""Rows of JSON: one object a line (.jsonl), or one list of objects, alone or within the answer of a news service (.json)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from ..core.open_file import Refused, open_file
from .field_names import fields_of, told_keys
from .not_articles import NotArticles
from .options import ReadOptions
from .rows import Row
from .text_file import MAX_CHARACTERS, decode_text, read_bytes, refused, too_long, unreadable, utf8_hint

_MAX_LINE_BYTES = 12 * MAX_CHARACTERS + 100_000  # a JSON string may spend 12 bytes on one character
_BOM = b"\xef\xbb\xbf"
_DEEPEST = 3  # levels at which a service's answer has its list of articles


def read_jsonl(file: Path, options: ReadOptions) -> Iterator[Row]:
    """Streamed, a line at a time; a list over several lines is read as :func:`read_json` does."""
    try:
        with open_file(file) as stream:
            line = 0
            while data := stream.readline(_MAX_LINE_BYTES + 1):
                line += 1
                if len(data) > _MAX_LINE_BYTES:
                    while data and not data.endswith(b"\n"):
                        data = stream.readline(_MAX_LINE_BYTES)
                    yield Row(line, "line", too_long(file, line, f"more than {_MAX_LINE_BYTES:,} bytes"))
                    continue
                if line == 1:
                    data = data.removeprefix(_BOM)
                    if data.rstrip().startswith(b"[") and not data.rstrip().endswith(b"]"):
                        yield from read_json(file, options)
                        return
                if data.strip():
                    yield Row(line, "line", _object(file, line, data), data)
    except Refused as refusal:
        raise refused(file, refusal) from refusal
    except OSError as error:
        raise unreadable(file, error) from error


def _object(file: Path, line: int, data: bytes) -> dict[str, Any] | InputError:
    try:
        row = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return InputError(file, line, f"is not UTF-8 (byte {error.start + 1} of the line)", utf8_hint(data))
    except (ValueError, RecursionError) as error:
        return InputError(file, line, f"is not JSON ({error})", "Write each article as one JSON object on one line")
    if isinstance(row, dict):
        return row
    return InputError(
        file,
        line,
        f"is a JSON {type(row).__name__}, not an object",
        'Write each article as {"id": ..., "text": ...} on a line of its own',
    )


def read_json(file: Path, options: ReadOptions) -> Iterator[Row]:
    """A list of objects, or the one list of objects within an object; an object with a text is one article itself.

    What is JSON lines under this name is read as such. Raises NotArticles for any other JSON.
    """
    data = read_bytes(file).removeprefix(_BOM)
    text = decode_text(data, file)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        first = text.lstrip().partition("\n")[0]
        if first.startswith("{") and first.rstrip().endswith("}"):
            yield from read_jsonl(file, options)
            return
        raise NotArticles(
            file, f"is not JSON ({error})", "Write a list of objects, one for each article", "not JSON"
        ) from error
    del data, text
    for number, row in enumerate(_listed(found, options, file), start=1):
        if isinstance(row, dict):
            yield Row(number, "item", row)
        else:
            what = f"is a JSON {type(row).__name__}, not an object"
            yield Row(number, "item", InputError(file, number, what, "Take it out", unit="item"))


def _listed(found: Any, options: ReadOptions, file: Path) -> list[Any]:
    level = [found]
    for _ in range(_DEEPEST):
        for one in level:
            if isinstance(one, dict) and "text" in fields_of(one, options):
                return [one]
        lists = [one for one in level if isinstance(one, list) and any(isinstance(row, dict) for row in one)]
        if lists:
            return max(lists, key=len)
        level = [value for one in level if isinstance(one, dict) for value in one.values()]
    keys = f"; its keys are {told_keys(found)}" if isinstance(found, dict) else ""
    raise NotArticles(
        file,
        f"is JSON, but no list of articles{keys}",
        'Write a list of objects such as {"title": ..., "text": ...}',
        "JSON, but no list of articles",
    )

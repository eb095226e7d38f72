"""JSON, and plain YAML, read without trust: bounded in size and depth, nothing executed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

LARGEST = 1 << 25  # bytes of a descriptor, or of a schema, dialect or table in a file of its own
DEEPEST = 100


class NotJson(Exception):
    """A file that is no descriptor; the message stands after its name."""


class TooDeep(NotJson):
    """Lists in lists, or objects in objects, beyond what is read."""


class Real(float):
    """A number with a fraction, and how it is written: a float alone forgets digits."""

    text: str

    def __new__(cls, text: str | float) -> Real:
        made = super().__new__(cls, text)
        made.text = text if isinstance(text, str) else repr(text)
        return made


def parse(raw: bytes, name: str, repeated: Callable[[str], None] | None = None) -> Any:
    """JSON, or YAML where `name` ends so. Keys that occur twice in an object are added to `repeated`; the last counts.

    Raises NotJson.
    """
    if len(raw) > LARGEST:
        raise NotJson(f"is larger than {LARGEST >> 20} MiB")
    yaml = name.lower().endswith((".yaml", ".yml"))
    try:
        text = raw.decode("utf-8-sig")
        value = (
            _yaml(text)
            if yaml
            else json.loads(
                text, parse_float=Real, parse_constant=_no_constant, object_pairs_hook=partial(_last, repeated)
            )
        )
    except RecursionError as error:
        raise TooDeep(f"is nested deeper than {DEEPEST} levels") from error
    except ValueError as error:
        raise NotJson(f"is not {'YAML' if yaml else 'JSON'} in UTF-8: {error}") from error
    if _deeper(value, DEEPEST):
        raise TooDeep(f"is nested deeper than {DEEPEST} levels")
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _last(repeated: Callable[[str], None] | None, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs) and repeated is not None:
        for key, number in Counter(key for key, _ in pairs).items():
            if number > 1:
                repeated(key)
    return made


def _yaml(text: str) -> Any:
    """Plain YAML. Tags could make objects, and aliases could grow without end: both are refused."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    try:
        for event in yaml.parse(text, Loader=loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                raise ValueError(f"is nested deeper than {DEEPEST} levels")
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise ValueError("anchors and aliases are not read")
            if getattr(event, "tag", None):
                raise ValueError(f"the tag {event.tag} is not read")
        return json.loads(json.dumps(yaml.load(text, Loader=loader), default=str))
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from error


def _deeper(value: Any, levels: int) -> bool:
    layer = [value]
    while layer and levels:
        layer = [
            item
            for part in layer
            if isinstance(part, (dict, list))
            for item in (part.values() if isinstance(part, dict) else part)
        ]
        levels -= 1
    return bool(layer)

"""Which key or column of an input holds the text, the title, the day: as the user says, else by the names in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from ..lexicon.reader import lexicon
from .options import FIELDS, ReadOptions

_SHOWN = 12  # keys that a message names


@cache
def _known() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """For each field the names in use, best first, each as one or several folded names."""
    listed = lexicon("article_fields.yaml")
    return {name: tuple(tuple(map(folded, one.split(" + "))) for one in listed[name]) for name in FIELDS}


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """A name without case, spaces and punctuation: `Publish_Date` and `publishDate` are one."""
    return "".join(char for char in name.casefold() if char.isalnum())


def has_text(keys: Iterable[Any], options: ReadOptions) -> bool:
    """Whether a table with these columns has one for the text."""
    return bool(_places(tuple(key for key in keys if isinstance(key, str)), "text", _key(options)))


def asked_for(keys: Iterable[Any], options: ReadOptions) -> list[str]:
    """Of a table's columns those that may give a field, in their order."""
    here = tuple(key for key in keys if isinstance(key, str))
    wanted = {part for name in FIELDS for place in _places(here, name, _key(options)) for part in place}
    return [key for key in here if key in wanted]


def fields_of(row: Mapping[str, Any], options: ReadOptions) -> dict[str, Any]:
    """The fields that a row has a value for, by our names. Of several keys for one field the first that is not empty."""
    keys = tuple(key for key in row if isinstance(key, str))
    found: dict[str, Any] = {}
    for name in FIELDS:
        for place in _places(keys, name, _key(options)):
            values = [row[key] for key in place if not _empty(row[key])]
            if values:
                found[name] = values[0] if len(values) == 1 else "\n".join(map(str, values))
                break
    return found


def told_keys(keys: Iterable[Any]) -> str:
    """ "id, headline, lead": the keys that were found, for a message."""
    named = [str(key) for key in keys]
    more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
    return ", ".join(name[:40] for name in named[:_SHOWN]) + more if named else "none"


def _key(options: ReadOptions) -> tuple[tuple[str, str], ...]:
    return tuple(options.names.items())


def _empty(value: Any) -> bool:
    return value is None or value == "" or isinstance(value, float) and value != value


@lru_cache(maxsize=1024)
def _places(keys: tuple[str, ...], field: str, names: tuple[tuple[str, str], ...]) -> tuple[tuple[str, ...], ...]:
    """The keys to look at for a field, best first; several together where they make one value."""
    given = dict(names).get(field)
    if given is not None:
        parts = (given,) if given in keys else tuple(part.strip() for part in given.split("+"))
        here = tuple(part for part in parts if part in keys)
        return (here,) if here else ()
    taken = {part for name, value in names if name != field for part in (value, *value.split("+"))}
    by_name: dict[str, str] = {}
    for key in keys:
        if key not in taken:
            by_name.setdefault(folded(key), key)
    exact = ((field,),) if field in keys and field not in taken else ()
    known = (
        tuple(by_name[part] for part in one if part in by_name) for one in _known()[field] if set(one) <= by_name.keys()
    )
    return tuple(dict.fromkeys((*exact, *known)))

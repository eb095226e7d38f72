"""What a package says about itself: package.yaml in the folder of articles, or beside a .jsonl or .parquet.

Every key is optional. What the file does not say is not made up: a package without `licenses` names none.
Without a `version` the package has the program's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.errors import InputError
from . import yaml_lines
from .text_file import beside, check_kind

FILE = "package.yaml"
# Code points: fewer do not show what a passage says; more no package may quote (maxLength of reports.quote).
SHORTEST_QUOTE, LONGEST_QUOTE = 40, 300
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*\Z")
_VERSION = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\Z")
_LICENSE_NAME = re.compile(r"[A-Za-z0-9._-]+\Z")
_ADDRESS = re.compile(r"https?://[^\s/]\S*\Z")
_ITEM_KEYS = {
    "contributors": {"title", "path", "email", "organization", "roles", "givenName", "familyName"},
    "licenses": {"name", "title", "path"},
}


@dataclass(frozen=True, slots=True)
class About:
    """The descriptive part of datapackage.json; names and meanings are those of the Data Package standard."""

    name: str = "event-data"
    title: str = "Event data from news articles"
    description: str = "Who did what to whom, when and where, by the news articles this package was built from."
    homepage: str | None = None
    keywords: tuple[str, ...] = ("event data", "news")
    contributors: tuple[Mapping[str, Any], ...] = ()
    licenses: tuple[Mapping[str, Any], ...] = ()
    version: str | None = None  # of the data, MAJOR.MINOR.PATCH
    quote_length: int | None = None  # code points of a passage that are quoted; None: as many as the schema allows


def read(articles: str | Path) -> About:
    """The package.yaml that goes with an input, or the defaults where there is none.

    Raises InputError, naming the line, where the file cannot be read or holds a key or value it should not.
    """
    articles = Path(articles)
    folder = articles if articles.is_dir() else articles.parent
    path = beside(folder, FILE)
    if path is None:
        return About()
    check_kind(path, inside=folder)
    data, lines = yaml_lines.load(path)
    if data is None:
        return About()
    try:
        return _about(data)
    except _Wrong as wrong:
        raise InputError(path, lines.get(wrong.place), wrong.message, wrong.hint) from None


class _Wrong(Exception):
    """A value that cannot stand. `place` leads to it."""

    def __init__(self, place: yaml_lines.Place, message: str, hint: str) -> None:
        self.place, self.message, self.hint = place, message, hint
        super().__init__(message)


def _about(data: Any) -> About:
    known = list(About.__dataclass_fields__)
    if not isinstance(data, dict):
        raise _Wrong(
            (), "is not a list of keys and values", f"Write lines such as `title: ...`; keys: {', '.join(known)}"
        )
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            raise _Wrong((key,), f'has the unknown key "{key}"', f"Use only {', '.join(known)}")
        if key == "quote_length":
            if isinstance(value, bool) or not isinstance(value, int) or not SHORTEST_QUOTE <= value <= LONGEST_QUOTE:
                raise _Wrong(
                    (key,),
                    f'"{key}" is {value}',
                    f"Write a whole number from {SHORTEST_QUOTE} to {LONGEST_QUOTE}, or leave it out",
                )
            values[key] = value
        elif key in _ITEM_KEYS:
            values[key] = _items(key, value)
        elif key == "keywords":
            if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
                raise _Wrong((key,), '"keywords" is not a list of words', "Write `keywords: [one, two]`")
            values[key] = tuple(value)
        elif not isinstance(value, str) or not value.strip():
            raise _Wrong((key,), *_no_text(key, value))
        else:
            values[key] = value.strip()
    if not _NAME.match(values.get("name", "a")):
        raise _Wrong(
            ("name",), f'"name" is "{values["name"]}"', "Use lower-case letters, digits, dots, hyphens and underscores"
        )
    if not _VERSION.match(values.get("version", "0.1.0")):
        raise _Wrong(
            ("version",),
            f'"version" is "{values["version"][:40]}"',
            'Write three numbers in quotes, such as "1.0.0"; `eventpack diff` suggests the next',
        )
    _check_address(("homepage",), values.get("homepage"))
    return About(**values)


def _no_text(key: str, value: Any) -> tuple[str, str]:
    """What to say of a value that is no text. YAML reads 1.0 as a number, 2026-01-31 as a day."""
    if key == "version":
        return (
            f'"version" is {value}, which YAML reads as a number'
            if isinstance(value, (int, float))
            else '"version" is not text',
            'Write three numbers in quotes, such as "1.0.0"',
        )
    if value is None or isinstance(value, (dict, list)) or not str(value).strip():
        return f'"{key}" is not text', "Write a text, in quotes if it holds a colon"
    return f'"{key}" is {value}, which YAML does not read as a text', f'Write it in quotes: {key}: "{value}"'


def _check_address(place: yaml_lines.Place, address: str | None) -> None:
    if address is not None and not _ADDRESS.match(address):
        raise _Wrong(place, f'"{address}" is not a web address', "Write it in full with https://")


def _is_email(text: str) -> bool:
    """As frictionless has it, which looks at every package before it is put in place."""
    from frictionless.fields import StringField  # here, since it takes half a second to import

    value, problems = StringField(name="email", format="email").read_cell(text)
    return bool(value) and not problems


def _items(key: str, value: Any) -> tuple[dict[str, Any], ...]:
    allowed = _ITEM_KEYS[key]
    needed = "title" if key == "contributors" else "name"
    if not isinstance(value, list) or not value:
        raise _Wrong((key,), f'"{key}" is not a list', f"Write one `- {needed}: ...` for each, or leave the key out")
    for number, item in enumerate(value):
        place = (key, number)
        if not isinstance(item, dict) or needed not in item or not set(item) <= allowed:
            raise _Wrong(
                place, f'"{key}" has the entry {item}', f"Give each a {needed} and only {', '.join(sorted(allowed))}"
            )
        for name, one in item.items():
            if name == "roles":
                if not isinstance(one, list) or not all(isinstance(role, str) for role in one):
                    raise _Wrong((*place, name), f'"{key}" has the entry {item}', "Write texts, and `roles` as a list")
            elif not isinstance(one, str):
                raise _Wrong((*place, name), *_no_text(name, one))
        _check_address((*place, "path"), item.get("path"))
        if "email" in item and not _is_email(item["email"]):
            raise _Wrong(
                (*place, "email"),
                f'"{item["email"]}" is not an e-mail address',
                "Write one such as desk@example.org, or leave the line out",
            )
    if key == "licenses":
        for number, item in enumerate(value):
            if not _LICENSE_NAME.match(item["name"]):
                raise _Wrong(
                    (key, number, "name"),
                    f'the licence "{item["name"]}" is not an identifier',
                    "Write one such as CC-BY-4.0, and the name in words as `title`",
                )
    return tuple(value)

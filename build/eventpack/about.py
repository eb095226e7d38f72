"""What a package says about itself: package.yaml in the folder of articles, or beside a .jsonl or .parquet.

Every key is optional. What the file does not say is not made up: a package without `licenses` names none.
Without a `version` the package has the program's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import InputError
from .review import yaml_lines
from .text_file import check_kind

FILE = "package.yaml"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*\Z")
_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\Z")
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
    version: str | None = None           # of the data, MAJOR.MINOR.PATCH


def read(articles: str | Path) -> About:
    """The package.yaml that goes with an input, or the defaults where there is none.

    Raises InputError where the file cannot be read or holds a key or value it should not.
    """
    articles = Path(articles)
    path = (articles if articles.is_dir() else articles.parent) / FILE
    if not os.path.lexists(path):
        return About()
    check_kind(path)
    data, _ = yaml_lines.load(path)
    if data is None:
        return About()
    return _about(path, data)


def _about(path: Path, data: Any) -> About:
    known = list(About.__dataclass_fields__)
    if not isinstance(data, dict):
        raise InputError(
            path, None, "is no list of keys and values", f"Write lines such as `title: ...`; keys: {', '.join(known)}"
        )
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in known:
            raise InputError(path, None, f'has the unknown key "{key}"', f"Use only {', '.join(known)}")
        if key in _ITEM_KEYS:
            values[key] = _items(path, key, value)
        elif key == "keywords":
            if not isinstance(value, list) or not value or not all(isinstance(word, str) for word in value):
                raise InputError(path, None, '"keywords" is no list of words', "Write `keywords: [one, two]`")
            values[key] = tuple(value)
        elif not isinstance(value, str) or not value.strip():
            raise InputError(path, None, f'"{key}" is no text', "Write a text, in quotes if it holds a colon")
        else:
            values[key] = value.strip()
    if not _NAME.match(values.get("name", "a")):
        raise InputError(
            path, None, f'"name" is "{values["name"]}"', "Use lower-case letters, digits, dots, hyphens and underscores"
        )
    if not _VERSION.match(values.get("version", "0.1.0")):
        raise InputError(path, None, f'"version" is "{values["version"]}"',
                         "Write three numbers in quotes, such as \"1.0.0\"; `eventpack diff` suggests the next")
    for address in (values.get("homepage"), *(item.get("path") for key in _ITEM_KEYS for item in values.get(key, ()))):
        if address is not None and not _ADDRESS.match(address):
            raise InputError(path, None, f'"{address}" is no web address', "Write it in full with https://")
    for license in values.get("licenses", ()):
        if not _LICENSE_NAME.match(license["name"]):
            found = f'the licence "{license["name"]}" is no identifier'
            raise InputError(path, None, found, "Write one such as CC-BY-4.0, and the name in words as `title`")
    return About(**values)


def _items(path: Path, key: str, value: Any) -> tuple[dict[str, Any], ...]:
    allowed = _ITEM_KEYS[key]
    needed = "title" if key == "contributors" else "name"
    if not isinstance(value, list) or not value:
        raise InputError(
            path, None, f'"{key}" is no list', f"Write one `- {needed}: ...` for each, or leave the key out"
        )
    for item in value:
        if not isinstance(item, dict) or needed not in item or not set(item) <= allowed:
            raise InputError(
                path,
                None,
                f'"{key}" has the entry {item}',
                f"Give each a {needed} and only {', '.join(sorted(allowed))}",
            )
        if not all(isinstance(v, list) if k == "roles" else isinstance(v, str) for k, v in item.items()):
            raise InputError(path, None, f'"{key}" has the entry {item}', "Write texts, and `roles` as a list")
    return tuple(value)

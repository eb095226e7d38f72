"""Reads the files of lexicon/. They are YAML, for people to read, which takes a program half a second for all of them:
so what one holds is kept as JSON in the cache folder, under a name made of the file's bytes.

What is kept is used only if its checksum holds; else, and where no folder can be written, the file is read anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from ..core.errors import InputError
from ..storage.cache_folder import cache_folders, ours
from . import layer

_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DIGITS = 32  # of a digest in hexadecimal
_KEPT_SECONDS = 30 * 86_400  # what is older goes when something is added; if still in use it comes again


class _Words(_Safe):
    """YAML in which every plain word is the English word it looks like (on, no, null, false), but for `true`."""


_Words.yaml_implicit_resolvers = {}
_Words.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true\Z"), ["t"])


class _NoTruth(_Safe):
    """YAML in which "on" and "no" are the words they are, not truth values."""


_NoTruth.yaml_implicit_resolvers = {
    first: [entry for entry in entries if entry[0] != "tag:yaml.org,2002:bool"]
    for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

_LOADERS = {"values": _Safe, "words": _Words, "no truth": _NoTruth}


def read(name: str, kind: str = "values") -> Any:
    """The content of lexicon/`name`, and with it what the user's layer has in the file of that name. `kind` says what
    plain words are: "values" (YAML 1.1), "words" (all are words of English, but for true) or "no truth" (values, but none
    is true or false). Raises FileNotFoundError, and InputError with file and line for a file that does not keep its model
    (:mod:`eventpack.lexicon.check`)."""
    found = read_ours(name, kind)
    return _merged(found, of_layer(name, kind)) if name in layer.active().content else found


def _merged(ours: Any, added: Any) -> Any:
    """Lists one after the other; what the user has under another key of a mapping beside what we have."""
    if isinstance(ours, list) and isinstance(added, list):
        return [*ours, *added]
    if isinstance(ours, dict) and isinstance(added, dict):
        return ours | {key: _merged(ours[key], value) if key in ours else value for key, value in added.items()}
    return added


def of_layer(name: str, kind: str = "words") -> Any:
    """The content of a file of the layer; each entry of a list says under `entry` where it stands. It was checked when the
    layer was put in force (:mod:`eventpack.lexicon.layer_check`)."""
    found = as_written(name, kind)
    if not isinstance(found, list):
        return found
    places = layer.lines_of(layer.active().content[name])
    shown = layer.active().shown(name)
    return [row | {"entry": f"{shown}:{line}"} for row, line in zip(found, places, strict=True)]


def as_written(name: str, kind: str = "words") -> Any:
    """A file of the layer as plain values. Raises InputError with file and line for what is no YAML."""
    data, shown = layer.active().content[name], layer.active().shown(name)
    try:
        return yaml.load(data, Loader=_LOADERS[kind]) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        fault = getattr(error, "problem", None) or "it cannot be read"
        hint = "Correct the line; quotes help where a word has a colon"
        raise InputError(shown, mark.line + 1 if mark else None, f"is no YAML: {fault}", hint) from None


def read_ours(name: str, kind: str = "values") -> Any:
    """As :func:`read`, without the user's layer."""
    data = files("eventpack").joinpath("lexicon", name).read_bytes()
    digest = hashlib.sha256(f"{yaml.__version__} {kind} {_checks()}\n".encode() + data).hexdigest()[:_DIGITS]
    folders = _folders()
    for folder in folders:
        with suppress(OSError, ValueError):
            return _checked((folder / f"{digest}.json").read_bytes())
    from .check import check  # here, since pydantic takes a fifth of a second, and what is kept was checked

    found = yaml.load(data, Loader=_LOADERS[kind])
    check(name, found, data)
    with suppress(TypeError, ValueError):
        kept = json.dumps(found).encode()
        if json.loads(kept) == found:  # JSON has no numbers for keys, nor dates
            for folder in folders:
                with suppress(OSError):
                    _keep(folder, f"{digest}.json", kept)
                    break
    return found


@cache
def _checks() -> str:
    """Names the state of what a file of ours is checked against: one that was kept under other checks is read anew."""
    folder = files("eventpack")
    state = hashlib.sha256(folder.joinpath("lexicon", "check.py").read_bytes())
    for name in ("event_types", "event_modes", "statuses", "actor_kinds", "sectors", "feature_types", "casualty_kinds"):
        state.update(folder.joinpath("schemas", "codes", f"{name}.csv").read_bytes())
    return state.hexdigest()[:_DIGITS]


def _folders() -> list[Path]:
    *first, shared = cache_folders()
    return [folder / "lexicon" for folder in (*first, *([shared] if ours(shared) else []))]


def _checksum(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest()[:_DIGITS].encode()


def _checked(data: bytes) -> Any:
    """What :func:`_keep` wrote. Raises ValueError where it is not that."""
    checksum, kept = data[:_DIGITS], data[_DIGITS:]
    if checksum != _checksum(kept):
        raise ValueError("is damaged")
    return json.loads(kept)


def _keep(folder: Path, name: str, kept: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    passing = folder / f"{name}.{os.getpid()}.part"
    try:
        passing.write_bytes(_checksum(kept) + kept)
        passing.replace(folder / name)
    except OSError:
        with suppress(OSError):
            passing.unlink()
        raise
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - _KEPT_SECONDS:
                path.unlink()


def lexicon(name: str) -> Any:
    """One lexicon file as data. Raises FileNotFoundError for a name that is not there."""
    return read(name, "words")

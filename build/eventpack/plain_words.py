"""Reads those lexicon files that hold English words as they are. Needs no parser, so that a summary needs none."""

from __future__ import annotations

import re
from importlib.resources import files

import yaml


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML in which every plain word is the English word it looks like (on, no, null, false), but for `true`."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true\Z"), ["t"])


def lexicon(name: str):
    """One lexicon file as data. Raises FileNotFoundError for a name that is not there."""
    with (files("eventpack") / "lexicon" / name).open(encoding="utf-8") as file:
        return yaml.load(file, Loader=_Loader)

"""YAML read with the line of every value, so that an error can name it. Plain data only: no tags, anchors or merges."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from ..core.errors import InputError
from .text_file import MOST_YAML, decode_text, read_bytes

# Where a value stands: the keys and positions that lead to it, such as (0, "changes", "actors", 1).
Place = tuple[str | int, ...]

_NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # what an escape can name, and no file in UTF-8 can hold


def load(path: Path) -> tuple[Any, dict[Place, int]]:
    """The content of a YAML file and the line, from 1, of each of its values; None for an empty file.

    Raises InputError, naming the line, for what is no YAML, a key given twice, a key that is no text, an anchor or a
    tag of YAML's own types beyond texts, numbers, days, truth values, lists and mappings.
    """
    text = decode_text(read_bytes(path, MOST_YAML), path)
    try:
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            lines: dict[Place, int] = {}
            return (None if root is None else _value(path, loader, root, (), lines)), lines
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise InputError(
            path,
            mark.line + 1 if mark else None,
            f"is not YAML as it is read here ({problem})",
            "Correct the line; a text with a colon, a quote or a # stands in double quotes",
        ) from error
    except RecursionError as error:
        raise InputError(path, None, "is nested too deeply", "Write a plain list of entries") from error


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent, index):
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(None, None, "anchors and aliases are not read", event.start_mark)
        if isinstance(event, yaml.CollectionStartEvent) and event.tag:
            raise yaml.composer.ComposerError(None, None, f"the tag {event.tag} is not read", event.start_mark)
        return super().compose_node(parent, index)


def _value(path: Path, loader: _Loader, node: yaml.Node, place: Place, lines: dict[Place, int]) -> Any:
    line = lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode) and _NO_TEXT.search(node.value):
        raise InputError(
            path,
            line,
            "holds a NUL byte or half a surrogate pair",
            "Write the character itself, or take the escape out",
        )
    if isinstance(node, yaml.SequenceNode):
        return [_value(path, loader, child, (*place, number), lines) for number, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        found: dict[str, Any] = {}
        for key_node, child in node.value:
            key_line = key_node.start_mark.line + 1
            key = key_node.value
            if isinstance(key_node, yaml.ScalarNode) and _NO_TEXT.search(key):
                raise InputError(path, key_line, "has a key that is not a word", "Write `key: value`")
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
                raise InputError(path, key_line, "has a key that is not a word", "Write `key: value`")
            if key in found:
                raise InputError(path, key_line, f'has "{key}" twice in one entry', "Keep one of the two")
            found[key] = _value(path, loader, child, (*place, key), lines)
        return found
    try:
        return loader.construct_object(node)
    except ValueError as error:  # a day that is on no calendar
        raise InputError(path, line, f'"{node.value}" cannot be read ({error})', "Correct the value") from error

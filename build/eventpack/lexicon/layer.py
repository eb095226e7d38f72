"""A user's own entries, laid over the lexicon's: the option --lexicon DIR (docs/lexicon.md).

DIR has files named and written as those of lexicon/ and schemas/codes/. Their bytes are the layer: it is handed to worker
processes and to the machines of a cluster as it is, so that none of them needs DIR. A layer holds for one process at a
time; :mod:`eventpack.annotation.user_setting` puts it in force.
"""

from __future__ import annotations

import csv
import hashlib
import io
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from ..core.errors import InputError

NAMESPACE = "own"  # actors are own-NAME, event types OWN_NAME; places have user:KEY, as those of --places
FILES = (
    "actors.yaml",
    "offices.yaml",
    "places.yaml",
    "summaries.yaml",
    "codes/event_types.csv",
    "codes/event_modes.csv",
)
FOLDERS = ("frames", "classes")
_PASSED_OVER = (".md", ".txt")
_MOST_BYTES = 5_000_000  # of one file; ours are some 200 kB
_HINT = f"Use only {', '.join(FILES)}, frames/*.yaml and classes/*.yaml; notes may go into *.md"
# What takes long to make and no file of a layer has a part in.
_KEPT = frozenset(
    f"eventpack.{name}" for name in ("parsing.parser", "places.gazetteer", "annotation.cache", "core.known_files")
)


@dataclass(frozen=True)
class Layer:
    """The files of a folder by their names within it, and the folder as messages and `explain` show it."""

    folder: str = ""
    files: tuple[tuple[str, bytes], ...] = field(default=())

    @cached_property
    def content(self) -> Mapping[str, bytes]:
        return dict(self.files)

    @cached_property
    def digest(self) -> str:
        """Names the content of all files; empty where there are none."""
        if not self.files:
            return ""
        state = hashlib.sha256()
        for name, data in self.files:
            state.update(f"{name}\n".encode() + hashlib.sha256(data).digest())
        return state.hexdigest()[:16]

    def shown(self, name: str) -> str:
        """A file as messages and rules name it."""
        return f"{self.folder}/{name}"

    def names_in(self, folder: str) -> list[str]:
        """The files of a sub-folder, in the order of their names."""
        return [name for name, _ in self.files if name.startswith(f"{folder}/")]

    def code_rows(self, code_list: str) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows of codes/`code_list`.csv, each with its line. Raises InputError for what is no such table."""
        name = f"codes/{code_list}.csv"
        if name not in self.content:
            return
        try:
            reader = csv.DictReader(io.StringIO(self.content[name].decode("utf-8-sig")), strict=True)
            for row in reader:
                if None in row or None in row.values():
                    fault = "does not have as many cells as the header"
                    raise InputError(self.shown(name), reader.line_num, fault, "Put cells with commas in quotes")
                if any(row.values()):
                    yield reader.line_num, {key.strip(): value.strip() for key, value in row.items()}
        except (UnicodeDecodeError, csv.Error) as error:
            raise InputError(self.shown(name), None, f"is no CSV in UTF-8 ({error})", "Save it as such") from error


NONE = Layer()
_active = NONE


def active() -> Layer:
    """The layer that holds in this process."""
    return _active


def put(new: Layer) -> None:
    """Let a layer hold, and forget what was made of the lexicon without it."""
    global _active
    _active = new
    forget()


def forget() -> None:
    """Empty the caches of the program's modules, so that what depends on the lexicon is made anew. They are found, not
    listed: one that is added later cannot be left out."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "eventpack":
            for value in list(vars(module).values()):
                clear = getattr(value, "cache_clear", None)
                if callable(clear) and value.__module__ not in _KEPT:
                    clear()


def read_folder(folder: Path | str) -> Layer:
    """The layer in a folder. Raises InputError for a folder or file that cannot be read, and for a file of a name that has
    no meaning here. What is in the files is checked when the layer is put in force."""
    root = Path(folder)
    if not root.is_dir():
        raise InputError(root, None, "is no folder", "Name the folder that holds your lexicon (docs/lexicon.md)")
    found: list[tuple[str, bytes]] = []
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_dir() or any(part.startswith(".") for part in Path(name).parts) or name.endswith(_PASSED_OVER):
            continue
        if not _is_known(name):
            raise InputError(path, None, "is not a file of a lexicon", _HINT)
        found.append((name, _bytes(path)))
    if not found:
        raise InputError(root, None, "holds no file of a lexicon", _HINT)
    return Layer(root.name or root.resolve().name, tuple(found))


def _is_known(name: str) -> bool:
    folder, _, rest = name.rpartition("/")
    return name in FILES or folder in FOLDERS and rest.endswith(".yaml")


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise InputError(path, None, f"cannot be read ({error.strerror})", "Check the file") from error
    if len(data) > _MOST_BYTES:
        raise InputError(path, None, f"has more than {_MOST_BYTES:,} bytes", "Places in such numbers are for --places")
    return data


def lines_of(data: bytes) -> list[int]:
    """The line, counted from 1, on which each entry of a YAML list begins."""
    node = yaml.compose(data, Loader=yaml.SafeLoader)
    return [one.start_mark.line + 1 for one in node.value] if isinstance(node, yaml.SequenceNode) else []


def entry_of(row: Mapping[str, Any]) -> str | None:
    """File and line of an entry of the layer; None for one of ours."""
    return row.get("entry")


_LIKE = {
    "verbal-cooperation": "CONSULT",
    "material-cooperation": "COOPERATE",
    "verbal-conflict": "ACCUSE",
    "material-conflict": "COERCE",
}


@cache
def served_as() -> dict[str, str]:
    """A type of the layer → the type of ours whose rules of place, parties and status serve it: what its column `like`
    says, else one of its quad class."""
    rows = active().code_rows("event_types")
    return {row["code"]: row.get("like") or _LIKE[row["quad_class"]] for _, row in rows}

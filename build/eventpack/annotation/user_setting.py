"""What a user adds to the program's knowledge, put in force together: a lexicon (--lexicon), places (--places) and the
countries the articles are about (--country). It holds for one process at a time; workers are given it with their articles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import InputError
from ..lexicon import layer
from ..lexicon.layer import Layer
from ..places import user_places
from ..places.user_places import PlaceSetting
from ..tabular import schema


@dataclass(frozen=True)
class UserSetting:
    """The files a user adds: `lexicon` by their content, `places` by path and content."""

    lexicon: Layer = layer.NONE
    places: PlaceSetting = user_places.NONE

    @property
    def digest(self) -> str:
        """Names the content of all of it; empty where nothing is added."""
        both = f"{self.lexicon.digest}{self.places.digest}"
        return hashlib.sha256(both.encode()).hexdigest()[:16] if both else ""


NONE = UserSetting()


def setting(
    lexicon: Path | str | None = None, places: Iterable[Path | str] = (), countries: Iterable[str] = ()
) -> UserSetting:
    """The setting for a folder of a lexicon, files of places and ISO 3166-1 alpha-3 codes of countries; the files are read.

    Raises InputError for a file that cannot be read and EventpackError for a code that is no country's.
    """
    read = layer.NONE if lexicon is None else layer.read_folder(lexicon)
    return UserSetting(read, user_places.setting(places, countries))


def active() -> UserSetting:
    """The setting that holds in this process."""
    return UserSetting(layer.active(), user_places.active())


def activate(new: UserSetting) -> None:
    """Make a setting hold in this process from now on. Raises InputError, with file and line, for an entry that cannot be
    used, and gazetteer.NoIndex; what held before holds then."""
    before = layer.active()
    if new.lexicon != before:
        _lay(new.lexicon, before)
    try:
        user_places.activate(new.places)
    except BaseException:
        if new.lexicon != before:
            _lay(before, layer.NONE)
        raise


def _lay(new: Layer, before: Layer) -> None:
    layer.put(new)
    try:
        schema.add_codes(_checked() if new.files else {})
    except BaseException:
        _lay(before, layer.NONE)
        raise


def _checked() -> dict[str, list[dict[str, str]]]:
    """The rows of the layer's code lists, after all of its files have been read once. Raises InputError."""
    from ..actors import lexicon as actors  # here, since few runs have a layer
    from ..actors import offices
    from ..events import frames
    from ..lexicon.layer_check import check_layer

    codes = check_layer()
    actors.names()
    frames.index()
    for row in offices.rows_of_layer():
        for holder in row["holders"]:
            name = offices.parsed(holder)[0]
            if name not in actors.persons():
                file, _, line = row["entry"].rpartition(":")
                hint = "Add the person, with this name and a surname, to your actors.yaml"
                raise InputError(file, int(line), f'"{name}" is no person of actors.yaml', hint)
    return codes


@contextmanager
def using(new: UserSetting) -> Iterator[None]:
    """A setting for the time of a `with`."""
    before = active()
    activate(new)
    try:
        yield
    finally:
        activate(before)

"""News articles in; a validated, citable package of event tables out, every row traced to its sentence."""

from __future__ import annotations

import os
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from .loaded import Package

# The parser multiplies small matrices, on which a second thread only waits: several articles at once are the work of
# several processes. NumPy reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = version("eventpack")

# What the tables call this program where they say who coded a report.
CODER = f"eventpack {__version__}"


def load(path: str | Path) -> Package:
    """The package at `path` (a folder, its datapackage.json, a zip, or an address) as typed frames with ready joins.

    See :func:`eventpack.loaded.load` for what is checked and raised.
    """
    from . import loaded  # pandas takes most of a second; the command line's --help needs none of it

    return loaded.load(path)

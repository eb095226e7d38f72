"""News articles in; a validated, citable package of event tables out, every row traced to its sentence."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .core.version import __version__ as __version__

if TYPE_CHECKING:
    from pathlib import Path

    from .package.load import Package

# The parser multiplies small matrices, on which a second thread only waits: several articles at once are the work of
# several processes. NumPy reads this when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def load(path: str | Path) -> Package:
    """The package at `path` (a folder, its datapackage.json, a zip, or an address) as typed frames with ready joins.

    See :func:`eventpack.package.load.load` for what is checked and raised.
    """
    from .package import load as loaded  # pandas takes most of a second; the command line's --help needs none of it

    return loaded.load(path)

"""News articles in; a validated, citable package of event tables out, every row traced to its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .core.version import __version__ as __version__

if TYPE_CHECKING:
    from pathlib import Path

    import pandera.pandas

    from .package.load import Package


def load(path: str | Path) -> Package:
    """The package at `path` (a folder, its datapackage.json, a zip, or an address) as typed frames with ready joins.

    See :func:`eventpack.package.load.load` for what is checked and raised.
    """
    from .package import load as loaded  # pandas takes most of a second; the command line's --help needs none of it

    return loaded.load(path)


def pandera_schema(table: str) -> pandera.pandas.DataFrameSchema:
    """The pandera schema of a table, such as "events": column types, required cells, code lists, patterns and ranges.

    The build checks every part of every table with it; use it to check frames of your own before you write them:
    ``eventpack.pandera_schema("events").validate(frame, lazy=True)``. Keys within and between tables are checked by
    ``eventpack validate``. Raises ValueError for a table that does not exist.
    """
    from .tabular import schema

    return schema.table_checks(table)


def evaluate(gold: str | Path, package: str | Path, articles: str | Path | None = None) -> dict[str, Any]:
    """How true the rows of a package are by gold coding, as plain values: those of ``eventpack evaluate --format json``.

    See :func:`eventpack.evaluation.evaluate.evaluate` for what is read and raised.
    """
    from .evaluation.evaluate import evaluate as evaluated

    return evaluated(gold, package, articles)[0]

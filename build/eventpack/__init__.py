"""News articles in; a validated, citable package of event tables out, every row traced to its sentence.

    import eventpack
    from pathlib import Path

    pkg = eventpack.build("my-articles", "my-package")    # articles in, a package on disk and in memory
    pkg = eventpack.load("my-package")                    # the same later
    pkg["events"]                                         # each table is a pandas frame
    eventpack.annotate("Rebels seized the town of ...")   # what one text reports, nothing written
    eventpack.validate("my-package").good                 # True, or look at .problems

docs/python.md is the guide. Every error that a user can fix is an EventpackError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .api import annotate, build, evaluate, load, pandera_schema, validate
from .core.errors import EventpackError
from .core.model import Annotation, Article, Report
from .core.version import __version__
from .reading.options import ReadOptions

if TYPE_CHECKING:
    from .package.load import Package

__all__ = [
    "Annotation",
    "Article",
    "EventpackError",
    "Package",
    "ReadOptions",
    "Report",
    "__version__",
    "annotate",
    "build",
    "evaluate",
    "load",
    "pandera_schema",
    "validate",
]


def __getattr__(name: str) -> Any:
    if name == "Package":  # when it is asked for, since it brings pandas
        from .package.load import Package

        return Package
    raise AttributeError(f"module 'eventpack' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__

"""The version of this program, and what the tables call it."""

from __future__ import annotations

from importlib.metadata import version

__version__ = version("eventpack")
# What the tables call this program where they say who coded a report.
CODER = f"eventpack {__version__}"

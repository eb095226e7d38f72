"""News articles in; a validated, citable package of event tables out, every row traced to its sentence."""

from importlib.metadata import version

__version__ = version("eventpack")

# What the tables call this program where they say who coded a report.
CODER = f"eventpack {__version__}"

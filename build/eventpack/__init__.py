"""News articles in; a validated, citable package of event tables out, every row traced to its sentence."""

from importlib.metadata import version

__version__ = version("eventpack")

"""Where the parts of a data package lie."""

from __future__ import annotations

FILE = "datapackage.json"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

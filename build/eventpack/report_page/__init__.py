"""A package as one page that is its own map, timeline and table: `page(package)` gives the whole of its HTML.

Nothing is fetched: the drawing libraries (D3 and others), the base map and the data are in the page, and a
Content-Security-Policy lets only these very scripts run and forbids every request.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

from ..core.errors import EventpackError
from ..package.load import Package
from . import base_map, content

MAX_BYTES = 60_000_000  # some 30,000 events; more than that, browsers open slowly
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
# What could end a script element, or be taken for a line end by some reader of JavaScript, as the escapes of JSON.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


class TooLarge(EventpackError):
    """More events than a page of the promised size can hold."""


def page(package: Package, first: date | None = None, last: date | None = None) -> str:
    """The page of the package's events, or of those that can have happened from `first` to `last`, both inclusive.

    The same package and versions give the same bytes. Raises TooLarge above MAX_BYTES.
    """
    shown = content.of(package, first, last)
    countries = {place["country"] for place in shown["places"].values() if place["country"]}
    scripts = {
        "libraries": base_map.asset("libraries.js").replace("</script", "<\\/script"),
        "script": "".join(_file(name) for name in ("map.js", "times.js", "page.js")),
    }
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'; "
        "script-src " + " ".join(f"'sha256-{_digest(script)}'" for script in scripts.values())
    )
    parts = {
        **scripts,
        "policy": html.escape(policy, quote=True).replace("&#x27;", "'"),
        "title": html.escape(shown["title"]),
        "style": _file("page.css"),
        "content": as_json(shown),
        "drawings": as_json(base_map.of(countries)),
    }
    made = _PLACEHOLDER.sub(lambda match: parts[match[1]], _file("page.html"))
    size = len(made.encode("utf-8"))
    if size > MAX_BYTES:
        raise TooLarge(
            f"the page of {len(shown['events']):,} events would have {size / 1e6:.1f} MB, more than "
            f"{MAX_BYTES / 1e6:.0f} MB, which browsers open slowly. Choose days with --from and --to"
        )
    return made


def as_json(value: Mapping[str, Any]) -> str:
    """JSON that can stand in a script element whatever its strings hold."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(_ESCAPES)


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")


def _file(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")

"""JSON as every target is written: indented, UTF-8, one line feed at the end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write_json(file: Path, value: Any) -> Path:
    """Write a value as indented JSON in UTF-8; returns `file`. Raises ValueError for a number that JSON lacks."""
    file.write_text(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
    return file

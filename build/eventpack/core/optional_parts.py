"""The optional parts of eventpack, and how to install one into the very eventpack that runs."""

from __future__ import annotations

import json
import shlex
from importlib import import_module, metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from .errors import EventpackError

_CHECKOUT = Path(__file__).resolve().parents[3]
_RECORD = "direct_url.json"  # where pip writes what it installed from, unless it was an index (PEP 610)


def install(extra: str) -> str:
    """The command that adds an extra, from where this eventpack came: a checkout, a file, a repository or an index."""
    if (_CHECKOUT / "pyproject.toml").is_file():
        return f"pip install -e {shlex.quote(f'{_CHECKOUT}[{extra}]')}"
    record = json.loads(metadata.distribution("eventpack").read_text(_RECORD) or "{}")
    url = record.get("url")
    if url is None:
        return f"pip install {shlex.quote(f'eventpack[{extra}]')}"
    if "dir_info" in record:
        return f"pip install {shlex.quote(f'{url2pathname(urlsplit(url).path)}[{extra}]')}"
    if "vcs_info" in record:
        url = f"{record['vcs_info']['vcs']}+{url}@{record['vcs_info']['commit_id']}"
    return f"pip install {shlex.quote(f'eventpack[{extra}] @ {url}')}"


def needed(module: str, extra: str) -> Any:
    """An optional dependency. Raises EventpackError that says how to get it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise EventpackError(f"this needs {module}; install it with: {install(extra)}") from error

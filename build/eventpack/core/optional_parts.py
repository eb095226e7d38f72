"""The optional parts of eventpack, and how to install one into the very eventpack that runs."""

from __future__ import annotations

import json
import os
import shlex
import sys
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from .errors import EventpackError

_CHECKOUT = Path(__file__).resolve().parents[3]
_RECORD = "direct_url.json"  # where pip writes what it installed from, unless it was an index (PEP 610)


def install(extra: str) -> str:
    """The command that adds an extra to the very eventpack that runs: by what installed it (pip, pipx or uv), and from
    where it came (a checkout, a file, a repository or an index)."""
    return f"{_installer()} {_target(extra)}"


def _installer() -> str:
    home = Path(sys.prefix)
    if (home / "pipx_metadata.json").is_file():
        return f"pipx runpip {shlex.quote(home.name)} install"
    if (home / "uv-receipt.toml").is_file():
        return "uv tool install --force"
    if find_spec("pip") is None:  # as in an environment that uv made
        return f"uv pip install --python {shlex.quote(_python())}"
    return f"{shlex.quote(_python())} -m pip install"


def _python() -> str:
    """This Python, as short as it can be written from here."""
    inside = os.path.relpath(sys.executable) if sys.executable else "python"
    return sys.executable if inside.startswith(os.pardir) else inside


def _target(extra: str) -> str:
    if (_CHECKOUT / "pyproject.toml").is_file():
        return f"-e {shlex.quote(f'{_CHECKOUT}[{extra}]')}"
    record = json.loads(metadata.distribution("eventpack").read_text(_RECORD) or "{}")
    url = record.get("url")
    if url is None:
        return shlex.quote(f"eventpack[{extra}]")
    if "dir_info" in record:
        return shlex.quote(f"{url2pathname(urlsplit(url).path)}[{extra}]")
    if "vcs_info" in record:
        url = f"{record['vcs_info']['vcs']}+{url}@{record['vcs_info']['commit_id']}"
    return shlex.quote(f"eventpack[{extra}] @ {url}")


def needed(module: str, extra: str) -> Any:
    """An optional dependency. Raises EventpackError that says how to get it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise EventpackError(f"this needs {module}; install it with: {install(extra)}") from error

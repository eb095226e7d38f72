"""The gate's verdict for people and for programs; the exit status of `publish check` is 0, 1 or 2 as of `validate`."""

from __future__ import annotations

import json

from ..core.messages import counted, printable
from ..core.version import __version__
from .gate import Verdict

JSON_VERSION = 1


def text(verdict: Verdict) -> str:
    """One line a reason, one a note, then the verdict."""
    lines = [f"{reason.rule}: {reason.message}" for reason in verdict.reasons]
    lines += [f"note: {note}" for note in verdict.notes]
    outcome = "may be published" if verdict.good else f"may not be published: {counted(len(verdict.reasons), 'reason')}"
    return "".join(f"{printable(line)}\n" for line in [*lines, f"{verdict.package}: {outcome}"])


def as_json(verdict: Verdict | None, package: str, error: str | None = None) -> str:
    """One object, in ASCII; `verdict` is None where the gate could not run, for `error`."""
    status = "could not run" if verdict is None else "may be published" if verdict.good else "may not be published"
    found = verdict or Verdict(package)
    return (
        json.dumps(
            {
                "version": JSON_VERSION,
                "eventpack": __version__,
                "package": package,
                "status": status,
                "error": error,
                "reasons": [{"rule": reason.rule, "message": reason.message} for reason in found.reasons],
                "notes": list(found.notes),
            },
            indent=2,
        )
        + "\n"
    )

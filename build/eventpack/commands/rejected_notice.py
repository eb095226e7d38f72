"""What a command with --skip-bad says of the articles it left out."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ..core.messages import counted
from ..reading.rejected import Rejected

SKIPPED = 1  # exit status: done, but not with all of the input


def notice(rejected: Sequence[Rejected], where: str | None = None) -> int:
    """Say which articles were left out, or only how many where they are listed elsewhere; gives the exit status."""
    number = counted(len(rejected), "fault", ",")
    if where:
        print(f"eventpack: articles left out for {number}, {where}", file=sys.stderr)
    else:
        print(f"eventpack: articles left out for {number}:", file=sys.stderr)
        for fault in rejected:
            print(f"  {fault}", file=sys.stderr)
    return SKIPPED

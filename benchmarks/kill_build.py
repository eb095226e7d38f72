"""Kills `eventpack build` with SIGKILL at random moments and looks at what it leaves.

    python benchmarks/kill_build.py [ROUNDS]

Each round starts the whole command, as a user would, over a folder that holds another valid package, and kills it after
a random part of the time that an undisturbed build takes; half of the kills fall into the last third of that time, in
which files are written. Then `eventpack validate` must find the folder good and the old package or the new one in it,
or say that a build ended half-way, and change nothing; and what the next build does first must leave the one or the
other byte by byte and nothing else. Ends with status 1 if that ever fails. 200 rounds take some fifteen minutes.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from eventpack import cli
from eventpack.storage import atomic_replace

TEXTS = (
    "Ghana pulls troops out of Mali\nGhana withdrew its soldiers from Gao in Mali on 3 May 2023.\n",
    "Chad sends aid\nChad sent food to Niger on 4 June 2023, the ministry said.\n",
)
COMMAND = [sys.executable, "-m", "eventpack.cli"]


def state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def start(articles: Path, out: Path) -> subprocess.Popen:
    # --fresh: which package it is must not depend on the one that was there before.
    return subprocess.Popen(
        [*COMMAND, "build", str(articles), "--out", str(out), "--fresh"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def main(rounds: int) -> int:
    seen: Counter[str] = Counter()
    moments = random.Random(20260126)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        known, spans = [], []
        for number, text in enumerate(TEXTS):
            articles = folder / f"in-{number}"
            articles.mkdir()
            (articles / "story.txt").write_text(text, encoding="utf-8")
            begin = time.monotonic()
            assert start(articles, folder / str(number)).wait() == 0
            spans.append(time.monotonic() - begin)
            known.append(state(folder / str(number)))
        out, span = folder / "0", spans[-1]
        print(f"an undisturbed build takes {span:.1f} s")
        for number in range(rounds):
            before = known.index(state(out))
            begin = time.monotonic()
            process = start(folder / f"in-{1 - before}", out)
            until = span * (moments.uniform(0.65, 1.1) if number % 2 else moments.uniform(0, 1))
            try:
                process.wait(until)
                span = time.monotonic() - begin  # the machine may be busier or less busy than before
            except subprocess.TimeoutExpired:
                os.kill(process.pid, signal.SIGKILL)
            seen["killed" if process.wait() == -signal.SIGKILL else "done before the kill"] += 1
            process.stderr.close()
            if (out / ".eventpack").exists():
                seen["killed while it held the folder"] += 1
            if (out / ".eventpack" / "swap").exists():
                seen["killed while putting files in place"] += 1
            left = state(out)
            told = io.StringIO()
            with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
                valid = cli.main(["validate", str(out)]) == 0
            seen["half replaced, and told so"] += not valid
            if state(out) != left or not valid and "a build ended before" not in told.getvalue():
                print(f"round {number}: changed by who reads it, or not valid\n{told.getvalue()}")
                return 1
            if valid and {name: content for name, content in left.items() if name[0] != "."} not in known:
                print(f"round {number}: valid, and neither the old package nor the new one")
                return 1
            with atomic_replace.locked(out):
                pass
            if (found := state(out)) not in known:
                print(f"round {number}: neither the old package nor the new one")
                return 1
            print(f"\r{number + 1} of {rounds}", end="", flush=True)
            seen["the old package" if found == known[before] else "the new package"] += 1
    print()
    for what, times in seen.items():
        print(f"{times:>5}  {what}")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200))
